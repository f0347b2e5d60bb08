"""Refused entries: what the journal holds is none, and a full list of them stops no series."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest

from pos.server import tables, verdicts
from pos.wire.messages import EntryMessage, PushRequest
from tests.contract.bad_entries import BAD, a_bad_entry, column_of, with_sales_behind
from tests.servers import RegisterOverHttp, refusal


def a_push_of(entries: Sequence[EntryMessage]) -> PushRequest:
    return PushRequest(series=1, entries=list(entries), first=1)


def unsigned(entry: EntryMessage, sig: str = "AAAA") -> EntryMessage:
    """Return an entry as a register sends it that holds a damaged signature."""
    return EntryMessage(body=entry.body, sig=sig)


def changed(entry: EntryMessage, to: str = "0pened") -> EntryMessage:
    """Return an opening whose contents were damaged on the way."""
    return EntryMessage(body=entry.body.replace("opened", to, 1), sig=entry.sig)


def held_back(till: RegisterOverHttp, entries: Sequence[EntryMessage]) -> list[EntryMessage]:
    """Push entries of which the register holds one with a damaged signature, until it is taken."""
    stored = [*entries[: BAD - 1], unsigned(entries[BAD - 1]), *entries[BAD:]]
    refusal(till.send(a_push_of(stored)), 422)
    assert till.push(a_push_of(stored)).quarantined == [BAD]
    return stored


class TestALateRepetition:
    def test_that_ends_with_what_was_held_back_is_answered(self, till: RegisterOverHttp) -> None:
        stored = held_back(till, with_sales_behind(till, till.journal.sell).entries)

        refused = refusal(till.send(a_push_of(stored[:BAD])), 422)

        assert refused.error == "entry_invalid"
        assert refused.mark is not None
        assert refused.mark.high_water == 5
        assert column_of(till, tables.quarantine.c.body) == [None]

    def test_that_ends_with_what_cannot_be_read_keeps_it_once(self, till: RegisterOverHttp) -> None:
        push = with_sales_behind(till, lambda: a_bad_entry(till, b"{"))
        stored = held_back(till, push.entries)

        refusal(till.send(a_push_of(stored[:BAD])), 422)

        assert column_of(till, tables.quarantine.c.body) == [None]

    def test_damaged_on_the_way_makes_nothing_refused_that_is_applied(
        self, till: RegisterOverHttp
    ) -> None:
        entries = with_sales_behind(till, till.journal.sell).entries
        till.push(a_push_of(entries))
        damaged = changed(entries[1])
        assert damaged != entries[1]

        refusal(till.send(a_push_of([entries[0], damaged, *entries[2:]])), 422)

        assert column_of(till, tables.quarantine.c.body) == [damaged.body]


class TestAFullListOfRefusedEntries:
    @pytest.fixture(autouse=True)
    def short(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(verdicts, "QUARANTINE_MAX", 2)

    def test_lets_go_of_the_oldest_and_stops_no_series(self, till: RegisterOverHttp) -> None:
        entries = with_sales_behind(till, till.journal.sell).entries
        damaged = [changed(entries[1], to) for to in ("0pened", "1pened", "2pened")]
        for one in damaged:
            till.server.clock.advance(timedelta(seconds=1))
            refusal(till.send(a_push_of([entries[0], one])), 422)
        kept = column_of(till, tables.quarantine.c.body)
        assert sorted(kept) == [one.body for one in damaged[1:]]

        till.server.clock.advance(timedelta(seconds=1))
        held_back(till, entries)

        assert till.push(a_push_of(entries)).high_water == 5
        assert column_of(till, tables.quarantine.c.body) == [damaged[2].body, None]
