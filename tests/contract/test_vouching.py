"""What a damaged signature stops: nothing, if those behind the entry vouch for it."""

from __future__ import annotations

from dataclasses import replace

import httpx

from pos.server import tables
from pos.wire.messages import EntryMessage, PushRequest
from tests.builders import a_push
from tests.contract.bad_entries import (
    BAD,
    a_bad_entry,
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


class TestADamagedSignature:
    def spoiled(self, push: PushRequest, at: int, sig: str = "") -> PushRequest:
        entries = list(push.entries)
        entries[at] = EntryMessage(body=entries[at].body, sig=sig)
        return PushRequest(series=1, entries=entries)

    def is_asked_for_once_more(self, till: RegisterOverHttp, push: PushRequest, seq: int) -> None:
        refused = refusal(till.send(push), 422)
        assert refused.error == "entry_invalid"
        assert refused.mark is not None
        assert refused.mark.high_water == seq - 1

    def test_of_the_way_alone_leaves_no_trace(
        self, server: RunningServer, till: RegisterOverHttp
    ) -> None:
        whole = with_sales_behind(till, till.journal.sell)
        for sig in ("", "AAAA", "not base64!", "nor this!", "BBBB"):
            self.is_asked_for_once_more(till, self.spoiled(whole, BAD - 1, sig), BAD)

        mark = till.push(whole)

        assert (mark.high_water, mark.quarantined, mark.flagged) == (5, [], [])
        assert rows(server, tables.quarantine) == 0
        assert rows(server, tables.sale) == 3

    def test_is_made_up_for_by_the_entry_behind(
        self, server: RunningServer, http: httpx.Client
    ) -> None:
        for number, sig in enumerate(["", "not base64", "AAAA"]):
            till = enrol_over_http(server, http, f"Till {number}")
            push = self.spoiled(with_sales_behind(till, till.journal.sell), BAD - 1, sig)

            self.is_asked_for_once_more(till, push, BAD)
            require_kept(server, till, push, "its signature is damaged")

    def test_of_several_is_made_up_for_by_the_last_one(
        self, server: RunningServer, till: RegisterOverHttp
    ) -> None:
        push = with_sales_behind(till, till.journal.sell)
        for at in range(4):
            push = self.spoiled(push, at)
        self.is_asked_for_once_more(till, push, 1)

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
