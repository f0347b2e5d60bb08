<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="ar" sourcelanguage="en">
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
    <name>Errors</name>
    <message>
        <source>Something went wrong inside Evertill. Nothing you completed is lost. Try again; if it comes back, tell whoever looks after this register.</source>
        <translation>حدث خطأ داخل Evertill. لم يُفقد أي شيء أتممته. حاول مرة أخرى، وإن تكرر الخطأ فأبلغ المسؤول عن هذا الصندوق.</translation>
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
    <name>PinPad</name>
    <message>
        <source>PIN</source>
        <translation>الرمز السري</translation>
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
