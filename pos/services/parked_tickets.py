"""Use cases of tickets set aside: park, recall, discard."""

from __future__ import annotations

from dataclasses import dataclass, field

from pos.domain.cash_session import CashSessionId
from pos.domain.permission import SessionAction
from pos.domain.problem import Problem
from pos.domain.sale import SaleId
from pos.models.database import Database
from pos.services.checkout import record_voided
from pos.services.journal import Journal
from pos.services.operators import Operator
from pos.services.session_gate import Gate
from pos.services.ticket_rows import (
    Ticket,
    forget_ticket,
    open_ticket,
    parked_ticket,
    set_parked,
    tickets_of,
)


class NothingToPark(Problem):
    """The open ticket is empty."""


class NoSuchTicket(Problem):
    """The parked ticket was settled, discarded or recalled meanwhile."""

    def __init__(self) -> None:
        super().__init__("That ticket is not parked any more: look at the list again.")


@dataclass(frozen=True, slots=True)
class ParkedTickets:
    """A parked ticket is working memory, as an open one is: it outlives a crash, not a close."""

    database: Database
    journal: Journal
    gate: Gate = field(default_factory=Gate)

    def waiting(self, session_id: CashSessionId) -> tuple[Ticket, ...]:
        """Return the parked tickets of the session, the oldest first."""
        with self.database.begin() as db:
            return tuple(ticket for ticket in tickets_of(db, session_id) if ticket.is_parked)

    def park(self, session_id: CashSessionId, operator: Operator) -> None:
        """Set the open ticket aside.

        :raises NothingToPark: if there is nothing on it.
        """
        with self.database.begin("ticket.park") as db:
            self.gate.require(db, session_id, operator, SessionAction.SELL)
            ticket = open_ticket(db, session_id)
            if ticket is None or ticket.is_empty:
                raise NothingToPark("There is nothing on the ticket to park.")
            set_parked(db, ticket.sale.id, is_parked=True)

    def recall(self, session_id: CashSessionId, operator: Operator, sale_id: SaleId) -> Ticket:
        """Take a parked ticket up again; an open one changes places with it.

        :raises NoSuchTicket: if it is not parked in this session any more.
        """
        with self.database.begin("ticket.recall") as db:
            self.gate.require(db, session_id, operator, SessionAction.SELL)
            wanted = parked_ticket(db, session_id, sale_id)
            if wanted is None:
                raise NoSuchTicket
            in_the_way = open_ticket(db, session_id)
            if in_the_way is not None and in_the_way.is_empty:
                forget_ticket(db, in_the_way.sale.id)
            elif in_the_way is not None:
                set_parked(db, in_the_way.sale.id, is_parked=True)
            set_parked(db, sale_id, is_parked=False)
            return wanted

    def discard(self, session_id: CashSessionId, operator: Operator, sale_id: SaleId) -> None:
        """Cancel a parked ticket; the journal keeps what stood on it.

        :raises NoSuchTicket: if it is not parked in this session any more.
        """
        with self.database.begin("ticket.discard") as db:
            session = self.gate.require(db, session_id, operator, SessionAction.SELL)
            ticket = parked_ticket(db, session_id, sale_id)
            if ticket is None:
                raise NoSuchTicket
            record_voided(db, self.journal, session, operator.id, ticket)
