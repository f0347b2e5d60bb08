"""A till whose disk takes no more: it says so before money is taken, keeps all, and sells on."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from tests.small_disks import Disk, a_failing_disk, a_small_disk
from tests.ui.worked_till import ENTER, Worked

_TRIES = 200  # a full disk takes a few more steps into space that its files have already


@pytest.fixture(params=["full", "failing"])
def disk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Disk]:
    place = tmp_path / "disk"
    if request.param == "failing":
        with a_failing_disk(place) as disk:
            yield disk
        return
    with a_small_disk(place) as mounted:
        if mounted is None:
            pytest.skip("no file system may be mounted here; the failing disk stands in for it")
        yield mounted


@pytest.fixture
def folder(enrolled: Path, disk: Disk) -> Path:
    root = disk.path / "till1"
    subprocess.run(["cp", "-r", str(enrolled), str(root)], check=True)
    return root


@pytest.fixture
def worked(start) -> Worked:
    return start().sign_in().open_session()


def sold(worked: Worked) -> int:
    return int(worked.tills.register.database.fetch("SELECT count(*) FROM sale")[0][0])


def ticket(worked: Worked) -> object:
    (open_one,) = worked.tills.register.cash_sessions.resumable()
    return worked.tills.register.checkout.ticket(open_one.id).lines


def says_why(worked: Worked, disk: Disk) -> bool:
    return disk.word in worked.window.message


class TestAFullDisk:
    def test_refuses_a_line_in_words_and_takes_it_once_there_is_space(
        self, worked: Worked, disk: Disk
    ) -> None:
        disk.fill()
        for _ in range(_TRIES):
            before = ticket(worked)
            worked.sell("MILK")
            if says_why(worked, disk):
                break

        assert says_why(worked, disk)
        assert ticket(worked) == before

        disk.free()
        worked.sell("LAMP")
        assert ticket(worked) != before

    def test_refuses_the_sale_before_money_is_taken_and_completes_it_later(
        self, worked: Worked, disk: Disk
    ) -> None:
        told = 0
        disk.fill()
        for _ in range(_TRIES):
            disk.free()
            worked.sell("MILK")
            disk.fill()
            worked.hands.press(Qt.Key.Key_F12)
            worked.hands.until_idle()
            worked.hands.press(ENTER)
            worked.hands.until_idle()
            if says_why(worked, disk):
                break
            worked.hands.see("receipt")
            told += 1
            worked.hands.press(Qt.Key.Key_F12)
            worked.hands.see("sell")

        assert says_why(worked, disk)
        assert worked.window.current_screen in {"sell", "pay"}
        assert sold(worked) == told  # what was told is there, the refused one is not

        disk.free()
        if worked.window.current_screen == "sell":
            worked.hands.press(Qt.Key.Key_F12)
            worked.hands.see("pay")
        worked.hands.press(ENTER)
        worked.hands.see("receipt")
        assert sold(worked) == told + 1
        assert worked.tills.register.verification.verify().findings == ()

    def test_refuses_to_close_the_session_and_closes_it_later(
        self, worked: Worked, disk: Disk
    ) -> None:
        worked.sell("MILK")
        worked.hands.press(Qt.Key.Key_F12)
        worked.hands.see("pay")
        worked.hands.press(ENTER)
        worked.hands.see("receipt")
        worked.hands.press(Qt.Key.Key_F12)
        worked.hands.see("sell")
        worked.choose_in_menu("close_session")
        worked.hands.see("close")
        worked.hands.click("as_one_amount")
        worked.hands.type_text("101.29")
        worked.hands.click("counted")
        worked.hands.find("close_session", QWidget)
        worked.hands.until_idle()
        disk.fill()

        worked.hands.click("close_session")
        worked.hands.until_idle()

        if worked.window.current_screen == "close":  # otherwise it went into space that was left
            assert says_why(worked, disk)
            disk.free()
            worked.hands.click("close_session")
        worked.hands.see("z_report")
        disk.free()
        assert worked.tills.register.verification.verify().findings == ()
