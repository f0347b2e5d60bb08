"""Doctor screen: what is stuck here with what would help, beside what the server knows of all."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from pos.domain.store import Store
from pos.services.doctor import Finding, Repair
from pos.ui.doctor.presenter import DoctorPresenter, ServerList
from pos.ui.doctor.repair_pane import RepairPane
from pos.ui.doctor.stuck_rows import finding_columns, finding_row, stuck_columns, stuck_row
from pos.ui.formatting import Formats
from pos.ui.language import translate
from pos.ui.page import Page, card, text_label
from pos.ui.theme import GRID, set_icon
from pos.ui.widgets.key_bar import KeyHint
from pos.ui.widgets.listing.view import Listing

_SIDE_WIDTH = 448
_ROWS_SHOWN_MAX = 3  # the rest scrolls
_Key = tuple[KeyHint, Callable[[], None]]


class DoctorScreen(Page):
    """Shows and asks. `presenter` is set by whoever builds both."""

    presenter: DoctorPresenter
    problem_met = Signal(str)
    told = Signal(str)
    _progressed = Signal(object, object)  # from the worker's thread: bytes done, bytes in all

    def __init__(
        self,
        store: Store,
        formats: Callable[[], Formats],
        *,
        leave: Callable[[], None],
        show_help: Callable[[], None],
    ) -> None:
        super().__init__()
        self.setObjectName("doctor")
        self._store, self._formats = store, formats
        self._leave, self._show_help = leave, show_help
        self._findings: tuple[Finding, ...] | None = None
        self._server = ServerList()
        self._here = text_label("heading", self)
        self._list = Listing(self)
        self._list.setObjectName("findings")
        self._well_icon, self._well = QLabel(self), text_label("line", self, wrapped=True)
        self._pane = RepairPane(self)
        self._everywhere = text_label("heading", self)
        self._asked = text_label("muted", self, wrapped=True)
        self._asked.setObjectName("server_asked")
        self._stuck = Listing(self)
        self._stuck.setObjectName("stuck")
        self._none_there = text_label("line", self, wrapped=True)
        self._lay_out()
        self._list.chosen.connect(self._on_chosen)
        self._pane.repair_asked.connect(self._on_repair_asked)
        self._pane.declined.connect(self._on_declined)
        self._pane.stop_asked.connect(self._on_stop)
        self._progressed.connect(self._on_progress)
        self.key_bar.refused.connect(self.told)
        self.retranslate()

    def show_findings(self, findings: tuple[Finding, ...]) -> None:
        self._findings = findings
        rows = tuple(finding_row(one, self._formats()) for one in findings)
        self._list.show_rows(finding_columns(), rows)
        self._list.show_at_most(_ROWS_SHOWN_MAX)
        self._list.setVisible(bool(findings))
        self._pane.setVisible(bool(findings))
        self._well_icon.setVisible(not findings)
        self._well.setVisible(not findings)
        self._show_detail()
        self._name_keys()
        (self._list if findings else self).setFocus()  # what is hidden must not hold the keyboard

    def show_server(self, server: ServerList) -> None:
        self._server = server
        formats = self._formats()
        rows = tuple(stuck_row(one, formats) for one in server.stuck)
        self._stuck.show_rows(stuck_columns(), rows)
        self._stuck.setVisible(bool(rows))
        self._none_there.setVisible(not rows and server.asked_at is not None)
        self._asked.setText(_asked_words(server, formats))

    def show_progress(self, done: int, whole: int) -> None:
        self._progressed.emit(done, whole)

    def show_repairing(self) -> None:
        self._pane.show_working()
        self._name_keys()

    def show_outcome(self, repair: Repair) -> None:
        self._pane.show_outcome(repair, self._formats())
        self._pane.show()
        self._name_keys()

    def ask_again(self, sentence: str) -> None:
        self._pane.ask_again(sentence)
        self._name_keys()

    def show_problem(self, sentence: str) -> None:
        self.problem_met.emit(sentence)

    def entered(self) -> None:
        self.presenter.enter()

    def heard(self) -> None:
        """Show what the server said anew."""
        self.presenter.show_server()

    def retranslate(self) -> None:
        self.show_title(
            translate("Doctor", "Doctor"),
            translate("Doctor", "Nothing is changed before you say so. Healthy sessions stay."),
        )
        self._here.setText(translate("Doctor", "Stuck on this register"))
        self._well.setText(translate("Doctor", "Nothing is stuck."))
        set_icon(self._well_icon, "done", "accent_text", 32)
        self._everywhere.setText(translate("Doctor", "All registers, as the server knows"))
        self._none_there.setText(translate("Doctor", "The server knows of nothing that is stuck."))
        self._name_keys()
        if self._findings is not None and not self._pane.is_working:
            self.show_findings(self._findings)
        self.show_server(self._server)

    def _name_keys(self) -> None:
        back = KeyHint(Qt.Key.Key_Escape, translate("Doctor", "Back"))
        keys: list[_Key] = [(KeyHint(Qt.Key.Key_F1, translate("Doctor", "Help")), self._show_help)]
        if hasattr(self, "presenter") and self.presenter.can_send:
            hint = KeyHint(Qt.Key.Key_F5, translate("Doctor", "Send now"))
            keys.append((hint, self._on_send))
        if not self._pane.is_working:
            name = translate("Doctor", "Repair…")
            if self._pane.is_asking:
                name = translate("Doctor", "Repair")
            keys.append((KeyHint(Qt.Key.Key_F12, name, self._why_not()), self._on_main_key))
        self.show_keys(*keys, (back, self._on_back))

    def _why_not(self) -> str:
        if hasattr(self, "presenter") and self.presenter.can_repair:
            return ""
        if self._findings:
            return translate("Doctor", "Nothing here can be repaired by rule: look at each.")
        return translate("Doctor", "Nothing is stuck.")

    def _lay_out(self) -> None:
        left, inside = card(self, margin=2 * GRID)
        inside.addWidget(self._here)
        well = QHBoxLayout()
        well.addWidget(self._well_icon)
        well.addWidget(self._well, 1)
        inside.addLayout(well)
        inside.addWidget(self._list)
        inside.addWidget(self._pane, 1)
        inside.addStretch(0)
        side, beside = card(self, margin=2 * GRID)
        side.setFixedWidth(_SIDE_WIDTH)
        for part in (self._everywhere, self._asked, self._none_there):
            beside.addWidget(part)
        beside.addWidget(self._stuck, 1)
        beside.addStretch(0)
        across = QHBoxLayout()
        across.setSpacing(2 * GRID)
        across.addWidget(_upwards(left), 1)
        across.addWidget(side)
        self.body.addLayout(across, 1)

    def _show_detail(self) -> None:
        """Show the chosen finding, unless the pane has something of its own to say."""
        key = self._list.current_key
        found = next((one for one in self._findings or () if one.id == key), None)
        if found is not None:
            self._pane.show_finding(found, self._store, self._formats())

    def _on_chosen(self, _key: object) -> None:
        if not (self._pane.is_asking or self._pane.is_working):
            self._show_detail()

    def _on_main_key(self) -> None:
        if self._pane.is_asking:
            self._pane.ask()
        elif self._findings and self.presenter.can_repair:
            self._pane.show_question(self._findings, self._formats())
            self._name_keys()

    def _on_repair_asked(self, reason: str) -> None:
        self.presenter.repair(reason)

    def _on_declined(self) -> None:
        self._pane.show_detail()
        self._name_keys()
        self._list.setFocus()

    def _on_back(self) -> None:
        if self._pane.is_asking:
            self._on_declined()
        else:
            self._leave()

    def _on_stop(self) -> None:
        self.presenter.stop()

    def _on_send(self) -> None:
        self.presenter.send_now()

    def _on_progress(self, done: object, whole: object) -> None:
        assert isinstance(done, int)
        assert isinstance(whole, int)
        self._pane.show_progress(done, whole)


def _upwards(part: QWidget) -> QWidget:
    """Return the part so that what it leaves empty is below it."""
    holder = QWidget()
    layout = QVBoxLayout(holder)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.addWidget(part)
    return holder


def _asked_words(server: ServerList, formats: Formats) -> str:
    if server.asked_at is None:
        return translate("Doctor", "The server has not been asked since this till was started.")
    time = formats.moment(server.asked_at)
    if server.is_online:
        return translate("Doctor", "The server was last asked {time}.", time=time)
    return translate(
        "Doctor",
        "The server cannot be reached now.\nIt was last asked {time}; this is what it said then.",
        time=time,
    )
