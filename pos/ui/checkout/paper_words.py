"""Words of the paper strip: the ticket in hand, and how far the book has come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time

from pos.domain.money import Money
from pos.services.paper_book import BookProgress, Paper, PaperUse
from pos.ui.formatting import Formats
from pos.ui.language import translate, translate_count


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperPicture:
    """What the strip shows of the paper ticket in hand; with a `warning`, what may be done."""

    number: str
    time: str
    warning: str = ""
    offer: str = ""  # the number under which a used one can be taken


@dataclass(frozen=True, slots=True, kw_only=True)
class BookPicture:
    """What the strip shows of the whole day, already written."""

    sales: str
    entered: str
    book_total: str
    left_label: str
    left: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted:
    """What is on disk of the paper ticket in hand, and where its number stands already."""

    paper: Paper
    use: PaperUse | None = None
    offer: str = ""


def sold_at(paper: Paper, formats: Formats) -> time | None:
    """Return the time on the shop's clock, if it is known."""
    moment = paper.occurred_at
    return None if moment is None else moment.astimezone(formats.zone).time()


def paper_picture(noted: Noted, formats: Formats) -> PaperPicture:
    """Return what is shown of the paper ticket in hand."""
    number, at = noted.paper.number or "", sold_at(noted.paper, formats)
    return PaperPicture(
        number=number,
        time="" if at is None else f"{at:%H:%M}",
        warning="" if noted.use is None else _warning(number, noted.use, formats),
        offer=formats.digits(noted.offer) if noted.offer else "",
    )


def book_picture(progress: BookProgress, formats: Formats) -> BookPicture:
    """Return what is shown of the whole day."""
    left = progress.left
    amount = "–" if left is None else formats.money(left if left.minor >= 0 else -left)
    return BookPicture(
        sales=translate_count("Paper", "%Ln sale(s) typed", progress.sales),
        entered=formats.money(progress.entered),
        book_total="" if progress.book_total is None else formats.typed(progress.book_total),
        left_label=_left_label(left),
        left=amount,
    )


def _left_label(left: Money | None) -> str:
    if left is not None and left.minor < 0:
        return translate("Paper", "More than the book")
    if left is not None and not left:
        return translate("Paper", "Left: complete")
    return translate("Paper", "Left to type")


def _warning(number: str, use: PaperUse, formats: Formats) -> str:
    return translate(
        "Paper",
        "Paper ticket {number} is entered already: receipt {receipt}, {day}, {amount}. Type "
        "another number, or take this one as a second ticket of that number.",
        number=formats.digits(number),
        receipt=formats.ordinal(use.receipt_number),
        day=formats.day(use.business_date),
        amount=formats.money(use.total),
    )
