"""Words of a correction's preview: what the reports of each day say before and after."""

from __future__ import annotations

from pos.services.correction_preview import CorrectionPreview, DayFigures
from pos.ui.formatting import Formats
from pos.ui.language import translate, translate_count
from pos.ui.widgets.listing.rows import ListCell, ListColumn, ListRow


def preview_columns() -> tuple[ListColumn, ...]:
    return (
        ListColumn(translate("Story", "Reports of"), 236),
        ListColumn(translate("Story", "say now"), 144, trailing=True),
        ListColumn(translate("Story", "will say"), 0, trailing=True),
    )


def preview_rows(preview: CorrectionPreview, formats: Formats) -> tuple[ListRow, ...]:
    """Return a row for each day whose reports change."""
    return tuple(
        ListRow(
            day.business_date,
            (
                ListCell(formats.dated(day.business_date)),
                _figures(day.before, formats),
                _figures(day.after, formats),
            ),
        )
        for day in preview.days
    )


def preview_sentence(preview: CorrectionPreview, other: str, formats: Formats) -> str:
    """Return what becomes of the session; `other` names the one it is joined into, or is empty."""
    day = formats.long_day(preview.after.business_date)
    if other:
        first = translate(
            "Story", "It is shown as one with {other}, on {day}.", other=other, day=day
        )
    else:
        first = translate("Story", "It is counted on {day}.", day=day)
    kept = translate(
        "Story", "Its own count and variance stay, and the sum over all days is the same."
    )
    if preview.days:
        return f"{first} {kept}"
    same = translate("Story", "No day’s total changes.")
    return f"{first} {same} {kept}"


def _figures(figures: DayFigures, formats: Formats) -> ListCell:
    return ListCell(
        formats.money(figures.gross), translate_count("Story", "%Ln sale(s)", figures.sales)
    )
