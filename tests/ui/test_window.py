"""The window: its screens, its messages, and what it imports."""

import subprocess
import sys

import pytest
from PySide6.QtWidgets import QLabel

from pos.ui.language import ARABIC, apply_language
from pos.ui.screen import Screen
from pos.ui.widgets.message_bar import MessageBar
from pos.ui.window import USUAL, MainWindow

TOO_HEAVY = {"sqlalchemy", "alembic", "httpx", "keyring", "apscheduler", "pydantic", "babel"}


class AScreen(Screen):
    def __init__(self) -> None:
        super().__init__()
        self.heard: list[str] = []

    def entered(self) -> None:
        self.heard.append("entered")

    def left(self) -> None:
        self.heard.append("left")

    def retranslate(self) -> None:
        self.heard.append("retranslate")


@pytest.fixture
def window(qtbot, english) -> MainWindow:
    window = MainWindow(english)
    qtbot.addWidget(window)
    window.add_screen("sign-in", AScreen)
    window.add_screen("sell", AScreen)
    return window


class TestMainWindow:
    def test_opens_at_the_usual_size(self, window) -> None:
        assert window.size() == USUAL

    def test_builds_a_screen_when_it_is_first_shown(self, window, qtbot) -> None:
        built = []
        window.add_screen("late", lambda: built.append(1) or AScreen())
        assert built == []

        with qtbot.waitSignal(window.screen_shown) as shown:
            window.show_screen("late")
        window.show_screen("sell")
        window.show_screen("late")

        assert shown.args == ["late"]
        assert built == [1]

    def test_tells_screens_that_they_come_and_go(self, window) -> None:
        window.show_screen("sign-in")
        window.show_screen("sell")

        assert window.find_screen("sign-in").heard == ["entered", "left"]
        assert window.find_screen("sell").heard == ["entered"]
        assert window.current_screen == "sell"

    def test_takes_the_message_away_with_its_screen(self, window) -> None:
        window.show()
        window.show_screen("sign-in")
        window.show_problem("Wrong PIN.")
        bar = window.findChild(MessageBar)
        assert bar.isVisible()

        window.show_screen("sell")

        assert not bar.isVisible()

    def test_tells_screens_of_a_new_language(self, window, qapp) -> None:
        window.show_screen("sell")

        apply_language(qapp, ARABIC)

        qapp.processEvents()
        assert "retranslate" in window.find_screen("sell").heard

    def test_confirms_in_a_toast(self, window) -> None:
        window.show()
        window.show_screen("sell")

        window.show_toast("Ticket held")

        assert "Ticket held" in [label.text() for label in window.findChildren(QLabel)]


def test_the_shell_imports_nothing_heavy() -> None:
    program = (
        "import sys, pos.ui.window, pos.ui.background, pos.ui.errors;"
        f"print(sorted({TOO_HEAVY!r} & sys.modules.keys()))"
    )

    found = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )

    assert found.stdout.strip() == "[]", found.stderr
