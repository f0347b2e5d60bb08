"""Everyday Qt work in one bare process, and what each piece does to the counts of None and bool.

Run as a program it prints one JSON object: the work's name → drift per round of None, True, False.
It stands alone because pytest and its plugins touch the same three counts all the time.

Images, threads and senders are made once, not in each round: for each new one that is painted on
or connected, PySide keeps a few references to None for good. Such a count only grows, which costs
nothing; a count that falls ends in an abort.
"""

from __future__ import annotations

import gc
import json
import os
import sys
from collections.abc import Callable

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import (
    QAbstractTableModel,
    QEvent,
    QEventLoop,
    QMetaObject,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSettings,
    Qt,
    QThread,
    QTimer,
    Signal,
    Slot,
)
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QLabel,
    QLineEdit,
    QPushButton,
    QTableView,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

ROUNDS = 200
Index = QModelIndex | QPersistentModelIndex
Work = dict[str, Callable[[], object]]


class Speaker(QObject):
    """Emits each shape of signal that the register uses."""

    nothing_said = Signal()
    number_said = Signal(int)
    truth_said = Signal(bool)
    object_said = Signal(object)

    @Slot(int)
    def hear_number(self, number: int) -> None: ...

    @Slot()
    def hear_nothing(self) -> None: ...

    def hear_anything(self, *said: object) -> None: ...


class Overrider(QWidget):
    """Answers the virtual calls that our widgets answer."""

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)

    def event(self, event: QEvent) -> bool:
        return super().event(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        return False


class Lines(QAbstractTableModel):
    """A ticket's lines."""

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  # Qt's signature
        return 20

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  # Qt's signature
        return 3

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        return "line" if role == Qt.ItemDataRole.DisplayRole else None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        return None


def signals() -> Work:
    speaker = Speaker()
    speaker.number_said.connect(speaker.hear_number)
    speaker.number_said.connect(speaker.hear_anything)
    speaker.number_said.connect(lambda _number: None)
    speaker.nothing_said.connect(speaker.hear_nothing)
    speaker.truth_said.connect(speaker.hear_anything)
    speaker.object_said.connect(speaker.hear_anything)

    def connect_and_part() -> None:
        connection = speaker.nothing_said.connect(speaker.hear_anything)
        speaker.nothing_said.disconnect(connection)

    return {
        "emit nothing": speaker.nothing_said.emit,
        "emit a number": lambda: speaker.number_said.emit(1),
        "emit True": lambda: speaker.truth_said.emit(True),
        "emit False": lambda: speaker.truth_said.emit(False),
        "emit None": lambda: speaker.object_said.emit(None),
        "emit an object": lambda: speaker.object_said.emit(speaker),
        "connect and disconnect": connect_and_part,
        "invoke by name": lambda: QMetaObject.invokeMethod(speaker, "hear_nothing"),
        "block signals": lambda: speaker.blockSignals(False),
        "set a property": lambda: speaker.setProperty("kind", 1),
        "read a missing property": lambda: speaker.property("missing"),
    }


def widgets() -> Work:
    label = QLabel()
    button, bare_button = QPushButton(), QPushButton()
    button.clicked.connect(lambda: None)
    check_box = QCheckBox()
    check_box.toggled.connect(lambda _on: None)
    field = QLineEdit()
    field.textChanged.connect(lambda _text: None)
    left = Qt.MouseButton.LeftButton

    def show_and_hide() -> None:
        label.setVisible(True)
        label.setVisible(False)

    def type_a_word() -> None:
        field.clear()
        QTest.keyClick(field, Qt.Key.Key_A)

    return {
        "set a text": lambda: label.setText("text"),
        "show and hide": show_and_hide,
        "ask for visible and enabled": lambda: (label.isVisible(), button.isEnabled()),
        "enable": lambda: button.setEnabled(True),
        "click": button.click,
        "click without a slot": bare_button.click,
        "click with the mouse": lambda: QTest.mouseClick(button, left),
        "toggle": check_box.toggle,
        "type": type_a_word,
        "style": lambda: button.setStyleSheet(""),
        "ask for a missing parent": label.parent,
    }


def painting() -> Work:
    overrider = Overrider()
    overrider.show()
    watched = QWidget()
    watched.installEventFilter(overrider)
    model, view = Lines(), QTableView()
    view.setModel(model)
    view.show()
    table = QTableWidget(2, 2)
    image = QImage(9, 9, QImage.Format.Format_RGB32)

    def paint_an_image() -> None:
        painter = QPainter(image)
        painter.drawText(1, 8, "x")
        painter.end()

    def reset() -> None:
        model.beginResetModel()
        model.endResetModel()

    return {
        "paint and answer events": overrider.grab,
        "filter events": lambda: QApplication.sendEvent(watched, QEvent(QEvent.Type.User)),
        "paint a table": view.grab,
        "reset a model": reset,
        "answer None for a role": lambda: model.index(0, 0).data(Qt.ItemDataRole.DecorationRole),
        "set an item": lambda: table.setItem(0, 0, QTableWidgetItem("x")),
        "paint an image": paint_an_image,
    }


def running() -> Work:
    app = QApplication.instance()
    assert app is not None

    def turn_the_loop() -> None:
        QTimer.singleShot(0, lambda: None)
        loop = QEventLoop()
        QTimer.singleShot(0, loop.quit)
        loop.exec()

    speaker, thread, loop = Speaker(), QThread(), QEventLoop()
    thread.started.connect(
        lambda: speaker.truth_said.emit(True), Qt.ConnectionType.DirectConnection
    )
    speaker.truth_said.connect(thread.quit, Qt.ConnectionType.QueuedConnection)
    thread.finished.connect(loop.quit)

    def cross_threads() -> None:
        thread.start()
        loop.exec()
        thread.wait()

    return {
        "process events": app.processEvents,
        "turn an event loop": turn_the_loop,
        "cross threads": cross_threads,
        "translate": lambda: app.translate("context", "text"),
        "read a missing setting": lambda: QSettings().value("missing"),
        "use the clipboard": lambda: QApplication.clipboard().setText("x"),
    }


def drift(work: Callable[[], object]) -> tuple[float, float, float]:
    """Return by how much one round of `work` moves the counts of None, True and False."""
    work()
    work()
    before = _counts()
    for _ in range(ROUNDS):
        work()
    none, true, false = (b - a for a, b in zip(before, _counts(), strict=True))
    return none / ROUNDS, true / ROUNDS, false / ROUNDS


def _counts() -> tuple[int, int, int]:
    gc.collect()
    return sys.getrefcount(None), sys.getrefcount(True), sys.getrefcount(False)


def main() -> None:
    app = QApplication([])
    works = signals() | widgets() | painting() | running()
    sys.stdout.write(json.dumps({name: drift(work) for name, work in works.items()}))
    sys.stdout.flush()
    del app
    os._exit(0)  # what Qt does when it goes is another test's business


if __name__ == "__main__":
    main()
