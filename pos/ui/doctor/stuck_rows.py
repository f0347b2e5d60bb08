"""Rows of what is stuck: on this register, and at the server for all registers."""

from __future__ import annotations

from pos.services.doctor import Finding
from pos.sync.session_answers import StuckSession
from pos.ui.formatting import Formats, own_direction
from pos.ui.language import translate
from pos.ui.sessions.words import kind_name, state_name, symptom_name
from pos.ui.widgets.listing.rows import ListCell, ListColumn, ListRow


def finding_columns() -> tuple[ListColumn, ...]:
    return (
        ListColumn(translate("Doctor", "Session"), 200),
        ListColumn(translate("Doctor", "What is wrong")),
        ListColumn(translate("Doctor", "Sales"), 136, trailing=True),
    )


def finding_row(finding: Finding, formats: Formats) -> ListRow:
    known = finding.summary.session
    since = formats.moment(finding.diagnosis.since)
    wrong = symptom_name(finding.diagnosis.symptom.value)
    return ListRow(
        finding.id,
        (
            ListCell(
                formats.dated(known.business_date),
                f"{kind_name(known.kind)} · {state_name(known.state)}",
            ),
            ListCell(
                wrong,
                translate("Doctor", "since {time}", time=since),
                "warning",
                "warning_text",
            ),
            ListCell(formats.money(finding.summary.gross)),
        ),
    )


def stuck_columns() -> tuple[ListColumn, ...]:
    return (
        ListColumn(translate("Doctor", "Register"), 168),
        ListColumn(translate("Doctor", "What is wrong")),
    )


def stuck_row(stuck: StuckSession, formats: Formats) -> ListRow:
    day = formats.day(stuck.business_date)
    return ListRow(
        stuck.id,
        (
            ListCell(own_direction(stuck.register_name), f"{kind_name(stuck.kind)} · {day}"),
            ListCell(
                symptom_name(stuck.symptom),
                translate("Doctor", "since {time}", time=formats.moment(stuck.since)),
                "warning",
                "warning_text",
            ),
        ),
    )
