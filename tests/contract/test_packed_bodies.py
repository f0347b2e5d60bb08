"""Bodies packed by zstd or gzip, both ways."""

from __future__ import annotations

import pytest

from pos.server.feeds import put
from pos.wire.codec import Coding, compress, decode, decompress, encode
from pos.wire.messages import FeedPage, MarkAnswer, ProductMessage
from tests.servers import Backend, RegisterOverHttp, RunningServer

PACKED_AS = {
    "zstd": "zstd",
    "gzip": "gzip",
    "gzip, zstd": "zstd",
    "br;q=1.0, GZIP;q=0.5": "gzip",
    "zstd;q=0, gzip": "gzip",
    "zstd;q=0.000, gzip;q=0.0": "",
    "identity": "",
    "": "",
    "zstandard": "",
}


@pytest.fixture
def backend() -> Backend:
    """Ask one kind of server: how a body is packed is no matter of its database."""
    return Backend.SQLITE


@pytest.fixture
def shelf(server: RunningServer) -> RunningServer:
    """Give a server with enough products that packing them pays."""
    products = [
        ProductMessage(
            sku=f"S{number}", name="Thing", unit="each", price="1.5", tax_category="standard"
        )
        for number in range(25)
    ]
    with server.database.write() as db:
        put(db, 1, "product", {one.sku: encode(one) for one in products})
    return server


class TestAPackedPush:
    @pytest.mark.parametrize("coding", Coding)
    def test_is_taken_like_any_other(self, till: RegisterOverHttp, coding: Coding) -> None:
        headers = {"Content-Type": "application/json", "Content-Encoding": coding.upper()}
        packed = compress(encode(till.journal.push()), coding)

        response = till.http.post("/v1/journal", content=packed, headers=till.headers | headers)

        assert response.status_code == 200, response.text
        assert decode(response.content, MarkAnswer).high_water == len(till.journal.sealed)


class TestAnAnswer:
    def test_is_packed_as_the_client_takes_it(
        self, shelf: RunningServer, till: RegisterOverHttp
    ) -> None:
        for path in ("/v1/feed/snapshot", "/v1/feed"):
            for accepted, coding in PACKED_AS.items():
                headers = till.headers | {"Accept-Encoding": accepted}
                with till.http.stream("GET", path, headers=headers) as response:
                    body = b"".join(response.iter_raw())

                assert response.headers.get("content-encoding", "") == coding, accepted
                assert response.headers["vary"] == "Accept-Encoding"
                content = decompress(body, Coding(coding)) if coding else body
                assert len(decode(content, FeedPage).changes) > 20
