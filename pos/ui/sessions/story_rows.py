"""Rows of a cash session's story: each step with time, who, amounts, reasons, sent or waiting."""

from __future__ import annotations

from collections.abc import Mapping

from pos.domain.cash_session import CashSessionId
from pos.domain.event import EventKind
from pos.services.session_story import StoryStep
from pos.ui.cash.deeds import Deed, deed_name
from pos.ui.formatting import Formats, own_direction
from pos.ui.language import translate, translate_count
from pos.ui.widgets.listing.rows import ListCell, ListColumn, ListRow

Names = Mapping[CashSessionId, str]


def story_columns() -> tuple[ListColumn, ...]:
    return (
        ListColumn(translate("Story", "When"), 184),
        ListColumn(translate("Story", "What")),
        ListColumn(translate("Story", "Who"), 96),
        ListColumn(translate("Story", "Amount"), 140, trailing=True),
        ListColumn(translate("Story", "At the server"), 124),
    )


def story_row(step: StoryStep, names: Names, formats: Formats) -> ListRow:
    """Return a step as a row; `names` says what other sessions are called."""
    if step.is_sent:
        sent = ListCell(translate("Story", "sent"), icon="done", colour="accent_text")
    else:
        sent = ListCell(translate("Story", "waiting"), icon="waiting", colour="warning_text")
    return ListRow(
        (step.kind, step.seq),
        (
            ListCell(formats.moment(step.at)),
            ListCell(_what(step, names, formats), _note(step, formats)),
            ListCell(own_direction(step.operator)),
            _amount(step, formats),
            sent,
        ),
    )


def _what(step: StoryStep, names: Names, formats: Formats) -> str:
    match step.kind:
        case EventKind.CASH_SESSION_OPENED.value:
            return translate("Story", "Opened, with this float")
        case EventKind.SALE_COMPLETED.value:
            return translate_count("Story", "%Ln sale(s)", step.sales)
        case EventKind.CASH_MOVED.value:
            return deed_name(Deed(step.movement))
        case EventKind.DRAWER_OPENED.value:
            return deed_name(Deed.NO_SALE)
        case EventKind.CASH_SESSION_CLOSED.value:
            return _closed(step, formats)
    return _change(step, names, formats)


def _change(step: StoryStep, names: Names, formats: Formats) -> str:
    match step.kind:
        case EventKind.CASH_SESSION_HANDED_OVER.value:
            return translate("Story", "Handed over to {name}", name=own_direction(step.to))
        case EventKind.CASH_SESSION_COUNTING.value:
            return translate("Story", "Count begun")
        case EventKind.CASH_SESSION_COUNT_LEFT.value:
            return translate("Story", "Count left: sold again")
        case EventKind.CASH_SESSION_REDATED.value if step.business_date is not None:
            day = formats.dated(step.business_date)
            return translate("Story", "Corrected: counted on {day}", day=day)
        case EventKind.CASH_SESSION_JOINED.value if step.into is not None:
            other = names.get(step.into, "")
            return translate("Story", "Corrected: one with {other}", other=other)
    return own_direction(step.kind)


def _closed(step: StoryStep, formats: Formats) -> str:
    number = formats.ordinal(step.z_number or 0)
    if step.clearing is not None:
        return translate("Story", "Ended here: a manager had closed it, Z {number}", number=number)
    if step.counted is None:
        return translate("Story", "Closed, not counted, Z {number}", number=number)
    return translate("Story", "Closed and counted, Z {number}", number=number)


def _note(step: StoryStep, formats: Formats) -> str:
    if step.clearing is None:
        return own_direction(step.reason) if step.reason else ""
    return translate(
        "Story",
        "by {name}, {time}: {reason}",
        name=own_direction(step.clearing.closed_by),
        time=formats.moment(step.clearing.closed_at),
        reason=own_direction(step.clearing.reason),
    )


def _amount(step: StoryStep, formats: Formats) -> ListCell:
    if step.amount is None:
        return ListCell("")
    if step.kind == EventKind.CASH_MOVED.value:
        out = Deed(step.movement).is_out_of_till
        return ListCell(formats.signed_money(-step.amount if out else step.amount))
    if step.kind != EventKind.CASH_SESSION_CLOSED.value:
        return ListCell(formats.money(step.amount))
    if step.counted is None or step.variance is None:
        expected = formats.money(step.amount)
        return ListCell(expected, translate("Story", "by the books"))
    over = formats.signed_money(step.variance)
    return ListCell(
        formats.money(step.counted), translate("Story", "{amount} variance", amount=over)
    )
