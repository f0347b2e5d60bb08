"""Actions at a till: each does it and notes what the cashier was told, or that it was refused."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from pos.domain.cash_movement import MovementKind
from pos.domain.problem import Problem
from pos.domain.report import Declaration, ZReport
from pos.domain.tender import Tender, TenderKind
from pos.services.checkout import CompletedSale
from pos.services.operators import Operator
from pos.simulation.reckoning import check_sale
from pos.simulation.told import ToldSale, ToldSession, require
from pos.simulation.witnessed_till import WitnessedTill

T = TypeVar("T")


@dataclass
class AtTill(WitnessedTill):
    """What people do at one till. An action that is refused changes neither till nor reference."""

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
        """Count `over` more than is expected, never less than nothing; the Z report says so."""
        sessions = self.till.register.cash_sessions
        counted = self.money(max(told.expected + over, 0))
        declared = Declaration(counted=counted, comment="simulated")

        def note(z_report: ZReport) -> None:
            expected = z_report.report.cash.expected.minor
            require(12, expected == told.expected, f"{expected} is expected, told {told}")
            is_variance = z_report.variance == counted - self.money(told.expected)
            require(12, is_variance, f"variance {z_report.variance}")
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


def _signed_in(number: int, person: Operator) -> Operator:
    return Operator(
        id=person.id, name=person.name, role=person.role, granted=person.granted, sign_in=number
    )
