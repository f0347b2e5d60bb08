"""One bad entry never blocks the rest: kept in its place, with a reason, and the series goes on."""

from __future__ import annotations

from functools import partial
from uuid import UUID

import httpx
import msgspec

from pos.domain.canonical import canonical
from pos.domain.event import EventKind
from pos.server import tables
from pos.wire.messages import PushRequest
from pos.wire.sale_payload import sale_payload
from tests.builders import a_sale, as_entry
from tests.contract.bad_entries import (
    BAD,
    a_bad_entry,
    a_body,
    require_kept,
    with_sales_behind,
)
from tests.servers import (
    RegisterOverHttp,
    RunningServer,
    enrol_over_http,
    refusal,
    rows,
)


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
