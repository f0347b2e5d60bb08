"""`evertill sessions` on a register's folder: opening, and naming one."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from pos.runtime.clock import SystemClock
from tests.register_folders import MIAS_PIN, a_register_folder
from tests.registers import usd
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


class TestOpening:
    @pytest.mark.parametrize(
        ("typed", "amount"),
        [("50,5", "50.50"), ("50.50", "50.50"), ("٥٠٫٥", "50.50"), ("1.234,50", "1234.50")],
    )
    def test_takes_amounts_as_people_type_them(
        self, till: Terminal, typed: str, amount: str
    ) -> None:
        assert till.told("open", *MIA, "--float", typed)["opening_float"] == amount

    def test_says_what_was_opened(self, till: Terminal) -> None:
        opened = till.told("open", *MIA, *DEFERRED, "2025-10-04")

        assert (opened["kind"], opened["business_date"]) == ("deferred", "2025-10-04")
        assert (opened["state"], opened["operator"], opened["checked"]) == ("open", "Mia", False)
        assert till.told("list")[0]["id"] == opened["id"]

    def test_tells_people_that_the_server_was_not_asked(self, till: Terminal) -> None:
        code, out, err = till.run("open", *MIA)

        assert code == 0
        assert "is open" in out
        assert err.startswith("Not checked with the server")

    @pytest.mark.parametrize(
        ("typed", "words"),
        [
            ("abc", "is not an amount"),
            ("", "is not an amount"),
            ("50.505", "more precise"),
            ("-5", "cannot be below zero"),
            ("99999999999999999", "too large"),
            ("1e5", "is not an amount"),
            ("NaN", "is not an amount"),
        ],
    )
    def test_refuses_a_float_that_is_none(self, till: Terminal, typed: str, words: str) -> None:
        assert words in till.refused("open", *MIA, f"--float={typed}")

    @pytest.mark.parametrize("ago", [0, -1, -400])
    def test_refuses_a_deferred_session_for_today_or_later(self, till: Terminal, ago: int) -> None:
        with till.register() as register:
            today = register.cash_sessions.today()
        wanted = (today - timedelta(days=ago)).isoformat()

        assert "a day before today" in till.refused("open", *MIA, *DEFERRED, wanted)

    @pytest.mark.parametrize(
        ("column", "limit", "words"),
        [
            ("opened_on", "2025-01-01", "The store opened on 2025-01-01"),
            ("closed_through", "2024-12-31", "The books are closed through 2024-12-31"),
        ],
    )
    def test_refuses_a_day_that_is_not_in_the_books(
        self, till: Terminal, column: str, limit: str, words: str
    ) -> None:
        with till.register() as register, register.database.begin() as db:
            db.exec_driver_sql(f"UPDATE enrolment SET {column} = ?", (limit,))

        assert words in till.refused("open", *MIA, *DEFERRED, "2024-12-31")
        till.told("open", *MIA, *DEFERRED, "2025-01-01")

    @pytest.mark.parametrize(
        "typed", ["04.10.2025", "2025-13-01", "20251004", "tomorrow", "2025-02-29", ""]
    )
    def test_refuses_a_date_that_is_none(self, till: Terminal, typed: str) -> None:
        words = till.refused("open", *MIA, *DEFERRED, typed)

        assert "is not a date" in words or "--date is missing" in words

    @pytest.mark.parametrize(
        ("arguments", "words"),
        [
            (("--kind", "deferred"), "--date is missing"),
            ((*DEFERRED, "2025-10-04", "--float", "5"), "--float does not belong here"),
            (("--kind", "normal", "--date", "2025-10-04"), "open a deferred session"),
            (("--kind", "training", "--date", "2025-10-04"), "open a deferred session"),
        ],
    )
    def test_refuses_what_does_not_fit_the_kind(
        self, till: Terminal, arguments: tuple[str, ...], words: str
    ) -> None:
        assert words in till.refused("open", *MIA, *arguments)

    def test_of_a_deferred_one_is_refused_to_a_cashier(self, till: Terminal) -> None:
        till.as_tom()

        words = till.refused("open", "--operator", "Tom", *DEFERRED, "2025-10-04")

        assert words == "Tom (cashier) may not open a deferred session: ask a manager.\n"

    def test_a_second_time_says_which_session_is_in_the_way(
        self, till: Terminal, normal: str
    ) -> None:
        words = till.refused("open", *MIA)

        assert normal in words
        assert "Resume or close it" in words

    @pytest.mark.parametrize(
        ("name", "pin", "words"),
        [("Mia", "111111", "not Mia's PIN"), ("Nobody", MIAS_PIN, "no operator “Nobody”")],
    )
    def test_needs_the_pin_of_a_known_operator(
        self, till: Terminal, name: str, pin: str, words: str
    ) -> None:
        till.monkeypatch.setenv("EVERTILL_PIN", pin)

        assert words in till.refused("open", "--operator", name)

    def test_of_a_kind_there_is_not_is_an_error_of_usage(self, till: Terminal) -> None:
        code, _, err = till.run("open", *MIA, "--kind", "special")

        assert code == 2
        assert "special" in err


class TestNaming:
    def test_takes_the_beginning_of_an_id(self, till: Terminal, normal: str) -> None:
        assert till.told("show", normal[:13].upper())["id"] == normal
        assert till.told("show", normal.replace("-", "")[:20])["id"] == normal

    @pytest.mark.parametrize(
        ("typed", "words"),
        [
            ("01a", "at least 8 characters"),
            ("not-an-id", "is not the id of a cash session"),
            ("ffffffff-0000-7000-8000-000000000000", "has no cash session"),
            ("' OR 1=1 --", "is not the id"),
        ],
    )
    def test_refuses_what_names_no_session(
        self, till: Terminal, normal: str, typed: str, words: str
    ) -> None:
        assert words in till.refused("show", typed)

    def test_refuses_what_names_several(self, till: Terminal) -> None:
        now = SystemClock().now()
        with till.register(now) as register:
            mia = register.operators.named("Mia")
            found = [register.cash_sessions.open_normal(mia, usd("1.00")).id]
            found.append(register.cash_sessions.open_training(mia, usd("1.00")).id)

        common = shared_beginning(*map(str, found))
        assert len(common) >= 8
        words = till.refused("show", common)

        assert "begins the id of 2 cash sessions" in words
        assert all(str(one) in words for one in found)


def shared_beginning(one: str, other: str) -> str:
    length = next(
        place for place, pair in enumerate(zip(one, other, strict=True)) if pair[0] != pair[1]
    )
    return one[:length]
