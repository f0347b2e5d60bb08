"""One bad entry never blocks the rest: kept in its place, with a reason, and the series goes on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any
from uuid import UUID

import httpx
import msgspec
import pytest
from sqlalchemy import Column, select

from pos.domain.canonical import canonical
from pos.domain.chain import ChainHead
from pos.domain.event import EventKind, SealedEvent, event_hash
from pos.domain.signature import Purpose
from pos.server import apply as apply_module
from pos.server import opening, tables
from pos.wire.messages import EntryMessage, MarkAnswer, PushRequest, RegisterStateAnswer
from pos.wire.sale_payload import sale_payload
from tests.builders import a_push, a_sale, as_entry
from tests.servers import (
    RegisterOverHttp,
    RunningServer,
    effects,
    enrol_over_http,
    refusal,
    rows,
)

BAD = 3  # the sequence number of the entry in question: behind the enrolment and an opening


def a_bad_entry(till: RegisterOverHttp, body: bytes) -> SealedEvent:
    """Write any bytes behind the last entry, under a genuine signature."""
    digest = event_hash(body)
    sig = till.key.sign(Purpose.EVENT, bytes.fromhex(digest))
    sealed = SealedEvent(body, digest, sig)
    till.journal.head = ChainHead(till.journal.head.seq + 1, digest)
    till.journal.sealed.append(sealed)
    return sealed


def a_body(till: RegisterOverHttp, **changes: Any) -> dict[str, Any]:
    """Return an event behind the last one, as names and values."""
    event = till.journal.event(EventKind.DRAWER_OPENED, {"reason": "change"})
    content: dict[str, Any] = msgspec.json.decode(event.body())
    return content | changes


def with_sales_behind(till: RegisterOverHttp, write_bad: Callable[[], object]) -> PushRequest:
    """Return a whole journal with something bad in the middle and two sales behind it."""
    till.journal.open()
    write_bad()
    till.journal.sell()
    till.journal.sell()
    return till.journal.push()


def failing(error: Exception) -> Callable[..., None]:
    """Return an applier with a fault."""

    def fail(*_: object) -> None:
        raise error

    return fail


def require_kept(
    server: RunningServer, till: RegisterOverHttp, push: PushRequest, reason: str
) -> MarkAnswer:
    """Push twice: the bad entry is in quarantine, what is behind it applied, and that once."""
    mark = till.push(push)
    assert (mark.high_water, mark.head_hash) == (5, till.journal.head.hash)
    assert mark.quarantined == [BAD]
    (found,) = column_of(till, tables.quarantine.c.reason)
    assert reason in found
    assert column_of(till, tables.journal_entry.c.body) == [one.body for one in push.entries]
    assert len(column_of(till, tables.sale.c.total)) == 2
    before = effects(server)

    assert till.push(push) == mark
    assert effects(server) == before
    assert column_of(till, tables.quarantine.c.reason) == [found]
    state = till.get("/v1/register", RegisterStateAnswer)
    assert (state.mark.high_water, state.mark.quarantined) == (5, [BAD])
    return mark


def column_of(till: RegisterOverHttp, column: Column[Any]) -> list[Any]:
    """Return a column of the register's rows, in the order of the table's key."""
    register, table = tables.register.c, column.table
    query = (
        select(column)
        .where(register.register_id == table.c.register_id, register.uuid == till.id.bytes)
        .order_by(*table.primary_key)
    )
    with till.server.database.read() as db:
        return list(db.execute(query).scalars())


class TestABodyThatIsNoEvent:
    BODIES = (
        (b"", "cannot be read"),
        (b"null", "it is not an event"),
        (b"[1,2]", "it is not an event"),
        (b"{}", "missing required field"),
        (b'{"seq":3,"prev_hash"', "cannot be read"),
        (b"[" * 50_000, "cannot be read"),
        (b'{"seq":1e400}', "cannot be read"),
        (b'{"seq":"three","prev_hash":7,"kind":{},"event_id":"x"}', "cannot be read"),
        ('{"name":"\u202eabc\x1b[31m"}'.encode(), "cannot be read"),
    )

    def test_is_kept_with_the_reason_and_the_rest_goes_on(
        self, server: RunningServer, http: httpx.Client
    ) -> None:
        for number, (body, reason) in enumerate(self.BODIES):
            till = enrol_over_http(server, http, f"Till {number}")
            push = with_sales_behind(till, partial(a_bad_entry, till, body))

            require_kept(server, till, push, reason)

    def test_is_kept_at_the_beginning_of_a_push_too(
        self, server: RunningServer, till: RegisterOverHttp
    ) -> None:
        push = with_sales_behind(till, lambda: a_bad_entry(till, b"{"))
        till.push(PushRequest(series=1, entries=push.entries[:2]))

        mark = till.push(PushRequest(series=1, entries=push.entries[2:]))

        assert (mark.high_water, mark.quarantined) == (5, [BAD])
        assert rows(server, tables.sale) == 2

    def test_is_kept_where_the_push_says_if_nothing_is_behind_it(
        self, server: RunningServer, till: RegisterOverHttp
    ) -> None:
        till.journal.open()
        till.push(till.journal.push())
        bad = as_entry(a_bad_entry(till, b"{"))

        mark = till.push(PushRequest(series=1, entries=[bad], first=BAD))
        till.journal.sell()

        assert (mark.high_water, mark.quarantined) == (3, [BAD])
        assert till.push(till.journal.push()).high_water == 4
        assert rows(server, tables.sale) == 1

    def test_has_to_wait_if_nobody_says_where_it_stands(self, till: RegisterOverHttp) -> None:
        till.journal.open()
        till.push(till.journal.push())
        bad = as_entry(a_bad_entry(till, b"{"))

        refused = refusal(till.send(PushRequest(series=1, entries=[bad])), 422)

        assert refused.error == "entry_invalid"
        assert "cannot be placed" in refused.message

    def test_does_not_fill_a_gap(self, server: RunningServer, till: RegisterOverHttp) -> None:
        push = with_sales_behind(till, lambda: a_bad_entry(till, b"{"))
        without_second = [push.entries[0], *push.entries[2:]]

        refused = refusal(till.send(PushRequest(series=1, entries=without_second)), 409)

        assert refused.error == "gap"
        assert refused.mark is not None
        assert refused.mark.high_water == 1
        assert rows(server, tables.quarantine) == 0

    def test_cannot_hide_another_history(
        self, server: RunningServer, till: RegisterOverHttp
    ) -> None:
        till.push(till.journal.push())
        body = canonical(a_body(till, prev_hash="f" * 64, novelty=1))
        bad = a_bad_entry(till, body)

        refused = refusal(till.send(PushRequest(series=1, entries=[as_entry(bad)], first=2)), 409)

        assert refused.error == "fork"


class TestABodyThatIsNotCanonical:
    FORMS = (
        (b'"actor"', b' "actor"'),
        (b'{"actor"', b'{"actor":null,"actor"'),
        (b'"change"', b'"\\u0063hange"'),
        (b'"change"', b'"cafe\xcc\x81"'),
    )

    def test_is_kept_and_the_rest_goes_on(self, server: RunningServer, http: httpx.Client) -> None:
        for number, (canonical_form, other) in enumerate(self.FORMS):
            till = enrol_over_http(server, http, f"Till {number}")
            till.journal.open()
            body = canonical(a_body(till)).replace(canonical_form, other, 1)
            a_bad_entry(till, body)
            till.journal.sell()
            till.journal.sell()

            require_kept(server, till, till.journal.push(), "cannot be read")


class TestAnEntryOfANewerProgram:
    def test_with_more_fields_is_kept_and_shown(
        self, server: RunningServer, till: RegisterOverHttp
    ) -> None:
        push = with_sales_behind(
            till, lambda: a_bad_entry(till, canonical(a_body(till, weather="rain")))
        )

        require_kept(server, till, push, "a newer program wrote it: it says “weather”")

    def test_of_a_kind_that_is_not_known_is_kept_and_shown(
        self, server: RunningServer, till: RegisterOverHttp
    ) -> None:
        push = with_sales_behind(till, lambda: till.journal.write("loyalty_granted", {}))

        require_kept(server, till, push, "does not know what “loyalty_granted” is")

    def test_in_a_newer_version_is_kept_and_shown(
        self, server: RunningServer, till: RegisterOverHttp
    ) -> None:
        payload = sale_payload(a_sale(till.id), receipt_number=1)
        push = with_sales_behind(
            till, lambda: till.journal.write(EventKind.SALE_COMPLETED, payload, version=2)
        )

        require_kept(server, till, push, "a newer program (version 2)")

    def test_with_a_kind_that_no_database_can_store_is_kept(
        self, server: RunningServer, till: RegisterOverHttp
    ) -> None:
        push = with_sales_behind(till, lambda: till.journal.write("a\0b", {}))

        require_kept(server, till, push, "does not know what")


class TestAnEventIdThatIsTaken:
    def test_by_the_same_register_is_kept_without_its_effects(
        self, server: RunningServer, till: RegisterOverHttp
    ) -> None:
        first = msgspec.json.decode(till.journal.sealed[0].body)["event_id"]
        push = with_sales_behind(
            till,
            lambda: till.journal.write(
                EventKind.SALE_COMPLETED, sale_payload(a_sale(till.id)), event_id=first
            ),
        )

        require_kept(server, till, push, "its id stands for another entry already")

    def test_by_another_register_is_kept_without_its_effects(
        self, server: RunningServer, http: httpx.Client, till: RegisterOverHttp
    ) -> None:
        till.push(till.journal.push())
        taken = msgspec.json.decode(till.journal.sealed[0].body)["event_id"]
        other = enrol_over_http(server, http, "Till 2")
        other.journal.open()
        other.journal.write(EventKind.DRAWER_OPENED, {"reason": "x"}, event_id=taken)
        other.journal.sell()

        mark = other.push(other.journal.push())

        assert (mark.high_water, mark.quarantined) == (4, [BAD])
        assert (rows(server, tables.sale), rows(server, tables.drawer_opening)) == (1, 0)


class TestAnEntryOfAnotherPlace:
    def test_is_kept_although_it_is_signed(self, server: RunningServer, http: httpx.Client) -> None:
        elsewhere = UUID(int=7)
        for changes in ({"store": elsewhere}, {"register": elsewhere}, {"series": 7}):
            (name,) = changes
            till = enrol_over_http(server, http, f"Till in another {name}")
            kind, payload = EventKind.DRAWER_OPENED, {"reason": "x"}
            push = with_sales_behind(till, partial(till.journal.write, kind, payload, **changes))

            require_kept(server, till, push, "another store, register or series")

    def test_does_not_take_an_id_from_those_whose_it_is(
        self, server: RunningServer, http: httpx.Client, till: RegisterOverHttp
    ) -> None:
        sale = till.journal.open()
        event_id = msgspec.json.decode(sale.body)["event_id"]
        other = enrol_over_http(server, http, "Till 2")
        other.journal.write("x", {}, register=till.id, event_id=event_id)
        other.push(other.journal.push())

        assert till.push(till.journal.push()).quarantined == []

    def test_under_the_name_of_another_key_is_kept(
        self, server: RunningServer, till: RegisterOverHttp
    ) -> None:
        push = with_sales_behind(till, lambda: till.journal.write("x", {}, key_id="0" * 32))

        require_kept(server, till, push, "another key")


class TestADamagedSignature:
    def spoiled(self, push: PushRequest, at: int, sig: str = "") -> PushRequest:
        entries = list(push.entries)
        entries[at] = EntryMessage(body=entries[at].body, sig=sig)
        return PushRequest(series=1, entries=entries)

    def test_is_made_up_for_by_the_entry_behind(
        self, server: RunningServer, http: httpx.Client
    ) -> None:
        for number, sig in enumerate(["", "not base64", "AAAA"]):
            till = enrol_over_http(server, http, f"Till {number}")
            push = self.spoiled(with_sales_behind(till, till.journal.sell), BAD - 1, sig)

            require_kept(server, till, push, "its signature is damaged")

    def test_of_several_is_made_up_for_by_the_last_one(
        self, server: RunningServer, till: RegisterOverHttp
    ) -> None:
        push = with_sales_behind(till, till.journal.sell)
        for at in range(4):
            push = self.spoiled(push, at)

        mark = till.push(push)

        assert (mark.high_water, mark.quarantined) == (5, [1, 2, 3, 4])

    def test_of_the_last_one_waits_for_the_next(
        self, server: RunningServer, till: RegisterOverHttp
    ) -> None:
        whole = with_sales_behind(till, till.journal.sell)

        refused = refusal(till.send(self.spoiled(whole, 4)), 422)
        till.journal.sell()
        mark = till.push(self.spoiled(till.journal.push(), 4))

        assert refused.error == "entry_invalid"
        assert refused.mark is not None
        assert refused.mark.high_water == 4
        assert (mark.high_water, mark.quarantined) == (6, [5])
        assert rows(server, tables.quarantine) == 1  # what was refused before has its place now

    def test_vouches_for_nothing_before_it(self, till: RegisterOverHttp) -> None:
        push = with_sales_behind(till, till.journal.sell)
        push = self.spoiled(self.spoiled(push, 4), 3)

        refused = refusal(till.send(push), 422)

        assert refused.mark is not None
        assert refused.mark.high_water == 3

    def test_of_changed_contents_is_never_made_up_for(
        self, server: RunningServer, till: RegisterOverHttp
    ) -> None:
        push = with_sales_behind(till, till.journal.sell)
        entries = list(push.entries)
        forged = entries[2].body.replace('"total":349', '"total":999')
        assert forged != entries[2].body
        entries[2] = EntryMessage(body=forged, sig=entries[2].sig)

        refused = refusal(till.send(PushRequest(series=1, entries=entries)), 422)

        assert refused.error == "entry_invalid"
        assert refused.mark is not None
        assert refused.mark.high_water == 2
        assert rows(server, tables.sale) == 0

    def test_is_not_made_up_for_by_a_stranger(self, till: RegisterOverHttp) -> None:
        till.journal.open()
        push = self.spoiled(till.journal.push(), 1)
        till.journal.write("x", {}, prev_hash="f" * 64)
        stranger = a_push(till.journal.sealed[-1:]).entries

        refused = refusal(till.send(PushRequest(series=1, entries=[*push.entries, *stranger])), 422)

        assert refused.mark is not None
        assert refused.mark.high_water == 1


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


class TestWhatNobodyVouchesFor:
    def test_stops_the_series_and_is_kept_once(
        self, server: RunningServer, till: RegisterOverHttp
    ) -> None:
        till.journal.open()
        sale = till.journal.sell()
        forged = replace(sale, body=sale.body.replace(b"349", b"1"))
        push = a_push([*till.journal.sealed[:2], forged])

        for _ in range(3):
            refused = refusal(till.send(push), 422)

        assert refused.error == "entry_invalid"
        assert refused.mark is not None
        assert refused.mark.high_water == 2
        assert rows(server, tables.quarantine) == 1
        assert till.push(till.journal.push()).high_water == 3

    def test_and_holds_a_nul_is_refused_in_words(
        self, server: RunningServer, till: RegisterOverHttp
    ) -> None:
        push = with_sales_behind(till, lambda: a_bad_entry(till, b'{"a":"\0"}'))

        refused = refusal(till.send(push), 422)

        assert "NUL" in refused.message
        assert rows(server, tables.quarantine) == 3
