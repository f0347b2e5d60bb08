"""Pushing journals: each entry once, in order, genuine, or kept and told apart."""

from __future__ import annotations

from base64 import b64decode, b64encode
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import httpx
import msgspec
import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from pos.domain.chain import ChainHead
from pos.domain.event import GENESIS_HASH
from pos.domain.signature import Purpose, load_verifying_key
from pos.server import tables
from pos.wire.codec import mark_bytes
from pos.wire.messages import PushRequest, RegisterStateAnswer, TotalsAnswer
from tests.builders import a_product, a_push, as_entry
from tests.keys import new_signing_key
from tests.servers import (
    RegisterOverHttp,
    RunningServer,
    effects,
    enrol_over_http,
    refusal,
    rows,
)


class TestAPush:
    def test_is_acknowledged_with_a_mark_that_the_server_signed(
        self, till: RegisterOverHttp
    ) -> None:
        till.journal.open()
        till.journal.sell()

        mark = till.push(till.journal.push())

        assert (mark.high_water, mark.head_hash) == (3, till.journal.head.hash)
        assert (mark.register, mark.series, mark.epoch) == (till.id, 1, till.enrolled.epoch)
        server_key = load_verifying_key(b64decode(till.enrolled.server_key))
        server_key.verify(Purpose.ACKNOWLEDGEMENT, mark_bytes(mark), b64decode(mark.sig))

    def test_writes_every_effect_of_a_sale_once(
        self, server: RunningServer, till: RegisterOverHttp
    ) -> None:
        till.journal.open()
        till.journal.sell([a_product(1), a_product(2)])

        till.push(till.journal.push())

        # sale, lines, tenders, stock moves; float, cash, change; 2 + 3 + 4 postings
        assert effects(server) == (1, 2, 1, 2, 3, 9)

    def test_repeated_changes_nothing_and_gets_the_same_mark(
        self, server: RunningServer, till: RegisterOverHttp
    ) -> None:
        till.journal.open()
        till.journal.sell()
        first = till.push(till.journal.push())
        before = effects(server)

        again = till.push(till.journal.push())

        assert again == first
        assert effects(server) == before

    def test_sent_at_once_over_several_connections_is_taken_once(
        self, server: RunningServer, till: RegisterOverHttp
    ) -> None:
        till.journal.open()
        for _ in range(40):
            till.journal.sell()
        push = till.journal.push()

        with ThreadPoolExecutor(4) as connections:
            marks = list(connections.map(lambda _: till.push(push), range(8)))

        assert {mark.high_water for mark in marks} == {42}
        assert (rows(server, tables.sale), rows(server, tables.journal_entry)) == (40, 42)

    def test_that_overlaps_what_is_held_adds_the_rest(
        self, server: RunningServer, till: RegisterOverHttp
    ) -> None:
        till.journal.open()
        till.journal.sell()
        till.push(till.journal.push())
        till.journal.sell()

        mark = till.push(till.journal.push())

        assert mark.high_water == 4
        assert rows(server, tables.sale) == 2

    def test_is_taken_compressed(self, till: RegisterOverHttp) -> None:
        till.journal.open()

        response = till.send(till.journal.push(), zstd=True)

        assert response.status_code == 200

    def test_of_nothing_tells_the_mark(self, till: RegisterOverHttp) -> None:
        mark = till.push(PushRequest(series=1, entries=[]))

        assert (mark.high_water, mark.head_hash) == (0, GENESIS_HASH)

    def test_of_hundreds_of_sales_is_taken_whole(
        self, server: RunningServer, till: RegisterOverHttp
    ) -> None:
        till.journal.open()
        for number in range(150):
            till.journal.sell([a_product(number)])

        mark = till.push(till.journal.push())

        assert mark.high_water == 152
        assert rows(server, tables.stock_move) == 150


class TestAGap:
    def test_is_told_with_the_mark_and_nothing_is_taken(
        self, server: RunningServer, till: RegisterOverHttp
    ) -> None:
        till.journal.open()
        till.push(till.journal.push())
        till.journal.sell()
        till.journal.sell()

        refused = refusal(till.send(till.journal.push(after=3)), 409)

        assert refused.error == "gap"
        assert refused.mark is not None
        assert refused.mark.high_water == 2
        assert rows(server, tables.sale) == 0

    def test_inside_a_push_takes_what_lies_before_it(self, till: RegisterOverHttp) -> None:
        till.journal.open()
        for _ in range(3):
            till.journal.sell()
        whole = till.journal.push()

        refused = refusal(
            till.send(PushRequest(series=1, entries=[*whole.entries[:3], whole.entries[4]])), 409
        )

        assert refused.error == "gap"
        assert refused.mark is not None
        assert refused.mark.high_water == 3


class TestAFork:
    def test_is_told_and_both_histories_are_kept(
        self, server: RunningServer, till: RegisterOverHttp
    ) -> None:
        till.journal.open()
        head = till.journal.head
        till.journal.sell([a_product(1)])
        till.push(till.journal.push())
        till.journal.head = head
        other = till.journal.sell([a_product(2)])

        refused = refusal(till.send(a_push([other])), 409)

        assert refused.error == "fork"
        assert refused.mark is not None
        assert refused.mark.high_water == 3
        with server.database.read() as db:
            kept = db.execute(select(tables.quarantine.c.body, tables.quarantine.c.seq)).one()
        assert kept == (other.body.decode(), 3)

    def test_repeated_is_kept_once(self, server: RunningServer, till: RegisterOverHttp) -> None:
        till.journal.open()
        head = till.journal.head
        till.journal.sell()
        till.push(till.journal.push())
        till.journal.head = head
        other = till.journal.sell()

        for _ in range(3):
            refusal(till.send(a_push([other])), 409)

        assert rows(server, tables.quarantine) == 1

    def test_behind_the_mark_shows_in_the_next_entry(self, till: RegisterOverHttp) -> None:
        till.push(till.journal.push())
        till.journal.head = replace(till.journal.head, hash="f" * 64)
        stranger = till.journal.open()

        refused = refusal(till.send(a_push([stranger])), 409)

        assert refused.error == "fork"


class TestAnEntryThatIsNotGenuine:
    def test_by_a_changed_digit_is_refused(self, till: RegisterOverHttp) -> None:
        till.journal.open()
        push = till.journal.push()
        forged = msgspec.structs.replace(
            push.entries[1], body=push.entries[1].body.replace("10000", "90000")
        )

        refused = refusal(till.send(PushRequest(series=1, entries=[push.entries[0], forged])), 422)

        assert refused.error == "entry_invalid"
        assert "signature" in refused.message
        assert refused.mark is not None
        assert refused.mark.high_water == 1

    def test_by_another_key_is_refused_and_kept(
        self, server: RunningServer, till: RegisterOverHttp
    ) -> None:
        till.journal.key = new_signing_key()
        forged = till.journal.open()

        refused = refusal(till.send(a_push([forged])), 422)

        assert refused.error == "entry_invalid"
        assert rows(server, tables.quarantine) == 1
        assert rows(server, tables.journal_entry) == 0

    def test_can_still_come_genuine_afterwards(self, till: RegisterOverHttp) -> None:
        sealed = till.journal.sealed[0]
        refusal(till.send(a_push([replace(sealed, sig=bytes(64))])), 422)

        mark = till.push(a_push([sealed]))

        assert mark.high_water == 1

    @pytest.mark.parametrize("body", ["", "null", "{}", "[" * 100_000, '{"seq":1,"seq":2}', "\x00"])
    def test_by_its_form_is_refused(self, till: RegisterOverHttp, body: str) -> None:
        entry = msgspec.structs.replace(as_entry(till.journal.sealed[0]), body=body)

        refused = refusal(till.send(PushRequest(series=1, entries=[entry])), 422)

        assert refused.error == "entry_invalid"

    @pytest.mark.parametrize("seq", [0, -1, 2**62, 2**63, 2**70])
    def test_by_its_number_changes_nothing(
        self, server: RunningServer, till: RegisterOverHttp, seq: int
    ) -> None:
        till.journal.head = ChainHead(seq - 1, till.journal.head.hash)
        stranger = till.journal.open()

        assert till.send(a_push([stranger])).status_code in {409, 422}
        assert rows(server, tables.journal_entry) == 0


class TestAnotherRegister:
    def test_cannot_push_a_journal_that_is_not_its_own(
        self, server: RunningServer, http: httpx.Client, till: RegisterOverHttp
    ) -> None:
        other = enrol_over_http(server, http, "Till 2")

        refused = refusal(other.send(till.journal.push()), 422)

        assert refused.error == "entry_invalid"
        assert rows(server, tables.journal_entry) == 0

    def test_cannot_write_under_its_own_key_for_another(
        self, server: RunningServer, http: httpx.Client, till: RegisterOverHttp
    ) -> None:
        other = enrol_over_http(server, http, "Till 2")
        other.journal.head = ChainHead()
        foreign = other.journal.write("novelty", {}, register=till.id)

        mark = other.push(a_push([foreign]))

        assert (mark.register, mark.high_water, mark.quarantined) == (other.id, 1, [1])
        assert till.get("/v1/register", RegisterStateAnswer).mark.high_water == 0

    def test_does_not_see_the_first_ones_sales(
        self, server: RunningServer, http: httpx.Client, till: RegisterOverHttp
    ) -> None:
        till.journal.open()
        till.journal.sell()
        till.push(till.journal.push())
        other = enrol_over_http(server, http, "Till 2")

        totals = other.get("/v1/register/totals", TotalsAnswer)
        state = other.get("/v1/register", RegisterStateAnswer)

        assert (totals.sales, totals.total, totals.sessions) == (0, 0, [])
        assert (state.mark.high_water, state.sessions) == (0, [])


class TestASeries:
    def test_that_was_not_given_out_is_refused(self, till: RegisterOverHttp) -> None:
        refused = refusal(till.send(PushRequest(series=2, entries=[])), 422)

        assert refused.error == "series_unknown"


class TestTheJournal:
    @pytest.mark.parametrize(
        "statement", ["UPDATE journal_entry SET seq = 9", "DELETE FROM journal_entry"]
    )
    def test_refuses_to_be_changed(
        self, server: RunningServer, till: RegisterOverHttp, statement: str
    ) -> None:
        till.push(till.journal.push())

        with pytest.raises(IntegrityError, match="never changes"), server.database.write() as db:
            db.exec_driver_sql(statement)

    def test_holds_the_exact_bytes_that_were_signed(
        self, server: RunningServer, till: RegisterOverHttp
    ) -> None:
        till.journal.open()
        till.push(till.journal.push())

        entry = tables.journal_entry.c
        with server.database.read() as db:
            held = db.execute(select(entry.body, entry.sig).order_by(entry.seq)).all()

        assert [(body.encode(), sig) for body, sig in held] == [
            (one.body, one.sig) for one in till.journal.sealed
        ]
        assert b64encode(held[0].sig).decode() == till.journal.push().entries[0].sig
