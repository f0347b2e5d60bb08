"""The window: its screens, its messages, and what it imports."""

import subprocess
import sys

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QVBoxLayout

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


def type_where_the_focus_is(qtbot, window: MainWindow, text: str) -> None:
    for character in text:
        qtbot.keyClicks(QApplication.focusWidget() or window, character)


class TestScreen:
    @pytest.fixture
    def screen(self, window, qtbot) -> AScreen:
        class Scanning(AScreen):
            def __init__(self) -> None:
                super().__init__()
                layout = QVBoxLayout(self)
                self.field, self.button = QLineEdit(self), QPushButton(self)
                layout.addWidget(self.field)
                layout.addWidget(self.button)

            def home(self) -> QLineEdit:
                return self.field

        window.add_screen("scan", Scanning)
        window.show_screen("scan")
        window.show()
        window.activateWindow()
        qtbot.waitActive(window)
        return window.find_screen("scan")

    def test_takes_typing_to_its_home_field_from_a_button(self, screen, window, qtbot) -> None:
        screen.button.setFocus()

        type_where_the_focus_is(qtbot, window, "4006")

        assert screen.field.text() == "4006"
        assert screen.field.hasFocus()

    def test_takes_typing_home_when_nothing_has_the_focus(self, screen, window, qtbot) -> None:
        screen.field.clearFocus()

        type_where_the_focus_is(qtbot, window, "4006")

        assert screen.field.text() == "4006"

    def test_leaves_other_keys_alone(self, screen, window, qtbot) -> None:
        screen.button.setFocus()

        qtbot.keyClick(screen.button, Qt.Key.Key_Escape)
        qtbot.keyClick(window, Qt.Key.Key_F12)

        assert screen.field.text() == ""
        assert screen.button.hasFocus()


def test_the_shell_imports_nothing_heavy() -> None:
    program = (
        "import sys, pos.ui.window, pos.ui.background, pos.ui.errors;"
        f"print(sorted({TOO_HEAVY!r} & sys.modules.keys()))"
    )

    found = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )

    assert found.stdout.strip() == "[]", found.stderr
