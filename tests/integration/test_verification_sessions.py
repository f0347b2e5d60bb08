"""Verification of what happens to cash sessions beside sales: movements, hand-over, closings."""

import json
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from pos.domain.cash_movement import MovementKind
from pos.domain.chain import seal
from pos.domain.event import as_payload, parse_event
from pos.domain.report import Clearing, Declaration
from pos.domain.tender import Tender, TenderKind
from pos.services.verification import Verified
from tests.registers import MIA, NOON, TOM, RegisterInTest, an_enrolled_register, usd
from tests.sales_files import all_rows, verified
from tests.tampering import tamper, without_checks


@pytest.fixture
def register(tmp_path: Path) -> Iterator[RegisterInTest]:
    """A till that was worked by two people, and a closed session that was corrected."""
    register = an_enrolled_register(tmp_path)
    sessions, movements = register.cash_sessions, register.cash_movements
    first = sessions.open_normal(TOM, usd("100.00"))
    sell(register, first.id, TOM)
    for kind, amount in (
        (MovementKind.PAID_IN, "5.00"),
        (MovementKind.PAID_OUT, "20.00"),
        (MovementKind.PAID_OUT, "1.00"),
        (MovementKind.DROP, "50.00"),
        (MovementKind.LOAN, "10.00"),
    ):
        movements.move(first.id, TOM, kind, usd(amount), "as it happens")
    movements.open_drawer(first.id, TOM, "change for a bill")
    sessions.hand_over(first.id, TOM, MIA)
    sessions.begin_count(first.id, MIA)
    sessions.close(first.id, MIA, Declaration(counted=usd("45.00"), comment="one cent up"))
    second = sessions.open_normal(MIA, usd("0.00"))
    sell(register, second.id, MIA)
    sessions.close_uncounted(second.id, MIA, "left open over night")
    register.corrections.redate(first.id, MIA, date(2026, 3, 27), "it was the day before")
    register.corrections.join(second.id, MIA, first.id, "one till, two sessions")
    without_checks(register)
    yield register
    register.database.close()


def sell(register: RegisterInTest, session_id, operator) -> None:
    register.checkout.scan(session_id, operator, "MILK")
    register.checkout.tender(session_id, operator, Tender(TenderKind.CASH, usd("2.00")))
    register.checkout.complete(session_id, operator)


def rewrite(register: RegisterInTest, kind: str, changes: dict[str, object]) -> None:
    """Have the register itself sign something else in place of its last entry of a kind."""
    ((seq, body),) = all_rows(
        register, f"SELECT seq, body FROM journal WHERE kind = '{kind}' ORDER BY seq DESC LIMIT 1"
    )
    event = parse_event(body.encode())
    payload = json.loads(bytes(event.payload)) | changes
    made = {name: getattr(event, name) for name in event.__struct_fields__}
    other = seal(
        type(event)(**made | {"payload": as_payload(payload)}), register.journal.identity.key
    )
    tamper(
        register,
        "UPDATE journal SET body = ?, hash = ?, sig = ? WHERE seq = ?",
        parameters=(other.body.decode(), other.hash, other.sig, seq),
    )


def told(result: Verified) -> str:
    return "\n".join(str(finding) for finding in result.findings)


class TestARegisterAsItWasWritten:
    def test_is_sound(self, register: RegisterInTest) -> None:
        assert verified(register).findings == ()

    def test_is_sound_after_a_stale_resumption_was_cleared(self, register: RegisterInTest) -> None:
        session = register.cash_sessions.open_normal(TOM, usd("30.00"))
        sell(register, session.id, TOM)
        clearing = Clearing(
            closed_by="Mia", closed_at=NOON + timedelta(hours=1), reason="gone home", held_seq=20
        )

        with register.database.begin() as db:
            register.cash_sessions.clear_in(db, session.id, MIA.id, clearing)

        assert verified(register).findings == ()

    def test_is_sound_with_training_and_deferred_sessions(self, register: RegisterInTest) -> None:
        training = register.cash_sessions.open_training(TOM, usd("10.00"))
        register.cash_movements.move(
            training.id, TOM, MovementKind.DROP, usd("5.00"), "for practice"
        )
        deferred = register.cash_sessions.open_deferred(MIA, date(2026, 3, 20))
        register.cash_movements.move(
            deferred.id, MIA, MovementKind.PAID_OUT, usd("3.00"), "stamps, says the book"
        )
        for session, counted in ((training, "5.00"), (deferred, "-3.00")):
            register.cash_sessions.begin_count(session.id, MIA)
            register.cash_sessions.close(session.id, MIA, Declaration(counted=usd(counted)))

        assert verified(register).findings == ()


class TestAMissingRow:
    @pytest.mark.parametrize("table", ["cash_move", "posting"])
    def test_of_a_movement_is_named(self, register: RegisterInTest, table: str) -> None:
        moved = "SELECT position FROM journal WHERE kind = 'cash_moved'"
        tamper(register, f"DELETE FROM {table} WHERE position IN ({moved})")

        kinds = {one.event.kind for one in verified(register).findings if one.event}

        assert kinds == {"cash_moved"}

    def test_of_a_correction_is_named(self, register: RegisterInTest) -> None:
        tamper(register, "DELETE FROM cash_session_correction")

        result = verified(register)

        assert {one.table for one in result.findings} == {"cash_session_correction"}
        assert {one.event.kind for one in result.findings if one.event} == {
            "cash_session_redated",
            "cash_session_joined",
        }


class TestAnEntrySignedWithTheKey:
    @pytest.mark.parametrize(
        ("kind", "changes", "sentence"),
        [
            ("cash_moved", {"amount": -5}, "contents break a rule"),
            ("cash_moved", {"amount": 7}, "journal says 7"),
            ("cash_moved", {"kind": "paid_up"}, "contents break a rule"),
            ("cash_moved", {"reason": ""}, "contents break a rule"),
            ("cash_session_handed_over", {"to": "nobody"}, "contents break a rule"),
            ("cash_session_handed_over", {"to": str(TOM.id)}, "responsible"),
            ("cash_session_redated", {"business_date": "2026-03-28"}, "cannot follow"),
            ("cash_session_joined", {"into": str(TOM.id)}, "never opened"),
            ("cash_session_closed", {"drawer_openings": 2}, "Z report says 2"),
            ("cash_session_closed", {"movements": []}, "body movements"),
            ("cash_session_closed", {"counted": 1}, "not being counted"),
        ],
    )
    def test_that_does_not_follow_is_named(
        self, register: RegisterInTest, kind: str, changes: dict[str, object], sentence: str
    ) -> None:
        if kind == "cash_session_closed":
            session = register.cash_sessions.open_normal(MIA, usd("9.00"))
            register.cash_movements.move(
                session.id, MIA, MovementKind.DROP, usd("1.00"), "too much in it"
            )
            register.cash_sessions.close_uncounted(session.id, MIA, "no time")
        assert sentence not in told(verified(register))

        rewrite(register, kind, changes)

        assert sentence in told(verified(register))
