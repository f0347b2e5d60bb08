"""Message bar, toast and progress panel."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QToolButton, QWidget

from pos.ui.widgets import message_bar, toast
from pos.ui.widgets.message_bar import Level, MessageBar
from pos.ui.widgets.progress_panel import ProgressPanel
from pos.ui.widgets.toast import Toast


class TestMessageBar:
    def test_says_a_problem_until_it_is_dismissed(self, qtbot, monkeypatch) -> None:
        monkeypatch.setattr(message_bar, "AUTO_CLEAR_MS", 1)
        bar = MessageBar()
        qtbot.addWidget(bar)

        bar.show_problem("The printer is out of paper.")
        assert not bar._clear_later.isActive()
        assert (bar.text, bar.level) == ("The printer is out of paper.", Level.PROBLEM)

        with qtbot.waitSignal(bar.dismissed):
            qtbot.mouseClick(bar.findChild(QToolButton), Qt.MouseButton.LeftButton)
        assert bar.text == ""

    def test_takes_good_news_away_by_itself(self, qtbot, monkeypatch) -> None:
        monkeypatch.setattr(message_bar, "AUTO_CLEAR_MS", 1)
        bar = MessageBar()
        qtbot.addWidget(bar)

        bar.show_done("The session is closed.")

        qtbot.waitUntil(lambda: bar.text == "")

    def test_a_problem_is_not_cleared_by_the_news_before_it(self, qtbot) -> None:
        bar = MessageBar()
        qtbot.addWidget(bar)
        bar.show_note("Printing.")

        bar.show_problem("Out of paper.")

        assert not bar._clear_later.isActive()

    def test_shows_text_as_text(self, qtbot) -> None:
        bar = MessageBar()
        qtbot.addWidget(bar)

        bar.show_problem("<b>bold</b> is unknown.")

        formats = {label.textFormat() for label in bar.findChildren(QLabel) if label.text()}
        assert formats == {Qt.TextFormat.PlainText}


class TestToast:
    def test_goes_by_itself_and_takes_no_clicks(self, qtbot, monkeypatch) -> None:
        monkeypatch.setattr(toast, "SHOWN_MS", 1)
        over = QWidget()
        qtbot.addWidget(over)
        over.resize(640, 480)
        over.show()
        small = Toast(over)

        small.show_text("Ticket held")

        assert small.testAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        assert over.rect().contains(small.geometry())
        qtbot.waitUntil(lambda: small.text == "")


class TestProgressPanel:
    def texts(self, panel: ProgressPanel) -> str:
        return " ".join(label.text() for label in panel.findChildren(QLabel))

    def test_counts(self, qtbot) -> None:
        panel = ProgressPanel()
        qtbot.addWidget(panel)

        panel.start("Loading the catalogue")
        panel.show_progress(1_500, 92_331)

        assert "Loading the catalogue" in self.texts(panel)
        assert "1,500 of 92,331" in self.texts(panel)

    def test_asks_for_a_stop_once(self, qtbot) -> None:
        panel = ProgressPanel()
        qtbot.addWidget(panel)
        panel.start("Loading")
        cancel = panel.findChild(QPushButton)

        with qtbot.waitSignal(panel.cancel_asked):
            qtbot.mouseClick(cancel, Qt.MouseButton.LeftButton)

        assert not cancel.isEnabled()
        panel.show_progress(5, 10)
        assert "next safe point" in self.texts(panel)
