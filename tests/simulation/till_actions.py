"""Actions at a till: each does it and notes what the cashier was told, or that it was refused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TypeVar
from uuid import UUID

from pos.domain.cash_movement import MovementKind
from pos.domain.cash_session import CashSession, CashSessionId, CashSessionState
from pos.domain.money import Money
from pos.domain.problem import Problem
from pos.domain.report import Declaration, ZReport
from pos.domain.stuck import Remedy
from pos.domain.tender import Tender, TenderKind
from pos.services.doctor import Repaired
from pos.services.operators import Operator
from tests.fakes import Crashed
from tests.registers import USD
from tests.simulation.told import ToldSession, ToldTill
from tests.simulation.world import Till

T = TypeVar("T")
PRODUCTS = ("MILK", "BREAD", "LAMP")


@dataclass
class AtTill:
    """One till with its reference. An action that is refused changes neither."""

    till: Till
    told: ToldTill

    def attempt(self, work: Callable[[], T], note: Callable[[T], None]) -> Problem | None:
        """Do it; note what was told. A death before the commit undid it, one after it did not."""
        if self.till.program is None:
            return None
        try:
            result = work()
        except Problem as refused:
            return refused
        except Crashed as death:
            self.till.kill()
            self.till.start()
            if str(death).endswith("after_commit"):
                self.find_again()
            return None
        note(result)
        return None

    def find_again(self) -> None:
        """Take from the restarted till what it was about to say when it died."""
        register = self.till.register
        for summary in register.session_list.all():
            session = summary.session
            told = self.told.sessions.get(session.id)
            if told is None:
                told = self._note_opened(session)
            told.state = session.state
            figures = register.cash_sessions.x_report(session.id)
            told.expected = figures.cash.expected.minor
            if session.is_closed and not told.closings:
                told.closings, told.z_number = 1, summary.z_number
            told.sales = dict(_sales_of(self.till, session.id))

    def open_normal(self, person: Operator, float_minor: int) -> Problem | None:
        sessions = self.till.register.cash_sessions
        return self.attempt(
            lambda: sessions.open_normal(person, Money(float_minor, USD)), self._note_opened
        )

    def open_training(self, person: Operator, float_minor: int) -> Problem | None:
        sessions = self.till.register.cash_sessions
        return self.attempt(
            lambda: sessions.open_training(person, Money(float_minor, USD)), self._note_opened
        )

    def open_deferred(self, person: Operator, day: date) -> Problem | None:
        sessions = self.till.register.cash_sessions
        return self.attempt(lambda: sessions.open_deferred(person, day), self._note_opened)

    def sell(
        self, session: ToldSession, person: Operator, product: str, *, by_card: bool
    ) -> Problem | None:
        checkout = self.till.register.checkout

        def work() -> tuple[UUID, int]:
            checkout.void_ticket(session.id, person)  # what a death may have left on it
            sale = checkout.scan(session.id, person, product)
            total = sale.total
            kind = TenderKind.CARD if by_card else TenderKind.CASH
            paid = total if by_card else Money(total.minor + 100, USD)
            checkout.tender(session.id, person, Tender(kind, paid))
            done = checkout.complete(session.id, person)
            return done.sale.id, done.sale.total.minor

        def note(told: tuple[UUID, int]) -> None:
            sale_id, total = told
            session.sales[sale_id] = total
            session.expected += 0 if by_card else total

        return self.attempt(work, note)

    def park(self, session: ToldSession, person: Operator) -> Problem | None:
        register = self.till.register

        def work() -> None:
            register.checkout.scan(session.id, person, "MILK")
            register.parked_tickets.park(session.id, person)

        return self.attempt(work, lambda _: None)

    def discard(self, session: ToldSession, person: Operator) -> Problem | None:
        """Recall the oldest parked ticket, park it again, and discard all."""
        parked = self.till.register.parked_tickets

        def work() -> None:
            for ticket in parked.waiting(session.id):
                parked.recall(session.id, person, ticket.sale.id)
                parked.park(session.id, person)
                parked.discard(session.id, person, ticket.sale.id)

        return self.attempt(work, lambda _: None)

    def move_cash(
        self, session: ToldSession, person: Operator, kind: MovementKind, minor: int
    ) -> Problem | None:
        movements = self.till.register.cash_movements

        def note(_: object) -> None:
            session.expected += minor if kind.is_into_till else -minor

        return self.attempt(
            lambda: movements.move(session.id, person, kind, Money(minor, USD), "simulated"), note
        )

    def open_drawer(self, session: ToldSession, person: Operator) -> Problem | None:
        movements = self.till.register.cash_movements
        return self.attempt(
            lambda: movements.open_drawer(session.id, person, "change"), lambda _: None
        )

    def resume(self, session: ToldSession, person: Operator) -> Problem | None:
        sessions = self.till.register.cash_sessions
        return self.attempt(lambda: sessions.resume(session.id, person), lambda _: None)

    def count(self, session: ToldSession, person: Operator) -> Problem | None:
        sessions = self.till.register.cash_sessions
        return self.attempt(lambda: sessions.begin_count(session.id, person), self._note_state)

    def leave_count(self, session: ToldSession, person: Operator) -> Problem | None:
        sessions = self.till.register.cash_sessions
        return self.attempt(lambda: sessions.leave_count(session.id, person), self._note_state)

    def close(self, session: ToldSession, person: Operator, over: int) -> Problem | None:
        sessions = self.till.register.cash_sessions
        counted = Money(session.expected + over, USD)

        def note(z_report: ZReport) -> None:
            assert z_report.variance == Money(over, USD)
            assert z_report.report.cash.expected.minor == session.expected
            self._note_closed(session, z_report.number)

        return self.attempt(
            lambda: sessions.close(session.id, person, Declaration(counted=counted, comment="x")),
            note,
        )

    def redate(self, session: ToldSession, person: Operator, day: date) -> Problem | None:
        corrections = self.till.register.corrections
        return self.attempt(
            lambda: corrections.redate(session.id, person, day, "simulated"), lambda _: None
        )

    def join(self, session: ToldSession, person: Operator, into: ToldSession) -> Problem | None:
        corrections = self.till.register.corrections
        return self.attempt(
            lambda: corrections.join(session.id, person, into.id, "simulated"), lambda _: None
        )

    def sell_after_signing_out(self, session: ToldSession, person: Operator) -> None:
        """Ask for a sale, sign out before it is done: nothing may come of it."""
        operators, checkout = self.till.register.operators, self.till.register.checkout
        signed_in = _signed_in(operators.sign_ins.begin(), person)
        operators.sign_out(signed_in)
        before = self.till.contents()
        try:
            checkout.scan(session.id, signed_in, "MILK")
        except Problem:
            assert self.till.contents() == before
        else:
            raise AssertionError("somebody who signed out sold something")

    def heard_of_clearing(self, session_id: CashSessionId) -> None:
        """Note that the till ended a session that a manager had closed on the server."""
        session = self.told.sessions[session_id]
        if session.is_open:
            self._note_closed(session, None)

    def heard_of_repair(self, repaired: Repaired) -> None:
        """Note what the doctor did to a session."""
        session = self.told.sessions[repaired.id]
        if repaired.remedy is Remedy.LEAVE_COUNT:
            session.state = CashSessionState.OPEN
        else:
            self._note_closed(session, repaired.z_number)

    def _note_opened(self, opened: CashSession) -> ToldSession:
        session = ToldSession(
            id=opened.id,
            kind=opened.kind,
            business_date=opened.business_date,
            opened_by=opened.opened_by,
            opened_on=self.till.world.store.business_date(opened.opened_at),
            expected=opened.opening_float.minor,
        )
        self.told.sessions[opened.id] = session
        return session

    def _note_state(self, session: CashSession) -> None:
        self.told.sessions[session.id].state = session.state

    def _note_closed(self, session: ToldSession, z_number: int | None) -> None:
        session.state = CashSessionState.CLOSED
        session.closings += 1
        session.z_number = z_number


def _signed_in(number: int, person: Operator) -> Operator:
    return Operator(
        id=person.id, name=person.name, role=person.role, granted=person.granted, sign_in=number
    )


def _sales_of(till: Till, session_id: CashSessionId) -> list[tuple[UUID, int]]:
    with till.register.database.begin() as db:
        rows = db.exec_driver_sql(
            "SELECT sale_id, total FROM sale WHERE cash_session_id = ?", (str(session_id),)
        ).all()
    return [(UUID(sale_id), total) for sale_id, total in rows]
