<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="ar" sourcelanguage="en">
<context>
    <name>Errors</name>
    <message>
        <source>Something went wrong inside Evertill. Nothing you completed is lost. Try again; if it comes back, tell whoever looks after this register.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
</TS>
