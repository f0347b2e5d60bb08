"""`evertill sessions` on a register's folder: closing, steps between, the doctor, the list."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from pos.bootstrap import Register
from pos.cli import main
from pos.runtime.clock import SystemClock
from pos.runtime.ids import SystemIds
from pos.runtime.paths import FolderKind, create_data_folder
from tests.register_folders import MIAS_PIN, a_register_folder
from tests.terminals import Terminal, a_terminal

MIA = ("--operator", "Mia")
DEFERRED = ("--kind", "deferred", "--date")


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return a_register_folder(tmp_path_factory.mktemp("template") / "till1")


@pytest.fixture
def till(
    template: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> Terminal:
    return a_terminal(template, tmp_path / "till1", capsys, monkeypatch)


@pytest.fixture
def normal(till: Terminal) -> str:
    return str(till.told("open", *MIA, "--float", "100")["id"])


class TestClosing:
    def test_says_what_it_came_to(self, till: Terminal, normal: str) -> None:
        move = ("--kind", "paid_out", "--amount", "10,5", "--reason", "milk")
        till.told("move-cash", normal, *MIA, *move)

        assert till.told("close", normal, *MIA, "--counted", "90") == {
            "expected": "89.50",
            "counted": "90.00",
            "variance": "0.50",
            "z_number": 1,
        }

    def test_without_a_comment_that_is_needed_leaves_the_session_selling(
        self, till: Terminal, normal: str
    ) -> None:
        code, _, err = till.run("close", normal, *MIA, "--counted", "50")

        assert code == 1
        assert "--comment TEXT" in err
        assert till.told("list")[0]["state"] == "open"
        closed = till.told("close", normal, *MIA, "--counted", "50", "--comment", "robbed")
        assert closed["variance"] == "-50.00"

    def test_takes_what_the_paper_book_says_of_each_tender(self, till: Terminal) -> None:
        session = till.told("open", *MIA, *DEFERRED, "2025-10-04")["id"]
        tenders = ("--tender", "card=12,50", "--tender", "coupon=1")

        closed = till.told("close", session, *MIA, "--counted", "0", *tenders)

        assert closed["variance"] == "0.00"
        with till.register() as register:
            (found,) = register.session_list.all()
            z_report = register.cash_sessions.z_report(found.session.id)
            assert z_report is not None
            declared = [(one.kind.value, str(one.amount)) for one in z_report.declaration.tenders]
        assert declared == [("card", "12.50"), ("coupon", "1.00")]

    @pytest.mark.parametrize(
        ("arguments", "words"),
        [
            ((), "--counted is missing"),
            (("--counted", "x"), "is not an amount"),
            (("--counted=-1",), "cannot be below zero"),
            (("--counted", "100", "--tender", "cash=5"), "Cash is what --counted says"),
            (("--counted", "100", "--tender", "shells=5"), "KIND is one of"),
            (("--counted", "100", "--tender", "card"), "write KIND=AMOUNT"),
            (("--counted", "100", "--tender", "card=1", "--tender", "card=2"), "there twice"),
            (("--counted", "100", "--reason", "x"), "--reason does not belong here"),
            (("--not-counted",), "--reason is missing"),
            (("--not-counted", "--reason", " "), "Say why"),
            (("--not-counted", "--counted", "1", "--reason", "x"), "--counted does not belong"),
            (("--not-counted", "--comment", "c", "--reason", "x"), "nothing was counted"),
        ],
    )
    def test_refuses_what_makes_no_sense(
        self, till: Terminal, normal: str, arguments: tuple[str, ...], words: str
    ) -> None:
        assert words in till.refused("close", normal, *MIA, *arguments)

    def test_needs_to_know_who(self, till: Terminal, normal: str) -> None:
        assert "--operator is missing" in till.refused("close", normal, "--counted", "100")

    def test_twice_says_that_it_is_closed_already(self, till: Terminal, normal: str) -> None:
        till.told("close", normal, *MIA, "--counted", "100")

        words = till.refused("close", normal, *MIA, "--counted", "100")

        assert "is closed already, with Z report 1" in words

    def test_without_a_count_is_for_managers_and_invents_nothing(
        self, till: Terminal, normal: str
    ) -> None:
        why = ("--not-counted", "--reason", "the drawer was stolen")
        till.as_tom()
        assert "ask a manager" in till.refused("close", normal, "--operator", "Tom", *why)
        till.monkeypatch.setenv("EVERTILL_PIN", MIAS_PIN)

        assert till.told("close", normal, *MIA, *why) == {
            "expected": "100.00",
            "counted": None,
            "variance": None,
            "z_number": 1,
        }

    def test_of_somebody_elses_deferred_session_is_refused_to_a_cashier(
        self, till: Terminal
    ) -> None:
        session = till.told("open", *MIA, *DEFERRED, "2025-10-04")["id"]
        till.as_tom()

        words = till.refused("close", session, "--operator", "Tom", "--counted", "0")

        assert "ask a manager" in words

    def test_lists_the_tickets_that_wait(self, till: Terminal, normal: str) -> None:
        with till.register() as register:
            (found,) = register.session_list.all()
            mia = register.operators.named("Mia")
            register.checkout.scan(found.session.id, mia, "LAMP")
            register.parked_tickets.park(found.session.id, mia)
            register.checkout.scan(found.session.id, mia, "MILK")

        words = till.refused("close", normal, *MIA, "--counted", "100")

        assert "2 ticket(s) of this session are not settled" in words
        assert "parked, 24.90 USD: Desk Lamp" in words
        assert "open, 1.29 USD: Fresh Milk 1 L" in words


class TestSteps:
    def test_between_opening_and_closing_are_in_the_story(
        self, till: Terminal, normal: str
    ) -> None:
        till.told("no-sale", normal, *MIA, "--reason", "change")
        till.told("hand-over", normal, *MIA, "--to", "tom")

        story = till.told("show", normal)["story"]

        assert [step["kind"] for step in story] == [
            "cash_session_opened",
            "drawer_opened",
            "cash_session_handed_over",
        ]
        assert (story[1]["reason"], story[2]["to"]) == ("change", "Tom")
        assert till.told("list")[0]["responsible"] == "Tom"

    @pytest.mark.parametrize(
        ("arguments", "words"),
        [
            (("--kind", "drop", "--amount", "0", "--reason", "x"), "above zero"),
            (("--kind", "drop", "--amount", "-5", "--reason", "x"), "above zero"),
            (("--kind", "drop", "--amount", "5", "--reason", ""), "Say why"),
            (("--kind", "drop", "--amount", "5,555", "--reason", "x"), "more precise"),
        ],
    )
    def test_of_cash_need_an_amount_and_a_reason(
        self, till: Terminal, normal: str, arguments: tuple[str, ...], words: str
    ) -> None:
        assert words in till.refused("move-cash", normal, *MIA, *arguments)

    def test_corrections_put_a_closed_session_right(self, till: Terminal) -> None:
        wrong = till.told("open", *MIA, *DEFERRED, "2024-10-04")["id"]
        right = till.told("open", *MIA, *DEFERRED, "2025-10-05")["id"]
        assert "not closed" in till.refused(
            "redate", wrong, *MIA, "--date", "2025-10-04", "--reason", "year"
        )
        for session in (wrong, right):
            till.told("close", session, *MIA, "--counted", "0")

        moved = till.told("redate", wrong, *MIA, "--date", "2025-10-04", "--reason", "year")
        joined = till.told("join", wrong, *MIA, "--into", right, "--reason", "one day")

        assert (moved["business_date"], moved["report_date"]) == ("2024-10-04", "2025-10-04")
        assert (joined["report_date"], joined["joined_into"]) == ("2025-10-05", right)
        assert "choose another" in till.refused(
            "join", wrong, *MIA, "--into", wrong, "--reason", "x"
        )


class TestTheDoctor:
    @pytest.fixture
    def stuck(self, till: Terminal) -> str:
        """Leave a deferred session alone for a month."""
        with till.register(SystemClock().now() - timedelta(days=30)) as register:
            mia = register.operators.named("Mia")
            return str(register.cash_sessions.open_deferred(mia, before_today(register)).id)

    def test_is_a_dry_run_unless_told_to_apply(self, till: Terminal, stuck: str) -> None:
        before = till.contents()

        (found,) = till.told("doctor")["stuck"]

        assert set(found) == {
            *("id", "kind", "business_date", "state", "symptom", "since", "why", "would"),
            "totals",
        }
        assert (found["id"], found["symptom"]) == (stuck, "no_activity")
        assert found["totals"] == {
            "expected": "0.00",
            "variance": None,
            "z_number": 1,
            "ledger": {},
        }
        assert till.contents() == before

    def test_applies_behind_a_backup_that_undoes_it(
        self, till: Terminal, stuck: str, normal: str, tmp_path: Path
    ) -> None:
        done = till.told("doctor", "--apply", *MIA, "--reason", "typed twice")

        assert done["stuck"] == []
        assert done["repaired"] == [{"id": stuck, "done": "close_uncounted", "z_number": 1}]
        assert done["backup"] in done["undo"]
        states = {one["id"]: one["state"] for one in till.told("list")}
        assert states == {stuck: "closed", normal: "open"}
        restored = tmp_path / "restored"
        assert main(["backup", "restore", done["backup"], "--data", str(restored)]) == 0
        till.capsys.readouterr()
        undone = Terminal(restored, till.capsys, till.monkeypatch)
        assert {one["id"]: one["state"] for one in undone.told("list")} == {
            stuck: "open",
            normal: "open",
        }

    def test_says_in_words_what_it_would_do(self, till: Terminal, stuck: str) -> None:
        code, out, _ = till.run("doctor")

        assert code == 0
        assert "Nothing was typed into it since" in out
        assert "Close it as not counted, with Z report 1" in out

    @pytest.mark.parametrize(
        ("arguments", "words"),
        [
            (("--apply",), "--operator is missing"),
            (("--apply", *MIA), "Say why"),
            (MIA, "without --apply nothing is done"),
        ],
    )
    def test_needs_to_know_who_and_why(
        self, till: Terminal, stuck: str, arguments: tuple[str, ...], words: str
    ) -> None:
        assert words in till.refused("doctor", *arguments)

    def test_lists_late_entries_that_it_could_not_send_and_ends_with_one(
        self, till: Terminal, normal: str
    ) -> None:
        till.told("close", normal, *MIA, "--counted", "100")
        with till.register() as register, register.database.begin() as db:
            db.exec_driver_sql(
                "INSERT INTO cash_session_check VALUES (?, 'closed_by_manager', ?, 'closed')",
                (normal, "2026-03-28T16:00:00.000000+00:00"),
            )

        code, out, _ = till.run("doctor", "--apply", *MIA, "--reason", "late", "--json")

        (left,) = json.loads(out)["stuck"]
        assert (code, left["id"], left["symptom"]) == (1, normal, "late_unsent")
        assert not (till.root / "backups").exists()

    def test_is_not_for_cashiers(self, till: Terminal, stuck: str) -> None:
        till.as_tom()

        words = till.refused("doctor", "--apply", "--operator", "Tom", "--reason", "x")

        assert "ask a manager" in words

    def test_of_healthy_sessions_has_nothing_to_say(self, till: Terminal, normal: str) -> None:
        assert till.told("doctor") == {"stuck": []}
        assert till.told("doctor", "--apply", *MIA) == {
            "stuck": [],
            "repaired": [],
            "backup": None,
            "undo": None,
        }
        assert not (till.root / "backups").exists()


def before_today(register: Register) -> Any:
    return register.cash_sessions.today() - timedelta(days=3)


class TestTheList:
    def test_has_the_fixed_keys(self, till: Terminal, normal: str) -> None:
        (line,) = till.told("list")

        assert list(line)[:9] == [
            *("id", "kind", "business_date", "state", "opened_at", "operator", "verdict"),
            *("unsent", "needs_attention"),
        ]
        assert (line["verdict"], line["unsent"], line["needs_attention"]) == ("unknown", 1, False)

    def test_of_many_shows_people_the_newest(self, till: Terminal) -> None:
        with till.register() as register:
            mia, today = register.operators.named("Mia"), register.cash_sessions.today()
            for number in range(25):
                past = today - timedelta(days=number + 1)
                session = register.cash_sessions.open_deferred(mia, past)
                register.cash_sessions.close_uncounted(session.id, mia, "empty")

        _, few, _ = till.run("list")
        _, every, _ = till.run("list", "--all")

        assert "5 older ones are closed; --all shows them." in few
        assert len(every.splitlines()) == 26
        assert len(till.told("list")) == 25


class TestAFolder:
    @pytest.mark.parametrize(
        ("make", "words"),
        [
            (lambda path: None, "does not exist"),
            (lambda path: path.write_text(""), "is a file"),
            (
                lambda path: create_data_folder(path, FolderKind.SERVER, SystemIds().new_id()),
                "this needs a register's",
            ),
        ],
    )
    def test_of_another_kind_is_refused_in_a_sentence(
        self,
        tmp_path: Path,
        capsys: pytest.CaptureFixture[str],
        make: Callable[[Path], object],
        words: str,
    ) -> None:
        folder = tmp_path / "other"
        make(folder)

        code = main(["sessions", "show", "01234567", "--data", str(folder)])

        assert code == 1
        assert words in capsys.readouterr().err
