"""GET /v1/journal: a register's own entries, exactly as it pushed them, and nobody else's."""

from __future__ import annotations

from base64 import b64decode, b64encode
from typing import Any

import httpx
import pytest
from sqlalchemy import select

from pos.domain.event import EventKind
from pos.domain.signature import Purpose, SigningKey
from pos.runtime.ids import SystemChance, SystemIds
from pos.server import journal_pages, tables
from pos.server.enrolment import new_code
from pos.server.registers import register_by_id
from pos.wire.codec import decode, journal_page_bytes, mark_bytes
from pos.wire.messages import EnrolAnswer, JournalPage
from tests.builders import JournalWriter, a_push, as_entry
from tests.keys import new_signing_key
from tests.servers import (
    RegisterOverHttp,
    RunningServer,
    an_enrol_request,
    ask,
    enrol_over_http,
    post,
    refusal,
)


@pytest.fixture
def sold(till: RegisterOverHttp) -> RegisterOverHttp:
    """A register that pushed its enrolment, an opening and three sales."""
    till.journal.open()
    for _ in range(3):
        till.journal.sell()
    till.push(till.journal.push())
    return till


def page_of(register: RegisterOverHttp, **query: object) -> JournalPage:
    return register.get("/v1/journal", JournalPage, **{"series": 1, "after": 0, **query})


def other_device(
    server: RunningServer, register: RegisterOverHttp, http: httpx.Client
) -> tuple[EnrolAnswer, SigningKey]:
    """Let another device take the register over; return what it was told, and its key."""
    key = new_signing_key()
    with server.database.write() as db:
        known = register_by_id(db, server.store_number, register.id)
        assert known is not None
        code = new_code(
            db,
            server.store_number,
            known.number,
            chance=SystemChance(),
            now=server.clock.now(),
            replaces=known.series,
        )
    return ask(http, "/v1/enrolments", an_enrol_request(code, key), EnrolAnswer), key


class TestAPage:
    def test_holds_the_entries_as_they_were_pushed(self, sold: RegisterOverHttp) -> None:
        page = page_of(sold)

        assert page.entries == [as_entry(sealed) for sealed in sold.journal.sealed]
        assert (page.mark.high_water, page.mark.head_hash) == (5, sold.journal.head.hash)
        assert not page.more

    def test_is_signed_whole_and_names_the_key(
        self, sold: RegisterOverHttp, server: RunningServer
    ) -> None:
        page, key = page_of(sold), server.key.verifying_key

        key.verify(Purpose.JOURNAL_PAGE, journal_page_bytes(page), b64decode(page.sig))
        key.verify(Purpose.ACKNOWLEDGEMENT, mark_bytes(page.mark), b64decode(page.mark.sig))
        (signer,) = page.keys
        assert signer.key_id == sold.key.verifying_key.key_id
        assert b64decode(signer.public_key) == sold.key.verifying_key.der

    def test_begins_after_a_number_and_is_bounded_by_count(self, sold: RegisterOverHttp) -> None:
        page = page_of(sold, after=1, limit=2)

        assert page.entries == [as_entry(sealed) for sealed in sold.journal.sealed[1:3]]
        assert page.more

    def test_is_bounded_by_size_but_never_empty(
        self, sold: RegisterOverHttp, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(journal_pages, "CHARACTERS_MAX", 10)

        page = page_of(sold)

        assert (len(page.entries), page.more) == (1, True)

    def test_is_empty_behind_the_last_entry(self, sold: RegisterOverHttp) -> None:
        page = page_of(sold, after=99)

        assert (page.entries, page.more) == ([], False)

    def test_is_of_the_caller_whoever_else_sold(
        self, sold: RegisterOverHttp, server: RunningServer, http: httpx.Client
    ) -> None:
        other = enrol_over_http(server, http, "Till 2")

        assert page_of(other).entries == []


class TestAPageThatThereIsNot:
    def test_of_an_unknown_series_is_refused(self, sold: RegisterOverHttp) -> None:
        answer = sold.http.get("/v1/journal", params={"series": 2}, headers=sold.headers)

        assert refusal(answer, 404).error == "series_unknown"

    @pytest.mark.parametrize(
        "query",
        [
            {},
            {"series": 0},
            {"series": "x"},
            {"series": 2**63},
            {"series": 1, "after": -1},
            {"series": 1, "after": 2**63},
            {"series": 1, "limit": 0},
        ],
    )
    def test_of_no_numbers_is_refused(
        self, sold: RegisterOverHttp, query: dict[str, object]
    ) -> None:
        answer = sold.http.get("/v1/journal", params=query, headers=sold.headers)

        assert refusal(answer, 422).error == "invalid"

    def test_without_a_token_is_refused(self, sold: RegisterOverHttp) -> None:
        refusal(sold.http.get("/v1/journal", params={"series": 1}), 401)

    def test_takes_no_absurd_limit(self, sold: RegisterOverHttp) -> None:
        assert len(page_of(sold, limit=10**9).entries) == 5


class TestAReplacedDevice:
    def test_has_its_token_taken_away_at_once(
        self, sold: RegisterOverHttp, server: RunningServer, http: httpx.Client
    ) -> None:
        other_device(server, sold, http)

        answer = http.get("/v1/register", headers=sold.headers)

        refusal(answer, 401)

    def test_is_told_so_when_it_asks_for_another(
        self, sold: RegisterOverHttp, server: RunningServer, http: httpx.Client
    ) -> None:
        other_device(server, sold, http)

        with pytest.raises(AssertionError, match="was replaced by another one"):
            sold.sign_in()

    def test_cannot_have_its_entries_pushed_by_the_new_one(
        self, sold: RegisterOverHttp, server: RunningServer, http: httpx.Client
    ) -> None:
        left = sold.journal.sell()
        enrolled, key = other_device(server, sold, http)
        new = RegisterOverHttp(server, http, key, enrolled, sold.journal)
        new.sign_in()

        for series in (1, 2):
            answer = new.send(a_push([left], series))

            assert refusal(answer, 422).error in {"series_unknown", "entry_invalid"}
        assert page_of(new).mark.high_water == 5

    def test_gives_the_new_one_its_series_with_its_own_key(
        self, sold: RegisterOverHttp, server: RunningServer, http: httpx.Client
    ) -> None:
        enrolled, key = other_device(server, sold, http)
        new = RegisterOverHttp(server, http, key, enrolled, sold.journal)
        new.sign_in()

        older, newer = page_of(new), page_of(new, series=2)

        assert enrolled.series == 2
        assert [one.key_id for one in older.keys] == [sold.key.verifying_key.key_id]
        assert [one.key_id for one in newer.keys] == [key.verifying_key.key_id]
        assert (len(older.entries), newer.mark.high_water) == (5, 0)

    @pytest.mark.parametrize(
        ("change", "sentence"),
        [
            ({}, None),
            ({"continues": None}, "the server holds entry 5 of series 1"),
            ({"continues": {"seq": 4}}, "the server holds entry 5 of series 1"),
            ({"continues": {"series": 2}}, "the server holds entry 5 of series 1"),
            ({"continues": {"hash": "9" * 64}}, "the server holds entry 5 of series 1"),
            ({"public_key": "AAAA"}, "another key"),
        ],
    )
    def test_is_continued_by_an_entry_that_the_server_checks(
        self,
        sold: RegisterOverHttp,
        server: RunningServer,
        http: httpx.Client,
        change: dict[str, Any],
        sentence: str | None,
    ) -> None:
        enrolled, key = other_device(server, sold, http)
        writer = JournalWriter(
            store=sold.journal.store,
            register=sold.id,
            series=2,
            key=key,
            clock=server.clock,
            ids=SystemIds(),
        )
        new = RegisterOverHttp(server, http, key, enrolled, writer)
        new.sign_in()
        continues = {"series": 1, "seq": 5, "hash": sold.journal.head.hash}
        said = {
            "register_name": "Till 1",
            "public_key": b64encode(key.verifying_key.der).decode(),
            "continues": continues,
        } | change
        if change.get("continues"):
            said["continues"] = continues | change["continues"]
        writer.write(EventKind.REGISTER_ENROLLED, said)

        mark = new.push(writer.push())

        assert (mark.high_water, mark.quarantined) == (1, [])
        assert mark.flagged == ([] if sentence is None else [1])
        with server.database.read() as db:
            reasons = list(db.execute(select(tables.flag.c.reason)).scalars())
        assert [sentence in reason for reason in reasons] == [True] * len(mark.flagged)

    def test_cannot_be_enrolled_again_elsewhere(
        self, sold: RegisterOverHttp, server: RunningServer, http: httpx.Client
    ) -> None:
        other_device(server, sold, http)

        answer = post(http, "/v1/enrolments", an_enrol_request(server.code("Till 9"), sold.key))

        assert refusal(answer, 409).error == "already_enrolled"


def test_a_page_can_be_read_as_it_is_sent(sold: RegisterOverHttp) -> None:
    answer = sold.http.get("/v1/journal", params={"series": 1}, headers=sold.headers)

    assert decode(answer.content, JournalPage) == page_of(sold)
