"""Rows of the list of cash sessions."""

from __future__ import annotations

from pos.services.session_list import SessionSummary
from pos.ui.formatting import Formats, own_direction
from pos.ui.language import translate, translate_count
from pos.ui.sessions.words import attention_words, kind_name, server_said, state_name
from pos.ui.widgets.listing.rows import ListCell, ListColumn, ListRow

NOTHING = "–"


def session_columns() -> tuple[ListColumn, ...]:
    return (
        ListColumn(translate("Sessions", "Counted on"), 212),
        ListColumn(translate("Sessions", "Kind"), 136),
        ListColumn(translate("Sessions", "Who"), 144),
        ListColumn(translate("Sessions", "Sales"), 144, trailing=True),
        ListColumn(translate("Sessions", "Unsent"), 92, trailing=True),
        ListColumn(translate("Sessions", "The server"), 176),
        ListColumn(translate("Sessions", "Z report"), 96, trailing=True),
        ListColumn(translate("Sessions", "Needs attention")),
    )


def session_row(summary: SessionSummary, formats: Formats) -> ListRow:
    known = summary.session
    wrong, since = attention_words(summary.diagnosis, formats)
    checked = formats.moment(summary.checked_at) if summary.checked_at else ""
    number = NOTHING if summary.z_number is None else formats.ordinal(summary.z_number)
    return ListRow(
        known.id,
        (
            ListCell(formats.dated(summary.place.business_date), moved_words(summary, formats)),
            ListCell(kind_name(known.kind), state_name(known.state)),
            ListCell(own_direction(summary.responsible or NOTHING), _opener(summary)),
            ListCell(
                formats.money(summary.gross),
                translate_count("Sessions", "%Ln sale(s)", summary.sales),
            ),
            ListCell(formats.number(summary.unsent) if summary.unsent else NOTHING),
            ListCell(server_said(summary), checked),
            ListCell(number),
            ListCell(wrong, since, "warning", "warning_text") if wrong else ListCell(NOTHING),
        ),
    )


def moved_words(summary: SessionSummary, formats: Formats) -> str:
    """Return that a session was corrected; empty for one that stands where it opened."""
    known, place = summary.session, summary.place
    if place.shown_with != known.id:
        return translate("Sessions", "joined into another")
    if place.business_date != known.business_date:
        is_of_that_year = place.business_date.year == known.business_date.year
        write = formats.day if is_of_that_year else formats.dated
        return translate("Sessions", "opened as {day}", day=write(known.business_date))
    return ""


def _opener(summary: SessionSummary) -> str:
    if not summary.opened_by or summary.opened_by == summary.responsible:
        return ""
    name = own_direction(summary.opened_by)
    return translate("Sessions", "opened by {name}", name=name)
