"""The gate: the table of permissions against every service that does something in a session."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import product
from pathlib import Path
from uuid import UUID

import pytest

from pos.domain.cash_movement import MovementKind, NoDrawer
from pos.domain.cash_session import (
    CashSession,
    CashSessionId,
    CashSessionKind,
    OperatorId,
    SessionNotCounting,
    SessionNotOpen,
)
from pos.domain.discount import PercentOff
from pos.domain.permission import NotPermitted, Right, Role, SessionAction, has_right, right_for
from pos.domain.report import Declaration
from pos.services.cash_session_rows import NoSuchSession
from pos.services.checkout import PastSale
from pos.services.operators import Operator, SignedOut
from tests.register_contents import contents
from tests.registers import MIA, PINS, TOM, RegisterInTest, an_enrolled_register, usd

PAST = date(2026, 3, 20)
ZOE = Operator(id=OperatorId(UUID(int=0xA3)), name="Zoe", role=Role.OWNER)
TRUSTED_TOM = replace(TOM, granted=frozenset({Right.OPEN_DEFERRED_SESSION}))
PEOPLE = (TOM, TRUSTED_TOM, MIA, ZOE)
Step = Callable[[RegisterInTest, CashSession, Operator], object]


@pytest.fixture
def register(tmp_path: Path) -> Iterator[RegisterInTest]:
    register = an_enrolled_register(tmp_path)
    yield register
    register.database.close()


def an_open(register: RegisterInTest, kind: CashSessionKind) -> CashSession:
    match kind:
        case CashSessionKind.NORMAL:
            return register.cash_sessions.open_normal(MIA, usd("100.00"))
        case CashSessionKind.TRAINING:
            return register.cash_sessions.open_training(MIA, usd("100.00"))
    return register.cash_sessions.open_deferred(MIA, PAST)


def open_as(kind: CashSessionKind) -> Step:
    def step(register: RegisterInTest, _: CashSession, who: Operator) -> object:
        if kind is CashSessionKind.NORMAL:
            return register.cash_sessions.open_normal(who, usd("5.00"))
        if kind is CashSessionKind.TRAINING:
            return register.cash_sessions.open_training(who, usd("5.00"))
        return register.cash_sessions.open_deferred(who, PAST)

    return step


def park(register: RegisterInTest, session: CashSession, who: Operator) -> None:
    register.parked_tickets.park(session.id, who)


def with_a_ticket(step: Step) -> Step:
    """Have Mia ring something up first."""

    def prepared(register: RegisterInTest, session: CashSession, who: Operator) -> object:
        register.checkout.scan(session.id, MIA, "MILK")
        return step(register, session, who)

    return prepared


def with_a_parked_ticket(step: Callable[..., object]) -> Step:
    def prepared(register: RegisterInTest, session: CashSession, who: Operator) -> object:
        register.checkout.scan(session.id, MIA, "MILK")
        register.parked_tickets.park(session.id, MIA)
        (ticket,) = register.parked_tickets.waiting(session.id)
        return step(register, session, who, ticket.sale.id)

    return prepared


def counted(step: Step) -> Step:
    """Have Mia begin the count first."""

    def prepared(register: RegisterInTest, session: CashSession, who: Operator) -> object:
        register.cash_sessions.begin_count(session.id, MIA)
        return step(register, session, who)

    return prepared


STEPS: dict[str, tuple[SessionAction, Step]] = {
    "resume": (SessionAction.RESUME, lambda r, s, who: r.cash_sessions.resume(s.id, who)),
    "hand over": (
        SessionAction.HAND_OVER,
        lambda r, s, who: r.cash_sessions.hand_over(s.id, who, ZOE),
    ),
    "scan": (SessionAction.SELL, lambda r, s, who: r.checkout.scan(s.id, who, "MILK")),
    "void the ticket": (
        SessionAction.SELL,
        with_a_ticket(lambda r, s, who: r.checkout.void_ticket(s.id, who)),
    ),
    "park": (SessionAction.SELL, with_a_ticket(park)),
    "recall": (
        SessionAction.SELL,
        with_a_parked_ticket(lambda r, s, who, sale: r.parked_tickets.recall(s.id, who, sale)),
    ),
    "discard": (
        SessionAction.SELL,
        with_a_parked_ticket(lambda r, s, who, sale: r.parked_tickets.discard(s.id, who, sale)),
    ),
    "move cash": (
        SessionAction.MOVE_CASH,
        lambda r, s, who: r.cash_movements.move(
            s.id, who, MovementKind.PAID_IN, usd("5.00"), "found"
        ),
    ),
    "open the drawer": (
        SessionAction.MOVE_CASH,
        lambda r, s, who: r.cash_movements.open_drawer(s.id, who, "change"),
    ),
    "count": (SessionAction.COUNT, lambda r, s, who: r.cash_sessions.begin_count(s.id, who)),
    "leave the count": (
        SessionAction.LEAVE_COUNT,
        counted(lambda r, s, who: r.cash_sessions.leave_count(s.id, who)),
    ),
    "close": (
        SessionAction.CLOSE,
        counted(
            lambda r, s, who: r.cash_sessions.close(s.id, who, Declaration(counted=s.opening_float))
        ),
    ),
}

BESIDE_THE_DRAWER = (CashSessionKind.DEFERRED, "open the drawer")


def is_allowed(who: Operator, kind: CashSessionKind, action: SessionAction) -> bool:
    allowed = has_right(who.role, right_for(kind, action), who.granted)
    return allowed and (action is not SessionAction.SELL or who.may(Right.SELL))


class TestThePermissionTable:
    @pytest.mark.parametrize("name", STEPS)
    @pytest.mark.parametrize("kind", CashSessionKind)
    def test_is_what_each_service_keeps_to(
        self, register: RegisterInTest, tmp_path: Path, kind: CashSessionKind, name: str
    ) -> None:
        action, step = STEPS[name]
        for number, who in enumerate(PEOPLE):
            (tmp_path / str(number)).mkdir()
            fresh = an_enrolled_register(tmp_path / str(number))
            session = an_open(fresh, kind)
            if is_allowed(who, kind, action) and (kind, name) == BESIDE_THE_DRAWER:
                with pytest.raises(NoDrawer):
                    step(fresh, session, who)
            elif is_allowed(who, kind, action):
                step(fresh, session, who)
            else:
                with pytest.raises(NotPermitted, match=f"{who.name}.*ask a manager"):
                    step(fresh, session, who)
            fresh.database.close()

    @pytest.mark.parametrize(("kind", "who"), [*product(CashSessionKind, PEOPLE)])
    def test_is_what_opening_keeps_to(
        self, register: RegisterInTest, kind: CashSessionKind, who: Operator
    ) -> None:
        step, anything = open_as(kind), an_open(register, CashSessionKind.NORMAL)
        register.cash_sessions.begin_count(anything.id, MIA)
        register.cash_sessions.close(anything.id, MIA, Declaration(counted=usd("100.00")))
        before = contents(register.database)

        if is_allowed(who, kind, SessionAction.OPEN):
            step(register, anything, who)
        else:
            with pytest.raises(NotPermitted):
                step(register, anything, who)
            assert contents(register.database) == before

    @pytest.mark.parametrize("kind", CashSessionKind)
    @pytest.mark.parametrize("who", PEOPLE)
    def test_lets_whoever_may_open_a_kind_do_everything_in_it(
        self, kind: CashSessionKind, who: Operator
    ) -> None:
        verdicts = {action: is_allowed(who, kind, action) for action in SessionAction}

        assert len(set(verdicts.values())) == 1

    def test_does_not_let_a_till_be_given_to_somebody_who_may_not_open_it(
        self, register: RegisterInTest
    ) -> None:
        session = an_open(register, CashSessionKind.DEFERRED)
        before = contents(register.database)

        with pytest.raises(NotPermitted, match="Tom"):
            register.cash_sessions.hand_over(session.id, MIA, TOM)

        assert contents(register.database) == before

    @pytest.mark.parametrize(
        "step",
        [
            lambda r, s: r.cash_sessions.close_uncounted(s.id, TOM, "no idea"),
            lambda r, s: r.corrections.redate(s.id, TOM, date(2026, 3, 1), "wrong"),
            lambda r, s: r.corrections.join(s.id, TOM, s.id, "wrong"),
            lambda r, s: r.doctor.repair(TOM, "wrong", lambda: pytest.fail("a backup")),
            lambda r, s: r.checkout.record_past(
                s.id, TOM, r.checkout.new_sale(), PastSale(paper_ticket="1", occurred_at=None)
            ),
        ],
    )
    def test_keeps_repair_correction_and_import_for_managers(
        self, register: RegisterInTest, step: Callable[[RegisterInTest, CashSession], object]
    ) -> None:
        session = an_open(register, CashSessionKind.NORMAL)
        before = contents(register.database)

        with pytest.raises(NotPermitted, match="ask a manager"):
            step(register, session)

        assert contents(register.database) == before

    def test_is_not_asked_about_a_session_that_is_not_there(self, register: RegisterInTest) -> None:
        with pytest.raises(NoSuchSession):
            register.checkout.scan(CashSessionId(UUID(int=9)), MIA, "MILK")


IN_FLIGHT: dict[str, Step] = {
    **{name: step for name, (_, step) in STEPS.items()},
    **{f"open {kind.value}": open_as(kind) for kind in CashSessionKind},
    "close uncounted": lambda r, s, who: r.cash_sessions.close_uncounted(s.id, who, "why"),
    "redate": lambda r, s, who: r.corrections.redate(s.id, who, PAST, "why"),
    "join": lambda r, s, who: r.corrections.join(s.id, who, s.id, "why"),
    "repair": lambda r, s, who: r.doctor.repair(who, "why", lambda: pytest.fail("a backup")),
    "complete": with_a_ticket(lambda r, s, who: r.checkout.complete(s.id, who)),
    "discount": lambda r, s, who: r.checkout.set_discount(
        s.id, who, 1, PercentOff(Decimal(10), "bruised")
    ),
    "paper": lambda r, s, who: r.paper_book.note(s.id, who, "17", None),
    "book total": lambda r, s, who: r.paper_book.note_total(s.id, who, usd("5.00")),
}


class TestASignedOutOperator:
    @pytest.mark.parametrize("name", IN_FLIGHT)
    def test_has_no_effect_with_work_that_is_still_in_flight(
        self, register: RegisterInTest, name: str
    ) -> None:
        session = an_open(register, CashSessionKind.DEFERRED)
        mia = register.operators.sign_in(MIA.id, PINS[MIA.id])
        register.operators.sign_out(mia)
        written = register.journal.state

        with pytest.raises(SignedOut, match="Sign in and do it again"):
            IN_FLIGHT[name](register, session, mia)

        with register.database.begin() as db:
            assert written(db).seq <= 2  # opening, and the count that Mia began before
        assert register.cash_sessions.resumable()[0].responsible == MIA.id

    def test_can_sign_in_again_and_do_it(self, register: RegisterInTest) -> None:
        session = an_open(register, CashSessionKind.NORMAL)
        register.operators.sign_out(register.operators.sign_in(MIA.id, PINS[MIA.id]))

        again = register.operators.sign_in(MIA.id, PINS[MIA.id])

        register.checkout.scan(session.id, again, "MILK")

    def test_leaves_the_others_signed_in(self, register: RegisterInTest) -> None:
        session = an_open(register, CashSessionKind.NORMAL)
        tom = register.operators.sign_in(TOM.id, PINS[TOM.id])
        register.operators.sign_out(register.operators.sign_in(MIA.id, PINS[MIA.id]))

        register.checkout.scan(session.id, tom, "MILK")


IN_COUNTING = {"scan", "void the ticket", "move cash", "open the drawer"}


class TestAStateThatDoesNotFit:
    @pytest.mark.parametrize("name", STEPS)
    def test_refuses_every_step_in_a_closed_session(
        self, register: RegisterInTest, name: str
    ) -> None:
        session = an_open(register, CashSessionKind.NORMAL)
        register.cash_sessions.begin_count(session.id, MIA)
        register.cash_sessions.close(session.id, MIA, Declaration(counted=usd("100.00")))
        before = contents(register.database)

        with pytest.raises((SessionNotOpen, SessionNotCounting)):
            STEPS[name][1](register, session, MIA)

        assert contents(register.database) == before

    @pytest.mark.parametrize("name", sorted(IN_COUNTING))
    def test_refuses_to_sell_and_move_cash_during_the_count(
        self, register: RegisterInTest, name: str
    ) -> None:
        session = an_open(register, CashSessionKind.NORMAL)
        register.cash_sessions.begin_count(session.id, MIA)
        before = contents(register.database)

        with pytest.raises(SessionNotOpen, match="go back to selling first"):
            STEPS[name][1](register, session, MIA)

        assert contents(register.database) == before
