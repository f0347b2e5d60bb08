"""Nonsense with a valid signature: a register that went mad must not make the server fail.

An attacker who has taken over a register signs whatever it likes. Real events are changed in one
place, sealed again behind the last one, and pushed over HTTP to a real server.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos.domain.canonical import INTEGER_MAX, NotCanonical, canonical
from pos.domain.cash_movement import MovementKind
from pos.domain.chain import ChainHead
from pos.domain.event import event_hash
from pos.domain.signature import Purpose
from pos.wire.codec import decode
from pos.wire.messages import EntryMessage, MarkAnswer, PushRequest, RefusalAnswer
from tests.fuzzing.effort import effort
from tests.servers import RegisterOverHttp, enrol_over_http

EXAMPLES = 100
NUMBERS = st.sampled_from(
    [0, 1, -1, 2**31, 2**53 - 1, -(2**53) + 1, 2**53, 2**63 - 1, 2**63, 10**30]
)
TEXTS = st.text(max_size=12) | st.sampled_from(
    [
        *("", "0", "-0", "1e400", "NaN", "12", "1/0", "\0", "\u202e", "\u00e9" * 300, "USD", "XXX"),
        *("0001-01-01", "2024-02-30", "9999-12-31", "00000000-0000-0000-0000-000000000000"),
        "'; DROP TABLE sale;--",
    ]
)
LEAVES = st.none() | st.booleans() | NUMBERS | TEXTS
VALUES = st.recursive(
    LEAVES, lambda deeper: st.lists(deeper, max_size=3) | st.dictionaries(TEXTS, deeper, max_size=3)
)
Path = tuple[str | int, ...]


def places(content: Any, here: Path = ()) -> Iterator[Path]:
    """Return the way to everything in a document but the document itself."""
    items: Any = ()
    if isinstance(content, dict):
        items = content.items()
    elif isinstance(content, list):
        items = enumerate(content)
    for name, value in items:
        yield (*here, name)
        yield from places(value, (*here, name))


def changed(content: Any, path: Path, draw: st.DrawFn) -> Any:
    """Replace, remove, double or add something at a place of a document."""
    holder = content
    for step in path[:-1]:
        holder = holder[step]
    last = path[-1]
    match draw(st.sampled_from(["replace", "replace", "remove", "add", "double"])):
        case "replace":
            holder[last] = draw(VALUES)
        case "remove":
            del holder[last]
        case "add" if isinstance(holder, dict):
            holder[draw(TEXTS)] = draw(VALUES)
        case _ if isinstance(holder, list):
            holder.append(holder[last])
        case _:
            holder[last] = [holder[last]]
    return content


@pytest.fixture(scope="module")
def bodies(till: RegisterOverHttp) -> list[bytes]:
    """Push a true day, and return the bodies of its events."""
    journal = till.journal
    journal.open()
    journal.sell()
    journal.move_cash(MovementKind.PAID_OUT, 500)
    journal.open_drawer()
    journal.count()
    journal.leave_count()
    journal.hand_over(till.server.operator().id)
    journal.close(over=3)
    journal.redate(journal.business_date - timedelta(days=1))
    till.push(journal.push())
    journal.open()
    till.push(journal.push(after=len(journal.sealed) - 1))
    return [sealed.body for sealed in journal.sealed]


class TestAnEventThatOnlyTheSignatureSpeaksFor:
    def test_is_taken_or_refused_and_stops_nothing(
        self, till: RegisterOverHttp, bodies: list[bytes]
    ) -> None:
        head, signed_in_at = till.journal.head, till.server.clock.now()

        @effort(EXAMPLES)
        @given(st.data())
        def each(data: st.DataObject) -> None:
            nonlocal head, signed_in_at
            till.server.clock.advance(timedelta(milliseconds=50))
            if till.server.clock.now() > signed_in_at + timedelta(minutes=10):
                till.sign_in()
                signed_in_at = till.server.clock.now()
            body = _nonsense(data.draw, bodies, head)
            sig = till.key.sign(Purpose.EVENT, bytes.fromhex(event_hash(body)))
            text = body.decode("utf-8", "surrogatepass").encode("utf-8", "replace").decode()
            entry = EntryMessage(body=text, sig=b64encode(sig).decode())

            response = till.send(PushRequest(series=1, entries=[entry]))

            assert response.status_code in {200, 409, 422}, response.text
            if response.status_code == 200:
                mark = decode(response.content, MarkAnswer)
                assert mark.high_water == head.seq + 1
                head = ChainHead(mark.high_water, mark.head_hash)
            else:
                told = decode(response.content, RefusalAnswer)
                assert told.mark is not None
                assert told.mark.high_water == head.seq

        each()
        self._true_entries_still_go_through(till, head)

    def _true_entries_still_go_through(self, till: RegisterOverHttp, head: ChainHead) -> None:
        till.sign_in()
        till.journal.head = head
        before = len(till.journal.sealed)
        till.journal.open()
        till.journal.sell()

        mark = till.push(till.journal.push(after=before))

        assert mark.high_water == head.seq + 2
        stranger = enrol_over_http(till.server, till.http, "Till 2")
        stranger.journal.open()
        stranger.journal.sell()
        assert stranger.push(stranger.journal.push()).quarantined == []


def _nonsense(draw: st.DrawFn, bodies: list[bytes], head: ChainHead) -> bytes:
    """Return the body of a true event with a wrong place or two, as the next one of the series."""
    event = msgspec.json.decode(draw(st.sampled_from(bodies)))
    event["seq"], event["prev_hash"] = head.seq + 1, head.hash
    event["event_id"] = str(draw(st.uuids()))
    for _ in range(draw(st.integers(1, 3))):
        found = list(places(event)) or [()]
        inside = [path for path in found if path[0] == "payload"] if found != [()] else []
        path = draw(st.sampled_from(inside if inside and draw(st.booleans()) else found))
        if path:
            event = changed(event, path, draw)
    try:
        return canonical(event)
    except (NotCanonical, OverflowError):
        return msgspec.json.encode(_within(event), order="sorted")


def _within(content: Any) -> Any:
    """Return the content with what JSON cannot hold made text."""
    match content:
        case dict():
            return {_within(str(name)): _within(value) for name, value in content.items()}
        case list():
            return [_within(value) for value in content]
        case int() if not isinstance(content, bool) and abs(content) > INTEGER_MAX:
            return content if abs(content) < 2**63 else str(content)
        case str():
            return content.encode("utf-8", "replace").decode()
        case _:
            return content
