<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>Doctor</name>
    <message numerus="yes">
        <source>%Ln cash session(s) need attention.</source>
        <translation>
            <numerusform>%Ln cash session needs attention.</numerusform>
            <numerusform>%Ln cash sessions need attention.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln of its entries were not sent since it was closed.</source>
        <translation>
            <numerusform>%Ln of its entries was not sent since it was closed.</numerusform>
            <numerusform>%Ln of its entries were not sent since it was closed.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln session(s) still need a person.</source>
        <translation>
            <numerusform>%Ln session still needs a person.</numerusform>
            <numerusform>%Ln sessions still need a person.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln unsettled ticket(s) of it wait for the next session of its kind.</source>
        <translation>
            <numerusform>%Ln unsettled ticket of it waits for the next session of its kind.</numerusform>
            <numerusform>%Ln unsettled tickets of it wait for the next session of its kind.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>2. Counts left, so that one sells again: %Ln.</source>
        <translation>
            <numerusform>2. Counts left, so that one sells again: %Ln.</numerusform>
            <numerusform>2. Counts left, so that one sells again: %Ln.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>2. Sessions closed as not counted: %Ln (Z {numbers}).</source>
        <translation>
            <numerusform>2. Sessions closed as not counted: %Ln (Z {numbers}).</numerusform>
            <numerusform>2. Sessions closed as not counted: %Ln (Z {numbers}).</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Counts left, so that one sells again: %Ln.</source>
        <translation>
            <numerusform>Counts left, so that one sells again: %Ln.</numerusform>
            <numerusform>Counts left, so that one sells again: %Ln.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Sessions closed, not counted: %Ln (Z {numbers}).</source>
        <translation>
            <numerusform>Sessions closed, not counted: %Ln (Z {numbers}).</numerusform>
            <numerusform>Sessions closed, not counted: %Ln (Z {numbers}).</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Paper</name>
    <message numerus="yes">
        <source>%Ln sale(s) typed</source>
        <translation>
            <numerusform>%Ln sale typed</numerusform>
            <numerusform>%Ln sales typed</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Sell</name>
    <message numerus="yes">
        <source>%Ln line(s)</source>
        <translation>
            <numerusform>%Ln line</numerusform>
            <numerusform>%Ln lines</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Void the whole ticket of %Ln line(s)?</source>
        <translation>
            <numerusform>Void the whole ticket of %Ln line?</numerusform>
            <numerusform>Void the whole ticket of %Ln lines?</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Sessions</name>
    <message numerus="yes">
        <source>%Ln need(s) attention</source>
        <translation>
            <numerusform>%Ln needs attention</numerusform>
            <numerusform>%Ln need attention</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln sale(s)</source>
        <translation>
            <numerusform>%Ln sale</numerusform>
            <numerusform>%Ln sales</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln session(s)</source>
        <translation>
            <numerusform>%Ln session</numerusform>
            <numerusform>%Ln sessions</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>StartOfDay</name>
    <message numerus="yes">
        <source>%Ln entry(s) that the server did not have yet are sent and marked late.</source>
        <translation>
            <numerusform>%Ln entry that the server did not have yet is sent and marked late.</numerusform>
            <numerusform>%Ln entries that the server did not have yet are sent and marked late.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln sale(s)</source>
        <translation>
            <numerusform>%Ln sale</numerusform>
            <numerusform>%Ln sales</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln ticket(s) of the session before wait here: F5 recalls them.</source>
        <translation>
            <numerusform>%Ln ticket of the session before waits here: F5 recalls it.</numerusform>
            <numerusform>%Ln tickets of the session before wait here: F5 recalls them.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>and %Ln more</source>
        <translation>
            <numerusform>and %Ln more</numerusform>
            <numerusform>and %Ln more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>StatusBar</name>
    <message numerus="yes">
        <source>%Ln need(s) attention</source>
        <translation>
            <numerusform>%Ln needs attention</numerusform>
            <numerusform>%Ln need attention</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln waiting</source>
        <translation>
            <numerusform>%Ln waiting</numerusform>
            <numerusform>%Ln waiting</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Story</name>
    <message numerus="yes">
        <source>%Ln entries</source>
        <translation>
            <numerusform>%Ln entry</numerusform>
            <numerusform>%Ln entries</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln sale(s)</source>
        <translation>
            <numerusform>%Ln sale</numerusform>
            <numerusform>%Ln sales</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Sync</name>
    <message numerus="yes">
        <source>%Ln entries</source>
        <translation>
            <numerusform>%Ln entry</numerusform>
            <numerusform>%Ln entries</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln entries are booked, but the server computes another amount: {numbers}.</source>
        <translation>
            <numerusform>%Ln entry is booked, but the server computes another amount: {numbers}.</numerusform>
            <numerusform>%Ln entries are booked, but the server computes another amount: {numbers}.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln entries are kept there and could not be booked: {numbers}.</source>
        <translation>
            <numerusform>%Ln entry is kept there and could not be booked: {numbers}.</numerusform>
            <numerusform>%Ln entries are kept there and could not be booked: {numbers}.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln more</source>
        <translation>
            <numerusform>%Ln more</numerusform>
            <numerusform>%Ln more</numerusform>
        </translation>
    </message>
</context>
</TS>
