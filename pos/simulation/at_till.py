"""Actions at a till: each does it and notes what the cashier was told, or that it was refused."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TypeVar
from uuid import UUID

from pos.domain.cash_movement import MovementKind
from pos.domain.cash_session import CashSession, CashSessionId, CashSessionState
from pos.domain.money import Money
from pos.domain.problem import Problem
from pos.domain.report import Declaration, ZReport
from pos.domain.stuck import Remedy
from pos.domain.tender import Tender, TenderKind
from pos.services.checkout import CompletedSale
from pos.services.doctor import Repaired
from pos.services.operators import Operator
from pos.simulation.reckoning import business_day, check_sale
from pos.simulation.till import Till
from pos.simulation.told import ToldSale, ToldSession, ToldTill, require
from pos.simulation.virtual import Crashed

T = TypeVar("T")


@dataclass
class AtTill:
    """One till with its reference. An action that is refused changes neither."""

    till: Till
    told: ToldTill
    prices: Mapping[str, Collection[Decimal]] = field(default_factory=dict)
    copies: list[AtTill] = field(default_factory=list, repr=False)  # the same register
    deaths: int = 0
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

    def open_normal(self, person: Operator, float_minor: int) -> Problem | None:
        sessions = self.till.register.cash_sessions
        return self.attempt(
            lambda: sessions.open_normal(person, self.money(float_minor)), self._note_opened
        )

    def open_training(self, person: Operator, float_minor: int) -> Problem | None:
        sessions = self.till.register.cash_sessions
        return self.attempt(
            lambda: sessions.open_training(person, self.money(float_minor)), self._note_opened
        )

    def open_deferred(self, person: Operator, day: date) -> Problem | None:
        sessions = self.till.register.cash_sessions
        return self.attempt(lambda: sessions.open_deferred(person, day), self._note_opened)

    def sell(
        self, told: ToldSession, person: Operator, skus: Collection[str], *, by_card: bool
    ) -> Problem | None:
        """Ring up one piece of each SKU named, pay a little too much in cash or exactly by card."""
        checkout = self.till.register.checkout

        def work() -> CompletedSale:
            checkout.void_ticket(told.id, person)  # what a death may have left on it
            total = self.money(0)
            for sku in skus:
                total = checkout.scan(told.id, person, sku).total
            kind = TenderKind.CARD if by_card else TenderKind.CASH
            paid = total if by_card else total + self.money(100)
            checkout.tender(told.id, person, Tender(kind, paid))
            return checkout.complete(told.id, person)

        def note(done: CompletedSale) -> None:
            sale, number = done.sale, done.receipt.number
            check_sale(self.till.shop, sale, Counter(skus), self.prices)
            numbers = {one.number for one in self.told.sales().values()}
            require(8, number not in numbers, f"receipt number {number} was given twice")
            told.sales[sale.id] = ToldSale(sale.total.minor, not by_card, number)
            told.expected += 0 if by_card else sale.total.minor

        return self.attempt(work, note)

    def begin_ticket(self, told: ToldSession, person: Operator, sku: str) -> Problem | None:
        """Scan something and leave it on the ticket."""
        checkout = self.till.register.checkout
        return self.attempt(lambda: checkout.scan(told.id, person, sku), lambda _: None)

    def park(self, told: ToldSession, person: Operator) -> Problem | None:
        register, sku = self.till.register, self.till.shop.articles[0].sku

        def work() -> None:
            register.checkout.scan(told.id, person, sku)
            register.parked_tickets.park(told.id, person)

        return self.attempt(work, lambda _: None)

    def discard(self, told: ToldSession, person: Operator) -> Problem | None:
        """Recall the oldest parked ticket, park it again, and discard all."""
        parked = self.till.register.parked_tickets

        def work() -> None:
            for ticket in parked.waiting(told.id):
                parked.recall(told.id, person, ticket.sale.id)
                parked.park(told.id, person)
                parked.discard(told.id, person, ticket.sale.id)

        return self.attempt(work, lambda _: None)

    def move_cash(
        self, told: ToldSession, person: Operator, kind: MovementKind, minor: int
    ) -> Problem | None:
        movements = self.till.register.cash_movements

        def note(_: object) -> None:
            told.expected += minor if kind.is_into_till else -minor

        return self.attempt(
            lambda: movements.move(told.id, person, kind, self.money(minor), "simulated"), note
        )

    def open_drawer(self, told: ToldSession, person: Operator) -> Problem | None:
        movements = self.till.register.cash_movements
        return self.attempt(
            lambda: movements.open_drawer(told.id, person, "change"), lambda _: None
        )

    def hand_over(self, told: ToldSession, person: Operator, to: Operator) -> Problem | None:
        sessions = self.till.register.cash_sessions
        return self.attempt(lambda: sessions.hand_over(told.id, person, to), lambda _: None)

    def resume(self, told: ToldSession, person: Operator) -> Problem | None:
        sessions = self.till.register.cash_sessions
        return self.attempt(lambda: sessions.resume(told.id, person), lambda _: None)

    def count(self, told: ToldSession, person: Operator) -> Problem | None:
        sessions = self.till.register.cash_sessions
        return self.attempt(lambda: sessions.begin_count(told.id, person), self._note_state)

    def leave_count(self, told: ToldSession, person: Operator) -> Problem | None:
        sessions = self.till.register.cash_sessions
        return self.attempt(lambda: sessions.leave_count(told.id, person), self._note_state)

    def close(self, told: ToldSession, person: Operator, over: int) -> Problem | None:
        """Count `over` more than is expected; the Z report must say so."""
        sessions = self.till.register.cash_sessions
        declared = Declaration(counted=self.money(told.expected + over), comment="simulated")

        def note(z_report: ZReport) -> None:
            expected = z_report.report.cash.expected.minor
            require(12, expected == told.expected, f"{expected} is expected, told {told}")
            require(12, z_report.variance == self.money(over), f"variance {z_report.variance}")
            self._note_closed(told, z_report.number)

        return self.attempt(lambda: sessions.close(told.id, person, declared), note)

    def redate(self, told: ToldSession, person: Operator, day: date) -> Problem | None:
        corrections = self.till.register.corrections
        return self.attempt(
            lambda: corrections.redate(told.id, person, day, "simulated"), lambda _: None
        )

    def join(self, told: ToldSession, person: Operator, into: ToldSession) -> Problem | None:
        corrections = self.till.register.corrections
        return self.attempt(
            lambda: corrections.join(told.id, person, into.id, "simulated"), lambda _: None
        )

    def sell_after_signing_out(self, told: ToldSession, person: Operator) -> None:
        """Ask for a sale, sign out before it is done: nothing may come of it."""
        operators, checkout = self.till.register.operators, self.till.register.checkout
        signed_in = _signed_in(operators.sign_ins.begin(), person)
        operators.sign_out(signed_in)
        before = self.till.contents()
        try:
            checkout.scan(told.id, signed_in, self.till.shop.articles[0].sku)
        except Problem:
            require(31, self.till.contents() == before, "a refusal changed something")
        else:
            require(31, holds=False, sentence="somebody who signed out sold something")

    def heard_of_clearing(self, session_id: CashSessionId) -> None:
        """Note that the till ended a session that a manager had closed on the server."""
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


def _signed_in(number: int, person: Operator) -> Operator:
    return Operator(
        id=person.id, name=person.name, role=person.role, granted=person.granted, sign_in=number
    )


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
