"""Effects that fail: of one entry, without a trace, and never a push as a whole."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from pos.domain.event import EventKind
from pos.server import apply as apply_module
from pos.server import opening, tables
from pos.wire.sale_payload import sale_payload
from tests.builders import a_sale
from tests.contract.bad_entries import (
    BAD,
    failing,
    require_kept,
    with_sales_behind,
)
from tests.servers import (
    RegisterOverHttp,
    RunningServer,
    enrol_over_http,
    rows,
)


class TestEffectsThatFail:
    def test_for_a_reason_that_nobody_foresaw_hold_back_that_entry_alone(
        self,
        server: RunningServer,
        http: httpx.Client,
        monkeypatch: pytest.MonkeyPatch,
        caplog: pytest.LogCaptureFixture,
    ) -> None:
        for error in (KeyError("x"), TypeError("x"), RecursionError(), AssertionError()):
            name = type(error).__name__
            monkeypatch.setitem(apply_module._APPLIERS, EventKind.DRAWER_OPENED, failing(error))
            till = enrol_over_http(server, http, name)
            push = with_sales_behind(till, till.journal.open_drawer)

            require_kept(server, till, push, f"a fault that shows with it ({name}")
        assert caplog.text.count("entry could not be applied") == 4

    def test_half_way_leave_no_trace(
        self, server: RunningServer, till: RegisterOverHttp, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        whole = apply_module._APPLIERS[EventKind.CASH_MOVED]

        def move_and_fail(*arguments: Any) -> None:
            whole(*arguments)
            raise KeyError("half-way")

        monkeypatch.setitem(apply_module._APPLIERS, EventKind.CASH_MOVED, move_and_fail)
        push = with_sales_behind(
            till,
            lambda: till.journal.write(
                EventKind.CASH_MOVED,
                {"kind": "paid_in", "amount": 100, "currency": "USD", "reason": "change"},
            ),
        )

        require_kept(server, till, push, "KeyError")
        assert rows(server, tables.cash_movement) == 0

    def test_while_they_are_computed_hold_back_that_entry_alone(
        self, server: RunningServer, till: RegisterOverHttp, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        recompute = opening.recompute_sale

        def fail(event: Any, currency: str) -> Any:
            if event.seq == BAD:
                raise KeyError("x")
            return recompute(event, currency)

        monkeypatch.setattr(opening, "recompute_sale", fail)
        push = with_sales_behind(till, till.journal.sell)

        require_kept(server, till, push, "KeyError")

    def test_by_a_rule_of_the_database_hold_back_that_entry_alone(
        self, server: RunningServer, till: RegisterOverHttp
    ) -> None:
        payload = sale_payload(a_sale(till.id), receipt_number=1)
        till.journal.open()
        for _ in range(3):
            till.journal.write(EventKind.SALE_COMPLETED, payload)
        till.journal.sell()

        mark = till.push(till.journal.push())

        assert (mark.high_water, mark.quarantined) == (6, [4, 5])
        assert rows(server, tables.sale) == 2

    def test_of_many_entries_at_once_hold_back_each(
        self, server: RunningServer, till: RegisterOverHttp
    ) -> None:
        till.journal.open()
        for number in range(60):
            if number % 7 == 0:
                till.journal.write(EventKind.CASH_MOVED, {"kind": "theft"})
            else:
                till.journal.sell()

        mark = till.push(till.journal.push())

        assert mark.quarantined == [BAD + at for at in range(0, 60, 7)]
        assert rows(server, tables.sale) == 51
