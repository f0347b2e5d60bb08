"""A register beside a server of another version, and the reverse: both go on."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest

from pos.domain.handshake import Verdict
from pos.domain.signature import Purpose
from pos.server import tables
from pos.sync.transport import Reply, Request
from pos.wire import messages
from pos.wire.codec import decode
from pos.wire.messages import (
    EnrolAnswer,
    MarkAnswer,
    Message,
    PresenceAnswer,
    PresenceRequest,
    SettingMessage,
)
from tests.builders import JournalWriter
from tests.fakes_server import FakeServer, a_change
from tests.fakes_sync import an_exchange
from tests.keys import new_signing_key
from tests.servers import RegisterOverHttp, RunningServer, an_enrol_request, rows

Tree = dict[str, Any]
NEWS = {"of_a_newer_program": {"list": [1, None, "é"], "deep": {"a": {"b": True}}}}
_ALWAYS_SAID = {
    field.encode_name
    for kind in vars(messages).values()
    if isinstance(kind, type) and issubclass(kind, Message)
    for field in msgspec.structs.fields(kind)
    if field.required
} | {"sig", "content"}


def saying_more(tree: Any) -> Any:
    """Return JSON as a newer program writes it: each object says more."""
    if isinstance(tree, list):
        return [saying_more(part) for part in tree]
    if isinstance(tree, dict):
        return {name: saying_more(part) for name, part in tree.items()} | NEWS
    return tree


def saying_less(tree: Any) -> Any:
    """Return JSON as an older program writes it: nothing that may be missing is there."""
    if isinstance(tree, list):
        return [saying_less(part) for part in tree]
    if isinstance(tree, dict):
        return {name: saying_less(part) for name, part in tree.items() if name in _ALWAYS_SAID}
    return tree


@dataclass
class ServerOfAnotherVersion(FakeServer):
    """Says more or less than the one it is made of, and signs what it says."""

    says: Callable[[Any], Any] = saying_more

    def send(self, request: Request) -> Reply:
        reply = super().send(request)
        tree = self.says(msgspec.json.decode(reply.body))
        return replace(reply, body=msgspec.json.encode(self._signed(tree)))

    def _signed(self, tree: Tree) -> Tree:
        if isinstance(tree.get("mark"), dict):
            self._signed(tree["mark"])
        purpose = next((one for name, one in _SIGNED_BY_FIELD.items() if name in tree), None)
        if purpose is not None and "sig" in tree:
            rest = {name: value for name, value in tree.items() if name != "sig"}
            content = msgspec.json.encode(rest, order="sorted")
            tree["sig"] = b64encode(self.key.sign(purpose, content)).decode()
        return tree


_SIGNED_BY_FIELD = {
    "high_water": Purpose.ACKNOWLEDGEMENT,
    "server_time": Purpose.REGISTER_STATE,
    "entries": Purpose.JOURNAL_PAGE,
}
other_versions = pytest.mark.parametrize("says", [saying_more, saying_less])


class TestARegister:
    @other_versions
    def test_exchanges_all_with_a_server_of_another_version(
        self, tmp_path: Path, says: Callable[[Any], Any]
    ) -> None:
        feed = [
            a_change("setting", "of_later", SettingMessage(name="of_later", value="3")),
            a_change("promotion", "SPRING", SettingMessage(name="percent", value="10")),
        ]
        server = ServerOfAnotherVersion(feed=feed, says=says)
        exchange = an_exchange(tmp_path, server=server)
        exchange.sell(5)

        result = exchange.engine.cycle()

        assert (result.problem, result.verdict, result.is_at_rest) == (None, Verdict.NORMAL, True)
        assert exchange.acknowledged() == 5
        assert exchange.opened.totals().head == exchange.head()
        assert exchange.rows("SELECT name, value FROM setting") == [("of_later", "3")]
        exchange.database.close()

    @other_versions
    def test_is_told_where_a_server_of_another_version_is(
        self, tmp_path: Path, says: Callable[[Any], Any]
    ) -> None:
        server = ServerOfAnotherVersion(says=says)
        exchange = an_exchange(tmp_path, server=server)
        exchange.sell(5)
        exchange.engine.cycle()
        server.go_back_to(2)
        exchange.sell(1)

        result = exchange.engine.cycle()

        assert (result.problem, len(server.hashes)) == (None, 6)
        exchange.database.close()

    def test_does_not_believe_what_was_added_on_the_way(self, tmp_path: Path) -> None:
        server = ServerOfAnotherVersion()
        server._signed = lambda tree: tree  # type: ignore[method-assign]
        exchange = an_exchange(tmp_path, server=server)
        exchange.sell(2)

        result = exchange.engine.cycle()

        assert "not signed" in str(result.problem)
        assert exchange.acknowledged() == 0
        exchange.database.close()


class TestAServer:
    @other_versions
    def test_takes_all_that_a_register_of_another_version_sends(
        self, server: RunningServer, http: httpx.Client, says: Callable[[Any], Any]
    ) -> None:
        till = _enrolled(server, http, says)
        till.journal.open()
        till.journal.sell()

        said = says(msgspec.to_builtins(till.journal.push()))
        mark = decode(_posted(till, "/v1/journal", said).content, MarkAnswer)

        assert (mark.high_water, mark.quarantined, mark.flagged) == (2, [], [])
        assert rows(server, tables.sale) == 1
        hello = PresenceRequest(operator=None, unsent=0, program_version="9.0")
        answer = _posted(till, "/v1/presence", says(msgspec.to_builtins(hello)))
        assert decode(answer.content, PresenceAnswer).server_time == server.clock.now()

    def test_keeps_a_kind_of_event_that_a_newer_register_wrote(
        self, server: RunningServer, till: RegisterOverHttp
    ) -> None:
        till.journal.write("loyalty_points_given", {"points": 3}, version=2)
        till.journal.open()

        mark = till.push(till.journal.push())

        assert mark.high_water == len(till.journal.sealed)
        page = till.get("/v1/journal", messages.JournalPage, series=1)
        assert page.entries[1].body.encode() == till.journal.sealed[1].body


def _enrolled(
    server: RunningServer, http: httpx.Client, says: Callable[[Any], Any]
) -> RegisterOverHttp:
    key = new_signing_key()
    request = says(msgspec.to_builtins(an_enrol_request(server.code(), key)))
    response = http.post("/v1/enrolments", json=request)
    enrolled = decode(response.content, EnrolAnswer)
    journal = JournalWriter(
        store=enrolled.store.id, register=enrolled.register_id, key=key, clock=server.clock
    )
    till = RegisterOverHttp(server, http, key, enrolled, journal)
    till.sign_in()
    return till


def _posted(till: RegisterOverHttp, path: str, said: Tree) -> httpx.Response:
    response = till.http.post(path, json=said, headers=till.headers)
    assert response.status_code == 200, response.text
    return response
