"""Paper strip: the paper ticket in hand and the book's total, above the sell screen."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from pos.ui.checkout.paper_words import BookPicture, PaperPicture
from pos.ui.language import translate
from pos.ui.page import text_label
from pos.ui.theme import GRID, HALF_GRID, repolish, set_role
from pos.ui.widgets.amount_field import show_own_digits
from pos.ui.widgets.buttons import action_button

_NUMBER_WIDTH, _TIME_WIDTH, _TOTAL_WIDTH = 176, 120, 160
_FIGURE_WIDTH = 168
_NUMBER_MAX, _TIME_MAX, _TOTAL_MAX = 40, 12, 24


class PaperStrip(QFrame):
    """Fields are noted by Enter, which goes on to the next one, or by leaving them."""

    number_entered = Signal(str)
    number_left = Signal(str)
    time_entered = Signal(str)
    time_left = Signal(str)
    total_entered = Signal(str)
    total_left = Signal(str)
    offer_taken = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("paper_strip")
        set_role(self, "card")
        self._number = _StripField("paper_number", _NUMBER_WIDTH, _NUMBER_MAX, self)
        self._time = _StripField("paper_time", _TIME_WIDTH, _TIME_MAX, self)
        self._total = _StripField("book_total", _TOTAL_WIDTH, _TOTAL_MAX, self)
        self._entered, self._left = _StripFigure("typed_so_far", self), _StripFigure("left", self)
        self._told = QFrame(self)
        set_role(self._told, "message")
        self._sentence = QLabel(self._told)
        self._sentence.setObjectName("strip_sentence")
        self._sentence.setWordWrap(True)
        self._sentence.setTextFormat(Qt.TextFormat.PlainText)
        self._offer = action_button("", parent=self._told)
        self._offer.setObjectName("take_offer")
        self._told.hide()
        self._lay_out()
        self._connect()
        self.retranslate()

    # What the presenter asks for.

    def show_paper(self, picture: PaperPicture) -> None:
        self._number.put(picture.number)
        self._time.put(picture.time)
        self._offer.setText(
            translate("Paper", "Take it as {number}", number=picture.offer) if picture.offer else ""
        )
        self._tell(picture.warning, "warning", offers=bool(picture.offer))
        self._number.mark(bool(picture.warning))

    def show_book(self, picture: BookPicture) -> None:
        self._entered.show_figure(picture.sales, picture.entered)
        self._left.show_figure(picture.left_label, picture.left)
        self._total.put(picture.book_total)

    def show_strip_problem(self, sentence: str) -> None:
        self._tell(sentence, "problem", offers=False)
        for field in (self._number, self._time, self._total):
            if field.edit.hasFocus():
                field.edit.selectAll()  # typing replaces what was refused

    def focus_number(self) -> None:
        self._number.take_keyboard()

    def focus_time(self) -> None:
        self._time.take_keyboard()

    # What Qt asks for.

    def retranslate(self) -> None:
        self._number.name(translate("Paper", "Paper ticket"))
        self._time.name(translate("Paper", "Time, if known"))
        self._total.name(translate("Paper", "The book's total"))

    def _tell(self, sentence: str, level: str, *, offers: bool) -> None:
        self._told.setProperty("level", level)
        for part in (self._told, self._sentence):
            repolish(part)
        self._sentence.setText(sentence)
        self._offer.setVisible(offers)
        self._told.setVisible(bool(sentence))

    def _lay_out(self) -> None:
        fields = QHBoxLayout()
        fields.setSpacing(2 * GRID)
        for part in (self._number, self._time):
            fields.addWidget(part)
        fields.addStretch(1)
        for figure in (self._entered, self._left):
            fields.addWidget(figure)
        fields.addWidget(self._total)
        told = QHBoxLayout(self._told)
        told.setContentsMargins(2 * GRID, HALF_GRID, HALF_GRID, HALF_GRID)
        told.setSpacing(GRID)
        told.addWidget(self._sentence, 1)
        told.addWidget(self._offer)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2 * GRID, GRID, 2 * GRID, GRID + HALF_GRID)
        layout.setSpacing(GRID)
        layout.addLayout(fields)
        layout.addWidget(self._told)
        for before, after in (
            (self._number.edit, self._offer),
            (self._offer, self._time.edit),
            (self._time.edit, self._total.edit),
        ):
            self.setTabOrder(before, after)

    def _connect(self) -> None:
        self._number.entered.connect(self.number_entered)
        self._number.left.connect(self.number_left)
        self._time.entered.connect(self.time_entered)
        self._time.left.connect(self.time_left)
        self._total.entered.connect(self.total_entered)
        self._total.left.connect(self.total_left)
        self._offer.clicked.connect(self.offer_taken)


class _StripField(QWidget):
    """A field with its name above; Escape puts back what is noted."""

    entered = Signal(str)
    left = Signal(str)

    def __init__(self, name: str, width: int, longest: int, parent: QWidget) -> None:
        super().__init__(parent)
        self._noted = ""
        self._label = text_label("muted", self)
        self.edit = _NotingEdit(self)
        self.edit.setObjectName(name)
        self.edit.setMaxLength(longest)
        self.edit.setFixedWidth(width)
        set_role(self.edit, "pieces")
        self.edit.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self._label.setBuddy(self.edit)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(HALF_GRID)
        layout.addWidget(self._label)
        layout.addWidget(self.edit)
        self.edit.textEdited.connect(self._on_edited)
        self.edit.returnPressed.connect(self._on_entered)
        self.edit.abandoned.connect(self._put_back)
        self.edit.left.connect(self._on_left)

    def name(self, text: str) -> None:
        self._label.setText(text)
        self.edit.setAccessibleName(text)

    def put(self, text: str) -> None:
        """Show what is noted; what somebody is typing just now stays."""
        self._noted = text
        if not (self.edit.hasFocus() and self.edit.isModified()):
            self._put_back()

    def mark(self, wrong: bool) -> None:
        """Mark the field as one that cannot stay as it is."""
        if bool(self.edit.property("problem")) is not wrong:
            self.edit.setProperty("problem", wrong)
            repolish(self.edit)

    def take_keyboard(self) -> None:
        if not self.edit.isVisible():
            return  # a late answer takes the keyboard from no other screen
        self.edit.setFocus(Qt.FocusReason.OtherFocusReason)
        if not self.edit.isModified():  # what somebody has begun to type goes on
            self.edit.selectAll()

    def _put_back(self) -> None:
        self.edit.setText(self._noted)
        show_own_digits(self.edit, self._noted)
        self.edit.setModified(False)
        if self.edit.hasFocus():
            self.edit.selectAll()

    def _on_edited(self, text: str) -> None:
        show_own_digits(self.edit, text)
        self.edit.setModified(True)

    def _on_entered(self) -> None:
        self.edit.setModified(False)  # what is noted now may be shown in its place
        self.entered.emit(self.edit.text())

    def _on_left(self) -> None:
        if self.edit.isModified():
            self.edit.setModified(False)
            self.left.emit(self.edit.text())


class _NotingEdit(QLineEdit):
    """Says when it is left; Escape is for whoever wants the text as it was."""

    abandoned = Signal()
    left = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.isModified():
            self.abandoned.emit()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.left.emit()


class _StripFigure(QWidget):
    """An amount with what it is above it."""

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._label, self._amount = text_label("muted", self), text_label("heading", self)
        self._amount.setObjectName(name)
        self.setMinimumWidth(_FIGURE_WIDTH)
        self._amount.setMinimumHeight(6 * GRID)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(HALF_GRID)
        layout.addWidget(self._label)
        layout.addWidget(self._amount)

    def show_figure(self, name: str, amount: str) -> None:
        self._label.setText(name)
        self._amount.setText(amount)
        self.setAccessibleName(f"{name} {amount}")
