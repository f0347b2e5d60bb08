"""Number pad and PIN pad."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QPushButton

from pos.domain.sign_in import PIN_DIGITS_MAX
from pos.ui.widgets.number_pad import NumberPad
from pos.ui.widgets.pin_pad import PinPad


def press(qtbot, pad: NumberPad, text: str) -> None:
    keys = {key.text() or key.accessibleName(): key for key in pad.findChildren(QPushButton)}
    qtbot.mouseClick(keys[text], Qt.MouseButton.LeftButton)


class TestNumberPad:
    def test_types_into_its_target(self, qtbot) -> None:
        pad, field = NumberPad(), QLineEdit()
        qtbot.addWidget(pad)
        qtbot.addWidget(field)
        pad.set_target(field)

        for key in ("1", "2", "00", ".", "5", "7", "Backspace"):
            press(qtbot, pad, key)

        assert field.text() == "1200.5"

    def test_enter_is_the_enter_of_the_field(self, qtbot) -> None:
        pad, field = NumberPad(), QLineEdit()
        qtbot.addWidget(pad)
        qtbot.addWidget(field)
        pad.set_target(field)

        with qtbot.waitSignals([field.returnPressed, pad.entered]):
            press(qtbot, pad, "Enter")

    def test_never_takes_the_keyboard(self, qtbot) -> None:
        pad = NumberPad()
        qtbot.addWidget(pad)

        policies = {key.focusPolicy() for key in pad.findChildren(QPushButton)}

        assert policies == {Qt.FocusPolicy.NoFocus}

    def test_shows_and_types_arabic_digits_and_is_not_mirrored(self, qtbot, arabic) -> None:
        pad, field = NumberPad(), QLineEdit()
        qtbot.addWidget(pad)
        qtbot.addWidget(field)
        pad.set_target(field)

        for key in ("٥", "٫", "٠"):
            press(qtbot, pad, key)

        assert field.text() == "٥٫٠"
        assert pad.layoutDirection() == Qt.LayoutDirection.LeftToRight


class TestPinPad:
    def test_gives_the_pin_once_and_forgets_it(self, qtbot) -> None:
        pad = PinPad()
        qtbot.addWidget(pad)

        with qtbot.waitSignal(pad.entered) as given:
            qtbot.keyClicks(pad, "24680")
            qtbot.keyClick(pad, Qt.Key.Key_Backspace)
            qtbot.keyClicks(pad, "10")
            qtbot.keyClick(pad, Qt.Key.Key_Return)

        assert given.args == ["246810"]
        with qtbot.assertNotEmitted(pad.entered):
            qtbot.keyClick(pad, Qt.Key.Key_Return)

    def test_takes_touch(self, qtbot) -> None:
        pad = PinPad()
        qtbot.addWidget(pad)

        with qtbot.waitSignal(pad.entered) as given:
            for key in ("1", "2", "3", "4", "Enter"):
                press(qtbot, pad.findChild(NumberPad), key)

        assert given.args == ["1234"]

    def test_has_keys_for_digits_only(self, qtbot) -> None:
        pad = PinPad()
        qtbot.addWidget(pad)

        keys = pad.findChild(NumberPad).findChildren(QPushButton)

        assert sorted(key.text() for key in keys if key.text()) == list("0123456789")

    def test_hands_arabic_digits_over_as_latin_ones(self, qtbot, arabic) -> None:
        pad = PinPad()
        qtbot.addWidget(pad)

        with qtbot.waitSignal(pad.entered) as given:
            for key in ("١", "٢", "٣", "٤"):
                press(qtbot, pad.findChild(NumberPad), key)
            qtbot.keyClick(pad, Qt.Key.Key_Enter)

        assert given.args == ["1234"]

    def test_waits_for_four_digits_and_takes_no_more_than_twelve(self, qtbot) -> None:
        pad = PinPad()
        qtbot.addWidget(pad)
        with qtbot.assertNotEmitted(pad.entered):
            qtbot.keyClicks(pad, "123")
            qtbot.keyClick(pad, Qt.Key.Key_Return)

        with qtbot.waitSignal(pad.entered) as given:
            qtbot.keyClicks(pad, "4567890123456")
            qtbot.keyClick(pad, Qt.Key.Key_Return)

        assert len(given.args[0]) == PIN_DIGITS_MAX

    def test_takes_nothing_while_it_waits(self, qtbot) -> None:
        pad = PinPad()
        qtbot.addWidget(pad)
        pad.set_waiting(True)

        with qtbot.assertNotEmitted(pad.entered):
            qtbot.keyClicks(pad, "1234")
            qtbot.keyClick(pad, Qt.Key.Key_Return)

    def test_escape_forgets_what_was_typed(self, qtbot) -> None:
        pad = PinPad()
        qtbot.addWidget(pad)
        qtbot.keyClicks(pad, "1234")

        with qtbot.waitSignal(pad.cancelled):
            qtbot.keyClick(pad, Qt.Key.Key_Escape)

        with qtbot.assertNotEmitted(pad.entered):
            qtbot.keyClick(pad, Qt.Key.Key_Return)
