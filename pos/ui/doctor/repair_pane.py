"""Repair pane: what would be done, why somebody wants it, how far it is, what came of it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QStackedWidget, QVBoxLayout, QWidget

from pos.domain.cash_movement import REASON_CHARACTERS_MAX
from pos.domain.store import Store
from pos.services.doctor import Finding, Repair
from pos.ui.doctor.finding_words import outcome, plan, totals, undoing, why, would
from pos.ui.formatting import Formats
from pos.ui.language import translate
from pos.ui.page import text_label
from pos.ui.theme import GRID, HALF_GRID, set_role
from pos.ui.widgets.buttons import action_button
from pos.ui.widgets.progress_panel import ProgressPanel

_DETAIL, _QUESTION, _PROGRESS, _OUTCOME = range(4)


class RepairPane(QStackedWidget):
    """One step at a time, in place."""

    repair_asked = Signal(str)  # the reason
    declined = Signal()
    stop_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._labels = [text_label("plain", self, wrapped=True) for _ in range(3)]
        self._names = [text_label("heading", self) for _ in range(3)]
        self._question, self._plan = text_label("heading", self), self._wrapped("repair_plan")
        self._why = text_label("muted", self, wrapped=True)
        self._why.setObjectName("repair_why")
        self._reason = QLineEdit(self)
        self._reason.setObjectName("repair_reason")
        self._reason.setMaxLength(REASON_CHARACTERS_MAX)
        self._yes = action_button("", icon="done", role="primary", parent=self)
        self._yes.setObjectName("repair_yes")
        self._no = action_button("", parent=self)
        self._no.setObjectName("repair_no")
        self._progress = ProgressPanel(self)
        self._done, self._outcome = text_label("heading", self), self._wrapped("repair_outcome")
        self._undo_name, self._undo = text_label("heading", self), self._wrapped("repair_undo")
        self._undo.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self._undo.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        for page in (self._detail_page(), self._question_page(), self._progress_page()):
            self.addWidget(page)
        self.addWidget(_page(self._done, self._outcome, self._undo_name, self._undo))
        self._yes.clicked.connect(self.ask)
        self._no.clicked.connect(self.declined)
        self._reason.returnPressed.connect(self.ask)
        self._progress.cancel_asked.connect(self.stop_asked)

    @property
    def is_asking(self) -> bool:
        return self.currentIndex() == _QUESTION

    @property
    def is_working(self) -> bool:
        return self.currentIndex() == _PROGRESS

    def show_finding(self, finding: Finding, store: Store, formats: Formats) -> None:
        """Show why a session is stuck, what would be done, and to which totals."""
        texts = (why(finding, store, formats), would(finding, formats), totals(finding, formats))
        for label, text in zip(self._labels, texts, strict=True):
            label.setText(text)
        names = (
            translate("Doctor", "Why"),
            translate("Doctor", "What would be done"),
            translate("Doctor", "What that does to its totals"),
        )
        for label, name in zip(self._names, names, strict=True):
            label.setText(name)
        self.setCurrentIndex(_DETAIL)

    def show_question(self, findings: tuple[Finding, ...], formats: Formats) -> None:
        """Ask for the reason, with what would be done."""
        self._question.setText(translate("Doctor", "Repair all that can be repaired?"))
        self._plan.setText(plan(findings, formats))
        self._ask_why(translate("Doctor", "Why? It is kept with each step."), "muted")
        self._reason.clear()
        self._reason.setAccessibleName(translate("Doctor", "Reason"))
        self._yes.setText(translate("Doctor", "Repair  F12"))
        self._no.setText(translate("Doctor", "Not now  Esc"))
        self.setCurrentIndex(_QUESTION)
        self._reason.setFocus(Qt.FocusReason.OtherFocusReason)

    def ask_again(self, sentence: str) -> None:
        self._ask_why(sentence, "problem")
        self.setCurrentIndex(_QUESTION)
        self._reason.setFocus(Qt.FocusReason.OtherFocusReason)

    def ask(self) -> None:
        """Ask for the repair, with the reason typed."""
        self.repair_asked.emit(self._reason.text())

    def show_working(self) -> None:
        self._progress.start(translate("Doctor", "Making a backup first …"))
        self.setCurrentIndex(_PROGRESS)

    def show_progress(self, done: int, whole: int) -> None:
        if whole and done >= whole:
            self._progress.start(translate("Doctor", "Proving the backup, then repairing …"))
            return
        self._progress.show_progress(done // 1024, whole // 1024)

    def show_outcome(self, repair: Repair, formats: Formats) -> None:
        self._done.setText(translate("Doctor", "Repaired"))
        self._outcome.setText(outcome(repair, formats))
        words = undoing(repair)
        self._undo_name.setText(translate("Doctor", "How to take it back"))
        self._undo.setText(words)
        for part in (self._undo_name, self._undo):
            part.setVisible(bool(words))
        self.setCurrentIndex(_OUTCOME)

    def show_detail(self) -> None:
        self.setCurrentIndex(_DETAIL)

    def _ask_why(self, sentence: str, role: str) -> None:
        self._why.setText(sentence)
        set_role(self._why, role)

    def _detail_page(self) -> QWidget:
        (why_name, would_name, totals_name), (why_label, would_label, totals_label) = (
            self._names,
            self._labels,
        )
        page = QWidget(self)
        across = QHBoxLayout(page)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(3 * GRID)
        across.addWidget(_page(why_name, why_label, would_name, would_label), 1)
        across.addWidget(_page(totals_name, totals_label), 1)
        return page

    def _question_page(self) -> QWidget:
        buttons = QWidget(self)
        across = QHBoxLayout(buttons)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(GRID)
        across.addWidget(self._no, 1)
        across.addWidget(self._yes, 1)
        return _page(self._question, self._plan, self._why, self._reason, buttons)

    def _progress_page(self) -> QWidget:
        return _page(self._progress)

    def _wrapped(self, name: str) -> QLabel:
        label = text_label("plain", self, wrapped=True)
        label.setObjectName(name)
        return label


def _page(*parts: QWidget) -> QWidget:
    page = QWidget()
    inside = QVBoxLayout(page)
    inside.setContentsMargins(0, 0, 0, 0)
    inside.setSpacing(HALF_GRID)
    for part in parts:
        inside.addWidget(part)
    inside.addStretch(1)
    return page
