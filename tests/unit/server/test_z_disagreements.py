"""What a Z report claims and the server computes differently: each figure, with both amounts."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from pos.domain.cash_movement import MovementKind
from pos.domain.currency import CurrencyCode
from pos.server.own_figures import OwnFigures
from pos.server.z_disagreements import z_disagreements
from pos.wire.payloads import SessionClosedPayload
from tests.builders import JournalWriter

USD = CurrencyCode("USD")


@pytest.fixture
def payload() -> SessionClosedPayload:
    writer = JournalWriter()
    writer.open()
    writer.sell()
    writer.move_cash(MovementKind.PAID_OUT, 500)
    writer.count()
    closed = msgspec.json.decode(writer.close().body)["payload"]
    return msgspec.convert(closed, SessionClosedPayload)


def own(**changes: Any) -> OwnFigures:
    fields: dict[str, Any] = {
        "opening_float": 10_000,
        "sales": 1,
        "lines": 1,
        "gross": 349,
        "change": 51,
        "tax": (("standard", 80_000, 323, 26),),
        "tenders": (("cash", 1, 349),),
        "cash_tendered": 400,
        "movements": (("paid_out", 1, -500),),
    }
    return OwnFigures(**(fields | changes))


def said(payload: SessionClosedPayload, figures: OwnFigures) -> list[str]:
    return list(z_disagreements(payload, figures, USD))


class TestZDisagreements:
    def test_are_none_where_both_say_the_same(self, payload: SessionClosedPayload) -> None:
        assert said(payload, own()) == []

    @pytest.mark.parametrize(
        ("changes", "sentence"),
        [
            ({"sales": 2}, "sales differ, claimed 1, computed 2"),
            ({"gross": 350}, "gross differ, claimed 3.49 USD, computed 3.50 USD"),
            ({"opening_float": 0}, "expected cash differ, claimed 98.49 USD, computed -1.51 USD"),
            ({"opening_float": 0}, "variance differ, claimed 0.00 USD, computed 100.00 USD"),
            ({"tenders": ()}, "tenders cash differ, claimed 1 of 3.49 USD, computed none"),
            (
                {"movements": (("paid_in", 2, 7),)},
                "movements paid_in differ, claimed none, computed 2 of 0.07 USD",
            ),
            (
                {"tax": (("standard", 80_000, 322, 27),)},
                "tax standard 0.08 differ, claimed 3.23 USD net, 0.26 USD tax, "
                "computed 3.22 USD net, 0.27 USD tax",
            ),
        ],
    )
    def test_name_both_figures(
        self, payload: SessionClosedPayload, changes: dict[str, Any], sentence: str
    ) -> None:
        assert f"Z report: {sentence}" in said(payload, own(**changes))

    def test_name_a_count_that_nobody_made(self, payload: SessionClosedPayload) -> None:
        uncounted = msgspec.structs.replace(payload, counted=None)

        assert said(uncounted, own()) == [
            "Z report: variance differ, claimed 0.00 USD, computed none"
        ]

    def test_name_another_currency(self, payload: SessionClosedPayload) -> None:
        foreign = msgspec.structs.replace(payload, currency="XXX")

        assert said(foreign, own()) == ["Z report: it is in XXX, the store's currency is USD"]
