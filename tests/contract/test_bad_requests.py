"""Requests that are not what the contract says: each gets a refusal, none a stack trace."""

from __future__ import annotations

import httpx
import pytest

from pos.server.bodies import DECOMPRESSED_MAX, RECEIVED_MAX
from pos.wire.codec import Coding, compress
from pos.wire.messages import PushRequest
from tests.builders import as_entry
from tests.servers import RegisterOverHttp, RunningServer, refusal

JSON = {"Content-Type": "application/json"}


class TestABody:
    @pytest.mark.parametrize(
        ("body", "status"),
        [
            (b"", 400),
            (b"<html>", 400),
            (b"\xff\xfe", 400),
            (b'{"x":' * 200_000, 400),
            (b"null", 422),
            (b"[]", 422),
            (b'{"register": 12}', 422),
            (b'{"register": "x"}', 422),
            (b'{"register": NaN}', 400),
        ],
    )
    def test_that_is_no_message_is_refused(
        self, http: httpx.Client, body: bytes, status: int
    ) -> None:
        refusal(http.post("/v1/nonces", content=body, headers=JSON), status)

    @pytest.mark.parametrize("kind", ["text/html", "application/x-www-form-urlencoded"])
    def test_of_another_kind_is_refused(self, http: httpx.Client, kind: str) -> None:
        response = http.post("/v1/nonces", content=b"{}", headers={"Content-Type": kind})

        assert refusal(response, 415).error == "unsupported"

    @pytest.mark.parametrize("coding", ["br", "deflate", "zstd, zstd", "gzip, zstd"])
    def test_in_another_coding_is_refused(self, http: httpx.Client, coding: str) -> None:
        headers = JSON | {"Content-Encoding": coding}

        refusal(http.post("/v1/nonces", content=b"{}", headers=headers), 415)

    @pytest.mark.parametrize("coding", Coding)
    def test_that_is_not_packed_as_it_says_is_refused(
        self, http: httpx.Client, coding: Coding
    ) -> None:
        headers = JSON | {"Content-Encoding": coding.value}

        refused = refusal(http.post("/v1/nonces", content=b"{}", headers=headers), 400)

        assert refused.error == f"not_{coding}"

    def test_that_is_too_large_is_refused(self, http: httpx.Client) -> None:
        def endless() -> object:
            for _ in range(RECEIVED_MAX // 65536 + 2):
                yield b" " * 65536

        response = http.post("/v1/nonces", content=endless(), headers=JSON)  # type: ignore[arg-type]

        assert refusal(response, 413).error == "too_large"

    @pytest.mark.parametrize("coding", Coding)
    def test_that_would_unpack_to_too_much_is_refused(
        self, http: httpx.Client, coding: Coding
    ) -> None:
        bomb = compress(b" " * (DECOMPRESSED_MAX + 1), coding)
        headers = JSON | {"Content-Encoding": coding.value}

        assert refusal(http.post("/v1/nonces", content=bomb, headers=headers), 413)

    def test_of_too_many_entries_is_refused(self, till: RegisterOverHttp) -> None:
        entry = as_entry(till.journal.sealed[0])

        response = till.send(PushRequest(series=1, entries=[entry] * 2001))

        assert refusal(response, 413).error == "too_large"

    @pytest.mark.parametrize("number", [2**53, 2**63, -(2**104)])
    def test_with_a_number_that_no_database_holds_is_refused(
        self, till: RegisterOverHttp, number: int
    ) -> None:
        refused = refusal(till.send(PushRequest(series=number, entries=[])), 422)

        assert "$.series" in refused.message


class TestAnAddress:
    @pytest.mark.parametrize("path", ["/", "/v1", "/v2/feed", "/docs", "/../etc/passwd"])
    def test_that_is_not_known_is_told(self, http: httpx.Client, path: str) -> None:
        assert refusal(http.get(path), 404).error == "not_found"

    def test_asked_in_the_wrong_way_is_told(self, http: httpx.Client) -> None:
        assert refusal(http.get("/v1/tokens"), 405).error == "method_not_allowed"


class TestABug:
    def test_is_answered_without_its_traceback(
        self, server: RunningServer, http: httpx.Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(server.context.readiness, "check", lambda: 1 / 0)

        refused = refusal(http.get("/ready"), 500)

        assert refused.error == "internal"
        assert "division" not in refused.message
