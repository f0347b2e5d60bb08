"""Movement list: what was moved in this cash session so far."""

from __future__ import annotations

from collections.abc import Iterable

from pos.services.session_story import StoryStep
from pos.ui.cash.deeds import Deed, deed_name
from pos.ui.formatting import Formats, own_direction
from pos.ui.language import translate
from pos.ui.widgets.listing.rows import ListCell, ListColumn, ListRow

_TIME_WIDTH = 88
_AMOUNT_WIDTH = 136


def movement_columns() -> tuple[ListColumn, ...]:
    return (
        ListColumn(translate("Cash", "Time"), _TIME_WIDTH),
        ListColumn(translate("Cash", "What and why")),
        ListColumn(translate("Cash", "Amount"), _AMOUNT_WIDTH, trailing=True),
    )


def movement_rows(steps: Iterable[StoryStep], formats: Formats) -> tuple[ListRow, ...]:
    """Return the movements, the newest first; what left the till has a minus."""
    return tuple(_row(step, formats) for step in sorted(steps, key=_number, reverse=True))


def _number(step: StoryStep) -> int:
    return step.seq


def _row(step: StoryStep, formats: Formats) -> ListRow:
    deed = Deed(step.movement) if step.movement else Deed.NO_SALE
    amount = ""
    if step.amount is not None:
        amount = formats.signed_money(-step.amount if deed.is_out_of_till else step.amount)
    why = " · ".join(own_direction(part) for part in (step.reason, step.operator) if part)
    return ListRow(
        step.seq,
        (
            ListCell(formats.time(step.at)),
            ListCell(deed_name(deed), why),
            ListCell(amount),
        ),
    )
