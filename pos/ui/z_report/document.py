"""Report document: an X or Z report as titled rows, the same on screen, as text and as PDF."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass

from pos.domain.cash_count import CashCount
from pos.domain.money import Money
from pos.domain.receipt import WIDTH, columns
from pos.domain.report import SessionReport, ZReport
from pos.domain.tender import TenderKind
from pos.ui.formatting import Formats, own_direction, plain
from pos.ui.language import translate


@dataclass(frozen=True, slots=True)
class Row:
    """A name and its figure; a strong one is a total."""

    name: str
    figure: str
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportDocument:
    """What is written on a report, in the language of the screen."""

    title: str
    head: tuple[str, ...]
    sections: tuple[Section, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportNames:
    """Who and where, by name; empty where nobody knows."""

    store: str
    register: str
    opened_by: str
    closed_by: str = ""


def x_document(report: SessionReport, names: ReportNames, formats: Formats) -> ReportDocument:
    """Return the figures of a session so far."""
    return ReportDocument(
        title=translate("Report", "X report"),
        head=(
            *_head(report, names, formats),
            translate("Report", "So far: {time}", time=formats.moment(report.made_at)),
            translate("Report", "Nothing was closed by this report."),
        ),
        sections=(*_sales_sections(report, formats), _cash_section(report, formats)),
    )


def z_document(z_report: ZReport, names: ReportNames, formats: Formats) -> ReportDocument:
    """Return the figures at closing."""
    report = z_report.report
    closed = formats.moment(report.made_at)
    return ReportDocument(
        title=translate("Report", "Z report {number}", number=formats.ordinal(z_report.number)),
        head=(
            *_head(report, names, formats),
            translate(
                "Report",
                "Closed {time} by {name}",
                time=closed,
                name=own_direction(names.closed_by),
            )
            if names.closed_by
            else translate("Report", "Closed {time}", time=closed),
        ),
        sections=(
            *_sales_sections(report, formats),
            _cash_section(report, formats),
            *_count_sections(z_report, formats),
            _perpetual_section(report, formats),
        ),
    )


def as_text(document: ReportDocument) -> str:
    """Return the document in lines of 42 columns, like a receipt."""
    lines = [_centred(document.title), ""]
    lines += [textwrap.fill(plain(line), WIDTH) for line in document.head]
    for section in document.sections:
        lines += ["-" * WIDTH, section.title]
        lines += [_row(row) for row in section.rows]
    return "\n".join([*lines, "-" * WIDTH]) + "\n"


def tender_name(kind: TenderKind) -> str:
    """Return what a means of payment is called on screen."""
    match kind:
        case TenderKind.CASH:
            return translate("Report", "Cash")
        case TenderKind.CARD:
            return translate("Report", "Card")
        case TenderKind.COUPON:
            return translate("Report", "Coupon")
        case TenderKind.VOUCHER:
            return translate("Report", "Voucher")


def _head(report: SessionReport, names: ReportNames, formats: Formats) -> tuple[str, ...]:
    known = report.session
    opened = formats.moment(known.opened_at)
    return (
        f"{own_direction(names.store)} · {own_direction(names.register)}",
        translate("Report", "Business date: {day}", day=formats.long_day(known.business_date)),
        translate(
            "Report", "Opened {time} by {name}", time=opened, name=own_direction(names.opened_by)
        )
        if names.opened_by
        else translate("Report", "Opened {time}", time=opened),
    )


def _sales_sections(report: SessionReport, formats: Formats) -> tuple[Section, ...]:
    sales = report.sales
    figures = Section(
        translate("Report", "Sales"),
        (
            Row(translate("Report", "Number of sales"), formats.number(sales.sales)),
            Row(translate("Report", "Lines"), formats.number(sales.lines)),
            Row(translate("Report", "Discounts given"), formats.amount(-sales.discount)),
            Row(translate("Report", "Total sold"), formats.money(sales.gross), strong=True),
        ),
    )
    tenders = Section(
        translate("Report", "Paid with"),
        tuple(
            Row(f"{tender_name(total.kind)} × {formats.number(total.count)}",
                formats.amount(total.amount))
            for total in sales.tenders
        ) or (_nothing(),),
    )  # fmt: skip
    taxes = Section(
        translate("Report", "Tax"),
        tuple(
            Row(
                translate(
                    "Report", "{rate} on {net}",
                    rate=formats.percent(row.rate.rate), net=formats.amount(row.net),
                ),
                formats.amount(row.tax),
            )
            for row in sales.tax
        ) or (_nothing(),),
    )  # fmt: skip
    return figures, tenders, taxes


def _cash_section(report: SessionReport, formats: Formats) -> Section:
    cash = report.cash
    return Section(
        translate("Report", "Cash in the till"),
        (
            Row(translate("Report", "Opening float"), formats.amount(cash.opening_float)),
            Row(translate("Report", "Cash taken"), formats.amount(cash.tendered)),
            Row(translate("Report", "Change given"), formats.amount(-cash.change)),
            Row(translate("Report", "Expected"), formats.money(cash.expected), strong=True),
        ),
    )


def _count_sections(z_report: ZReport, formats: Formats) -> tuple[Section, ...]:
    declared, difference = z_report.declaration, z_report.variance
    if declared.counted is None or difference is None:
        return (Section(translate("Report", "Count"), (_nothing(),)),)
    rows = [
        Row(translate("Report", "Counted"), formats.money(declared.counted), strong=True),
        Row(translate("Report", "Variance"), formats.signed_money(difference), strong=True),
    ]
    if declared.comment:
        comment = own_direction(declared.comment)
        rows.append(Row(translate("Report", "Comment: {comment}", comment=comment), ""))
    if declared.count is not None:
        rows += _pieces(declared.count, formats)
    return (Section(translate("Report", "Count"), tuple(rows)),)


def _pieces(count: CashCount, formats: Formats) -> list[Row]:
    return [
        Row(
            translate(
                "Report",
                "{value} × {pieces}",
                value=formats.amount(Money(value, count.currency)),
                pieces=formats.number(pieces),
            ),
            formats.amount(Money(value * pieces, count.currency)),
        )
        for value, pieces in count.pieces
    ]


def _perpetual_section(report: SessionReport, formats: Formats) -> Section:
    name = translate("Report", "All sales of this register, ever")
    return Section(
        translate("Report", "Perpetual total"),
        (Row(name, formats.money(report.perpetual_total)),),
    )


def _nothing() -> Row:
    return Row(translate("Report", "Nothing"), "–")


def _row(row: Row) -> str:
    name, figure = plain(row.name), plain(row.figure)
    if not figure:
        return textwrap.fill(name, WIDTH)
    room = WIDTH - columns(figure) - 1
    if columns(name) <= room:
        return name + " " * (WIDTH - columns(name) - columns(figure)) + figure
    return f"{name}\n  {figure}"


def _centred(text: str) -> str:
    shown = plain(text)
    return " " * max(0, (WIDTH - columns(shown)) // 2) + shown
