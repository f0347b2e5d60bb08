"""Behaviour of logs, in real files."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pos.runtime.atomic_file import CannotWrite
from pos.runtime.logs import ONCE_A_MINUTE, Logs, configure_logs
from tests.fakes import FakeClock

logger = logging.getLogger("pos.tests")


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(datetime(2026, 10, 4, 12, 2, 0, 7_000, tzinfo=UTC))


@pytest.fixture
def logs(tmp_path: Path, clock: FakeClock) -> Iterator[Logs]:
    logs = configure_logs(tmp_path, clock)
    yield logs
    logs.close()


def lines(folder: Path) -> list[str]:
    return (folder / "evertill.log").read_text(encoding="utf-8").splitlines()


@pytest.mark.usefixtures("logs")
class TestALine:
    def test_says_when_how_grave_who_and_what(self, tmp_path: Path) -> None:
        logger.info("sale completed: sale=%s total=%s", 7, "12.50")

        assert lines(tmp_path) == [
            "at=2026-10-04T12:02:00.007Z level=INFO logger=pos.tests "
            'message="sale completed: sale=7 total=12.50"'
        ]

    @pytest.mark.parametrize(
        ("value", "written"),
        [
            ("Milk\r\nat=2026 level=ERROR", r"Milk\r\nat=2026 level=ERROR"),
            ("\x1b[31mred", r"\u001b[31mred"),
            ('" level=ERROR', r"\" level=ERROR"),
            ("back\\slash", r"back\\slash"),
            ("nul\x00", r"nul\u0000"),
            ("next\x85line\u2028separator", r"next\u0085line\u2028separator"),
            ("over\u202eride", r"over\u202eride"),
            ("lone \udce9 surrogate", r"lone \udce9 surrogate"),
            ("\u062d\u0644\u064a\u0628 caf\u00e9", "\u062d\u0644\u064a\u0628 caf\u00e9"),
        ],
        ids=ascii,
    )
    def test_cannot_be_forged(self, tmp_path: Path, value: str, written: str) -> None:
        logger.warning("unknown barcode: %s", value)

        assert len(lines(tmp_path)) == 1
        assert lines(tmp_path)[0].endswith(f'message="unknown barcode: {written}"')

    def test_holds_the_whole_traceback(self, tmp_path: Path) -> None:
        try:
            int("no such\nquantity")
        except ValueError:
            logger.exception("cannot draw the ticket")

        assert len(lines(tmp_path)) == 1
        assert r'traceback="Traceback (most recent call last):\n' in lines(tmp_path)[0]

    @pytest.mark.parametrize(
        "text",
        [
            "pin=246810",
            "passphrase: '246810 or so'",
            '{"token": "246810"}',
            "Authorization: Bearer 246810",
            "sent bearer 246810 to the server",
            "PRAGMA key=\"x'246810'\"",
        ],
    )
    def test_blots_out_secrets_that_slip_in(self, tmp_path: Path, text: str) -> None:
        logger.error("request failed: %s", text)

        assert "246810" not in lines(tmp_path)[0]
        assert "***" in lines(tmp_path)[0]


class TestLevels:
    def test_leave_out_what_is_below(self, tmp_path: Path, clock: FakeClock) -> None:
        logs = configure_logs(tmp_path, clock, level="WARNING")

        logger.info("not this")
        logger.warning("this")
        logs.close()

        assert len(lines(tmp_path)) == 1

    def test_let_only_warnings_of_libraries_in(self, tmp_path: Path, logs: Logs) -> None:
        logging.getLogger("httpx").info("HTTP Request: GET /")
        logging.getLogger("httpx").warning("slow")

        assert len(lines(tmp_path)) == 1

    def test_hold_for_the_console_too(self, tmp_path: Path, clock: FakeClock) -> None:
        console = io.StringIO()
        logs = configure_logs(tmp_path, clock, console=console)

        logger.info("server listens: port=%s", 8765)
        logs.close()

        assert console.getvalue().endswith('message="server listens: port=8765"\n')


@pytest.mark.usefixtures("logs")
class TestOnceAMinute:
    def test_lets_one_line_a_minute_through_however_long_the_outage(
        self, tmp_path: Path, clock: FakeClock
    ) -> None:
        for attempt in range(3600):
            logger.warning("server unreachable: attempt=%s", attempt, extra=ONCE_A_MINUTE)
            clock.advance(timedelta(seconds=1))

        assert len(lines(tmp_path)) == 60
        assert "held_back" not in lines(tmp_path)[0]
        assert lines(tmp_path)[1].endswith("held_back=59")

    def test_does_not_hold_back_other_messages(self, tmp_path: Path) -> None:
        logger.warning("server unreachable", extra=ONCE_A_MINUTE)
        logger.warning("printer out of paper", extra=ONCE_A_MINUTE)
        logger.warning("server unreachable")

        assert len(lines(tmp_path)) == 3

    def test_is_not_fooled_by_a_clock_set_back(self, tmp_path: Path, clock: FakeClock) -> None:
        logger.warning("server unreachable", extra=ONCE_A_MINUTE)
        clock.set(datetime(2020, 1, 1, tzinfo=UTC))
        clock.advance(timedelta(minutes=1))

        logger.warning("server unreachable", extra=ONCE_A_MINUTE)

        assert len(lines(tmp_path)) == 2

    def test_remembers_a_bounded_number_of_messages(self, tmp_path: Path) -> None:
        for number in range(1500):
            logger.warning(f"not constant {number}", extra=ONCE_A_MINUTE)  # noqa: G004

        assert len(lines(tmp_path)) == 1500


class TestTheFile:
    def test_is_rotated_and_bounded(
        self, tmp_path: Path, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("pos.runtime.logs._FILE_BYTES_MAX", 2000)
        logs = configure_logs(tmp_path, clock)

        for number in range(200):
            logger.info("sale completed: sale=%s", number)
        logs.close()

        kept = sorted(entry.name for entry in tmp_path.iterdir())
        assert kept == ["evertill.log", *(f"evertill.log.{number}" for number in (1, 2, 3, 4))]
        assert all(entry.stat().st_size <= 2000 for entry in tmp_path.iterdir())

    def test_says_why_it_cannot_be_opened(self, tmp_path: Path, clock: FakeClock) -> None:
        (tmp_path / "evertill.log").mkdir()

        with pytest.raises(CannotWrite, match=r"evertill\.log cannot be written"):
            configure_logs(tmp_path, clock)

    @pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
    def test_keeps_a_full_disk_to_itself(
        self, tmp_path: Path, clock: FakeClock, capsys: pytest.CaptureFixture[str]
    ) -> None:
        logs = configure_logs(Path("/dev"), clock, file_name="full")

        logger.info("sale completed")
        logs.close()

        assert capsys.readouterr().err == ""
