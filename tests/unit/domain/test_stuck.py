"""The doctor's rules: each symptom, from its very moment on, and never a fresh session."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos.domain.cash_session import CashSessionKind, CashSessionState
from pos.domain.reconciliation import Action
from pos.domain.stuck import Diagnosis, Remedy, SessionFacts, Symptom, Thresholds, diagnose
from tests.unit.domain.builders import NOON

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MOMENT = timedelta.resolution
LIMITS = Thresholds(normal=12 * HOUR, deferred=7 * DAY, counting=HOUR, register=30 * DAY)
NORMAL, DEFERRED, TRAINING = CashSessionKind
OPEN, COUNTING, CLOSED = CashSessionState


def facts(**changed: object) -> SessionFacts:
    """Return a healthy normal session whose day ended at noon, just after its last sale."""
    values: dict[str, object] = {
        "kind": NORMAL,
        "state": OPEN,
        "day_ends_at": NOON,
        "last_activity": NOON - HOUR,
    }
    return SessionFacts(**(values | changed))  # type: ignore[arg-type]


def found(facts: SessionFacts, now: datetime) -> Symptom | None:
    diagnosis = diagnose(facts, now, LIMITS)
    return None if diagnosis is None else diagnosis.symptom


kinds = st.sampled_from(CashSessionKind)
states = st.sampled_from(CashSessionState)
harmless = st.sampled_from(sorted(set(Action) - {Action.ATTENTION, Action.RECOVER}))
spans = st.timedeltas(timedelta(0), 400 * DAY)


class TestAFreshSession:
    @given(
        kind=kinds,
        state=states,
        action=harmless,
        quiet=st.timedeltas(timedelta(0), HOUR - MOMENT),
        unheard=st.none() | st.timedeltas(timedelta(0), 30 * DAY - MOMENT),
        day_ended=st.timedeltas(-400 * DAY, 400 * DAY),
    )
    def test_is_never_reported(self, kind, state, action, quiet, unheard, day_ended) -> None:
        fresh = facts(
            kind=kind,
            state=state,
            action=action,
            last_activity=NOON - quiet,
            register_heard_at=None if unheard is None else NOON - unheard,
            day_ends_at=NOON - day_ended,
        )

        assert diagnose(fresh, NOON, LIMITS) is None

    @given(
        limits=st.builds(
            Thresholds,
            normal=st.timedeltas(HOUR, 40 * DAY),
            deferred=st.timedeltas(DAY, 1000 * DAY),
            counting=st.timedeltas(timedelta(minutes=1), 70 * DAY),
            register=st.timedeltas(DAY, 1000 * DAY),
        ),
        kind=kinds,
        state=states,
        part=st.integers(0, 99),
    )
    def test_is_never_reported_whatever_the_limits(self, limits, kind, state, part) -> None:
        shortest = min(limits.normal, limits.deferred, limits.counting, limits.register)
        fresh = facts(
            kind=kind,
            state=state,
            last_activity=NOON - shortest * part / 100,
            day_ends_at=NOON - 500 * DAY,
            register_heard_at=NOON - shortest * part / 100,
        )

        assert diagnose(fresh, NOON, limits) is None

    @given(kind=kinds, state=states, back=spans)
    def test_is_not_reported_when_the_clock_was_set_back(self, kind, state, back) -> None:
        fresh = facts(kind=kind, state=state, last_activity=NOON, register_heard_at=NOON)

        assert diagnose(fresh, NOON - back, LIMITS) is None


class TestNoActivity:
    @pytest.mark.parametrize("kind", [NORMAL, TRAINING])
    @pytest.mark.parametrize("state", [OPEN, COUNTING])
    def test_is_found_so_many_hours_after_the_business_date_ended(self, kind, state) -> None:
        quiet = facts(kind=kind, state=state, last_activity=NOON - MOMENT)

        assert found(quiet, NOON + 12 * HOUR) is Symptom.NO_ACTIVITY
        assert found(quiet, NOON + 12 * HOUR - MOMENT) is not Symptom.NO_ACTIVITY

    def test_is_not_found_in_a_session_that_goes_on_past_its_day(self) -> None:
        busy = facts(last_activity=NOON + 100 * DAY)

        assert found(busy, NOON + 100 * DAY + 12 * HOUR - MOMENT) is None
        assert found(busy, NOON + 100 * DAY + 12 * HOUR) is Symptom.NO_ACTIVITY

    def test_is_found_in_a_deferred_session_after_so_many_days_whatever_its_date(self) -> None:
        for day_ends_at in (NOON - 3000 * DAY, NOON + DAY):
            typed = facts(kind=DEFERRED, day_ends_at=day_ends_at, last_activity=NOON)
            assert found(typed, NOON + 7 * DAY - MOMENT) is None
            assert found(typed, NOON + 7 * DAY) is Symptom.NO_ACTIVITY

    def test_offers_to_close_without_a_count_and_says_since_when(self) -> None:
        assert diagnose(facts(), NOON + DAY, LIMITS) == Diagnosis(
            Symptom.NO_ACTIVITY, NOON - HOUR, Remedy.CLOSE_UNCOUNTED
        )

    def test_can_be_told_to_the_end_of_time(self) -> None:
        last = datetime(9998, 12, 31, tzinfo=UTC)
        wide = Thresholds(
            normal=1000 * DAY, deferred=1000 * DAY, counting=1000 * DAY, register=1000 * DAY
        )

        for kind in CashSessionKind:
            late = facts(kind=kind, state=COUNTING, last_activity=last, day_ends_at=last)
            assert diagnose(late, last + DAY, wide) is None


class TestCountLeftAlone:
    @pytest.mark.parametrize("kind", CashSessionKind)
    def test_is_found_after_an_hour_and_offers_to_go_back_to_selling(self, kind) -> None:
        counted = facts(kind=kind, state=COUNTING, last_activity=NOON, day_ends_at=NOON + DAY)

        assert diagnose(counted, NOON + HOUR - MOMENT, LIMITS) is None
        assert diagnose(counted, NOON + HOUR, LIMITS) == Diagnosis(
            Symptom.COUNT_LEFT_ALONE, NOON, Remedy.LEAVE_COUNT
        )

    def test_is_not_found_in_what_is_not_counted(self) -> None:
        for state in (OPEN, CLOSED):
            assert found(facts(state=state, last_activity=NOON), NOON + 2 * HOUR) is None


class TestLateUnsent:
    @given(state=states, late=st.integers(1, 10**6))
    def test_is_found_at_once_also_in_a_closed_session(self, state, late) -> None:
        cleared = facts(state=state, late_unsent=late)

        assert diagnose(cleared, NOON, LIMITS) == Diagnosis(
            Symptom.LATE_UNSENT, NOON - HOUR, Remedy.SEND
        )


class TestDisagreement:
    @pytest.mark.parametrize("action", [Action.ATTENTION, Action.RECOVER])
    @pytest.mark.parametrize("state", CashSessionState)
    def test_is_for_a_person_to_look_at(self, action, state) -> None:
        assert diagnose(facts(state=state, action=action), NOON, LIMITS) == Diagnosis(
            Symptom.DISAGREEMENT, NOON - HOUR, Remedy.LOOK
        )

    @given(action=harmless, state=states)
    def test_is_not_found_in_what_needs_no_attention(self, action, state) -> None:
        fresh = facts(state=state, action=action, last_activity=NOON)

        assert found(fresh, NOON) is None


class TestRegisterFenced:
    @pytest.mark.parametrize("action", Action)
    @pytest.mark.parametrize("state", [OPEN, COUNTING])
    def test_leaves_what_is_open_for_a_person_to_look_at(self, action, state) -> None:
        left = facts(state=state, action=action, is_fenced=True)

        assert diagnose(left, NOON + 100 * DAY, LIMITS) == Diagnosis(
            Symptom.REGISTER_FENCED, NOON - HOUR, Remedy.LOOK
        )

    def test_is_nothing_to_a_closed_session(self) -> None:
        assert found(facts(state=CLOSED, is_fenced=True), NOON) is None


class TestRegisterLost:
    def test_is_found_after_so_many_days_without_a_word(self) -> None:
        lost = facts(register_heard_at=NOON - 30 * DAY, last_activity=NOON - 40 * DAY)

        assert diagnose(lost, NOON, LIMITS) == Diagnosis(
            Symptom.REGISTER_LOST, NOON - 30 * DAY, Remedy.FENCE
        )
        assert found(lost, NOON - MOMENT) is not Symptom.REGISTER_LOST

    def test_is_not_found_on_the_register_itself(self) -> None:
        assert found(facts(register_heard_at=None), NOON) is None

    def test_is_not_found_without_an_unclosed_session(self) -> None:
        assert found(facts(state=CLOSED, register_heard_at=NOON - 99 * DAY), NOON) is None


class TestOpenTwice:
    def test_is_for_a_person_to_look_at_and_not_stuck(self) -> None:
        second = facts(last_activity=NOON, open_twice_since=NOON - HOUR)

        diagnosis = diagnose(second, NOON, LIMITS)

        assert diagnosis == Diagnosis(Symptom.OPEN_TWICE, NOON - HOUR, Remedy.LOOK)
        assert not diagnosis.is_stuck

    @pytest.mark.parametrize("symptom", sorted(set(Symptom) - {Symptom.OPEN_TWICE}))
    def test_is_the_only_symptom_of_what_is_not_stuck(self, symptom) -> None:
        assert Diagnosis(symptom, NOON, Remedy.LOOK).is_stuck

    def test_is_not_found_in_a_closed_session(self) -> None:
        assert found(facts(state=CLOSED, open_twice_since=NOON), NOON) is None


class TestTheGravestSymptom:
    def test_comes_first(self) -> None:
        everything = {
            "state": COUNTING,
            "last_activity": NOON - 99 * DAY,
            "day_ends_at": NOON - 99 * DAY,
            "register_heard_at": NOON - 99 * DAY,
            "action": Action.ATTENTION,
            "late_unsent": 1,
            "open_twice_since": NOON,
        }
        symptoms = []
        for healed in (
            {},
            {"late_unsent": 0},
            {"action": Action.NOTHING},
            {"register_heard_at": NOON},
            {"day_ends_at": NOON},
            {"last_activity": NOON},
            {"open_twice_since": None},
        ):
            everything |= healed
            symptoms.append(found(facts(**everything), NOON))

        assert symptoms == [
            Symptom.LATE_UNSENT,
            Symptom.DISAGREEMENT,
            Symptom.REGISTER_LOST,
            Symptom.NO_ACTIVITY,
            Symptom.COUNT_LEFT_ALONE,
            Symptom.OPEN_TWICE,
            None,
        ]

    @given(
        kind=kinds,
        state=states,
        action=st.sampled_from(Action),
        late=st.integers(0, 2),
        quiet=spans,
        day_ended=st.timedeltas(-400 * DAY, 400 * DAY),
        unheard=st.none() | spans,
    )
    def test_has_a_remedy_that_invents_no_count_and_deletes_nothing(
        self, kind, state, action, late, quiet, day_ended, unheard
    ) -> None:
        diagnosis = diagnose(
            facts(
                kind=kind,
                state=state,
                action=action,
                late_unsent=late,
                last_activity=NOON - quiet,
                day_ends_at=NOON - day_ended,
                register_heard_at=None if unheard is None else NOON - unheard,
            ),
            NOON,
            LIMITS,
        )

        if diagnosis is None:
            return
        assert diagnosis.since <= NOON
        assert (
            diagnosis.remedy
            is {
                Symptom.LATE_UNSENT: Remedy.SEND,
                Symptom.DISAGREEMENT: Remedy.LOOK,
                Symptom.REGISTER_LOST: Remedy.FENCE,
                Symptom.NO_ACTIVITY: Remedy.CLOSE_UNCOUNTED,
                Symptom.COUNT_LEFT_ALONE: Remedy.LEAVE_COUNT,
            }[diagnosis.symptom]
        )
