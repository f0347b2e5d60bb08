"""A till with a witness: all that its cashiers were told, kept through every death."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TypeVar
from uuid import UUID

from pos.domain.cash_session import CashSession, CashSessionId, CashSessionState
from pos.domain.handshake import Freeze
from pos.domain.money import Money
from pos.domain.problem import Problem
from pos.domain.stuck import Remedy
from pos.services.doctor import Repaired
from pos.simulation.reckoning import business_day
from pos.simulation.till import Till
from pos.simulation.told import ToldSale, ToldSession, ToldTill, require
from pos.simulation.virtual import Crashed

T = TypeVar("T")

_RECOVERING = {Freeze.RESTORED, Freeze.REGISTER_BEHIND}


@dataclass
class WitnessedTill:
    """One till with its reference: what was told there, and what must be there after a death."""

    till: Till
    told: ToldTill
    prices: Mapping[str, Collection[Decimal]] = field(default_factory=dict)
    copies: list[WitnessedTill] = field(default_factory=list, repr=False)  # the same register
    deaths: int = 0
    is_revoked: bool = False  # its key, so that nobody works there any more
    by_power: bool = False  # how it dies when it comes to an armed place

    def __post_init__(self) -> None:
        self.prices = self.prices or {one.sku: {one.price} for one in self.till.shop.articles}

    def money(self, minor: int) -> Money:
        return Money(minor, self.till.shop.store.currency)

    def attempt(self, work: Callable[[], T], note: Callable[[T], object]) -> Problem | None:
        """Do it; note what was told. A death before the commit undid it, one after it did not."""
        if not self.till.is_on:
            return None
        try:
            result = work()
        except Problem as refused:
            return refused
        except Crashed as death:
            self.die(str(death))
            return None
        note(result)
        return None

    def die(self, place: str) -> None:
        """Let the program end as it was killed at a place, and start it again."""
        self.deaths += 1
        if self.by_power:
            self.till.cut_power()
        else:
            self.till.kill()
        self.till.start()
        if self.till.frozen in _RECOVERING:
            return  # its journal comes back from the server
        may_have_done = place.endswith("after_commit")
        if self.copies:
            self.adopt(may_have_done=may_have_done)
        else:
            self.find_again(may_have_done=may_have_done)

    def find_again(self, *, may_have_done: bool) -> None:
        """Take from the restarted till what it was about to say when it died.

        All that was told before must be there; and one thing more at the most, and only if the
        place of its death is behind the commit.
        """
        register, told = self.till.register, self.told
        found: dict[CashSessionId, CashSession] = {
            one.session.id: one.session for one in register.session_list.all()
        }
        require(1, set(told.sessions) <= set(found), "a session that was told is gone")
        sales = _sales_of(self.till)
        known = told.sales()
        require(1, known.keys() <= sales.keys(), "a sale that was told is gone after a death")
        more = len(sales.keys() - known.keys()) + len(set(found) - set(told.sessions))
        require(1, more <= int(may_have_done), f"{more} things more than were told")
        for summary in register.session_list.all():
            self._take_over(summary.session, summary.z_number, sales)

    def adopt(self, *, may_have_done: bool = False) -> None:
        """Take over what a copy of this till did and this one has pulled since.

        A copy that wrote nothing of its own is behind, and gets the other's entries.
        """
        sales = _sales_of(self.till)
        somewhere = {key for one in self.copies for key in one.told.sales()}
        require(1, self.told.sales().keys() <= sales.keys(), "a sale that was told is gone")
        somewhere |= self.told.sales().keys()
        more = len(sales.keys() - somewhere)
        require(1, more <= int(may_have_done), f"{more} sales that no cashier was told of")
        for summary in self.till.register.session_list.all():
            self._take_over(summary.session, summary.z_number, sales)

    def _take_over(
        self, there: CashSession, z_number: int | None, sales: Mapping[UUID, FoundSale]
    ) -> None:
        known = self.told.sessions.get(there.id)
        if known is None:
            known = self._note_opened(there)
        known.state = there.state
        figures = self.till.register.cash_sessions.x_report(there.id)
        known.expected = figures.cash.expected.minor
        if there.is_closed and not known.closings:
            known.closings, known.z_number = 1, z_number
        for sale_id, sale in sales.items():
            if sale.cash_session == there.id and sale_id not in known.sales:
                known.sales[sale_id] = ToldSale(sale.total, sale.is_cash, sale.number)

    def heard_of_clearing(self, session_id: CashSessionId) -> None:
        """Note that the till ended a session that a manager had closed on the server."""
        if self.copies and session_id not in self.told.sessions:
            self.adopt()  # a copy opened it, and word of its end came with its entries
        told = self.told.sessions[session_id]
        if told.is_open:
            self._note_closed(told, None)

    def heard_of_repair(self, repaired: Repaired) -> None:
        """Note what the doctor did to a session."""
        told = self.told.sessions[repaired.id]
        if repaired.remedy is Remedy.LEAVE_COUNT:
            told.state = CashSessionState.OPEN
        else:
            self._note_closed(told, repaired.z_number)

    def _note_opened(self, opened: CashSession) -> ToldSession:
        told = ToldSession(
            id=opened.id,
            kind=opened.kind,
            business_date=opened.business_date,
            opened_by=opened.opened_by,
            opened_on=business_day(self.till.shop, opened.opened_at),
            expected=opened.opening_float.minor,
        )
        self.told.sessions[opened.id] = told
        return told

    def _note_state(self, there: CashSession) -> None:
        self.told.sessions[there.id].state = there.state

    def _note_closed(self, told: ToldSession, z_number: int | None) -> None:
        told.state = CashSessionState.CLOSED
        told.closings += 1
        told.z_number = z_number


@dataclass(frozen=True)
class FoundSale:
    """A completed sale as it stands in the till's database; money in minor units."""

    cash_session: CashSessionId
    total: int
    is_cash: bool
    number: int


def _sales_of(till: Till) -> dict[UUID, FoundSale]:
    rows = till.register.database.fetch(_SALES)
    return {
        UUID(sale_id): FoundSale(CashSessionId(UUID(held_in)), total, bool(is_cash), number)
        for sale_id, held_in, total, number, is_cash in rows
    }


_SALES = (
    "SELECT sale_id, cash_session_id, total, receipt_number, EXISTS (SELECT 1 FROM tender "
    "WHERE tender.position = sale.position AND tender.kind = 'cash') FROM sale"
)
