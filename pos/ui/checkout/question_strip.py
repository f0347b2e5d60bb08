"""Question strip: a sentence with one or two answers, inside the ticket."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from pos.ui.checkout.voiding import Question
from pos.ui.theme import GRID, repolish, set_role
from pos.ui.widgets.buttons import action_button


class QuestionStrip(QFrame):
    """Never modal: work goes on beside it, and going on answers no."""

    accepted = Signal()
    declined = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("question")
        set_role(self, "message")
        self.setProperty("level", "warning")
        self._text = QLabel(self)
        self._text.setObjectName("question_text")
        self._text.setWordWrap(True)
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._yes = action_button("", parent=self)
        self._yes.setObjectName("question_yes")
        self._no = action_button("", parent=self)
        self._no.setObjectName("question_no")
        for button in (self._yes, self._no):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        answers = QHBoxLayout()
        answers.setSpacing(GRID)
        answers.addWidget(self._no, 1)
        answers.addWidget(self._yes, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2 * GRID, GRID, 2 * GRID, GRID + 4)
        layout.setSpacing(GRID)
        layout.addWidget(self._text)
        layout.addLayout(answers)
        self._yes.clicked.connect(self.accepted)
        self._no.clicked.connect(self.declined)
        self.hide()

    def ask(self, question: Question) -> None:
        """Show the sentence and its answers; without a `no` it is a quiet offer."""
        self.setProperty("level", "warning" if question.no else "note")
        for part in (self, self._text):
            repolish(part)
        self._text.setText(question.text)
        self._yes.setText(question.yes)
        set_role(self._yes, "danger" if question.no else "")
        self._no.setText(question.no)
        self._no.setVisible(bool(question.no))
        self.setAccessibleName(question.text)
        self.show()
