"""The feed: pages behind a cursor, a snapshot of everything, nothing of another epoch."""

from __future__ import annotations

import hashlib
from base64 import b64decode

import httpx
import msgspec
import pytest
from sqlalchemy import insert

from pos.domain.signature import Purpose
from pos.runtime.ids import SystemIds
from pos.server import tables
from pos.server.feeds import put
from pos.wire.codec import decode, encode
from pos.wire.messages import ChangeMessage, FeedPage, ProductMessage, StoreMessage
from tests.servers import RegisterOverHttp, RunningServer, refusal


def a_product_message(number: int, *, name: str = "Thing") -> ProductMessage:
    return ProductMessage(
        sku=f"S{number:04}", name=name, unit="each", price="1.5", tax_category="standard"
    )


def put_products(server: RunningServer, *products: ProductMessage) -> None:
    with server.database.write() as db:
        put(db, 1, "product", {one.sku: encode(one) for one in products})


def read_all(till: RegisterOverHttp, *, limit: int, cursor: str = "") -> list[ChangeMessage]:
    changes: list[ChangeMessage] = []
    while True:
        page = till.get("/v1/feed", FeedPage, cursor=cursor, limit=limit)
        assert len(page.changes) <= limit
        changes += page.changes
        cursor = page.cursor
        if not page.more:
            return changes


class TestTheFeed:
    def test_begins_with_the_store_and_its_tax_rates(
        self, server: RunningServer, till: RegisterOverHttp
    ) -> None:
        changes = read_all(till, limit=100)

        assert [one.topic for one in changes] == ["store", "tax_rate", "tax_rate", "tax_rate"]
        told = msgspec.json.decode(changes[0].content, type=StoreMessage)
        assert told == till.enrolled.store

    def test_comes_in_pages_that_miss_and_repeat_nothing(
        self, server: RunningServer, till: RegisterOverHttp
    ) -> None:
        put_products(server, *(a_product_message(number) for number in range(25)))

        keys = [one.key for one in read_all(till, limit=7) if one.topic == "product"]

        assert keys == [f"S{number:04}" for number in range(25)]

    def test_gives_only_what_came_after_the_cursor(
        self, server: RunningServer, till: RegisterOverHttp
    ) -> None:
        cursor = till.get("/v1/feed", FeedPage).cursor
        put_products(server, a_product_message(1))

        assert [one.key for one in read_all(till, limit=9, cursor=cursor)] == ["S0001"]

    def test_moves_a_thing_that_changed_to_the_end(
        self, server: RunningServer, till: RegisterOverHttp
    ) -> None:
        put_products(server, a_product_message(1), a_product_message(2))
        put_products(server, a_product_message(1, name="Other"))

        keys = [one.key for one in read_all(till, limit=9) if one.topic == "product"]

        assert keys == ["S0002", "S0001"]

    def test_does_not_repeat_what_was_put_again_as_it_is(
        self, server: RunningServer, till: RegisterOverHttp
    ) -> None:
        put_products(server, a_product_message(1))
        cursor = till.get("/v1/feed", FeedPage).cursor
        put_products(server, a_product_message(1))

        assert read_all(till, limit=9, cursor=cursor) == []

    def test_tells_a_deleted_thing_without_content(
        self, server: RunningServer, till: RegisterOverHttp
    ) -> None:
        put_products(server, a_product_message(1))
        cursor = till.get("/v1/feed", FeedPage).cursor
        with server.database.write() as db:
            put(db, 1, "product", {"S0001": None})

        (change,) = read_all(till, limit=9, cursor=cursor)

        assert (change.key, change.is_tombstone) == ("S0001", True)

    @pytest.mark.parametrize("limit", ["0", "-1", "x", "1.5"])
    def test_refuses_a_limit_that_is_none(self, till: RegisterOverHttp, limit: str) -> None:
        response = till.http.get("/v1/feed", params={"limit": limit}, headers=till.headers)

        assert "limit" in refusal(response, 422).message

    def test_bounds_a_limit_that_is_too_large(self, till: RegisterOverHttp) -> None:
        till.get("/v1/feed", FeedPage, limit=10**9)

    @pytest.mark.parametrize("cursor", ["x", "1", "0" * 20 + ".1", "."])
    def test_refuses_a_cursor_that_it_did_not_make(
        self, till: RegisterOverHttp, cursor: str
    ) -> None:
        response = till.http.get("/v1/feed", params={"cursor": cursor}, headers=till.headers)

        assert refusal(response, 409).error == "cursor_unknown"

    def test_refuses_a_cursor_of_an_earlier_epoch(
        self, server: RunningServer, till: RegisterOverHttp
    ) -> None:
        cursor = till.get("/v1/feed", FeedPage).cursor
        with server.database.write() as db:
            db.execute(
                insert(tables.epoch).values(
                    store_id=1, number=2, uuid=SystemIds().new_id().bytes, began_at=0
                )
            )

        response = till.http.get("/v1/feed", params={"cursor": cursor}, headers=till.headers)

        assert refusal(response, 409).error == "cursor_unknown"


class TestTheSnapshot:
    def test_holds_all_there_is_and_a_cursor_to_go_on_from(
        self, server: RunningServer, till: RegisterOverHttp
    ) -> None:
        put_products(server, *(a_product_message(number) for number in range(50)))
        with server.database.write() as db:
            put(db, 1, "product", {"S0007": None})

        snapshot = till.get("/v1/feed/snapshot", FeedPage)
        put_products(server, a_product_message(99))

        assert len([one for one in snapshot.changes if one.topic == "product"]) == 49
        assert not snapshot.more
        (after,) = read_all(till, limit=9, cursor=snapshot.cursor)
        assert after.key == "S0099"

    def test_follows_what_changes(self, server: RunningServer, till: RegisterOverHttp) -> None:
        before = len(till.get("/v1/feed/snapshot", FeedPage).changes)
        put_products(server, a_product_message(1))

        assert len(till.get("/v1/feed/snapshot", FeedPage).changes) == before + 1

    def test_comes_compressed_to_those_who_take_it(self, till: RegisterOverHttp) -> None:
        plain = till.http.get(
            "/v1/feed/snapshot", headers=till.headers | {"Accept-Encoding": "identity"}
        )
        packed = till.http.get(
            "/v1/feed/snapshot", headers=till.headers | {"Accept-Encoding": "zstd"}
        )

        assert "Content-Encoding" not in plain.headers
        assert packed.headers["Content-Encoding"] == "zstd"
        assert decode(plain.content, FeedPage) == decode(packed.content, FeedPage)


class TestASignedPage:
    @pytest.mark.parametrize("path", ["/v1/feed", "/v1/feed/snapshot"])
    @pytest.mark.parametrize("coding", ["identity", "gzip", "zstd"])
    def test_is_signed_as_it_was_before_it_was_packed(
        self, server: RunningServer, till: RegisterOverHttp, path: str, coding: str
    ) -> None:
        put_products(server, *(a_product_message(number) for number in range(100)))

        page = till.http.get(path, headers=till.headers | {"Accept-Encoding": coding})

        sig = b64decode(page.headers["Evertill-Signature"])
        digest = hashlib.sha256(page.content).digest()
        server.key.verifying_key.verify(Purpose.FEED_PAGE, digest, sig)


class TestALargePage:
    def test_comes_compressed_to_those_who_take_it(
        self, server: RunningServer, till: RegisterOverHttp, http: httpx.Client
    ) -> None:
        put_products(server, *(a_product_message(number) for number in range(100)))

        packed = http.get("/v1/feed", headers=till.headers | {"Accept-Encoding": "zstd"})

        assert packed.headers["Content-Encoding"] == "zstd"
        assert len(decode(packed.content, FeedPage).changes) == 104
