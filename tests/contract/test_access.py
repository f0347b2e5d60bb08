"""Who may ask what: every route by every kind of caller, and nothing of another store."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from datetime import time, timedelta
from zoneinfo import ZoneInfo

import httpx
import pytest
from sqlalchemy import update

from pos.domain.event import EventKind
from pos.domain.signature import new_signing_key
from pos.domain.store import Store, StoreId
from pos.domain.tax import PriceMode
from pos.runtime.ids import SystemChance, SystemIds
from pos.server import tables
from pos.server.app import create_app
from pos.server.enrolment import new_code
from pos.server.registers import add_register
from pos.server.stores import create_store
from pos.server.tokens import Bearer, new_token
from pos.wire.codec import encode
from pos.wire.messages import (
    EnrolAnswer,
    EnrolRequest,
    FeedPage,
    PresenceRequest,
    PushRequest,
    RegisterStateAnswer,
    TotalsAnswer,
)
from pos.wire.payloads import RegisterEnrolledPayload
from tests.builders import USD, JournalWriter
from tests.servers import STANDARD, RegisterOverHttp, RunningServer, ask, rows

GET, POST = "GET", "POST"
PRESENCE = encode(PresenceRequest(operator=None, unsent=0, program_version="0.3.0"))
ROUTES = [
    (GET, "/v1/register", b""),
    (GET, "/v1/register/totals", b""),
    (POST, "/v1/journal", encode(PushRequest(series=1, entries=[]))),
    (GET, "/v1/journal?series=1", b""),
    (POST, "/v1/presence", PRESENCE),
    (GET, "/v1/feed", b""),
    (GET, "/v1/feed/snapshot", b""),
]


def nobody(_: RunningServer, till: RegisterOverHttp) -> None:
    till.headers = {}


def a_liar(_: RunningServer, till: RegisterOverHttp) -> None:
    till.headers = {"Authorization": f"Bearer {till.token[:-6]}AAAA=="}


def someone_late(server: RunningServer, till: RegisterOverHttp) -> None:
    server.clock.advance(timedelta(minutes=16))


def a_fenced_register(server: RunningServer, till: RegisterOverHttp) -> None:
    with server.database.write() as db:
        db.execute(update(tables.register).values(revoked_at=1))


def the_register(_: RunningServer, till: RegisterOverHttp) -> None:
    """Leave everything as it is."""


EVERYTHING = {(method, path) for method, path, _ in ROUTES}
SENDS_AND_ASKS = {(GET, "/v1/register"), (POST, "/v1/journal")}
# What each caller may do, and what it is told of the rest.
CALLERS: list[
    tuple[Callable[[RunningServer, RegisterOverHttp], None], set[tuple[str, str]], int]
] = [
    (nobody, set(), 401),
    (a_liar, set(), 401),
    (someone_late, set(), 401),
    (a_fenced_register, SENDS_AND_ASKS, 403),
    (the_register, EVERYTHING, 200),
]


class TestEveryRoute:
    @pytest.mark.parametrize(("caller", "permitted", "refusal"), CALLERS)
    def test_is_for_registers_that_are_enrolled_and_in_use(
        self,
        server: RunningServer,
        till: RegisterOverHttp,
        caller: Callable[[RunningServer, RegisterOverHttp], None],
        permitted: set[tuple[str, str]],
        refusal: int,
    ) -> None:
        caller(server, till)

        headers = {**till.headers, "Content-Type": "application/json"}
        found = {
            (method, path): till.http.request(
                method, path, content=body, headers=headers
            ).status_code
            for method, path, body in ROUTES
        }

        assert found == {route: 200 if route in permitted else refusal for route in EVERYTHING}
        assert rows(server, tables.presence) == (1 if permitted == EVERYTHING else 0)

    def test_is_in_this_list(self, server: RunningServer) -> None:
        described = create_app(server.context).openapi()["paths"]
        guarded = {
            (method.upper(), path)
            for path, operations in described.items()
            for method, operation in operations.items()
            if operation.get("security")
        }

        assert guarded == {(method, path.partition("?")[0]) for method, path, _ in ROUTES}


class TestAnotherStore:
    def test_is_out_of_reach_though_it_is_in_the_same_database(
        self, server: RunningServer, http: httpx.Client, till: RegisterOverHttp
    ) -> None:
        till.journal.open()
        till.journal.sell()
        till.push(till.journal.push())
        stranger = another_stores_till(server, http)
        stranger.journal.session_id = till.journal.session_id
        stranger.journal.sell()
        stranger.journal.close_uncounted_of_nobody()

        mark = stranger.push(stranger.journal.push())
        asked = [str(till.journal.session_id)]
        state = stranger.get("/v1/register", RegisterStateAnswer, session=asked)
        totals = stranger.get("/v1/register/totals", TotalsAnswer)
        feed = stranger.get("/v1/feed", FeedPage)

        assert (mark.quarantined, mark.flagged) == ([3], [2])
        assert [one.state for one in state.sessions] == ["absent"]
        assert state.stuck == []
        assert (totals.sales, totals.sessions) == (0, [])
        assert all("Corner Shop" not in bytes(one.content).decode() for one in feed.changes)
        own = till.get("/v1/register", RegisterStateAnswer, session=asked)
        assert [one.state for one in own.sessions] == ["open"]
        assert till.get("/v1/register/totals", TotalsAnswer).sales == 1


class _Writer(JournalWriter):
    def close_uncounted_of_nobody(self) -> None:
        """Seal the end of a session that this register never opened."""
        self.opened_at = self.clock.now()
        self.close_uncounted()


def another_stores_till(server: RunningServer, http: httpx.Client) -> RegisterOverHttp:
    """Enrol a register of a second store of the same database, with a token of its own."""
    ids, now, key = SystemIds(), server.clock.now(), new_signing_key()
    store = Store(
        id=StoreId(ids.new_id()),
        name="Other Shop",
        currency=USD,
        zone=ZoneInfo("America/New_York"),
        day_cut_off=time(4),
        price_mode=PriceMode.TAX_INCLUSIVE,
    )
    with server.database.write() as db:
        create_store(db, store, [STANDARD], key=server.key.verifying_key, ids=ids, now=now)
        added = add_register(db, 2, "Till 1", ids=ids, now=now)
        code = new_code(db, 2, added.number, chance=SystemChance(), now=now)
    public_key = b64encode(key.verifying_key.der).decode()
    request = EnrolRequest(code=code, public_key=public_key, program_version="0.3.0")
    enrolled = ask(http, "/v1/enrolments", request, EnrolAnswer)
    journal = _Writer(
        store=store.id, register=enrolled.register_id, key=key, clock=server.clock, ids=ids
    )
    payload = RegisterEnrolledPayload(register_name="Till 1", public_key=public_key)
    journal.write(EventKind.REGISTER_ENROLLED, payload)
    bearer = Bearer(store.id, enrolled.register_id, key.verifying_key.key_id)
    token = new_token(bearer, server.context.secret, server.clock.now())
    headers = {"Authorization": f"Bearer {token}"}
    return RegisterOverHttp(server, http, key, enrolled, journal, token, headers)
