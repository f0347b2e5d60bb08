"""HTML in a product's name: shown as the text it is, on every screen that shows it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget
from sqlalchemy import update

from pos.models.catalogue import ProductRecord

NAME = '<b>Lamp</b><img src="file:///etc/passwd">'


def rendered(window: QWidget) -> list[str]:
    """Return what labels would render instead of showing it as it is."""
    return [
        label.text()
        for label in window.findChildren(QLabel)
        if "<b>Lamp" in label.text()
        and (
            label.textFormat() is Qt.TextFormat.RichText
            or (label.textFormat() is Qt.TextFormat.AutoText and Qt.mightBeRichText(label.text()))
        )
    ]


def hints(window: QWidget) -> list[str]:
    return [
        widget.toolTip()
        for widget in window.findChildren(QAbstractButton)
        if "<b>Lamp" in widget.toolTip()
    ]


class TestHtmlInAName:
    @pytest.fixture(autouse=True)
    def named(self, till) -> None:
        with till.register.database.begin() as db:
            db.execute(update(ProductRecord).where(ProductRecord.sku == "LAMP").values(name=NAME))

    def test_is_text_on_the_ticket_and_where_it_is_paid_for(self, till) -> None:
        till.enter("LAMP")

        assert till.ticket == [(NAME, "1", "24.90")]
        assert rendered(till.window) == []
        assert hints(till.window) == []

        till.key(Qt.Key.Key_F12)

        assert rendered(till.window) == []

    def test_is_text_in_what_a_search_finds(self, till) -> None:
        till.enter("desk")

        assert rendered(till.window) == []
        assert hints(till.window) == []
