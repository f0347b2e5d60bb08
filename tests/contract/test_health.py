"""Health, metrics and the description of the contract."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import httpx
import pytest

from pos.server.database import open_sqlite
from pos.wire.messages import NonceRequest, RegisterStateAnswer
from tests.fakes import FakeClock
from tests.keys import new_signing_key
from tests.servers import (
    RegisterOverHttp,
    RunningServer,
    post,
    refusal,
    served,
    wait_until_answers,
)


class TestAServerWithoutItsDatabase:
    def test_starts_says_so_and_is_ready_when_it_comes(
        self, server: RunningServer, tmp_path: Path
    ) -> None:
        path = tmp_path / "late.db"
        with served(open_sqlite(path), new_signing_key(), FakeClock()) as (url, context):
            with httpx.Client(base_url=url, trust_env=False) as http:
                assert http.get("/live").json() == {"live": True}
                answer = http.get("/ready")
                assert answer.status_code == 503
                assert answer.json()["reasons"]
                waiting = post(http, "/v1/nonces", NonceRequest(register=server.store.id))
                assert refusal(waiting, 503).error == "not_ready"
                assert int(waiting.headers["Retry-After"]) > 0

            with server.database.read():
                shutil.copy(server.root / "server.db", path)

            wait_until_answers(url, "/ready")
            assert context.readiness.is_prepared

    def test_that_went_away_says_so_and_recovers(
        self, server: RunningServer, till: RegisterOverHttp
    ) -> None:
        path = server.root / "server.db"
        away = path.rename(server.root / "away.db")

        gone = till.http.get("/v1/register", headers=till.headers)
        assert refusal(gone, 503).error == "not_ready"
        assert till.http.get("/ready").status_code == 503

        away.rename(path)
        till.get("/v1/register", RegisterStateAnswer)

    def test_that_is_empty_is_not_taken_for_a_new_one(self, tmp_path: Path) -> None:
        path = tmp_path / "empty.db"
        path.touch()
        with (
            served(open_sqlite(path), new_signing_key(), FakeClock()) as (url, _),
            httpx.Client(base_url=url, trust_env=False) as http,
        ):
            wait_until_answers(url, "/ready", 503)

            assert "starting" in str(http.get("/ready").json()) or "empty" in str(
                http.get("/ready").json()
            )


class TestMetrics:
    def test_count_what_was_pushed(self, till: RegisterOverHttp) -> None:
        till.journal.open()
        till.journal.sell()
        till.push(till.journal.push())
        till.push(till.journal.push())

        text = till.http.get("/metrics").text

        assert "\nevertill_entries_total 3\n" in text
        assert "\nevertill_entries_repeated_total 3\n" in text
        assert "\nevertill_sales_total 1\n" in text
        assert "\nevertill_registers_seen 1\n" in text
        assert 'evertill_requests_total{route="/v1/journal",status="200"} 2\n' in text

    def test_do_not_grow_with_unknown_addresses(self, http: httpx.Client) -> None:
        for number in range(5):
            http.get(f"/nothing/{number}")

        text = http.get("/metrics").text

        assert 'evertill_requests_total{route="none",status="404"} 5\n' in text


class TestTheDescription:
    @pytest.fixture
    def described(self, http: httpx.Client) -> dict[str, Any]:
        return dict(http.get("/openapi.json").json())

    def test_names_every_route(self, described: dict[str, Any]) -> None:
        assert set(described["paths"]) == {
            "/live",
            "/ready",
            "/metrics",
            "/v1/enrolments",
            "/v1/nonces",
            "/v1/tokens",
            "/v1/branches",
            "/v1/journal",
            "/v1/register",
            "/v1/register/totals",
            "/v1/presence",
            "/v1/feed",
            "/v1/feed/snapshot",
        }

    def test_refers_only_to_what_it_holds(self, described: dict[str, Any]) -> None:
        wanted = set(_references(described))

        assert wanted
        assert wanted <= {
            f"#/components/schemas/{name}" for name in described["components"]["schemas"]
        }

    def test_says_what_is_taken_and_given(self, described: dict[str, Any]) -> None:
        journal = described["paths"]["/v1/journal"]["post"]

        assert "PushRequest" in str(journal["requestBody"])
        assert "MarkAnswer" in str(journal["responses"]["200"])
        assert "RefusalAnswer" in str(journal["responses"]["default"])
        assert journal["security"]


def _references(part: object) -> list[str]:
    match part:
        case dict():
            own = [part["$ref"]] if isinstance(part.get("$ref"), str) else []
            return own + [one for value in part.values() for one in _references(value)]
        case list():
            return [one for value in part for one in _references(value)]
    return []
