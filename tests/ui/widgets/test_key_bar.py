"""Key bar."""

from PySide6.QtCore import QPoint, Qt

from pos.ui.widgets.key_bar import KeyBar, KeyHint

HELP, HOLD = KeyHint(Qt.Key.Key_F1, "Help"), KeyHint(Qt.Key.Key_F5, "Hold", "Comes later")


def shown(qtbot) -> KeyBar:
    bar = KeyBar()
    qtbot.addWidget(bar)
    bar.show_hints((HELP, HOLD))
    bar.show()
    qtbot.waitExposed(bar)
    return bar


class TestAKey:
    def test_that_cannot_be_used_says_why_when_touched(self, qtbot) -> None:
        bar = shown(qtbot)
        right = QPoint(bar.width() - 20, bar.height() // 2)

        with qtbot.assertNotEmitted(bar.pressed), qtbot.waitSignal(bar.refused) as refused:
            qtbot.mouseClick(bar, Qt.MouseButton.LeftButton, pos=right)

        assert refused.args == ["Comes later"]
