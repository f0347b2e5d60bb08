"""Sections of a report: sales, tenders, tax, cash, count, and what came late."""

from __future__ import annotations

from pos.domain.cash_count import CashCount
from pos.domain.cash_movement import MovementKind
from pos.domain.cash_session import CashSessionKind
from pos.domain.money import Money, zero
from pos.domain.report import Declaration, SessionReport, ZReport
from pos.domain.tender import TenderKind
from pos.services.report_notes import Supplement
from pos.ui.formatting import Formats, own_direction
from pos.ui.language import translate
from pos.ui.z_report.sheet import Row, Section


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


def movement_name(kind: MovementKind) -> str:
    """Return what a movement of cash is called on screen."""
    match kind:
        case MovementKind.PAID_IN:
            return translate("Report", "Paid in")
        case MovementKind.PAID_OUT:
            return translate("Report", "Paid out")
        case MovementKind.DROP:
            return translate("Report", "To the safe")
        case MovementKind.LOAN:
            return translate("Report", "From the safe")


def sales_sections(report: SessionReport, formats: Formats) -> tuple[Section, ...]:
    """Return what was sold, how it was paid, and the tax in it."""
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


def cash_section(report: SessionReport, formats: Formats) -> Section:
    """Return the cash that there should be, and how it came to that."""
    cash, is_deferred = report.cash, _is_deferred(report)
    rows = [
        Row(translate("Report", "Cash taken"), formats.amount(cash.tendered)),
        Row(translate("Report", "Change given"), formats.amount(-cash.change)),
    ]
    if not is_deferred:  # it has no drawer of its own
        rows.insert(
            0, Row(translate("Report", "Opening float"), formats.amount(cash.opening_float))
        )
    rows += [
        Row(f"{movement_name(total.kind)} × {formats.number(total.count)}",
            formats.amount(total.amount))
        for total in cash.movements
    ]  # fmt: skip
    rows.append(Row(translate("Report", "Expected"), formats.money(cash.expected), strong=True))
    if report.drawer_openings:
        name = translate("Report", "Drawer opened without a sale")
        rows.append(Row(name, f"× {formats.number(report.drawer_openings)}"))
    title = (
        translate("Report", "Cash of that day")
        if is_deferred
        else translate("Report", "Cash in the till")
    )
    return Section(title, tuple(rows))


def count_section(z_report: ZReport, formats: Formats) -> Section:
    """Return what was counted, or what the paper book says; nothing is invented."""
    declared, difference = z_report.declaration, z_report.variance
    is_deferred = _is_deferred(z_report.report)
    title = (
        translate("Report", "Cash of the paper book")
        if is_deferred
        else translate("Report", "Count")
    )
    if declared.counted is None or difference is None:
        not_counted = Row(translate("Report", "Not counted"), "–", strong=True)
        return Section(title, (not_counted, *_comment(declared)))
    name = translate("Report", "The book says") if is_deferred else translate("Report", "Counted")
    rows = [
        *_earlier(declared, formats),
        Row(name, formats.money(declared.counted), strong=True),
        Row(translate("Report", "Variance"), formats.signed_money(difference), strong=True),
        *_comment(declared),
    ]
    if declared.count is not None:
        rows += _pieces(declared.count, formats)
    return Section(title, tuple(rows))


def tender_sections(z_report: ZReport, formats: Formats) -> tuple[Section, ...]:
    """Return the other tenders: what was found of each against what was sold with it."""
    found = z_report.declaration.tenders
    if not found:
        return ()
    sales = z_report.report.sales
    sold = {total.kind: total.amount for total in sales.tenders}
    rows = []
    for one in found:
        by_sales = sold.get(one.kind, zero(sales.currency))
        name = translate(
            "Report", "{tender}: found {found} of {sold}",
            tender=tender_name(one.kind),
            found=formats.amount(one.amount),
            sold=formats.amount(by_sales),
        )  # fmt: skip
        rows.append(Row(name, formats.signed_money(one.amount - by_sales)))
    return (Section(translate("Report", "Other tenders, compared"), tuple(rows)),)


def supplement_sections(supplement: Supplement | None, formats: Formats) -> tuple[Section, ...]:
    """Return what came after a manager had closed the session on the server."""
    if supplement is None or not supplement.entries:
        return ()
    count, entries = formats.number(supplement.sales), formats.number(supplement.entries)
    return (
        Section(
            translate("Report", "Late: not in the server's report"),
            (
                Row(translate("Report", "Late entries"), entries),
                Row(translate("Report", "Late sales"), count),
                Row(translate("Report", "Sold late"), formats.money(supplement.gross), strong=True),
            ),
        ),
    )


def perpetual_section(report: SessionReport, formats: Formats) -> Section:
    """Return the total that is never reset."""
    name = translate("Report", "All sales of this register, ever")
    return Section(
        translate("Report", "Perpetual total"),
        (Row(name, formats.money(report.perpetual_total)),),
    )


def _is_deferred(report: SessionReport) -> bool:
    return report.session.kind is CashSessionKind.DEFERRED


def _earlier(declared: Declaration, formats: Formats) -> list[Row]:
    rows = []
    for index, amount in enumerate(declared.earlier):
        name = (
            translate("Report", "Counted again") if index else translate("Report", "First counted")
        )
        rows.append(Row(name, formats.money(amount)))
    return rows


def _comment(declared: Declaration) -> list[Row]:
    if not declared.comment:
        return []
    comment = own_direction(declared.comment)
    return [Row(translate("Report", "Comment: {comment}", comment=comment), "")]


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


def _nothing() -> Row:
    return Row(translate("Report", "Nothing"), "–")
