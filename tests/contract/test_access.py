"""Who may ask what: every endpoint by every kind of caller, and nothing of another store."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from pos.server import tables
from pos.wire.codec import encode
from pos.wire.messages import (
    BranchRequest,
    EnrolRequest,
    FeedPage,
    NonceRequest,
    PresenceRequest,
    PushRequest,
    RegisterStateAnswer,
    TokenRequest,
    TotalsAnswer,
)
from tests.contract import two_stores as callers
from tests.contract.two_stores import OURS, SIBLINGS, THEIRS, Caller, TwoStores, two_stores
from tests.endpoints import endpoints
from tests.keys import new_signing_key
from tests.servers import RegisterOverHttp, RunningServer, rows

# What is said to each kind of caller. A new kind of caller is a column, a new endpoint a line.
CALLERS: list[Caller] = [
    callers.nobody,
    callers.a_stranger,
    callers.our_register_in_their_store,
    callers.a_liar,
    callers.someone_late,
    callers.a_replaced_device,
    callers.a_fenced_register,
    callers.a_register,
    callers.another_register,
    callers.a_register_of_the_other_store,
]
FENCED, IN_USE = {callers.a_fenced_register}, set(CALLERS[-3:])


@dataclass(frozen=True)
class Rule:
    """Who is served at an endpoint; to the others it says 401, to a fenced register 403."""

    served: frozenset[Caller]
    status: int = 200  # to those who are served
    body: Callable[[RegisterOverHttp], bytes] = lambda _: b""
    query: str = ""


EVERYBODY = frozenset(CALLERS)
ONLY_IN_USE = frozenset(IN_USE)
ALSO_FENCED = frozenset(IN_USE | FENCED)


def a_branch(till: RegisterOverHttp) -> bytes:
    head = till.journal.head
    return encode(BranchRequest(series=1, after=head.seq, hash=head.hash, first="f" * 64))


def a_presence(_: RegisterOverHttp) -> bytes:
    return encode(PresenceRequest(operator=None, unsent=0, program_version="0.3.0"))


def a_nonce(_: RegisterOverHttp) -> bytes:
    return encode(NonceRequest(register=callers.UUID(int=9)))


def a_wrong_code(_: RegisterOverHttp) -> bytes:
    key = new_signing_key().verifying_key.der
    return encode(
        EnrolRequest(
            code="ABCD-EFGH-JKMN",
            public_key=callers.b64encode(key).decode(),
            program_version="0.3.0",
        )
    )


def a_false_proof(till: RegisterOverHttp) -> bytes:
    return encode(TokenRequest(register=callers.UUID(int=9), nonce="AAAA", sig="AAAA"))


RULES = {
    "GET /live": Rule(EVERYBODY),
    "GET /ready": Rule(EVERYBODY),
    "GET /metrics": Rule(EVERYBODY),
    # These three ask for a proof of their own; what a token says is nothing to them.
    "POST /v1/enrolments": Rule(EVERYBODY, 404, a_wrong_code),
    "POST /v1/nonces": Rule(EVERYBODY, 404, a_nonce),
    "POST /v1/tokens": Rule(EVERYBODY, 404, a_false_proof),
    "GET /v1/register": Rule(ALSO_FENCED),
    "POST /v1/journal": Rule(ALSO_FENCED, body=lambda _: encode(PushRequest(series=1, entries=[]))),
    "POST /v1/branches": Rule(ALSO_FENCED, body=a_branch),
    "GET /v1/register/totals": Rule(ONLY_IN_USE),
    "GET /v1/journal": Rule(ALSO_FENCED, query="series=1"),
    "POST /v1/presence": Rule(ONLY_IN_USE, body=a_presence),
    "GET /v1/feed": Rule(ONLY_IN_USE),
    "GET /v1/feed/snapshot": Rule(ONLY_IN_USE),
}


def asked(endpoint: str, till: RegisterOverHttp) -> httpx.Response:
    rule = RULES[endpoint]
    method, _, path = endpoint.partition(" ")
    return till.http.request(
        method,
        f"{path}?{rule.query}" if rule.query else path,
        content=rule.body(till),
        headers={**till.headers, "Content-Type": "application/json"},
    )


@pytest.fixture
def shops(server: RunningServer, http: httpx.Client) -> TwoStores:
    return two_stores(server, http)


class TestEveryEndpoint:
    def test_has_a_rule(self) -> None:
        known = {f"{one.method} {one.path}": one.is_guarded for one in endpoints()}

        assert known == {name: rule.served != EVERYBODY for name, rule in RULES.items()}

    @pytest.mark.parametrize("caller", CALLERS)
    def test_serves_whom_it_is_for_and_shows_nobody_anything_of_another_store(
        self, shops: TwoStores, caller: Caller
    ) -> None:
        till = caller(shops)
        hidden = shops.marks_hidden_from(till)
        if caller not in IN_USE | FENCED:
            hidden = (*hidden, OURS.encode(), SIBLINGS.encode(), THEIRS.encode())

        answers = {endpoint: asked(endpoint, till) for endpoint in RULES}

        refusal = 403 if caller in FENCED else 401
        assert {name: found.status_code for name, found in answers.items()} == {
            name: rule.status if caller in rule.served else refusal for name, rule in RULES.items()
        }
        shown = [
            (name, mark)
            for name, found in answers.items()
            for mark in hidden
            if mark in found.content
        ]
        assert shown == []
        assert rows(shops.server, tables.presence) == (1 if caller in IN_USE else 0)

    def test_shows_a_register_of_its_own_store_what_it_must(self, shops: TwoStores) -> None:
        till = shops.ours

        shown = b"".join(asked(endpoint, till).content for endpoint in RULES)

        for mark in (f"{OURS} Mia", f"{OURS} milk", f"{OURS} bread", f"{SIBLINGS} till"):
            assert mark.encode() in shown

    def test_shows_a_register_no_entry_of_another_one(self, shops: TwoStores) -> None:
        page = asked("GET /v1/journal", shops.ours).content

        assert f"{OURS} bread".encode() in page
        assert SIBLINGS.encode() not in page


class TestANameOfAnotherStoresThing:
    @pytest.mark.parametrize("caller", [callers.a_register, callers.a_register_of_the_other_store])
    def test_gets_no_more_than_one_that_does_not_exist(
        self, shops: TwoStores, caller: Caller
    ) -> None:
        till = caller(shops)
        other = shops.theirs if till is shops.ours else shops.ours
        session = str(other.journal.session_id)

        state = till.get("/v1/register", RegisterStateAnswer, session=[session])
        feed = till.http.get("/v1/feed", params={"cursor": _cursor_of(other)}, headers=till.headers)

        named = [one for one in state.sessions if str(one.id) == session]
        assert [one.state for one in named] == ["absent"]
        assert named[0].business_date is None
        assert feed.status_code == 409

    def test_in_a_push_changes_nothing_there(self, shops: TwoStores) -> None:
        ours, theirs = shops.ours, shops.theirs
        before = ours.get("/v1/register/totals", TotalsAnswer)
        sent = len(theirs.journal.sealed)
        theirs.journal.session_id = ours.journal.session_id
        theirs.journal.sell()
        theirs.journal.close_uncounted_of_nobody()

        mark = theirs.push(theirs.journal.push(after=sent))

        assert mark.quarantined == [mark.high_water]
        assert mark.flagged == [mark.high_water - 1]
        asked_for = [str(ours.journal.session_id)]
        state = ours.get("/v1/register", RegisterStateAnswer, session=asked_for)
        assert [one.state for one in state.sessions if str(one.id) in asked_for] == ["open"]
        assert ours.get("/v1/register/totals", TotalsAnswer) == before

    def test_in_fields_that_a_message_does_not_have_is_passed_over(self, shops: TwoStores) -> None:
        """Extra fields (store_id, role, approved_by)."""
        ours, theirs = shops.ours, shops.theirs
        said: dict[str, Any] = {
            "operator": None,
            "unsent": 3,
            "program_version": "0.3.0",
            "store": str(theirs.enrolled.store.id),
            "store_id": 2,
            "register": str(theirs.id),
            "role": "owner",
            "approved_by": str(theirs.journal.operator),
        }

        answer = ours.http.post("/v1/presence", json=said, headers=ours.headers)

        assert answer.status_code == 200
        with shops.server.database.read() as db:
            kept = db.execute(tables.presence.select()).all()
        assert [(row.store_id, row.register_id) for row in kept] == [(1, 1)]


def _cursor_of(till: RegisterOverHttp) -> str:
    return till.get("/v1/feed", FeedPage).cursor
