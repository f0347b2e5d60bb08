"""Pages of the feed are signed: a bit that changes on the way changes no price."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import replace

import pytest

from pos.domain.signature import Purpose
from pos.sync.transport import Reply
from pos.wire.codec import feed_page_bytes
from pos.wire.messages import FeedPage
from tests.fakes_server import SERVER_KEY, a_reply
from tests.fakes_sync import ExchangeInTest
from tests.keys import new_signing_key
from tests.unit.sync.test_pull import MILK, changed

PAGE = FeedPage(changes=[changed(MILK)], cursor="c9", more=False)


def signed(reply: Reply, key: object = SERVER_KEY) -> Reply:
    sig = key.sign(Purpose.FEED_PAGE, feed_page_bytes(reply.body))  # type: ignore[attr-defined]
    return replace(reply, signature=b64encode(sig).decode())


GENUINE = signed(a_reply(PAGE))


class TestASignedPage:
    @pytest.mark.parametrize(
        "damaged",
        [
            replace(GENUINE, body=GENUINE.body.replace(b"1.29", b"1.28")),
            replace(GENUINE, signature="AAAA"),
            replace(GENUINE, signature="é"),
            signed(a_reply(PAGE), new_signing_key()),
        ],
        ids=["in its price", "in its signature", "beyond base64", "by another server"],
    )
    @pytest.mark.parametrize("path", ["/v1/feed", "/v1/feed/snapshot"])
    def test_that_was_damaged_changes_nothing(
        self, exchange: ExchangeInTest, path: str, damaged: Reply
    ) -> None:
        if path == "/v1/feed":
            assert exchange.engine.cycle().problem is None
        before = exchange.dump()["product"]
        exchange.server.answer_next(path, damaged)

        assert "damaged on its way" in str(exchange.engine.cycle().problem)
        assert exchange.dump()["product"] == before

    def test_is_applied_as_it_is(self, exchange: ExchangeInTest) -> None:
        exchange.server.answer_next("/v1/feed/snapshot", GENUINE)

        assert exchange.engine.cycle().problem is None
        assert "MILK" in str(exchange.dump()["product"])
