"""The list of cash sessions and their stories, as they are on disk."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from pos.domain.cash_movement import MovementKind
from pos.domain.cash_session import CashSessionId, CashSessionState
from pos.domain.report import Declaration
from pos.domain.server_session import AlsoOpen
from pos.domain.stuck import Diagnosis, Remedy, Symptom
from pos.domain.tender import Tender, TenderKind
from pos.services.session_check_rows import detail_of
from tests.register_contents import contents
from tests.registers import MIA, NOON, TOM, RegisterInTest, an_enrolled_register, usd

PAST = date(2026, 3, 20)


@pytest.fixture
def register(tmp_path: Path) -> Iterator[RegisterInTest]:
    register = an_enrolled_register(tmp_path)
    yield register
    register.database.close()


def sell(register: RegisterInTest, session_id) -> None:
    register.checkout.scan(session_id, MIA, "LAMP")
    register.checkout.tender(session_id, MIA, Tender(TenderKind.CARD, usd("24.90")))
    register.checkout.complete(session_id, MIA)


def close(register: RegisterInTest, session_id) -> None:
    register.cash_sessions.begin_count(session_id, MIA)
    register.cash_sessions.close(session_id, MIA, Declaration(counted=usd("100.00")))


def acknowledged(register: RegisterInTest, seq: int) -> None:
    """Have the server confirm the journal up to an entry."""
    with register.database.begin() as db:
        db.exec_driver_sql("UPDATE sync_state SET acknowledged_seq = ?", (seq,))


def checked(register: RegisterInTest, session_id, verdict: str, detail: str = "") -> None:
    with register.database.begin() as db:
        db.exec_driver_sql(
            "INSERT OR REPLACE INTO cash_session_check VALUES (?, ?, ?, ?)",
            (str(session_id), verdict, "2026-03-28T16:00:00.000000+00:00", detail),
        )


class TestASessionBesideAnother:
    OTHER = AlsoOpen(
        id=CashSessionId(UUID(int=7)),
        register_name="Till 2",
        opened_at=NOON - timedelta(hours=2),
    )

    def test_needs_attention_and_is_not_stuck(self, register: RegisterInTest) -> None:
        session = register.cash_sessions.open_normal(TOM, usd("100.00"))
        checked(register, session.id, "open", detail_of(self.OTHER))

        (line,) = register.session_list.all()

        assert (line.also_open, line.needs_attention) == (self.OTHER, True)
        assert line.diagnosis == Diagnosis(Symptom.OPEN_TWICE, session.opened_at, Remedy.LOOK)
        assert line.detail.startswith("Its operator has another normal session open on Till 2")
        assert register.doctor.examine() == ()
        assert register.doctor.attention() == (line,)

    def test_is_nothing_to_repair(self, register: RegisterInTest) -> None:
        session = register.cash_sessions.open_normal(TOM, usd("100.00"))
        checked(register, session.id, "open", detail_of(self.OTHER))
        before = contents(register.database)

        repair = register.doctor.repair(MIA, "look", lambda: Path("nowhere"))

        assert (repair.repaired, repair.left, repair.backup) == ((), (), None)
        assert contents(register.database) == before

    def test_is_over_when_it_is_closed(self, register: RegisterInTest) -> None:
        session = register.cash_sessions.open_normal(TOM, usd("100.00"))
        checked(register, session.id, "open", detail_of(self.OTHER))
        close(register, session.id)

        (line,) = register.session_list.all()

        assert line.also_open is None


class TestTheList:
    def test_of_a_new_register_is_empty(self, register: RegisterInTest) -> None:
        assert register.session_list.all() == ()

    def test_has_those_that_are_not_closed_first_then_the_newest(
        self, register: RegisterInTest
    ) -> None:
        old = register.cash_sessions.open_normal(TOM, usd("100.00"))
        close(register, old.id)
        register.clock.advance(timedelta(minutes=1))
        deferred = register.cash_sessions.open_deferred(MIA, PAST)
        register.clock.advance(timedelta(minutes=1))
        new = register.cash_sessions.open_normal(TOM, usd("100.00"))
        close(register, new.id)

        found = [one.session.id for one in register.session_list.all()]

        assert found == [deferred.id, new.id, old.id]
        unclosed = register.session_list.all(unclosed_only=True)
        assert [one.session.id for one in unclosed] == [deferred.id]

    def test_says_what_each_came_to(self, register: RegisterInTest) -> None:
        session = register.cash_sessions.open_normal(TOM, usd("100.00"))
        sell(register, session.id)
        sell(register, session.id)
        register.cash_sessions.hand_over(session.id, TOM, MIA)
        close(register, session.id)

        (line,) = register.session_list.all()

        assert (line.sales, line.gross, line.z_number) == (2, usd("49.80"), 1)
        assert (line.opened_by, line.responsible) == ("Tom", "Mia")
        assert line.session.state is CashSessionState.CLOSED
        assert line.closed_at == NOON

    def test_counts_what_was_not_sent(self, register: RegisterInTest) -> None:
        session = register.cash_sessions.open_normal(TOM, usd("100.00"))
        sell(register, session.id)
        assert register.session_list.all()[0].unsent == 2

        acknowledged(register, 1)

        assert register.session_list.all()[0].unsent == 1

    @pytest.mark.parametrize(
        ("said", "verdict"),
        [
            ("open", "open"),
            ("closed_by_register", "closed"),
            ("closed_by_manager", "closed"),
            ("absent", "unknown"),
            ("other_series", "unknown"),
        ],
    )
    def test_has_a_verdict_in_three_words(
        self, register: RegisterInTest, said: str, verdict: str
    ) -> None:
        session = register.cash_sessions.open_normal(TOM, usd("100.00"))
        assert register.session_list.all()[0].verdict == "unknown"

        checked(register, session.id, said)

        assert register.session_list.all()[0].verdict == verdict

    @pytest.mark.parametrize(("entries", "verdict"), [(2, "open"), (3, "closed")])
    def test_takes_the_confirmed_closing_for_the_last_word(
        self, register: RegisterInTest, entries: int, verdict: str
    ) -> None:
        session = register.cash_sessions.open_normal(TOM, usd("100.00"))
        checked(register, session.id, "open")
        register.cash_sessions.begin_count(session.id, TOM)
        register.cash_sessions.close(session.id, TOM, Declaration(counted=usd("100.00")))

        acknowledged(register, entries)

        assert register.session_list.all()[0].verdict == verdict

    def test_changes_nothing(self, register: RegisterInTest) -> None:
        session = register.cash_sessions.open_normal(TOM, usd("100.00"))
        sell(register, session.id)
        before = contents(register.database)

        register.session_list.all()
        register.stories.story(session.id)

        assert contents(register.database) == before

    def test_takes_a_sale_for_activity(self, register: RegisterInTest) -> None:
        deferred = register.cash_sessions.open_deferred(MIA, PAST)
        register.clock.advance(timedelta(days=6))
        sell(register, deferred.id)
        register.clock.advance(timedelta(days=6))

        assert not register.session_list.all()[0].needs_attention
        register.clock.advance(timedelta(days=1))
        diagnosis = register.session_list.all()[0].diagnosis
        assert diagnosis is not None
        assert diagnosis.symptom is Symptom.NO_ACTIVITY


class TestAStory:
    def test_tells_the_steps_and_adds_up_the_sales_between_them(
        self, register: RegisterInTest
    ) -> None:
        session = register.cash_sessions.open_normal(TOM, usd("100.00"))
        sell(register, session.id)
        sell(register, session.id)
        register.cash_movements.move(session.id, TOM, MovementKind.PAID_OUT, usd("10.00"), "window")
        sell(register, session.id)
        register.cash_sessions.hand_over(session.id, TOM, MIA)
        register.cash_sessions.begin_count(session.id, MIA)
        register.cash_sessions.leave_count(session.id, MIA)
        register.cash_sessions.close_uncounted(session.id, MIA, "in a hurry")
        acknowledged(register, 4)

        steps = register.stories.story(session.id)

        assert [(step.kind, step.sales, step.amount) for step in steps] == [
            ("cash_session_opened", 0, usd("100.00")),
            ("sale_completed", 2, usd("49.80")),
            ("cash_moved", 0, usd("10.00")),
            ("sale_completed", 1, usd("24.90")),
            ("cash_session_handed_over", 0, None),
            ("cash_session_counting", 0, None),
            ("cash_session_count_left", 0, None),
            ("cash_session_closed", 0, usd("90.00")),
        ]
        assert steps[4].to == "Mia"
        assert (steps[7].counted, steps[7].reason, steps[7].z_number) == (None, "in a hurry", 1)
        assert [step.is_sent for step in steps] == [True, True, True] + [False] * 5

    def test_ends_with_the_sales_after_the_last_step(self, register: RegisterInTest) -> None:
        session = register.cash_sessions.open_normal(TOM, usd("100.00"))
        sell(register, session.id)

        assert register.stories.story(session.id)[-1].sales == 1

    def test_has_the_time_of_the_recording(self, register: RegisterInTest) -> None:
        deferred = register.cash_sessions.open_deferred(MIA, PAST)

        (step,) = register.stories.story(deferred.id)

        assert step.at == datetime(2026, 3, 28, 16, 0, tzinfo=UTC)
