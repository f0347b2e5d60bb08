<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="ar" sourcelanguage="en">
<context>
    <name>About</name>
    <message>
        <source>A till that never loses a sale and never does one twice.</source>
        <translation>صندوق بيع لا يفقد عملية بيع ولا يكررها.</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>رجوع</translation>
    </message>
    <message>
        <source>Evertill {version}</source>
        <translation>Evertill {version}</translation>
    </message>
    <message>
        <source>Free software under the MIT licence.</source>
        <translation>برنامج حر برخصة MIT.</translation>
    </message>
    <message>
        <source>It stands on the work of others</source>
        <translation>يقوم على عمل الآخرين</translation>
    </message>
    <message>
        <source>Store: {store} · Register: {register}</source>
        <translation>المتجر: {store} · الصندوق: {register}</translation>
    </message>
</context>
<context>
    <name>Calendar</name>
    <message>
        <source>The month after</source>
        <translation>الشهر التالي</translation>
    </message>
    <message>
        <source>The month before</source>
        <translation>الشهر السابق</translation>
    </message>
</context>
<context>
    <name>Cash</name>
    <message>
        <source>Advance on wages</source>
        <translation>سلفة من الأجر</translation>
    </message>
    <message>
        <source>Amount</source>
        <translation>المبلغ</translation>
    </message>
    <message>
        <source>Another reason</source>
        <translation>سبب آخر</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>رجوع</translation>
    </message>
    <message>
        <source>Cash</source>
        <translation>النقد</translation>
    </message>
    <message>
        <source>Cash comes from the safe into the till.</source>
        <translation>يأتي نقد من الخزنة إلى الصندوق.</translation>
    </message>
    <message>
        <source>Cash from outside comes into the till; not for goods.</source>
        <translation>يدخل نقد من الخارج إلى الصندوق، لا مقابل بضاعة.</translation>
    </message>
    <message>
        <source>Cash goes from the till into the safe.</source>
        <translation>يذهب نقد من الصندوق إلى الخزنة.</translation>
    </message>
    <message>
        <source>Cash leaves the till for something that is no refund.</source>
        <translation>يخرج نقد من الصندوق لغير ردّ ثمن.</translation>
    </message>
    <message>
        <source>Change for a customer</source>
        <translation>فكّة لزبون</translation>
    </message>
    <message>
        <source>Change from the bank</source>
        <translation>فكّة من المصرف</translation>
    </message>
    <message>
        <source>Change needed</source>
        <translation>نحتاج إلى فكّة</translation>
    </message>
    <message>
        <source>Choose above, or press its key.</source>
        <translation>اختر من الأعلى أو اضغط مفتاحه.</translation>
    </message>
    <message>
        <source>Choose first what is done with the cash.</source>
        <translation>اختر أولًا ما يُفعل بالنقد.</translation>
    </message>
    <message>
        <source>Cleaning</source>
        <translation>تنظيف</translation>
    </message>
    <message>
        <source>Deposit paid back</source>
        <translation>تأمين مُستردّ</translation>
    </message>
    <message>
        <source>Done by</source>
        <translation>نفّذها</translation>
    </message>
    <message>
        <source>Drop</source>
        <translation>إيداع في الخزنة</translation>
    </message>
    <message>
        <source>End of the shift</source>
        <translation>نهاية الوردية</translation>
    </message>
    <message>
        <source>Entered afterwards for {day}</source>
        <translation>أُدخلت لاحقًا ليوم {day}</translation>
    </message>
    <message>
        <source>Entry {number}</source>
        <translation>القيد {number}</translation>
    </message>
    <message>
        <source>From the owner</source>
        <translation>من المالك</translation>
    </message>
    <message>
        <source>Help</source>
        <translation>مساعدة</translation>
    </message>
    <message>
        <source>In the till</source>
        <translation>في الصندوق</translation>
    </message>
    <message>
        <source>In this session so far</source>
        <translation>في هذه الجلسة حتى الآن</translation>
    </message>
    <message>
        <source>It is written down, but the drawer did not open. {reason}</source>
        <translation>سُجّلت الحركة لكن الدرج لم يُفتح. {reason}</translation>
    </message>
    <message>
        <source>Loan</source>
        <translation>من الخزنة</translation>
    </message>
    <message>
        <source>No cash was moved yet, and the drawer was not opened without a sale.</source>
        <translation>لم يُحرَّك نقد بعد، ولم يُفتح الدرج دون بيع.</translation>
    </message>
    <message>
        <source>No printer is set up.</source>
        <translation>لا توجد طابعة.</translation>
    </message>
    <message>
        <source>No printer is set up: save the slip as PDF or as text.</source>
        <translation>لا توجد طابعة: احفظ الورقة بصيغة PDF أو نصًا.</translation>
    </message>
    <message>
        <source>No sale</source>
        <translation>دون بيع</translation>
    </message>
    <message>
        <source>Open the drawer  F12</source>
        <translation>افتح الدرج  F12</translation>
    </message>
    <message>
        <source>PDF</source>
        <translation>PDF</translation>
    </message>
    <message>
        <source>Paid in</source>
        <translation>مقبوض</translation>
    </message>
    <message>
        <source>Paid out</source>
        <translation>مدفوع</translation>
    </message>
    <message>
        <source>Postage</source>
        <translation>بريد</translation>
    </message>
    <message>
        <source>Print</source>
        <translation>طباعة</translation>
    </message>
    <message>
        <source>Print the slip</source>
        <translation>طباعة الورقة</translation>
    </message>
    <message>
        <source>Put it in  F12</source>
        <translation>أدخله  F12</translation>
    </message>
    <message>
        <source>Reason: {reason}</source>
        <translation>السبب: {reason}</translation>
    </message>
    <message>
        <source>Register</source>
        <translation>نقطة البيع</translation>
    </message>
    <message>
        <source>Saved: {path}</source>
        <translation>حُفظ: {path}</translation>
    </message>
    <message>
        <source>Say why: choose a reason, or type one.</source>
        <translation>قل السبب: اختر واحدًا أو اكتبه.</translation>
    </message>
    <message>
        <source>Signature</source>
        <translation>التوقيع</translation>
    </message>
    <message>
        <source>Something was left in it</source>
        <translation>بقي فيه شيء</translation>
    </message>
    <message>
        <source>Supplier</source>
        <translation>مورّد</translation>
    </message>
    <message>
        <source>TRAINING – no cash changes hands</source>
        <translation>تدريب – لا يتحرك أي نقد</translation>
    </message>
    <message>
        <source>Take it out  F12</source>
        <translation>أخرجه  F12</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>نص</translation>
    </message>
    <message>
        <source>The drawer opens, and no cash changes hands by the books.</source>
        <translation>يُفتح الدرج، ولا يتحرك نقد في الدفاتر.</translation>
    </message>
    <message>
        <source>The float was too small</source>
        <translation>كان رصيد البداية قليلًا</translation>
    </message>
    <message>
        <source>The movement is kept.</source>
        <translation>الحركة محفوظة.</translation>
    </message>
    <message>
        <source>The slip is printed.</source>
        <translation>طُبعت الورقة.</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>الوقت</translation>
    </message>
    <message>
        <source>To the bank</source>
        <translation>إلى المصرف</translation>
    </message>
    <message>
        <source>Too much in the till</source>
        <translation>في الصندوق نقد كثير</translation>
    </message>
    <message>
        <source>Trying the drawer</source>
        <translation>تجربة الدرج</translation>
    </message>
    <message>
        <source>Type an amount above zero.</source>
        <translation>اكتب مبلغًا أكبر من صفر.</translation>
    </message>
    <message>
        <source>What and why</source>
        <translation>ماذا ولماذا</translation>
    </message>
    <message>
        <source>What is done with the cash?</source>
        <translation>ماذا يُفعل بالنقد؟</translation>
    </message>
    <message>
        <source>Why?</source>
        <translation>لماذا؟</translation>
    </message>
    <message>
        <source>Write it down</source>
        <translation>تسجيل</translation>
    </message>
    <message>
        <source>Write it down  F12</source>
        <translation>تسجيل  F12</translation>
    </message>
    <message>
        <source>Written down: the slip</source>
        <translation>سُجّلت: ورقتها</translation>
    </message>
    <message>
        <source>X report</source>
        <translation>تقرير X</translation>
    </message>
</context>
<context>
    <name>CashEntry</name>
    <message>
        <source>Cash in the till</source>
        <translation>النقد في الصندوق</translation>
    </message>
    <message>
        <source>Count coins and notes</source>
        <translation>عدّ القطع والأوراق</translation>
    </message>
    <message>
        <source>Type one amount</source>
        <translation>كتابة مبلغ واحد</translation>
    </message>
</context>
<context>
    <name>Close</name>
    <message>
        <source>Back to selling</source>
        <translation>عودة إلى البيع</translation>
    </message>
    <message>
        <source>By closing you say that its float, {amount}, is in the till.</source>
        <translation>بإغلاقها تقرّ بأن رصيد الافتتاح {amount} موجود في الصندوق.</translation>
    </message>
    <message>
        <source>Cash by the paper book</source>
        <translation>النقد في الدفتر الورقي</translation>
    </message>
    <message>
        <source>Cash typed here</source>
        <translation>النقد المُدخَل هنا</translation>
    </message>
    <message>
        <source>Close as empty</source>
        <translation>إغلاق بلا مبيعات</translation>
    </message>
    <message>
        <source>Close the session</source>
        <translation>إغلاق الجلسة</translation>
    </message>
    <message>
        <source>Comment (if there is something to say)</source>
        <translation>ملاحظة (إن وُجد ما يقال)</translation>
    </message>
    <message>
        <source>Comment (needed: the difference is large)</source>
        <translation>ملاحظة (مطلوبة: الفرق كبير)</translation>
    </message>
    <message>
        <source>Compare with the book</source>
        <translation>المقارنة بالدفتر</translation>
    </message>
    <message>
        <source>Compare with the paper book</source>
        <translation>المقارنة بالدفتر الورقي</translation>
    </message>
    <message>
        <source>Count again</source>
        <translation>إعادة العد</translation>
    </message>
    <message>
        <source>Count all the cash in the till, the float too. If the till is empty, type 0 as one amount.</source>
        <translation>عُدّ كل النقد في الصندوق مع رصيد الافتتاح. إن كان الصندوق فارغًا فاكتب ٠ مبلغًا واحدًا.</translation>
    </message>
    <message>
        <source>Count first</source>
        <translation>الجرد أولًا</translation>
    </message>
    <message>
        <source>Count the till</source>
        <translation>جرد الصندوق</translation>
    </message>
    <message>
        <source>Counted</source>
        <translation>المعدود</translation>
    </message>
    <message>
        <source>Counted before: {amounts}</source>
        <translation>جُرد من قبل: {amounts}</translation>
    </message>
    <message>
        <source>Counted so far</source>
        <translation>المعدود حتى الآن</translation>
    </message>
    <message>
        <source>Exactly right</source>
        <translation>مطابق تمامًا</translation>
    </message>
    <message>
        <source>Expected</source>
        <translation>المتوقع</translation>
    </message>
    <message>
        <source>Found of other payments, if you look</source>
        <translation>ما وُجد من المدفوعات الأخرى، إن راجعتها</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>متابعة</translation>
    </message>
    <message>
        <source>Help</source>
        <translation>مساعدة</translation>
    </message>
    <message>
        <source>It is closed as empty, and kept.</source>
        <translation>تُغلق بلا مبيعات وتُحفظ.</translation>
    </message>
    <message>
        <source>Not compared</source>
        <translation>لم تُقارن</translation>
    </message>
    <message>
        <source>Not yet</source>
        <translation>ليس بعد</translation>
    </message>
    <message>
        <source>Nothing was sold</source>
        <translation>لم يُبع شيء</translation>
    </message>
    <message>
        <source>Nothing was sold in this session, and no cash was moved.</source>
        <translation>لم يُبع شيء في هذه الجلسة ولم يُنقل نقد.</translation>
    </message>
    <message>
        <source>Say in a few words where the difference may come from.</source>
        <translation>اذكر في كلمات قليلة من أين قد يأتي الفرق.</translation>
    </message>
    <message>
        <source>Settle</source>
        <translation>تسوية</translation>
    </message>
    <message>
        <source>Settle or discard the tickets first.</source>
        <translation>سوِّ الفواتير أو ألغها أولًا.</translation>
    </message>
    <message>
        <source>Sold with it: {sold}</source>
        <translation>بيع بها: {sold}</translation>
    </message>
    <message>
        <source>Sold with it: {sold}, found: {found}</source>
        <translation>بيع بها: {sold}، ووُجد: {found}</translation>
    </message>
    <message>
        <source>TRAINING: nothing of this counts.</source>
        <translation>تدريب: لا شيء من هذا يُحتسب.</translation>
    </message>
    <message>
        <source>These tickets are neither paid nor discarded. Settle or discard each one; then the count begins.</source>
        <translation>هذه الفواتير لم تُدفع ولم تُحذف. سوِّ كل واحدة أو احذفها، ثم يبدأ الجرد.</translation>
    </message>
    <message>
        <source>This is all</source>
        <translation>هذا كل شيء</translation>
    </message>
    <message>
        <source>Type what the paper book says was taken that day. Cash is needed: type 0 if there was none. What you leave empty is not compared.</source>
        <translation>اكتب ما يذكر الدفتر الورقي أنه قُبض في ذلك اليوم. النقد لازم: اكتب ٠ إن لم يكن. وما تتركه فارغًا لا يُقارن.</translation>
    </message>
    <message>
        <source>Variance</source>
        <translation>الفرق</translation>
    </message>
    <message>
        <source>What the count came to</source>
        <translation>نتيجة الجرد</translation>
    </message>
    <message>
        <source>What was typed beside the book</source>
        <translation>ما أُدخل مقابل الدفتر</translation>
    </message>
    <message>
        <source>{amount} over</source>
        <translation>زيادة {amount}</translation>
    </message>
    <message>
        <source>{amount} short</source>
        <translation>نقص {amount}</translation>
    </message>
</context>
<context>
    <name>Denominations</name>
    <message>
        <source>One fewer of {value}</source>
        <translation>قطعة أقل من فئة {value}</translation>
    </message>
    <message>
        <source>One more of {value}</source>
        <translation>قطعة إضافية من فئة {value}</translation>
    </message>
    <message>
        <source>Pieces of {value}</source>
        <translation>عدد القطع من فئة {value}</translation>
    </message>
</context>
<context>
    <name>Doctor</name>
    <message numerus="yes">
        <source>%Ln cash session(s) need attention.</source>
        <translation>
            <numerusform>لا جلسة صندوق تحتاج إلى انتباه.</numerusform>
            <numerusform>جلسة صندوق واحدة تحتاج إلى انتباه.</numerusform>
            <numerusform>جلستا صندوق تحتاجان إلى انتباه.</numerusform>
            <numerusform>%Ln جلسات صندوق تحتاج إلى انتباه.</numerusform>
            <numerusform>%Ln جلسة صندوق تحتاج إلى انتباه.</numerusform>
            <numerusform>%Ln جلسة صندوق تحتاج إلى انتباه.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln of its entries were not sent since it was closed.</source>
        <translation>
            <numerusform>أُرسلت كل قيودها.</numerusform>
            <numerusform>قيد واحد منها لم يُرسل منذ إغلاقها.</numerusform>
            <numerusform>قيدان منها لم يُرسلا منذ إغلاقها.</numerusform>
            <numerusform>%Ln قيود منها لم تُرسل منذ إغلاقها.</numerusform>
            <numerusform>%Ln قيدًا منها لم تُرسل منذ إغلاقها.</numerusform>
            <numerusform>%Ln قيد منها لم تُرسل منذ إغلاقها.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln session(s) still need a person.</source>
        <translation>
            <numerusform>لا جلسة تحتاج إلى شخص.</numerusform>
            <numerusform>جلسة واحدة ما زالت تحتاج إلى شخص.</numerusform>
            <numerusform>جلستان ما زالتا تحتاجان إلى شخص.</numerusform>
            <numerusform>%Ln جلسات ما زالت تحتاج إلى شخص.</numerusform>
            <numerusform>%Ln جلسة ما زالت تحتاج إلى شخص.</numerusform>
            <numerusform>%Ln جلسة ما زالت تحتاج إلى شخص.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln unsettled ticket(s) of it wait for the next session of its kind.</source>
        <translation>
            <numerusform>لا فاتورة غير مسوّاة فيها.</numerusform>
            <numerusform>فاتورة واحدة غير مسوّاة منها تنتظر الجلسة التالية من نوعها.</numerusform>
            <numerusform>فاتورتان غير مسوّاتين منها تنتظران الجلسة التالية من نوعها.</numerusform>
            <numerusform>%Ln فواتير غير مسوّاة منها تنتظر الجلسة التالية من نوعها.</numerusform>
            <numerusform>%Ln فاتورة غير مسوّاة منها تنتظر الجلسة التالية من نوعها.</numerusform>
            <numerusform>%Ln فاتورة غير مسوّاة منها تنتظر الجلسة التالية من نوعها.</numerusform>
        </translation>
    </message>
    <message>
        <source>1. A backup is made and proved. If that fails, nothing is changed.</source>
        <translation>١. تُنشأ نسخة احتياطية ويُتحقق منها. إن تعذّر ذلك فلا يتغير شيء.</translation>
    </message>
    <message numerus="yes">
        <source>2. Counts left, so that one sells again: %Ln.</source>
        <translation>
            <numerusform>٢. جرد يُترك ليعود البيع: %Ln.</numerusform>
            <numerusform>٢. جرد يُترك ليعود البيع: %Ln.</numerusform>
            <numerusform>٢. جرد يُترك ليعود البيع: %Ln.</numerusform>
            <numerusform>٢. جرد يُترك ليعود البيع: %Ln.</numerusform>
            <numerusform>٢. جرد يُترك ليعود البيع: %Ln.</numerusform>
            <numerusform>٢. جرد يُترك ليعود البيع: %Ln.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>2. Sessions closed as not counted: %Ln (Z {numbers}).</source>
        <translation>
            <numerusform>٢. جلسات تُغلق دون جرد: %Ln (Z {numbers}).</numerusform>
            <numerusform>٢. جلسات تُغلق دون جرد: %Ln (Z {numbers}).</numerusform>
            <numerusform>٢. جلسات تُغلق دون جرد: %Ln (Z {numbers}).</numerusform>
            <numerusform>٢. جلسات تُغلق دون جرد: %Ln (Z {numbers}).</numerusform>
            <numerusform>٢. جلسات تُغلق دون جرد: %Ln (Z {numbers}).</numerusform>
            <numerusform>٢. جلسات تُغلق دون جرد: %Ln (Z {numbers}).</numerusform>
        </translation>
    </message>
    <message>
        <source>3. All is looked at again. Each step is kept with your name and this reason.</source>
        <translation>٣. يُفحص كل شيء من جديد. تُحفظ كل خطوة مع اسمك وهذا السبب.</translation>
    </message>
    <message>
        <source>A count that was left is begun again at the till.</source>
        <translation>الجرد الذي تُرك يُبدأ من جديد عند الصندوق.</translation>
    </message>
    <message>
        <source>Account {account}: {amount}</source>
        <translation>حساب {account}: {amount}</translation>
    </message>
    <message>
        <source>After it: open a session of the same kind and day again, close it when it is complete, and join both from the list of cash sessions.</source>
        <translation>وبعدها: افتح من جديد جلسة من النوع نفسه ولليوم نفسه، وأغلقها حين تكتمل، واضممهما من قائمة جلسات الصندوق.</translation>
    </message>
    <message>
        <source>All registers, as the server knows</source>
        <translation>كل نقاط البيع، كما يعرفها الخادم</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>رجوع</translation>
    </message>
    <message>
        <source>Before the next exchange with the server: restore the backup into a new folder, with:
{command}</source>
        <translation>قبل المزامنة التالية مع الخادم: استعد النسخة الاحتياطية إلى مجلد جديد بالأمر:
{command}</translation>
    </message>
    <message>
        <source>Cash by the books: {amount}, unchanged. No count is made up.</source>
        <translation>النقد حسب الدفاتر: {amount}، دون تغيير. لا يُختلق أي جرد.</translation>
    </message>
    <message>
        <source>Close it as not counted, with Z report {number}.</source>
        <translation>تُغلق دون جرد، بتقرير Z رقم {number}.</translation>
    </message>
    <message numerus="yes">
        <source>Counts left, so that one sells again: %Ln.</source>
        <translation>
            <numerusform>جرد تُرك ليعود البيع: %Ln.</numerusform>
            <numerusform>جرد تُرك ليعود البيع: %Ln.</numerusform>
            <numerusform>جرد تُرك ليعود البيع: %Ln.</numerusform>
            <numerusform>جرد تُرك ليعود البيع: %Ln.</numerusform>
            <numerusform>جرد تُرك ليعود البيع: %Ln.</numerusform>
            <numerusform>جرد تُرك ليعود البيع: %Ln.</numerusform>
        </translation>
    </message>
    <message>
        <source>Doctor</source>
        <translation>الطبيب</translation>
    </message>
    <message>
        <source>Go back from counting to selling.</source>
        <translation>العودة من الجرد إلى البيع.</translation>
    </message>
    <message>
        <source>Help</source>
        <translation>مساعدة</translation>
    </message>
    <message>
        <source>How to take it back</source>
        <translation>كيف يُتراجع عنه</translation>
    </message>
    <message>
        <source>It is being counted, and nothing happened in it since {time}.</source>
        <translation>هي قيد الجرد، ولم يحدث فيها شيء منذ {time}.</translation>
    </message>
    <message>
        <source>Its business date ended {end}, and nothing happened in it since {time}.</source>
        <translation>انتهى يومها {end}، ولم يحدث فيها شيء منذ {time}.</translation>
    </message>
    <message>
        <source>Later</source>
        <translation>لاحقًا</translation>
    </message>
    <message>
        <source>Looked again: nothing is stuck any more.</source>
        <translation>أُعيد الفحص: لم يبقَ شيء عالقًا.</translation>
    </message>
    <message>
        <source>Making a backup first …</source>
        <translation>تُنشأ نسخة احتياطية أولًا …</translation>
    </message>
    <message>
        <source>No account moves.</source>
        <translation>لا يتحرك أي حساب.</translation>
    </message>
    <message>
        <source>Not now  Esc</source>
        <translation>ليس الآن  Esc</translation>
    </message>
    <message>
        <source>Nothing here can be repaired by rule: look at each.</source>
        <translation>لا شيء هنا يُصلَح بقاعدة: انظر في كل واحدة.</translation>
    </message>
    <message>
        <source>Nothing is changed before you say so. Healthy sessions stay.</source>
        <translation>لا يتغير شيء قبل أن تأمر. الجلسات السليمة تبقى.</translation>
    </message>
    <message>
        <source>Nothing is stuck.</source>
        <translation>لا شيء عالق.</translation>
    </message>
    <message>
        <source>Nothing was stuck any more, so nothing was changed.</source>
        <translation>لم يعد شيء عالقًا، فلم يتغير شيء.</translation>
    </message>
    <message>
        <source>Nothing was typed into it since {time}.</source>
        <translation>لم يُدخَل فيها شيء منذ {time}.</translation>
    </message>
    <message>
        <source>Nothing: a person has to look at it first.</source>
        <translation>لا شيء: يجب أن ينظر فيها شخص أولًا.</translation>
    </message>
    <message>
        <source>Proving the backup, then repairing …</source>
        <translation>يُتحقق من النسخة ثم يُصلَح …</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>السبب</translation>
    </message>
    <message>
        <source>Register</source>
        <translation>نقطة البيع</translation>
    </message>
    <message>
        <source>Register and server say different things of it.</source>
        <translation>تقول نقطة البيع عنها غير ما يقوله الخادم.</translation>
    </message>
    <message>
        <source>Repair</source>
        <translation>إصلاح</translation>
    </message>
    <message>
        <source>Repair  F12</source>
        <translation>إصلاح  F12</translation>
    </message>
    <message>
        <source>Repair all that can be repaired?</source>
        <translation>هل يُصلَح كل ما يمكن إصلاحه؟</translation>
    </message>
    <message>
        <source>Repaired</source>
        <translation>تم الإصلاح</translation>
    </message>
    <message>
        <source>Repair…</source>
        <translation>إصلاح…</translation>
    </message>
    <message>
        <source>Sales</source>
        <translation>المبيعات</translation>
    </message>
    <message>
        <source>Sales: {amount}, unchanged.</source>
        <translation>المبيعات: {amount}، دون تغيير.</translation>
    </message>
    <message>
        <source>Say why: it is kept with each step.</source>
        <translation>قل السبب: يُحفظ مع كل خطوة.</translation>
    </message>
    <message>
        <source>See what would help</source>
        <translation>ما الذي يفيد</translation>
    </message>
    <message>
        <source>Send now</source>
        <translation>أرسل الآن</translation>
    </message>
    <message>
        <source>Send what waits: the server keeps it as a supplement to its Z report.</source>
        <translation>يُرسَل ما ينتظر: يحفظه الخادم ملحقًا بتقرير Z الخاص بها.</translation>
    </message>
    <message>
        <source>Session</source>
        <translation>الجلسة</translation>
    </message>
    <message numerus="yes">
        <source>Sessions closed, not counted: %Ln (Z {numbers}).</source>
        <translation>
            <numerusform>جلسات أُغلقت دون جرد: %Ln (Z {numbers}).</numerusform>
            <numerusform>جلسات أُغلقت دون جرد: %Ln (Z {numbers}).</numerusform>
            <numerusform>جلسات أُغلقت دون جرد: %Ln (Z {numbers}).</numerusform>
            <numerusform>جلسات أُغلقت دون جرد: %Ln (Z {numbers}).</numerusform>
            <numerusform>جلسات أُغلقت دون جرد: %Ln (Z {numbers}).</numerusform>
            <numerusform>جلسات أُغلقت دون جرد: %Ln (Z {numbers}).</numerusform>
        </translation>
    </message>
    <message>
        <source>Stuck on this register</source>
        <translation>عالق في نقطة البيع هذه</translation>
    </message>
    <message>
        <source>The repair was stopped. Nothing was changed.</source>
        <translation>أُوقف الإصلاح. لم يتغير شيء.</translation>
    </message>
    <message>
        <source>The server cannot be reached now.
It was last asked {time}; this is what it said then.</source>
        <translation>لا يمكن الوصول إلى الخادم الآن.
سُئل آخر مرة {time}؛ وهذا ما قاله حينها.</translation>
    </message>
    <message>
        <source>The server has not been asked since this till was started.</source>
        <translation>لم يُسأل الخادم منذ تشغيل نقطة البيع هذه.</translation>
    </message>
    <message>
        <source>The server knows of nothing that is stuck.</source>
        <translation>لا يعرف الخادم شيئًا عالقًا.</translation>
    </message>
    <message>
        <source>The server was last asked {time}.</source>
        <translation>سُئل الخادم آخر مرة {time}.</translation>
    </message>
    <message>
        <source>This register is out of use for good, so nothing can be ended here. What it recorded is kept and sent.</source>
        <translation>أُخرجت نقطة البيع هذه من الخدمة نهائيًا، فلا يمكن إنهاء شيء هنا. ما سجّلته محفوظ ويُرسَل.</translation>
    </message>
    <message>
        <source>What is wrong</source>
        <translation>ما الخلل</translation>
    </message>
    <message>
        <source>What that does to its totals</source>
        <translation>أثر ذلك في مجاميعها</translation>
    </message>
    <message>
        <source>What would be done</source>
        <translation>ما الذي سيُفعل</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>السبب</translation>
    </message>
    <message>
        <source>Why? It is kept with each step.</source>
        <translation>لماذا؟ يُحفظ السبب مع كل خطوة.</translation>
    </message>
    <message>
        <source>cash of past days</source>
        <translation>نقد الأيام الماضية</translation>
    </message>
    <message>
        <source>safe</source>
        <translation>الخزنة</translation>
    </message>
    <message>
        <source>since {time}</source>
        <translation>منذ {time}</translation>
    </message>
    <message>
        <source>till</source>
        <translation>الصندوق</translation>
    </message>
</context>
<context>
    <name>Errors</name>
    <message>
        <source>Something went wrong inside Evertill. Nothing you completed is lost. Try again; if it comes back, tell whoever looks after this register.</source>
        <translation>حدث خطأ داخل Evertill. لم يُفقد أي شيء أتممته. حاول مرة أخرى، وإن تكرر الخطأ فأبلغ المسؤول عن هذا الصندوق.</translation>
    </message>
</context>
<context>
    <name>Help</name>
    <message>
        <source>Another operator; the ticket stays as it is</source>
        <translation>بائع آخر؛ تبقى الفاتورة كما هي</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>رجوع</translation>
    </message>
    <message>
        <source>Cash sessions: the story of each, X and Z reports, and another day for one that was typed in wrong.</source>
        <translation>جلسات الصندوق: قصة كل جلسة، وتقارير X وZ، ويوم آخر لجلسة أُدخلت خطأ.</translation>
    </message>
    <message>
        <source>Cash: paid in, paid out, drop, loan, no sale</source>
        <translation>النقد: مقبوض، مدفوع، إيداع، من الخزنة، دون بيع</translation>
    </message>
    <message>
        <source>Choose another line</source>
        <translation>اختيار سطر آخر</translation>
    </message>
    <message>
        <source>Choose cash or card, type what you were given, press Enter. The change is shown large.</source>
        <translation>اختر نقدًا أو بطاقة، واكتب ما أُعطيت، واضغط Enter. يظهر الباقي بخط كبير.</translation>
    </message>
    <message>
        <source>Discount on the chosen line</source>
        <translation>خصم على السطر المختار</translation>
    </message>
    <message>
        <source>Doctor, for managers: what is stuck, what would help, and the repair.</source>
        <translation>الطبيب، للمديرين: ما علق، وما يفيد، والإصلاح.</translation>
    </message>
    <message>
        <source>Give the receipt. The next scan begins the next ticket.</source>
        <translation>سلّم الإيصال. المسح التالي يبدأ الفاتورة التالية.</translation>
    </message>
    <message>
        <source>Help</source>
        <translation>مساعدة</translation>
    </message>
    <message>
        <source>In the menu</source>
        <translation>في القائمة</translation>
    </message>
    <message>
        <source>Keys everywhere</source>
        <translation>مفاتيح في كل مكان</translation>
    </message>
    <message>
        <source>Keys while selling</source>
        <translation>مفاتيح أثناء البيع</translation>
    </message>
    <message>
        <source>Look at the ticket. F3 changes the quantity of the chosen line, F4 gives a discount, Del takes the line away.</source>
        <translation>راجع الفاتورة. F3 يغيّر كمية السطر المختار، وF4 يمنح خصمًا، وDel يحذف السطر.</translation>
    </message>
    <message>
        <source>Menu: reports, closing, settings</source>
        <translation>القائمة: التقارير والإغلاق والإعدادات</translation>
    </message>
    <message>
        <source>One step back</source>
        <translation>خطوة إلى الوراء</translation>
    </message>
    <message>
        <source>Pay</source>
        <translation>الدفع</translation>
    </message>
    <message>
        <source>Press F12 to be paid.</source>
        <translation>اضغط F12 للدفع.</translation>
    </message>
    <message>
        <source>Print the last receipt again</source>
        <translation>إعادة طباعة آخر إيصال</translation>
    </message>
    <message>
        <source>Quantity of the chosen line</source>
        <translation>كمية السطر المختار</translation>
    </message>
    <message>
        <source>Scan the goods, or type a few letters of the name and press Enter. Type 3* before it for three pieces.</source>
        <translation>امسح البضاعة، أو اكتب بعض حروف الاسم واضغط Enter. اكتب ‎3*‎ قبلها لثلاث قطع.</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>بحث</translation>
    </message>
    <message>
        <source>Sell in five steps</source>
        <translation>البيع في خمس خطوات</translation>
    </message>
    <message>
        <source>Take the chosen line away</source>
        <translation>حذف السطر المختار</translation>
    </message>
    <message>
        <source>The main step of a screen</source>
        <translation>الخطوة الرئيسية في الشاشة</translation>
    </message>
    <message>
        <source>The next field</source>
        <translation>الحقل التالي</translation>
    </message>
    <message>
        <source>This help</source>
        <translation>هذه المساعدة</translation>
    </message>
    <message>
        <source>What the notice above the screen offers</source>
        <translation>ما يعرضه الإشعار أعلى الشاشة</translation>
    </message>
</context>
<context>
    <name>Menu</name>
    <message>
        <source>About</source>
        <translation>حول البرنامج</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>رجوع</translation>
    </message>
    <message>
        <source>Cash</source>
        <translation>النقد</translation>
    </message>
    <message>
        <source>Cash sessions</source>
        <translation>جلسات الصندوق</translation>
    </message>
    <message>
        <source>Close the session</source>
        <translation>إغلاق الجلسة</translation>
    </message>
    <message>
        <source>Count the till, Z report</source>
        <translation>جرد الصندوق وتقرير Z</translation>
    </message>
    <message>
        <source>Ctrl+L from anywhere</source>
        <translation>Ctrl+L من أي مكان</translation>
    </message>
    <message>
        <source>Doctor</source>
        <translation>الطبيب</translation>
    </message>
    <message>
        <source>Exchange with the server</source>
        <translation>المزامنة مع الخادم</translation>
    </message>
    <message>
        <source>Finds and repairs what is stuck</source>
        <translation>يجد ما علق ويصلحه</translation>
    </message>
    <message>
        <source>Help</source>
        <translation>مساعدة</translation>
    </message>
    <message>
        <source>Keys, how to sell</source>
        <translation>المفاتيح وطريقة البيع</translation>
    </message>
    <message>
        <source>Language and look</source>
        <translation>اللغة والمظهر</translation>
    </message>
    <message>
        <source>Menu</source>
        <translation>القائمة</translation>
    </message>
    <message>
        <source>No session is open</source>
        <translation>لا توجد جلسة مفتوحة</translation>
    </message>
    <message>
        <source>Other operator</source>
        <translation>بائع آخر</translation>
    </message>
    <message>
        <source>Other session</source>
        <translation>جلسة أخرى</translation>
    </message>
    <message>
        <source>Paid in, paid out, drop, no sale</source>
        <translation>مقبوض، مدفوع، إيداع، دون بيع</translation>
    </message>
    <message>
        <source>Resume, past days, training</source>
        <translation>استئناف، أيام سابقة، تدريب</translation>
    </message>
    <message>
        <source>Sessions need attention</source>
        <translation>جلسات تحتاج إلى انتباه</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>الإعدادات</translation>
    </message>
    <message>
        <source>The figures so far</source>
        <translation>الأرقام حتى الآن</translation>
    </message>
    <message>
        <source>Their stories, reports, corrections</source>
        <translation>قصصها وتقاريرها وتصحيحاتها</translation>
    </message>
    <message>
        <source>Version and licences</source>
        <translation>الإصدار والرخص</translation>
    </message>
    <message>
        <source>What waits, what it said</source>
        <translation>ما ينتظر وما قاله الخادم</translation>
    </message>
    <message>
        <source>X report</source>
        <translation>تقرير X</translation>
    </message>
</context>
<context>
    <name>MessageBar</name>
    <message>
        <source>Dismiss</source>
        <translation>إغلاق</translation>
    </message>
</context>
<context>
    <name>Notices</name>
    <message>
        <source>Close the session</source>
        <translation>إغلاق الجلسة</translation>
    </message>
    <message>
        <source>Later</source>
        <translation>لاحقًا</translation>
    </message>
    <message>
        <source>Open another</source>
        <translation>فتح جلسة أخرى</translation>
    </message>
    <message>
        <source>Read it</source>
        <translation>اقرأ ذلك</translation>
    </message>
    <message>
        <source>This session belongs to {day}, and that day has ended. Sell on, or close it: what is sold in it still counts on {day}.</source>
        <translation>هذه الجلسة ليوم {day}، وقد انتهى ذلك اليوم. واصل البيع أو أغلقها: ما يُباع فيها يُحتسب على {day}.</translation>
    </message>
</context>
<context>
    <name>NumberPad</name>
    <message>
        <source>Backspace</source>
        <translation>حذف</translation>
    </message>
    <message>
        <source>Decimal mark</source>
        <translation>الفاصلة العشرية</translation>
    </message>
    <message>
        <source>Enter</source>
        <translation>إدخال</translation>
    </message>
</context>
<context>
    <name>Paper</name>
    <message numerus="yes">
        <source>%Ln sale(s) typed</source>
        <translation>
            <numerusform>لم تُدخل مبيعات</numerusform>
            <numerusform>أُدخلت عملية بيع واحدة</numerusform>
            <numerusform>أُدخلت عمليتا بيع</numerusform>
            <numerusform>أُدخلت %Ln عمليات بيع</numerusform>
            <numerusform>أُدخلت %Ln عملية بيع</numerusform>
            <numerusform>أُدخلت %Ln عملية بيع</numerusform>
        </translation>
    </message>
    <message>
        <source>Entered as sale {number}: {total}</source>
        <translation>أُدخلت بيعًا رقم {number}: {total}</translation>
    </message>
    <message>
        <source>First give the paper ticket a number that is not used yet.</source>
        <translation>أعطِ الفاتورة الورقية أولًا رقمًا لم يُستخدم بعد.</translation>
    </message>
    <message>
        <source>Left to type</source>
        <translation>المتبقي للإدخال</translation>
    </message>
    <message>
        <source>Left: complete</source>
        <translation>المتبقي: اكتمل</translation>
    </message>
    <message>
        <source>More than the book</source>
        <translation>أكثر من الدفتر</translation>
    </message>
    <message>
        <source>Paper ticket</source>
        <translation>الفاتورة الورقية</translation>
    </message>
    <message>
        <source>Paper ticket {number} is entered already: receipt {receipt}, {day}, {amount}. Type another number, or take this one as a second ticket of that number.</source>
        <translation>الفاتورة الورقية {number} أُدخلت من قبل: الإيصال {receipt}، {day}، {amount}. اكتب رقمًا آخر، أو خذها فاتورة ثانية بالرقم نفسه.</translation>
    </message>
    <message>
        <source>Take it as {number}</source>
        <translation>خذها برقم {number}</translation>
    </message>
    <message>
        <source>That is no time: type it like 1432, 14:32 or 2:32 pm.</source>
        <translation>هذا ليس وقتًا: اكتبه مثل 1432 أو 14:32 أو 2:32 م.</translation>
    </message>
    <message>
        <source>The book&apos;s total</source>
        <translation>مجموع الدفتر</translation>
    </message>
    <message>
        <source>The number has a sign that cannot be kept: type it again.</source>
        <translation>في الرقم رمز لا يمكن حفظه: اكتبه من جديد.</translation>
    </message>
    <message>
        <source>Time, if known</source>
        <translation>الوقت إن عُرف</translation>
    </message>
</context>
<context>
    <name>Parked</name>
    <message>
        <source>A part of it is paid.</source>
        <translation>دُفع جزء منها.</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>عودة</translation>
    </message>
    <message>
        <source>Discard</source>
        <translation>حذف</translation>
    </message>
    <message>
        <source>Discard this ticket for good?</source>
        <translation>أتُحذف هذه الفاتورة نهائيًا؟</translation>
    </message>
    <message>
        <source>Enter recalls the marked one, Del discards it, Esc goes back.</source>
        <translation>المفتاح Enter يستدعي المحددة، وDel يحذفها، وEsc يعود.</translation>
    </message>
    <message>
        <source>From an earlier session that was closed before this ticket was settled.</source>
        <translation>من جلسة سابقة أُغلقت قبل تسوية هذه الفاتورة.</translation>
    </message>
    <message>
        <source>Keep it</source>
        <translation>أبقِها</translation>
    </message>
    <message>
        <source>No ticket is parked.</source>
        <translation>لا توجد فاتورة معلّقة.</translation>
    </message>
    <message>
        <source>Paper ticket {number}.</source>
        <translation>الفاتورة الورقية {number}.</translation>
    </message>
    <message>
        <source>Parked tickets</source>
        <translation>الفواتير المعلّقة</translation>
    </message>
    <message>
        <source>Parked. F5 on an empty ticket brings it back.</source>
        <translation>عُلّقت. F5 على فاتورة فارغة يعيدها.</translation>
    </message>
    <message>
        <source>Recall</source>
        <translation>استدعاء</translation>
    </message>
    <message>
        <source>The ticket in hand.</source>
        <translation>الفاتورة الحالية.</translation>
    </message>
</context>
<context>
    <name>Pay</name>
    <message>
        <source>A payment must be more than zero.</source>
        <translation>يجب أن يكون المبلغ المدفوع أكبر من صفر.</translation>
    </message>
    <message>
        <source>Amount given; empty means exactly what is due</source>
        <translation>المبلغ المدفوع؛ اتركه فارغًا لدفع المستحق تمامًا</translation>
    </message>
    <message>
        <source>Back to the ticket</source>
        <translation>عودة إلى الفاتورة</translation>
    </message>
    <message>
        <source>Card</source>
        <translation>بطاقة</translation>
    </message>
    <message>
        <source>Cash</source>
        <translation>نقدًا</translation>
    </message>
    <message>
        <source>Change</source>
        <translation>الباقي</translation>
    </message>
    <message>
        <source>Complete</source>
        <translation>إتمام</translation>
    </message>
    <message>
        <source>Coupon</source>
        <translation>قسيمة خصم</translation>
    </message>
    <message>
        <source>Exact</source>
        <translation>المبلغ تمامًا</translation>
    </message>
    <message>
        <source>Nothing is due any more</source>
        <translation>لم يبق شيء مستحق</translation>
    </message>
    <message>
        <source>Only cash gives change: at most {most} this way.</source>
        <translation>الباقي يُعاد من الدفع النقدي فقط: بهذه الطريقة {most} على الأكثر.</translation>
    </message>
    <message>
        <source>Paid so far</source>
        <translation>المدفوع حتى الآن</translation>
    </message>
    <message>
        <source>Something is still due</source>
        <translation>ما زال هناك مبلغ مستحق</translation>
    </message>
    <message>
        <source>Still due</source>
        <translation>المتبقي للدفع</translation>
    </message>
    <message>
        <source>Take back</source>
        <translation>إرجاع الدفعة</translation>
    </message>
    <message>
        <source>That looks like a barcode, so nothing was paid. To add a product, press Esc and scan it again.</source>
        <translation>يبدو هذا رمزًا شريطيًا، لذلك لم يُدفع شيء. لإضافة منتج اضغط Esc ثم امسحه مرة أخرى.</translation>
    </message>
    <message>
        <source>To pay</source>
        <translation>المطلوب دفعه</translation>
    </message>
    <message>
        <source>Voucher</source>
        <translation>بطاقة هدية</translation>
    </message>
    <message>
        <source>What was paid so far, {paid}, stays with this ticket.</source>
        <translation>ما دُفع حتى الآن ({paid}) يبقى محفوظًا مع هذه الفاتورة.</translation>
    </message>
    <message>
        <source>{amount} is still due.</source>
        <translation>ما زال {amount} مستحقًا.</translation>
    </message>
</context>
<context>
    <name>PinPad</name>
    <message>
        <source>PIN</source>
        <translation>الرمز السري</translation>
    </message>
</context>
<context>
    <name>Problem</name>
    <message>
        <source>A cash session is open already: resume it, or close it first.</source>
        <translation>توجد جلسة صندوق مفتوحة: استأنفها، أو أغلقها أولًا.</translation>
    </message>
    <message>
        <source>A file cannot be read. See that the disk is there.</source>
        <translation>تعذّرت قراءة ملف. تأكد من أن القرص موصول.</translation>
    </message>
    <message>
        <source>A newer Evertill wrote this register. Update this one, then try again.</source>
        <translation>كُتبت بيانات هذا الصندوق بإصدار أحدث من Evertill. حدّث هذا الإصدار ثم حاول مرة أخرى.</translation>
    </message>
    <message>
        <source>A ticket is not settled yet: complete or void it first.</source>
        <translation>توجد فاتورة لم تُسوَّ بعد: أتممها أو ألغها أولًا.</translation>
    </message>
    <message>
        <source>Another Evertill is using this register. Close it, then try again.</source>
        <translation>برنامج Evertill آخر يستخدم هذا الصندوق. أغلقه ثم حاول مرة أخرى.</translation>
    </message>
    <message>
        <source>Cash moves with an amount above zero and a reason: give both.</source>
        <translation>حركة النقد تحتاج مبلغًا أكبر من صفر وسببًا: اكتب كليهما.</translation>
    </message>
    <message>
        <source>Number or time of the paper ticket cannot be: check what you typed.</source>
        <translation>رقم الفاتورة الورقية أو وقتها غير ممكن: راجع ما كتبته.</translation>
    </message>
    <message>
        <source>Only a deferred session is typed in from the paper book.</source>
        <translation>الجلسة المؤجلة وحدها تُدخَل من الدفتر الورقي.</translation>
    </message>
    <message>
        <source>That is no amount that a till takes: check the numbers typed.</source>
        <translation>هذا ليس مبلغًا يقبله الصندوق: راجع الأرقام المكتوبة.</translation>
    </message>
    <message>
        <source>That is not a quantity: type digits, like 2 or 0.75.</source>
        <translation>هذه ليست كمية: اكتب أرقامًا مثل ٢ أو ٠٫٧٥.</translation>
    </message>
    <message>
        <source>That paper ticket was typed in already: look at its number.</source>
        <translation>هذه الفاتورة الورقية أُدخلت من قبل: راجع رقمها.</translation>
    </message>
    <message>
        <source>That ticket does not wait any more: look at the list again.</source>
        <translation>تلك الفاتورة لم تعد معلّقة: انظر إلى القائمة من جديد.</translation>
    </message>
    <message>
        <source>The count differs much: write a comment, then it closes.</source>
        <translation>الفرق في الجرد كبير: اكتب تعليقًا ثم تُغلق الجلسة.</translation>
    </message>
    <message>
        <source>The database of this register cannot be used. Change nothing in its folder, and tell whoever looks after it.</source>
        <translation>لا يمكن استخدام قاعدة بيانات هذا الصندوق. لا تغيّر شيئًا في مجلده، وأبلغ من يتولى أمره.</translation>
    </message>
    <message>
        <source>The file cannot be written. See that the disk has room and may be written to.</source>
        <translation>تعذّرت كتابة الملف. تأكد من وجود مساحة في القرص ومن السماح بالكتابة فيه.</translation>
    </message>
    <message>
        <source>The keys of this register cannot be had. Unlock the keyring, then try again.</source>
        <translation>تعذّر الوصول إلى مفاتيح هذا الصندوق. افتح قفل حلقة المفاتيح ثم حاول مرة أخرى.</translation>
    </message>
    <message>
        <source>There is no register here. Enrol one, or start with the right data folder.</source>
        <translation>لا يوجد صندوق مسجَّل هنا. سجّل صندوقًا، أو ابدأ بمجلد البيانات الصحيح.</translation>
    </message>
    <message>
        <source>There is nothing on the ticket to hold.</source>
        <translation>لا شيء في الفاتورة ليُعلَّق.</translation>
    </message>
    <message>
        <source>This cannot be corrected so: only closed sessions of one kind can be, once.</source>
        <translation>لا يمكن التصحيح هكذا: تُصحَّح الجلسات المغلقة من نوع واحد فقط، ومرة واحدة.</translation>
    </message>
    <message>
        <source>This cash session is closed or being counted: open or resume one.</source>
        <translation>جلسة الصندوق هذه مغلقة أو قيد الجرد: افتح جلسة أو استأنف واحدة.</translation>
    </message>
    <message>
        <source>This could not be done. Nothing you completed is lost.</source>
        <translation>تعذّر تنفيذ ذلك. لم يضع شيء مما أتممته.</translation>
    </message>
    <message>
        <source>This day cannot be chosen: take an open day before today.</source>
        <translation>لا يمكن اختيار هذا اليوم: اختر يومًا مفتوحًا قبل اليوم.</translation>
    </message>
    <message>
        <source>This person may not sign in here any more: choose another.</source>
        <translation>لم يعد هذا الشخص مخوّلًا بالدخول هنا: اختر غيره.</translation>
    </message>
    <message>
        <source>This register has no such cash session: look at the list again.</source>
        <translation>لا توجد جلسة صندوق كهذه في نقطة البيع: انظر إلى القائمة من جديد.</translation>
    </message>
    <message>
        <source>This register is out of use for good: sell on another one. Everything is kept; call whoever looks after it.</source>
        <translation>أُخرجت نقطة البيع هذه من الخدمة نهائيًا: بِع على نقطة أخرى. كل شيء محفوظ؛ اتصل بالمسؤول عنها.</translation>
    </message>
    <message>
        <source>This register may give no new number until it has heard from the server. Everything is kept; call whoever looks after it.</source>
        <translation>لا يجوز لنقطة البيع إعطاء رقم جديد قبل أن يجيب الخادم. كل شيء محفوظ؛ اتصل بالمسؤول عنها.</translation>
    </message>
    <message>
        <source>This text is too long or has signs that cannot be kept.</source>
        <translation>هذا النص طويل جدًا أو فيه رموز لا يمكن حفظها.</translation>
    </message>
    <message>
        <source>You signed out before this was done, so nothing happened. Do it again.</source>
        <translation>خرجت قبل أن يتم ذلك، فلم يحدث شيء. أعد المحاولة.</translation>
    </message>
    <message>
        <source>Your role does not allow this: ask a manager.</source>
        <translation>صلاحيتك لا تسمح بهذا: اسأل المدير.</translation>
    </message>
</context>
<context>
    <name>Progress</name>
    <message>
        <source>Cancel</source>
        <translation>إلغاء</translation>
    </message>
    <message>
        <source>Preparing …</source>
        <translation>جارٍ التحضير …</translation>
    </message>
    <message>
        <source>Stopping at the next safe point …</source>
        <translation>جارٍ التوقف عند أقرب نقطة آمنة …</translation>
    </message>
    <message>
        <source>{done} of {total}</source>
        <translation>{done} من {total}</translation>
    </message>
    <message>
        <source>{done} so far</source>
        <translation>{done} حتى الآن</translation>
    </message>
</context>
<context>
    <name>Receipt</name>
    <message>
        <source>Back to the ticket</source>
        <translation>عودة إلى الفاتورة</translation>
    </message>
    <message>
        <source>Back to the ticket  F12</source>
        <translation>عودة إلى الفاتورة  F12</translation>
    </message>
    <message>
        <source>COPY</source>
        <translation>نسخة</translation>
    </message>
    <message>
        <source>Change</source>
        <translation>الباقي</translation>
    </message>
    <message>
        <source>Change to give</source>
        <translation>الباقي للعميل</translation>
    </message>
    <message>
        <source>Copy of receipt {number}</source>
        <translation>نسخة من الإيصال {number}</translation>
    </message>
    <message>
        <source>Discount</source>
        <translation>خصم</translation>
    </message>
    <message>
        <source>Entered afterwards for</source>
        <translation>أُدخل لاحقًا عن يوم</translation>
    </message>
    <message>
        <source>New sale</source>
        <translation>بيع جديد</translation>
    </message>
    <message>
        <source>New sale  F12</source>
        <translation>بيع جديد  F12</translation>
    </message>
    <message>
        <source>No printer is set up on this register.</source>
        <translation>لا توجد طابعة مُعدّة لهذا الصندوق.</translation>
    </message>
    <message>
        <source>Paid</source>
        <translation>المدفوع</translation>
    </message>
    <message>
        <source>Print</source>
        <translation>طباعة</translation>
    </message>
    <message>
        <source>Printed</source>
        <translation>تمت الطباعة</translation>
    </message>
    <message>
        <source>Receipt</source>
        <translation>إيصال رقم</translation>
    </message>
    <message>
        <source>Register</source>
        <translation>الصندوق</translation>
    </message>
    <message>
        <source>Sale {number} is complete</source>
        <translation>اكتمل البيع رقم {number}</translation>
    </message>
    <message>
        <source>Save as PDF</source>
        <translation>حفظ بصيغة PDF</translation>
    </message>
    <message>
        <source>Save as text</source>
        <translation>حفظ كنص</translation>
    </message>
    <message>
        <source>Saved: {path}</source>
        <translation>حُفظ في: {path}</translation>
    </message>
    <message>
        <source>Served by</source>
        <translation>البائع</translation>
    </message>
    <message>
        <source>Subtotal</source>
        <translation>المجموع قبل الضريبة</translation>
    </message>
    <message>
        <source>TOTAL</source>
        <translation>الإجمالي</translation>
    </message>
    <message>
        <source>TRAINING – NOT A RECEIPT</source>
        <translation>تدريب – ليس إيصالًا</translation>
    </message>
    <message>
        <source>Tax</source>
        <translation>ضريبة</translation>
    </message>
    <message>
        <source>Thank you!</source>
        <translation>شكرًا لكم!</translation>
    </message>
    <message>
        <source>The sale is complete and kept.</source>
        <translation>اكتمل البيع وهو محفوظ.</translation>
    </message>
    <message>
        <source>Total {total}, paid {paid}</source>
        <translation>الإجمالي {total}، المدفوع {paid}</translation>
    </message>
    <message>
        <source>net</source>
        <translation>الصافي</translation>
    </message>
</context>
<context>
    <name>Report</name>
    <message>
        <source>All sales of this register, ever</source>
        <translation>كل مبيعات هذا الصندوق منذ البداية</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>رجوع</translation>
    </message>
    <message>
        <source>Business date: {day}</source>
        <translation>يوم العمل: {day}</translation>
    </message>
    <message>
        <source>COPY</source>
        <translation>نسخة</translation>
    </message>
    <message>
        <source>Card</source>
        <translation>بطاقة</translation>
    </message>
    <message>
        <source>Cash</source>
        <translation>نقدًا</translation>
    </message>
    <message>
        <source>Cash in the till</source>
        <translation>النقد في الصندوق</translation>
    </message>
    <message>
        <source>Cash of that day</source>
        <translation>نقد ذلك اليوم</translation>
    </message>
    <message>
        <source>Cash of the paper book</source>
        <translation>نقد الدفتر الورقي</translation>
    </message>
    <message>
        <source>Cash taken</source>
        <translation>النقد المقبوض</translation>
    </message>
    <message>
        <source>Change given</source>
        <translation>الباقي المُعاد</translation>
    </message>
    <message>
        <source>Closed on the server {time} by {name}: “{reason}”</source>
        <translation>أغلقها {name} على الخادم {time}: «{reason}»</translation>
    </message>
    <message>
        <source>Closed {time}</source>
        <translation>أُغلقت {time}</translation>
    </message>
    <message>
        <source>Closed {time} by {name}</source>
        <translation>أغلقها {name} {time}</translation>
    </message>
    <message>
        <source>Comment: {comment}</source>
        <translation>ملاحظة: {comment}</translation>
    </message>
    <message>
        <source>Count</source>
        <translation>الجرد</translation>
    </message>
    <message>
        <source>Counted</source>
        <translation>المعدود</translation>
    </message>
    <message>
        <source>Counted again</source>
        <translation>جُرد مرة أخرى</translation>
    </message>
    <message>
        <source>Coupon</source>
        <translation>قسيمة خصم</translation>
    </message>
    <message>
        <source>Deferred: for {day}, entered {entered}</source>
        <translation>مؤجلة: ليوم {day}، أُدخلت {entered}</translation>
    </message>
    <message>
        <source>Discounts given</source>
        <translation>الخصومات الممنوحة</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>تم</translation>
    </message>
    <message>
        <source>Drawer opened without a sale</source>
        <translation>فُتح الدرج دون بيع</translation>
    </message>
    <message>
        <source>Empty: nothing was sold and no cash moved.</source>
        <translation>فارغة: لم يُبع شيء ولم يتحرك نقد.</translation>
    </message>
    <message>
        <source>Expected</source>
        <translation>المتوقع</translation>
    </message>
    <message>
        <source>First counted</source>
        <translation>الجرد الأول</translation>
    </message>
    <message>
        <source>From the safe</source>
        <translation>من الخزنة</translation>
    </message>
    <message>
        <source>Handed over {time} by {name} to {to}</source>
        <translation>سلّمها {name} إلى {to} {time}</translation>
    </message>
    <message>
        <source>Help</source>
        <translation>مساعدة</translation>
    </message>
    <message>
        <source>Kept as {file} and as text.</source>
        <translation>حُفظ في {file} وكنص.</translation>
    </message>
    <message>
        <source>Late entries</source>
        <translation>قيود متأخرة</translation>
    </message>
    <message>
        <source>Late sales</source>
        <translation>مبيعات متأخرة</translation>
    </message>
    <message>
        <source>Late: not in the server&apos;s report</source>
        <translation>متأخر: ليس في تقرير الخادم</translation>
    </message>
    <message>
        <source>Lines</source>
        <translation>الأسطر</translation>
    </message>
    <message>
        <source>No printer is set up: save it as PDF and text instead.</source>
        <translation>لا توجد طابعة: احفظه ملف PDF ونصًّا بدلًا من ذلك.</translation>
    </message>
    <message>
        <source>No session is open, so there is nothing to report.</source>
        <translation>لا توجد جلسة مفتوحة، فلا شيء للتقرير.</translation>
    </message>
    <message>
        <source>Not counted</source>
        <translation>لم يُجرد</translation>
    </message>
    <message>
        <source>Nothing</source>
        <translation>لا شيء</translation>
    </message>
    <message>
        <source>Nothing was closed by this report.</source>
        <translation>لم يُغلق هذا التقرير شيئًا.</translation>
    </message>
    <message>
        <source>Number of sales</source>
        <translation>عدد المبيعات</translation>
    </message>
    <message>
        <source>Opened {time}</source>
        <translation>فُتحت {time}</translation>
    </message>
    <message>
        <source>Opened {time} by {name}</source>
        <translation>فتحها {name} {time}</translation>
    </message>
    <message>
        <source>Opening float</source>
        <translation>رصيد البداية</translation>
    </message>
    <message>
        <source>Other tenders, compared</source>
        <translation>وسائل الدفع الأخرى، بالمقارنة</translation>
    </message>
    <message>
        <source>Paid in</source>
        <translation>إيداع نقدي</translation>
    </message>
    <message>
        <source>Paid out</source>
        <translation>صرف نقدي</translation>
    </message>
    <message>
        <source>Paid with</source>
        <translation>وسائل الدفع</translation>
    </message>
    <message>
        <source>Perpetual total</source>
        <translation>الإجمالي التراكمي</translation>
    </message>
    <message>
        <source>Print</source>
        <translation>طباعة</translation>
    </message>
    <message>
        <source>Printed</source>
        <translation>طُبع</translation>
    </message>
    <message>
        <source>Sales</source>
        <translation>المبيعات</translation>
    </message>
    <message>
        <source>Save PDF and text</source>
        <translation>حفظ PDF ونص</translation>
    </message>
    <message>
        <source>So far: {time}</source>
        <translation>حتى {time}</translation>
    </message>
    <message>
        <source>Sold late</source>
        <translation>بِيع متأخرًا</translation>
    </message>
    <message>
        <source>TRAINING – NOTHING COUNTS</source>
        <translation>تدريب – لا يُحتسب شيء</translation>
    </message>
    <message>
        <source>Taken over {time} by {name}</source>
        <translation>تسلّمها {name} {time}</translation>
    </message>
    <message>
        <source>Tax</source>
        <translation>الضريبة</translation>
    </message>
    <message>
        <source>The book says</source>
        <translation>الدفتر يقول</translation>
    </message>
    <message>
        <source>The report could not be kept as a file: {reason}</source>
        <translation>لم يمكن حفظ التقرير في ملف: {reason}</translation>
    </message>
    <message>
        <source>This session has no Z report: it is not closed.</source>
        <translation>لا تقرير Z لهذه الجلسة: لم تُغلق بعد.</translation>
    </message>
    <message>
        <source>To the safe</source>
        <translation>إلى الخزنة</translation>
    </message>
    <message>
        <source>Total sold</source>
        <translation>إجمالي المبيعات</translation>
    </message>
    <message>
        <source>Variance</source>
        <translation>الفرق</translation>
    </message>
    <message>
        <source>Voucher</source>
        <translation>بطاقة هدية</translation>
    </message>
    <message>
        <source>X report</source>
        <translation>تقرير X</translation>
    </message>
    <message>
        <source>Z report {number}</source>
        <translation>تقرير Z رقم {number}</translation>
    </message>
    <message>
        <source>{rate} on {net}</source>
        <translation>{rate} على {net}</translation>
    </message>
    <message>
        <source>{tender}: found {found} of {sold}</source>
        <translation>{tender}: وُجد {found} من {sold}</translation>
    </message>
    <message>
        <source>{value} × {pieces}</source>
        <translation>فئة {value} × {pieces}</translation>
    </message>
</context>
<context>
    <name>Sale</name>
    <message>
        <source>A discount is more than 0 and at most 100 percent, two decimals.</source>
        <translation>الخصم أكبر من صفر ولا يزيد على ١٠٠ بالمئة، بخانتين عشريتين على الأكثر.</translation>
    </message>
    <message>
        <source>A discount must be more than zero.</source>
        <translation>يجب أن يكون الخصم أكبر من صفر.</translation>
    </message>
    <message>
        <source>Discounts, taken off</source>
        <translation>الخصومات</translation>
    </message>
    <message>
        <source>Paid so far</source>
        <translation>المدفوع حتى الآن</translation>
    </message>
    <message>
        <source>Still due</source>
        <translation>المتبقي للدفع</translation>
    </message>
    <message>
        <source>Subtotal</source>
        <translation>المجموع قبل الضريبة</translation>
    </message>
    <message>
        <source>Tax</source>
        <translation>الضريبة</translation>
    </message>
    <message>
        <source>Tax, contained</source>
        <translation>الضريبة المشمولة</translation>
    </message>
    <message>
        <source>That is more than the line costs: at most {most}.</source>
        <translation>هذا أكثر من ثمن السطر: {most} على الأكثر.</translation>
    </message>
    <message>
        <source>That is not a quantity: type digits, like 2 or 0.75.</source>
        <translation>هذه ليست كمية: اكتب أرقامًا مثل ٢ أو ٠٫٧٥.</translation>
    </message>
    <message>
        <source>The amount is too large for a till: check the numbers typed.</source>
        <translation>المبلغ أكبر مما يقبله الصندوق: راجع الأرقام المكتوبة.</translation>
    </message>
    <message>
        <source>The product has a tax category without a rate, so it was not added. Set the rate on the server.</source>
        <translation>للمنتج فئة ضريبية بلا نسبة، لذلك لم يُضف. حدّد النسبة على الخادم.</translation>
    </message>
    <message>
        <source>The quantity is too large: at most {most}.</source>
        <translation>الكمية كبيرة جدًا: {most} على الأكثر.</translation>
    </message>
    <message>
        <source>The quantity must be more than zero. To remove a line, press Del.</source>
        <translation>يجب أن تكون الكمية أكبر من صفر. لحذف سطر اضغط Del.</translation>
    </message>
    <message>
        <source>The reason holds characters that cannot be printed.</source>
        <translation>في السبب رموز لا يمكن طباعتها.</translation>
    </message>
    <message>
        <source>The sale is complete, but the drawer did not open. {reason}</source>
        <translation>اكتمل البيع لكن درج النقود لم يُفتح. {reason}</translation>
    </message>
    <message>
        <source>The ticket is empty: scan something first.</source>
        <translation>الفاتورة فارغة: امسح صنفًا أولًا.</translation>
    </message>
    <message>
        <source>The ticket is full: pay this one first.</source>
        <translation>امتلأت الفاتورة: ادفع هذه أولًا.</translation>
    </message>
    <message>
        <source>This cash session is being counted or is closed, so nothing can be sold in it. Go back to selling from the count, or open a new session.</source>
        <translation>جلسة الصندوق قيد الجرد أو مغلقة، فلا يمكن البيع فيها. عُد من الجرد إلى البيع أو افتح جلسة جديدة.</translation>
    </message>
    <message>
        <source>Too precise: this currency has {digits} decimals.</source>
        <translation>دقة زائدة: لهذه العملة {digits} خانات عشرية.</translation>
    </message>
    <message>
        <source>Too precise: “{name}” is sold with at most {digits} decimals.</source>
        <translation>دقة زائدة: يُباع «{name}» بعدد {digits} خانات عشرية على الأكثر.</translation>
    </message>
    <message>
        <source>Total</source>
        <translation>الإجمالي</translation>
    </message>
    <message>
        <source>Your role does not allow this: ask a manager.</source>
        <translation>صلاحيتك لا تسمح بهذا: اسأل المدير.</translation>
    </message>
    <message>
        <source>each</source>
        <translation>قطعة</translation>
    </message>
    <message>
        <source>g</source>
        <translation>غ</translation>
    </message>
    <message>
        <source>gal</source>
        <translation>غالون</translation>
    </message>
    <message>
        <source>h</source>
        <translation>ساعة</translation>
    </message>
    <message>
        <source>kg</source>
        <translation>كغ</translation>
    </message>
    <message>
        <source>l</source>
        <translation>لتر</translation>
    </message>
    <message>
        <source>lb</source>
        <translation>رطل</translation>
    </message>
    <message>
        <source>m</source>
        <translation>م</translation>
    </message>
    <message>
        <source>ml</source>
        <translation>مل</translation>
    </message>
    <message>
        <source>oz</source>
        <translation>أونصة</translation>
    </message>
    <message>
        <source>“{name}” is sold in whole units only.</source>
        <translation>يُباع «{name}» بالوحدات الكاملة فقط.</translation>
    </message>
    <message>
        <source>“{typed}” is not a percentage.</source>
        <translation>«{typed}» ليست نسبة مئوية.</translation>
    </message>
    <message>
        <source>“{typed}” is not an amount: type digits.</source>
        <translation>«{typed}» ليس مبلغًا: اكتب أرقامًا.</translation>
    </message>
</context>
<context>
    <name>Sell</name>
    <message numerus="yes">
        <source>%Ln line(s)</source>
        <translation>
            <numerusform>لا أسطر</numerusform>
            <numerusform>سطر واحد</numerusform>
            <numerusform>سطران</numerusform>
            <numerusform>%Ln أسطر</numerusform>
            <numerusform>%Ln سطرًا</numerusform>
            <numerusform>%Ln سطر</numerusform>
        </translation>
    </message>
    <message>
        <source>Amount</source>
        <translation>مبلغ</translation>
    </message>
    <message>
        <source>Amount off, or a percentage like 10%</source>
        <translation>مبلغ الخصم، أو نسبة مثل ١٠٪</translation>
    </message>
    <message>
        <source>Another reason</source>
        <translation>سبب آخر</translation>
    </message>
    <message>
        <source>Apply  Enter</source>
        <translation>تطبيق  Enter</translation>
    </message>
    <message>
        <source>Back  Esc</source>
        <translation>رجوع  Esc</translation>
    </message>
    <message>
        <source>Best sellers</source>
        <translation>الأكثر مبيعًا</translation>
    </message>
    <message>
        <source>Cash</source>
        <translation>النقد</translation>
    </message>
    <message>
        <source>Clear</source>
        <translation>مسح</translation>
    </message>
    <message>
        <source>Comes in a later version</source>
        <translation>تأتي في إصدار لاحق</translation>
    </message>
    <message>
        <source>Damaged</source>
        <translation>تالف</translation>
    </message>
    <message>
        <source>Discount</source>
        <translation>خصم</translation>
    </message>
    <message>
        <source>Discount on “{name}”, {price}</source>
        <translation>خصم على «{name}»، {price}</translation>
    </message>
    <message>
        <source>First say how much of “{name}” is sold, or press Esc to leave it out.</source>
        <translation>حدّد أولًا كمية «{name}»، أو اضغط Esc لتركه.</translation>
    </message>
    <message>
        <source>Give {amount} back to the customer.</source>
        <translation>أعِد {amount} إلى العميل.</translation>
    </message>
    <message>
        <source>Goodwill</source>
        <translation>مجاملة</translation>
    </message>
    <message>
        <source>Help</source>
        <translation>مساعدة</translation>
    </message>
    <message>
        <source>Hold</source>
        <translation>تعليق</translation>
    </message>
    <message>
        <source>How much of “{name}”?</source>
        <translation>ما كمية «{name}»؟</translation>
    </message>
    <message>
        <source>Keep it</source>
        <translation>إبقاؤها</translation>
    </message>
    <message>
        <source>Menu</source>
        <translation>القائمة</translation>
    </message>
    <message>
        <source>No product has the code {codes}, so nothing was added for it. Search for the product by name.</source>
        <translation>لا يوجد منتج بالرمز {codes}، فلم يُضف شيء له. ابحث عن المنتج باسمه.</translation>
    </message>
    <message>
        <source>Nothing found for “{words}”. Type the beginning of a word of its name, or scan its barcode.</source>
        <translation>لا نتائج للبحث عن «{words}». اكتب بداية كلمة من اسمه أو امسح رمزه الشريطي.</translation>
    </message>
    <message>
        <source>Nothing has been sold in this cash session yet.</source>
        <translation>لم يُبع شيء في جلسة الصندوق هذه بعد.</translation>
    </message>
    <message>
        <source>PAY  F12</source>
        <translation>الدفع  F12</translation>
    </message>
    <message>
        <source>Percent</source>
        <translation>نسبة</translation>
    </message>
    <message>
        <source>Percent off</source>
        <translation>نسبة الخصم</translation>
    </message>
    <message>
        <source>Price match</source>
        <translation>مطابقة سعر</translation>
    </message>
    <message>
        <source>Quantity</source>
        <translation>الكمية</translation>
    </message>
    <message>
        <source>Quantity in {unit}, at {price}</source>
        <translation>الكمية ({unit})، بسعر {price}</translation>
    </message>
    <message>
        <source>Quantity of “{name}”</source>
        <translation>كمية «{name}»</translation>
    </message>
    <message>
        <source>Refund</source>
        <translation>مرتجع</translation>
    </message>
    <message>
        <source>Remove discount</source>
        <translation>إزالة الخصم</translation>
    </message>
    <message>
        <source>Remove line</source>
        <translation>حذف السطر</translation>
    </message>
    <message>
        <source>Reprint</source>
        <translation>إعادة طباعة</translation>
    </message>
    <message>
        <source>Scan the first item, or touch a tile.</source>
        <translation>امسح أول صنف أو المس إحدى البطاقات.</translation>
    </message>
    <message>
        <source>Scan, or type a name or code</source>
        <translation>امسح، أو اكتب اسمًا أو رمزًا</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>بحث</translation>
    </message>
    <message>
        <source>Short date</source>
        <translation>قرب انتهاء الصلاحية</translation>
    </message>
    <message>
        <source>The catalogue is empty: it comes with the first sync.</source>
        <translation>قائمة المنتجات فارغة: تصل مع أول مزامنة.</translation>
    </message>
    <message>
        <source>The ticket is empty</source>
        <translation>الفاتورة فارغة</translation>
    </message>
    <message>
        <source>The ticket was voided.</source>
        <translation>أُلغيت الفاتورة.</translation>
    </message>
    <message>
        <source>Ticket</source>
        <translation>الفاتورة</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>تراجع</translation>
    </message>
    <message numerus="yes">
        <source>Void the whole ticket of %Ln line(s)?</source>
        <translation>
            <numerusform>إلغاء الفاتورة كلها؟</numerusform>
            <numerusform>إلغاء الفاتورة كلها (سطر واحد)؟</numerusform>
            <numerusform>إلغاء الفاتورة كلها (سطران)؟</numerusform>
            <numerusform>إلغاء الفاتورة كلها (%Ln أسطر)؟</numerusform>
            <numerusform>إلغاء الفاتورة كلها (%Ln سطرًا)؟</numerusform>
            <numerusform>إلغاء الفاتورة كلها (%Ln سطر)؟</numerusform>
        </translation>
    </message>
    <message>
        <source>Void ticket</source>
        <translation>إلغاء الفاتورة</translation>
    </message>
    <message>
        <source>Void ticket, Ctrl+Del</source>
        <translation>إلغاء الفاتورة، Ctrl+Del</translation>
    </message>
    <message>
        <source>Why? Choose a reason, or type one.</source>
        <translation>لماذا؟ اختر سببًا أو اكتبه.</translation>
    </message>
    <message>
        <source>{quantity} of what? Scan it, or type its name or code.</source>
        <translation>{quantity} من ماذا؟ امسحه أو اكتب اسمه أو رمزه.</translation>
    </message>
    <message>
        <source>“{name}” was taken off the ticket.</source>
        <translation>حُذف «{name}» من الفاتورة.</translation>
    </message>
</context>
<context>
    <name>Sessions</name>
    <message numerus="yes">
        <source>%Ln need(s) attention</source>
        <translation>
            <numerusform>لا تحتاج أي منها إلى انتباه</numerusform>
            <numerusform>واحدة تحتاج إلى انتباه</numerusform>
            <numerusform>اثنتان تحتاجان إلى انتباه</numerusform>
            <numerusform>%Ln تحتاج إلى انتباه</numerusform>
            <numerusform>%Ln تحتاج إلى انتباه</numerusform>
            <numerusform>%Ln تحتاج إلى انتباه</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln sale(s)</source>
        <translation>
            <numerusform>لا مبيعات</numerusform>
            <numerusform>عملية بيع واحدة</numerusform>
            <numerusform>عمليتا بيع</numerusform>
            <numerusform>%Ln عمليات بيع</numerusform>
            <numerusform>%Ln عملية بيع</numerusform>
            <numerusform>%Ln عملية بيع</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln session(s)</source>
        <translation>
            <numerusform>لا جلسات</numerusform>
            <numerusform>جلسة واحدة</numerusform>
            <numerusform>جلستان</numerusform>
            <numerusform>%Ln جلسات</numerusform>
            <numerusform>%Ln جلسة</numerusform>
            <numerusform>%Ln جلسة</numerusform>
        </translation>
    </message>
    <message>
        <source>All</source>
        <translation>الكل</translation>
    </message>
    <message>
        <source>All kinds</source>
        <translation>كل الأنواع</translation>
    </message>
    <message>
        <source>Any day</source>
        <translation>أي يوم</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>رجوع</translation>
    </message>
    <message>
        <source>Cash sessions</source>
        <translation>جلسات الصندوق</translation>
    </message>
    <message>
        <source>Closed</source>
        <translation>مغلقة</translation>
    </message>
    <message>
        <source>Counted on</source>
        <translation>تُحتسب على</translation>
    </message>
    <message>
        <source>Deferred</source>
        <translation>مؤجلة</translation>
    </message>
    <message>
        <source>From: {day}</source>
        <translation>من: {day}</translation>
    </message>
    <message>
        <source>From…</source>
        <translation>من…</translation>
    </message>
    <message>
        <source>Help</source>
        <translation>مساعدة</translation>
    </message>
    <message>
        <source>Its count was left alone</source>
        <translation>تُرك جردها</translation>
    </message>
    <message>
        <source>Its operator has another one open</source>
        <translation>لعامله جلسة أخرى مفتوحة</translation>
    </message>
    <message>
        <source>Its register is not heard of</source>
        <translation>لا خبر عن نقطة بيعها</translation>
    </message>
    <message>
        <source>Its story</source>
        <translation>قصتها</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>النوع</translation>
    </message>
    <message>
        <source>Late entries wait to be sent</source>
        <translation>قيود متأخرة تنتظر الإرسال</translation>
    </message>
    <message>
        <source>Needs attention</source>
        <translation>تحتاج إلى انتباه</translation>
    </message>
    <message>
        <source>Needs attention: {symptom}</source>
        <translation>تحتاج إلى انتباه: {symptom}</translation>
    </message>
    <message>
        <source>No cash session was opened on this register yet.</source>
        <translation>لم تُفتح جلسة صندوق على نقطة البيع هذه بعد.</translation>
    </message>
    <message>
        <source>No session is like that: F9 shows all again.</source>
        <translation>لا توجد جلسة كهذه: F9 يعرض الكل من جديد.</translation>
    </message>
    <message>
        <source>Normal</source>
        <translation>عادية</translation>
    </message>
    <message>
        <source>Nothing happens in it</source>
        <translation>لا يحدث فيها شيء</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>مفتوحة</translation>
    </message>
    <message>
        <source>Register and server differ</source>
        <translation>نقطة البيع والخادم مختلفان</translation>
    </message>
    <message>
        <source>Sales</source>
        <translation>المبيعات</translation>
    </message>
    <message>
        <source>Sessions from which day on?</source>
        <translation>الجلسات من أي يوم؟</translation>
    </message>
    <message>
        <source>Sessions through which day?</source>
        <translation>الجلسات حتى أي يوم؟</translation>
    </message>
    <message>
        <source>Show all</source>
        <translation>عرض الكل</translation>
    </message>
    <message>
        <source>Standing</source>
        <translation>الحالة</translation>
    </message>
    <message>
        <source>Take this day</source>
        <translation>اختيار هذا اليوم</translation>
    </message>
    <message>
        <source>Take this day  F12</source>
        <translation>اختيار هذا اليوم  F12</translation>
    </message>
    <message>
        <source>The server</source>
        <translation>الخادم</translation>
    </message>
    <message>
        <source>This register is out of use</source>
        <translation>نقطة البيع هذه خارج الخدمة</translation>
    </message>
    <message>
        <source>To: {day}</source>
        <translation>إلى: {day}</translation>
    </message>
    <message>
        <source>To…</source>
        <translation>إلى…</translation>
    </message>
    <message>
        <source>Training</source>
        <translation>تدريب</translation>
    </message>
    <message>
        <source>Unsent</source>
        <translation>لم تُرسل</translation>
    </message>
    <message>
        <source>Who</source>
        <translation>من</translation>
    </message>
    <message>
        <source>Z report</source>
        <translation>تقرير Z</translation>
    </message>
    <message>
        <source>any day</source>
        <translation>أي يوم</translation>
    </message>
    <message>
        <source>being counted</source>
        <translation>قيد الجرد</translation>
    </message>
    <message>
        <source>closed</source>
        <translation>مغلقة</translation>
    </message>
    <message>
        <source>closed by a manager</source>
        <translation>أغلقها مدير</translation>
    </message>
    <message>
        <source>does not know it</source>
        <translation>لا يعرفها</translation>
    </message>
    <message>
        <source>has all of it</source>
        <translation>لديه كلها</translation>
    </message>
    <message>
        <source>has another history</source>
        <translation>لديه سجل آخر</translation>
    </message>
    <message>
        <source>joined into another</source>
        <translation>ضُمّت إلى أخرى</translation>
    </message>
    <message>
        <source>open</source>
        <translation>مفتوحة</translation>
    </message>
    <message>
        <source>opened as {day}</source>
        <translation>فُتحت ليوم {day}</translation>
    </message>
    <message>
        <source>opened by {name}</source>
        <translation>فتحها {name}</translation>
    </message>
    <message>
        <source>since {time}</source>
        <translation>منذ {time}</translation>
    </message>
    <message>
        <source>was not asked yet</source>
        <translation>لم يُسأل بعد</translation>
    </message>
</context>
<context>
    <name>Settings</name>
    <message>
        <source>Back</source>
        <translation>رجوع</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>داكن</translation>
    </message>
    <message>
        <source>Dark is easier on the eyes in the evening.</source>
        <translation>المظهر الداكن أريح للعين مساءً.</translation>
    </message>
    <message>
        <source>Help</source>
        <translation>مساعدة</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>اللغة</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>فاتح</translation>
    </message>
    <message>
        <source>Look</source>
        <translation>المظهر</translation>
    </message>
    <message>
        <source>Receipts are printed in this language too.</source>
        <translation>تُطبع الإيصالات بهذه اللغة أيضًا.</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>الإعدادات</translation>
    </message>
</context>
<context>
    <name>SignIn</name>
    <message>
        <source>Cashier</source>
        <translation>بائع</translation>
    </message>
    <message>
        <source>Checking …</source>
        <translation>جارٍ التحقق …</translation>
    </message>
    <message>
        <source>Choose your name first.</source>
        <translation>اختر اسمك أولًا.</translation>
    </message>
    <message>
        <source>Light or dark</source>
        <translation>فاتح أو داكن</translation>
    </message>
    <message>
        <source>Manager</source>
        <translation>مدير</translation>
    </message>
    <message>
        <source>Nobody may sign in on this register yet. Add an operator on the server; this screen fills by itself as soon as the register hears of it.</source>
        <translation>لا يحق لأحد الدخول على هذا الصندوق بعد. أضف بائعًا على الخادم، وتمتلئ هذه الشاشة تلقائيًا حين يصل الخبر إلى الصندوق.</translation>
    </message>
    <message>
        <source>Owner</source>
        <translation>مالك</translation>
    </message>
    <message>
        <source>Starting …</source>
        <translation>جارٍ البدء …</translation>
    </message>
    <message>
        <source>Starting … your PIN is checked in a moment.</source>
        <translation>جارٍ البدء … سيُتحقق من رمزك بعد لحظة.</translation>
    </message>
    <message>
        <source>That is not {name}’s PIN. Try again.</source>
        <translation>هذا ليس رمز {name} السري. حاول مرة أخرى.</translation>
    </message>
    <message>
        <source>That was not {name}’s PIN. Wait {seconds} s and try again.</source>
        <translation>لم يكن هذا رمز {name} السري. انتظر {seconds} ث ثم حاول مرة أخرى.</translation>
    </message>
    <message>
        <source>Type your PIN and press Enter.</source>
        <translation>اكتب رمزك السري واضغط Enter.</translation>
    </message>
    <message>
        <source>Who is working?</source>
        <translation>من يعمل الآن؟</translation>
    </message>
</context>
<context>
    <name>StartOfDay</name>
    <message numerus="yes">
        <source>%Ln entry(s) that the server did not have yet are sent and marked late.</source>
        <translation>
            <numerusform>لا قيود متأخرة.</numerusform>
            <numerusform>قيد واحد لم يكن لدى الخادم يُرسل ويُعلَّم متأخرًا.</numerusform>
            <numerusform>قيدان لم يكونا لدى الخادم يُرسلان ويُعلَّمان متأخرين.</numerusform>
            <numerusform>%Ln قيود لم تكن لدى الخادم تُرسل وتُعلَّم متأخرة.</numerusform>
            <numerusform>%Ln قيدًا لم يكن لدى الخادم تُرسل وتُعلَّم متأخرة.</numerusform>
            <numerusform>%Ln قيد لم يكن لدى الخادم تُرسل وتُعلَّم متأخرة.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln sale(s)</source>
        <translation>
            <numerusform>لا مبيعات</numerusform>
            <numerusform>عملية بيع واحدة</numerusform>
            <numerusform>عمليتا بيع</numerusform>
            <numerusform>%Ln عمليات بيع</numerusform>
            <numerusform>%Ln عملية بيع</numerusform>
            <numerusform>%Ln عملية بيع</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln ticket(s) of the session before wait here: F5 recalls them.</source>
        <translation>
            <numerusform>لا فواتير تنتظر.</numerusform>
            <numerusform>فاتورة واحدة من الجلسة السابقة تنتظر هنا: F5 لاستدعائها.</numerusform>
            <numerusform>فاتورتان من الجلسة السابقة تنتظران هنا: F5 لاستدعائهما.</numerusform>
            <numerusform>%Ln فواتير من الجلسة السابقة تنتظر هنا: F5 لاستدعائها.</numerusform>
            <numerusform>%Ln فاتورة من الجلسة السابقة تنتظر هنا: F5 لاستدعائها.</numerusform>
            <numerusform>%Ln فاتورة من الجلسة السابقة تنتظر هنا: F5 لاستدعائها.</numerusform>
        </translation>
    </message>
    <message>
        <source>A manager closed it on the server.</source>
        <translation>أغلقها مدير على الخادم.</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>رجوع</translation>
    </message>
    <message>
        <source>Begin the training</source>
        <translation>بدء التدريب</translation>
    </message>
    <message>
        <source>Begun {time} by {name}, to type in that day.</source>
        <translation>بدأها {name} {time} لإدخال ذلك اليوم.</translation>
    </message>
    <message>
        <source>Begun {time}, to type in that day.</source>
        <translation>بدأت {time} لإدخال ذلك اليوم.</translation>
    </message>
    <message>
        <source>Count as if it were real. Nothing in a training session counts, and every paper says so.</source>
        <translation>اجرد كأن الأمر حقيقي. لا شيء في جلسة التدريب يُحتسب، وكل ورقة تقول ذلك.</translation>
    </message>
    <message>
        <source>Count the cash for change that is in the till before the first sale.</source>
        <translation>عُدّ النقد المخصص للباقي في الصندوق قبل أول عملية بيع.</translation>
    </message>
    <message>
        <source>Deferred</source>
        <translation>مؤجلة</translation>
    </message>
    <message>
        <source>Deferred session for {day}</source>
        <translation>جلسة مؤجلة ليوم {day}</translation>
    </message>
    <message>
        <source>Deferred session: which day?</source>
        <translation>جلسة مؤجلة: لأي يوم؟</translation>
    </message>
    <message>
        <source>Deferred session…</source>
        <translation>جلسة مؤجلة…</translation>
    </message>
    <message>
        <source>Go on here</source>
        <translation>المتابعة هنا</translation>
    </message>
    <message>
        <source>Help</source>
        <translation>مساعدة</translation>
    </message>
    <message>
        <source>I have read it</source>
        <translation>قرأته</translation>
    </message>
    <message>
        <source>It belongs to a day before today. Close it before you sell anything of today.</source>
        <translation>تخص يومًا قبل اليوم. أغلقها قبل أن تبيع شيئًا من مبيعات اليوم.</translation>
    </message>
    <message>
        <source>It was being counted: resuming goes back to the count.</source>
        <translation>كانت قيد الجرد: الاستئناف يعود إلى الجرد.</translation>
    </message>
    <message>
        <source>No day of the past is open in the books: ask the owner.</source>
        <translation>لا يوم سابقًا مفتوح في الدفاتر: اسأل المالك.</translation>
    </message>
    <message>
        <source>Normal</source>
        <translation>عادية</translation>
    </message>
    <message>
        <source>Normal cash session for {day}</source>
        <translation>جلسة صندوق عادية ليوم {day}</translation>
    </message>
    <message>
        <source>Not checked since {time}. {said} Resume; it will be checked later.</source>
        <translation>لم يُتحقق منها منذ {time}. {said} استأنف؛ سيُتحقق منها لاحقًا.</translation>
    </message>
    <message>
        <source>Nothing is lost: every sale is kept, and an unsettled ticket waits for the next session.</source>
        <translation>لم يضِع شيء: كل عملية بيع محفوظة، والفاتورة غير المسوّاة تنتظر الجلسة التالية.</translation>
    </message>
    <message>
        <source>Nothing was entered for this day yet.</source>
        <translation>لم يُدخل شيء لهذا اليوم بعد.</translation>
    </message>
    <message>
        <source>One is open on this register: resume it.</source>
        <translation>هناك واحدة مفتوحة في نقطة البيع: استأنفها.</translation>
    </message>
    <message>
        <source>Open or resume</source>
        <translation>فتح أو استئناف</translation>
    </message>
    <message>
        <source>Open the till</source>
        <translation>فتح الصندوق</translation>
    </message>
    <message>
        <source>Open this day</source>
        <translation>فتح هذا اليوم</translation>
    </message>
    <message>
        <source>Opened {time} by {name} with a float of {float}.</source>
        <translation>فتحها {name} {time} برصيد بداية {float}.</translation>
    </message>
    <message>
        <source>Opened {time} with a float of {float}.</source>
        <translation>فُتحت {time} برصيد بداية {float}.</translation>
    </message>
    <message>
        <source>Opening float</source>
        <translation>رصيد البداية</translation>
    </message>
    <message>
        <source>Or begin another:</source>
        <translation>أو ابدأ جلسة أخرى:</translation>
    </message>
    <message>
        <source>Other operator</source>
        <translation>بائع آخر</translation>
    </message>
    <message>
        <source>Practice: nothing in it counts.</source>
        <translation>تمرين: لا شيء فيها يُحتسب.</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>استئناف</translation>
    </message>
    <message>
        <source>Resume this day</source>
        <translation>استئناف هذا اليوم</translation>
    </message>
    <message>
        <source>Sessions to resume</source>
        <translation>جلسات للاستئناف</translation>
    </message>
    <message>
        <source>Something about it differs on the server. Sell on, and tell a manager.</source>
        <translation>في الخادم شيء مختلف بشأنها. واصل البيع وأخبر مديرًا.</translation>
    </message>
    <message>
        <source>Start of day</source>
        <translation>بداية اليوم</translation>
    </message>
    <message>
        <source>Take this day</source>
        <translation>اختيار هذا اليوم</translation>
    </message>
    <message>
        <source>The books are closed through {day}: ask the owner.</source>
        <translation>الدفاتر مغلقة حتى {day}: اسأل المالك.</translation>
    </message>
    <message>
        <source>The server does not know it, although it has all of it. Sell on, and tell a manager.</source>
        <translation>لا يعرفها الخادم مع أن لديه كل قيودها. واصل البيع وأخبر مديرًا.</translation>
    </message>
    <message>
        <source>The server has a closing of it that is missing here. It is fetched first; tell a manager.</source>
        <translation>لدى الخادم إغلاق لها مفقود هنا. يُجلب أولًا؛ أخبر مديرًا.</translation>
    </message>
    <message>
        <source>The server has not heard of it yet: that is sent soon.</source>
        <translation>لم يسمع بها الخادم بعد: تُرسل قريبًا.</translation>
    </message>
    <message>
        <source>The server has not said anything about it yet: resume, it is checked later.</source>
        <translation>لم يقل الخادم عنها شيئًا بعد: استأنف، يُتحقق منها لاحقًا.</translation>
    </message>
    <message>
        <source>The server holds another history of this register. Nothing is changed here until a manager has looked.</source>
        <translation>لدى الخادم سجل آخر لنقطة البيع هذه. لا يُغيَّر شيء هنا حتى ينظر مدير في الأمر.</translation>
    </message>
    <message>
        <source>The server holds it open too.</source>
        <translation>وهي مفتوحة لدى الخادم أيضًا.</translation>
    </message>
    <message>
        <source>The server holds one open that is not here: {session}. It can be resumed as soon as this register has fetched and checked its entries; you can open another one meanwhile.</source>
        <translation>لدى الخادم جلسة مفتوحة ليست هنا: {session}. يمكن استئنافها حين تُجلب قيودها وتُفحص؛ ويمكنك فتح أخرى في هذه الأثناء.</translation>
    </message>
    <message>
        <source>The server is not reachable: resume, it is checked later.</source>
        <translation>لا يمكن الوصول إلى الخادم: استأنف، يُتحقق منها لاحقًا.</translation>
    </message>
    <message>
        <source>The shop opened on {day}: check the year.</source>
        <translation>افتُتح المتجر في {day}: راجع السنة.</translation>
    </message>
    <message>
        <source>Today belongs to the normal session: only days before it are offered.</source>
        <translation>اليوم للجلسة العادية: لا تُعرض إلا أيام قبله.</translation>
    </message>
    <message>
        <source>Training</source>
        <translation>تدريب</translation>
    </message>
    <message>
        <source>Training session of {day}</source>
        <translation>جلسة تدريب ليوم {day}</translation>
    </message>
    <message>
        <source>What you type in counts on this day. The till stays as it is.</source>
        <translation>ما تُدخله يُحتسب على هذا اليوم. ويبقى الصندوق كما هو.</translation>
    </message>
    <message>
        <source>Your role does not allow this: ask a manager.</source>
        <translation>دورك لا يسمح بذلك: اسأل مديرًا.</translation>
    </message>
    <message>
        <source>a session of that day is open</source>
        <translation>جلسة لذلك اليوم مفتوحة</translation>
    </message>
    <message numerus="yes">
        <source>and %Ln more</source>
        <translation>
            <numerusform>ولا أخرى</numerusform>
            <numerusform>وواحدة أخرى</numerusform>
            <numerusform>واثنتان أخريان</numerusform>
            <numerusform>و%Ln أخرى</numerusform>
            <numerusform>و%Ln أخرى</numerusform>
            <numerusform>و%Ln أخرى</numerusform>
        </translation>
    </message>
    <message>
        <source>closed</source>
        <translation>مغلقة</translation>
    </message>
    <message>
        <source>open</source>
        <translation>مفتوحة</translation>
    </message>
    <message>
        <source>sessions of that day are closed</source>
        <translation>جلسات ذلك اليوم مغلقة</translation>
    </message>
    <message>
        <source>{name} answers for it now.</source>
        <translation>المسؤول عنها الآن {name}.</translation>
    </message>
    <message>
        <source>{name} has another normal session open on {register}, since {time}. Close one of them.</source>
        <translation>لدى {name} جلسة عادية أخرى مفتوحة على {register} منذ {time}. أغلق إحداهما.</translation>
    </message>
    <message>
        <source>{session} was closed on the server by {name}, {time}: “{reason}”.</source>
        <translation>{session}: أغلقها {name} على الخادم، {time}: «{reason}».</translation>
    </message>
</context>
<context>
    <name>StartUp</name>
    <message>
        <source>Close</source>
        <translation>إغلاق</translation>
    </message>
    <message>
        <source>Passphrase</source>
        <translation>عبارة المرور</translation>
    </message>
    <message>
        <source>Starting …</source>
        <translation>جارٍ البدء …</translation>
    </message>
    <message>
        <source>That is not the passphrase. Try it again.</source>
        <translation>ليست هذه عبارة المرور. حاول مرة أخرى.</translation>
    </message>
    <message>
        <source>The register cannot be opened</source>
        <translation>لا يمكن فتح الصندوق</translation>
    </message>
    <message>
        <source>The register is being opened.</source>
        <translation>يجري فتح الصندوق.</translation>
    </message>
    <message>
        <source>This register’s keys are locked</source>
        <translation>مفاتيح هذا الصندوق مقفلة</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>حاول مرة أخرى</translation>
    </message>
    <message>
        <source>Type the passphrase that was chosen when this register was enrolled.</source>
        <translation>اكتب عبارة المرور التي اختيرت عند تسجيل هذا الصندوق.</translation>
    </message>
    <message>
        <source>Unlock</source>
        <translation>فتح القفل</translation>
    </message>
</context>
<context>
    <name>StatusBar</name>
    <message numerus="yes">
        <source>%Ln need(s) attention</source>
        <translation>
            <numerusform>لا شيء يحتاج انتباهًا</numerusform>
            <numerusform>أمر واحد يحتاج انتباهًا</numerusform>
            <numerusform>أمران يحتاجان انتباهًا</numerusform>
            <numerusform>%Ln أمور تحتاج انتباهًا</numerusform>
            <numerusform>%Ln أمرًا يحتاج انتباهًا</numerusform>
            <numerusform>%Ln أمر يحتاج انتباهًا</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln waiting</source>
        <translation>
            <numerusform>لا شيء قيد الإرسال</numerusform>
            <numerusform>واحد قيد الإرسال</numerusform>
            <numerusform>اثنان قيد الإرسال</numerusform>
            <numerusform>%Ln قيد الإرسال</numerusform>
            <numerusform>%Ln قيد الإرسال</numerusform>
            <numerusform>%Ln قيد الإرسال</numerusform>
        </translation>
    </message>
    <message>
        <source>DEFERRED for {day}</source>
        <translation>جلسة مؤجلة ليوم {day}</translation>
    </message>
    <message>
        <source>NORMAL · {day}</source>
        <translation>جلسة عادية · {day}</translation>
    </message>
    <message>
        <source>Offline</source>
        <translation>غير متصل</translation>
    </message>
    <message>
        <source>Offline since {time}</source>
        <translation>غير متصل منذ {time}</translation>
    </message>
    <message>
        <source>Online</source>
        <translation>متصل</translation>
    </message>
    <message>
        <source>TRAINING: nothing counts</source>
        <translation>تدريب: لا يُحتسب شيء</translation>
    </message>
</context>
<context>
    <name>Story</name>
    <message numerus="yes">
        <source>%Ln entries</source>
        <translation>
            <numerusform>لا قيود</numerusform>
            <numerusform>قيد واحد</numerusform>
            <numerusform>قيدان</numerusform>
            <numerusform>%Ln قيود</numerusform>
            <numerusform>%Ln قيدًا</numerusform>
            <numerusform>%Ln قيد</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln sale(s)</source>
        <translation>
            <numerusform>لا مبيعات</numerusform>
            <numerusform>عملية بيع واحدة</numerusform>
            <numerusform>عمليتا بيع</numerusform>
            <numerusform>%Ln عمليات بيع</numerusform>
            <numerusform>%Ln عملية بيع</numerusform>
            <numerusform>%Ln عملية بيع</numerusform>
        </translation>
    </message>
    <message>
        <source>Amount</source>
        <translation>المبلغ</translation>
    </message>
    <message>
        <source>Answers for it</source>
        <translation>المسؤول عنها</translation>
    </message>
    <message>
        <source>As it was opened: {day}</source>
        <translation>كما فُتحت: {day}</translation>
    </message>
    <message>
        <source>At the server</source>
        <translation>لدى الخادم</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>رجوع</translation>
    </message>
    <message>
        <source>Cash session</source>
        <translation>جلسة صندوق</translation>
    </message>
    <message>
        <source>Cash session: {name}</source>
        <translation>جلسة صندوق: {name}</translation>
    </message>
    <message>
        <source>Choose a day: what reports will say shows.</source>
        <translation>اختر يومًا: يظهر ما ستقوله التقارير.</translation>
    </message>
    <message>
        <source>Close it first: only closed sessions are corrected.</source>
        <translation>أغلقها أولًا: لا تُصحَّح إلا الجلسات المغلقة.</translation>
    </message>
    <message>
        <source>Closed and counted, Z {number}</source>
        <translation>أُغلقت بعد الجرد، Z {number}</translation>
    </message>
    <message>
        <source>Closed, not counted, Z {number}</source>
        <translation>أُغلقت دون جرد، Z {number}</translation>
    </message>
    <message>
        <source>Correct it</source>
        <translation>تصحيح</translation>
    </message>
    <message>
        <source>Correct it  F12</source>
        <translation>تصحيح  F12</translation>
    </message>
    <message>
        <source>Corrected: counted on {day}</source>
        <translation>صُحّحت: تُحتسب على {day}</translation>
    </message>
    <message>
        <source>Corrected: one with {other}</source>
        <translation>صُحّحت: واحدة مع {other}</translation>
    </message>
    <message>
        <source>Corrected: reports follow it. To undo it, correct it once more.</source>
        <translation>صُحّحت: التقارير تتبعها. للتراجع صحّحها مرة أخرى.</translation>
    </message>
    <message>
        <source>Count begun</source>
        <translation>بدأ الجرد</translation>
    </message>
    <message>
        <source>Count left: sold again</source>
        <translation>تُرك الجرد: عاد البيع</translation>
    </message>
    <message>
        <source>Counted on</source>
        <translation>تُحتسب على</translation>
    </message>
    <message>
        <source>Ended here: a manager had closed it, Z {number}</source>
        <translation>انتهت هنا: كان مدير قد أغلقها، Z {number}</translation>
    </message>
    <message>
        <source>Handed over to {name}</source>
        <translation>سُلّمت إلى {name}</translation>
    </message>
    <message>
        <source>Help</source>
        <translation>مساعدة</translation>
    </message>
    <message>
        <source>It is closed: nothing is sold in it any more.</source>
        <translation>هي مغلقة: لا يُباع فيها بعد الآن.</translation>
    </message>
    <message>
        <source>It is counted on {day}.</source>
        <translation>تُحتسب على {day}.</translation>
    </message>
    <message>
        <source>It is shown as one with {other}, on {day}.</source>
        <translation>تُعرض واحدة مع {other}، على {day}.</translation>
    </message>
    <message>
        <source>Its own count and variance stay, and the sum over all days is the same.</source>
        <translation>يبقى جردها وفرقها كما هما، ومجموع الأيام كلها لا يتغير.</translation>
    </message>
    <message>
        <source>Join into…</source>
        <translation>ضمّ إلى…</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>النوع</translation>
    </message>
    <message>
        <source>No day’s total changes.</source>
        <translation>لا يتغير مجموع أي يوم.</translation>
    </message>
    <message>
        <source>One with</source>
        <translation>واحدة مع</translation>
    </message>
    <message>
        <source>Opened by</source>
        <translation>فتحها</translation>
    </message>
    <message>
        <source>Opened for</source>
        <translation>فُتحت ليوم</translation>
    </message>
    <message>
        <source>Opened, with this float</source>
        <translation>فُتحت، برصيد البداية هذا</translation>
    </message>
    <message>
        <source>Other day…</source>
        <translation>يوم آخر…</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>السبب</translation>
    </message>
    <message>
        <source>Reports of</source>
        <translation>تقارير</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>استئناف</translation>
    </message>
    <message>
        <source>Sales</source>
        <translation>المبيعات</translation>
    </message>
    <message>
        <source>The server</source>
        <translation>الخادم</translation>
    </message>
    <message>
        <source>There is no other closed session of its kind.</source>
        <translation>لا توجد جلسة مغلقة أخرى من نوعها.</translation>
    </message>
    <message>
        <source>Training is in no report: there is nothing to correct.</source>
        <translation>التدريب ليس في أي تقرير: لا شيء يُصحَّح.</translation>
    </message>
    <message>
        <source>Unsent</source>
        <translation>لم تُرسل</translation>
    </message>
    <message>
        <source>What</source>
        <translation>ماذا</translation>
    </message>
    <message>
        <source>When</source>
        <translation>متى</translation>
    </message>
    <message>
        <source>Which day does it belong to?</source>
        <translation>إلى أي يوم تنتمي؟</translation>
    </message>
    <message>
        <source>Which session is it one with?</source>
        <translation>مع أي جلسة هي واحدة؟</translation>
    </message>
    <message>
        <source>Who</source>
        <translation>من</translation>
    </message>
    <message>
        <source>Why? It is kept with the correction.</source>
        <translation>لماذا؟ يُحفظ السبب مع التصحيح.</translation>
    </message>
    <message>
        <source>X report</source>
        <translation>تقرير X</translation>
    </message>
    <message>
        <source>Your role does not allow this: ask a manager.</source>
        <translation>دورك لا يسمح بذلك: اطلب من مدير.</translation>
    </message>
    <message>
        <source>Z report</source>
        <translation>تقرير Z</translation>
    </message>
    <message>
        <source>Z report, copy</source>
        <translation>تقرير Z، نسخة</translation>
    </message>
    <message>
        <source>Z {number}</source>
        <translation>Z {number}</translation>
    </message>
    <message>
        <source>by the books</source>
        <translation>حسب الدفاتر</translation>
    </message>
    <message>
        <source>by {name}, {time}: {reason}</source>
        <translation>{name}، {time}: {reason}</translation>
    </message>
    <message>
        <source>say now</source>
        <translation>تقول الآن</translation>
    </message>
    <message>
        <source>sent</source>
        <translation>أُرسل</translation>
    </message>
    <message>
        <source>waiting</source>
        <translation>ينتظر</translation>
    </message>
    <message>
        <source>will say</source>
        <translation>ستقول</translation>
    </message>
    <message>
        <source>{amount} variance</source>
        <translation>الفرق {amount}</translation>
    </message>
    <message>
        <source>{said}, asked {time}</source>
        <translation>{said}، سُئل {time}</translation>
    </message>
</context>
<context>
    <name>Sync</name>
    <message numerus="yes">
        <source>%Ln entries</source>
        <translation>
            <numerusform>لا قيود</numerusform>
            <numerusform>قيد واحد</numerusform>
            <numerusform>قيدان</numerusform>
            <numerusform>%Ln قيود</numerusform>
            <numerusform>%Ln قيدًا</numerusform>
            <numerusform>%Ln قيد</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln entries are booked, but the server computes another amount: {numbers}.</source>
        <translation>
            <numerusform>لا قيود مُرحّلة، لكن الخادم يحسب مبلغًا آخر: {numbers}.</numerusform>
            <numerusform>قيد واحد مُرحّل، لكن الخادم يحسب مبلغًا آخر: {numbers}.</numerusform>
            <numerusform>قيدان مُرحّلان، لكن الخادم يحسب مبلغًا آخر: {numbers}.</numerusform>
            <numerusform>%Ln قيود مُرحّلة، لكن الخادم يحسب مبلغًا آخر: {numbers}.</numerusform>
            <numerusform>%Ln قيدًا مُرحّلًا، لكن الخادم يحسب مبلغًا آخر: {numbers}.</numerusform>
            <numerusform>%Ln قيد مُرحّل، لكن الخادم يحسب مبلغًا آخر: {numbers}.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln entries are kept there and could not be booked: {numbers}.</source>
        <translation>
            <numerusform>لا قيود محفوظة هناك بلا ترحيل: {numbers}.</numerusform>
            <numerusform>قيد واحد محفوظ هناك وتعذّر ترحيله: {numbers}.</numerusform>
            <numerusform>قيدان محفوظان هناك وتعذّر ترحيلهما: {numbers}.</numerusform>
            <numerusform>%Ln قيود محفوظة هناك وتعذّر ترحيلها: {numbers}.</numerusform>
            <numerusform>%Ln قيدًا محفوظًا هناك وتعذّر ترحيلها: {numbers}.</numerusform>
            <numerusform>%Ln قيد محفوظ هناك وتعذّر ترحيلها: {numbers}.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln more</source>
        <translation>
            <numerusform>لا غيرها</numerusform>
            <numerusform>واحد آخر</numerusform>
            <numerusform>اثنان آخران</numerusform>
            <numerusform>%Ln أخرى</numerusform>
            <numerusform>%Ln آخر</numerusform>
            <numerusform>%Ln آخر</numerusform>
        </translation>
    </message>
    <message>
        <source>Another device has sold as this register, found on {time}. Both are kept. Use one of them only, and tell whoever looks after the server: they have the register replaced.</source>
        <translation>باع جهاز آخر باسم نقطة البيع هذه، واكتُشف ذلك في {time}. ما سُجّل على كليهما محفوظ. استعمل واحدًا منهما فقط، وأخبر المسؤول عن الخادم ليستبدل نقطة البيع.</translation>
    </message>
    <message>
        <source>Another device has sold as this register. Both are kept: what was recorded here is being sent beside it.</source>
        <translation>باع جهاز آخر باسم نقطة البيع هذه. ما سُجّل على كليهما محفوظ: وما سُجّل هنا يُرسَل إلى جانب ما سُجّل هناك.</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>رجوع</translation>
    </message>
    <message>
        <source>Clock of this register</source>
        <translation>ساعة هذا الصندوق</translation>
    </message>
    <message>
        <source>Copies of this register</source>
        <translation>نسخ من نقطة البيع هذه</translation>
    </message>
    <message>
        <source>Exchange with the server</source>
        <translation>المزامنة مع الخادم</translation>
    </message>
    <message>
        <source>Help</source>
        <translation>مساعدة</translation>
    </message>
    <message>
        <source>In step with the server.</source>
        <translation>متوافق مع الخادم.</translation>
    </message>
    <message>
        <source>In the way now</source>
        <translation>العائق الآن</translation>
    </message>
    <message>
        <source>Journals compared</source>
        <translation>مقارنة الدفترين</translation>
    </message>
    <message>
        <source>Last answer</source>
        <translation>آخر رد</translation>
    </message>
    <message>
        <source>Next attempt in {span}, with a small question.</source>
        <translation>المحاولة التالية خلال {span}، بسؤال صغير.</translation>
    </message>
    <message>
        <source>Next attempt in {span}.</source>
        <translation>المحاولة التالية خلال {span}.</translation>
    </message>
    <message>
        <source>Not known yet. Nothing was changed because of that.</source>
        <translation>غير معروف بعد. لم يتغير شيء بسبب ذلك.</translation>
    </message>
    <message>
        <source>Nothing</source>
        <translation>لا شيء</translation>
    </message>
    <message>
        <source>Nothing is to be done here: a manager sees why on the server ({command}).</source>
        <translation>لا يلزم شيء هنا: يرى المدير السبب على الخادم ({command}).</translation>
    </message>
    <message>
        <source>Nothing: the server holds everything.</source>
        <translation>لا شيء: كل القيود لدى الخادم.</translation>
    </message>
    <message>
        <source>Offline</source>
        <translation>غير متصل</translation>
    </message>
    <message>
        <source>Offline since {time}</source>
        <translation>غير متصل منذ {time}</translation>
    </message>
    <message>
        <source>Online since {time}</source>
        <translation>متصل منذ {time}</translation>
    </message>
    <message>
        <source>Pace</source>
        <translation>السرعة</translation>
    </message>
    <message>
        <source>Right, compared with the server’s.</source>
        <translation>صحيحة مقارنة بساعة الخادم.</translation>
    </message>
    <message>
        <source>Sales are sent within seconds.</source>
        <translation>تُرسل المبيعات خلال ثوانٍ.</translation>
    </message>
    <message>
        <source>Sell on: everything is kept here and sent as soon as the server answers.</source>
        <translation>واصل البيع: كل شيء محفوظ هنا ويُرسل حين يرد الخادم.</translation>
    </message>
    <message>
        <source>Sell on: everything is kept here until it is sent.</source>
        <translation>واصل البيع: كل شيء محفوظ هنا حتى يُرسل.</translation>
    </message>
    <message>
        <source>Sell on: what waited is being sent now.</source>
        <translation>واصل البيع: يُرسل الآن ما كان بانتظار الإرسال.</translation>
    </message>
    <message>
        <source>Set aside by the server</source>
        <translation>ما نحّاه الخادم جانبًا</translation>
    </message>
    <message>
        <source>The server answers, but not everything could be exchanged.</source>
        <translation>الخادم يرد، لكن تعذّر تبادل كل شيء.</translation>
    </message>
    <message>
        <source>The server cannot be reached. Everything is kept here until it can.</source>
        <translation>لا يمكن الوصول إلى الخادم. كل شيء محفوظ هنا إلى أن يعود.</translation>
    </message>
    <message>
        <source>The server has entries that this register does not: was it restored or copied? Nothing is sent until somebody has looked.</source>
        <translation>لدى الخادم قيود ليست في هذا الصندوق: هل استُعيد أو نُسخ؟ لن يُرسل شيء حتى يراجع أحد الأمر.</translation>
    </message>
    <message>
        <source>The server has not been asked yet</source>
        <translation>لم يُسأل الخادم بعد</translation>
    </message>
    <message>
        <source>The server was set back: what it no longer has is being sent again.</source>
        <translation>أُعيد الخادم إلى حالة سابقة: يُرسل ما فقده من جديد.</translation>
    </message>
    <message>
        <source>This register was taken out of use for good. What was recorded here is kept and sent: sell on another one.</source>
        <translation>أُخرجت نقطة البيع هذه من الخدمة نهائيًا. ما سُجّل هنا محفوظ ويُرسَل: بِع على نقطة أخرى.</translation>
    </message>
    <message>
        <source>Try now</source>
        <translation>حاول الآن</translation>
    </message>
    <message>
        <source>Waiting to be sent</source>
        <translation>بانتظار الإرسال</translation>
    </message>
    <message>
        <source>{count} entries a minute, up to {batch} at a time.</source>
        <translation>عدد القيود في الدقيقة: {count}، ودفعة واحدة حتى {batch}.</translation>
    </message>
    <message>
        <source>{count} entries a second, up to {batch} at a time.</source>
        <translation>عدد القيود في الثانية: {count}، ودفعة واحدة حتى {batch}.</translation>
    </message>
    <message>
        <source>{count} min</source>
        <translation>{count} د</translation>
    </message>
    <message>
        <source>{count} s</source>
        <translation>{count} ث</translation>
    </message>
    <message>
        <source>{entries}, the oldest of {time}</source>
        <translation>{entries}، أقدمها {time}</translation>
    </message>
    <message>
        <source>{numbers} and {more}</source>
        <translation>{numbers} و{more}</translation>
    </message>
    <message>
        <source>{sent} of {whole} sent, about {span} left.</source>
        <translation>أُرسل {sent} من {whole}، والباقي نحو {span}.</translation>
    </message>
    <message>
        <source>{sent} of {whole} sent.</source>
        <translation>أُرسل {sent} من {whole}.</translation>
    </message>
    <message>
        <source>{span} ahead of the server’s. Have somebody set this computer’s clock.</source>
        <translation>متقدمة {span} على ساعة الخادم. اطلب ضبط ساعة هذا الحاسوب.</translation>
    </message>
    <message>
        <source>{span} behind the server’s. Have somebody set this computer’s clock.</source>
        <translation>متأخرة {span} عن ساعة الخادم. اطلب ضبط ساعة هذا الحاسوب.</translation>
    </message>
</context>
<context>
    <name>Ticket</name>
    <message>
        <source>Amount</source>
        <translation>المبلغ</translation>
    </message>
    <message>
        <source>Item</source>
        <translation>الصنف</translation>
    </message>
    <message>
        <source>Qty</source>
        <translation>الكمية</translation>
    </message>
</context>
</TS>
