"""Parked row: how a ticket that waits is written in a list."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pos.domain.cash_session import CashSession, OperatorId
from pos.domain.sale import SaleId
from pos.services.ticket_rows import Ticket
from pos.ui.formatting import Formats, in_reading_direction, own_direction
from pos.ui.language import translate, translate_count

_NAMES_MAX = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class ParkedRow:
    """A ticket that waits: when it was touched last, by whom, what is on it; `note` tells more."""

    key: SaleId
    title: str
    names: str
    total: str
    note: str = ""
    is_parked: bool = True


@dataclass(frozen=True, slots=True)
class Waiting:
    """Tickets that wait in a session, with the names of who worked on them."""

    tickets: tuple[Ticket, ...] = ()
    names: Mapping[OperatorId, str] | None = None


def parked_rows(
    waiting: Waiting, cash_session: CashSession, formats: Formats
) -> tuple[ParkedRow, ...]:
    """Return the tickets as they are read, the oldest first."""
    names = waiting.names or {}
    return tuple(
        _row(ticket, names.get(ticket.operator_id, ""), cash_session, formats)
        for ticket in waiting.tickets
    )


def _row(ticket: Ticket, who: str, cash_session: CashSession, formats: Formats) -> ParkedRow:
    lines = ticket.sale.lines
    count = translate_count("Sell", "%Ln line(s)", len(lines))
    parts = [formats.time(ticket.changed_at), *([own_direction(who)] if who else []), count]
    named = [own_direction(line.item.name) for line in lines[:_NAMES_MAX]]
    if len(lines) > _NAMES_MAX:
        named.append("…")
    return ParkedRow(
        key=ticket.sale.id,
        title=in_reading_direction(" · ".join(parts)),
        names=in_reading_direction(" · ".join(named)),
        total=formats.money(ticket.sale.due if ticket.sale.tenders else ticket.sale.total),
        note=_note(ticket, cash_session, formats),
        is_parked=ticket.is_parked,
    )


def _note(ticket: Ticket, cash_session: CashSession, formats: Formats) -> str:
    told = []
    if ticket.paper_ticket is not None:
        number = formats.digits(ticket.paper_ticket)
        told.append(translate("Parked", "Paper ticket {number}.", number=number))
    if ticket.changed_at < cash_session.opened_at:
        told.append(
            translate(
                "Parked",
                "From an earlier session that was closed before this ticket was settled.",
            )
        )
    if ticket.sale.tenders:
        told.append(translate("Parked", "A part of it is paid."))
    if not ticket.is_parked:
        told.append(translate("Parked", "The ticket in hand."))
    return " ".join(told)
