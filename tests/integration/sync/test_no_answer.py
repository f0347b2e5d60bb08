"""No answer about a cash session: whatever else comes back, not one byte changes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import msgspec
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from pos.domain.reconciliation import LocalState
from pos.sync.transport import NoReply, Reply
from pos.wire.codec import MessageInvalid, decode, encode, register_state_bytes
from pos.wire.messages import RegisterStateAnswer
from tests.fakes_server import (
    EPOCH,
    NOW,
    FakeServer,
    a_body,
    a_refusal,
    a_reply,
    said_closed,
    said_open,
)
from tests.integration.sync.sessions import NOBODYS, SessionInTest, a_session
from tests.keys import new_signing_key

HTML = b"<html><body>Welcome to our Wi-Fi</body></html>"
NOT_ANSWERS: dict[str, Reply | Exception] = {
    "unreachable": NoReply("nothing listens there"),
    "cut off": NoReply("the connection broke"),
    "401": a_refusal(401, "unauthorised"),
    "403": a_refusal(403, "revoked"),
    "404 of the route": a_refusal(404, "not_found"),
    "404 of another server": a_body(HTML, 404, "text/html"),
    "408": a_body(b"", 408, ""),
    "409": a_refusal(409, "gap"),
    "422": a_refusal(422, "invalid"),
    "429": a_refusal(429, "too_many", retry_after="7"),
    "500": a_refusal(500, "internal"),
    "502": a_body(HTML, 502, "text/html"),
    "503": a_refusal(503, "not_ready"),
    "504": a_body(b"", 504, ""),
    "a captive portal": a_body(HTML, 200, "text/html"),
    "HTML called JSON": a_body(HTML),
    "a redirect": a_body(b"", 302, ""),
    "garbage": a_body(b"\xff\xfe\x00"),
    "nothing": a_body(b""),
    "null": a_body(b"null"),
    "an empty object": a_body(b"{}"),
    "a bug of ours": ZeroDivisionError("by nothing"),
}
Answer = Callable[[SessionInTest], RegisterStateAnswer]


def _closed(made: SessionInTest, **changes: Any) -> RegisterStateAnswer:
    """Return a genuine answer that a manager closed the session."""
    answer = RegisterStateAnswer(
        mark=made.server.mark(), sessions=[said_closed(made.id)], server_time=NOW
    )
    return made.server.signed_state(msgspec.structs.replace(answer, **changes))


def _signed_by_another(made: SessionInTest) -> RegisterStateAnswer:
    stranger = FakeServer(key=new_signing_key())
    return stranger.signed_state(_closed(made))


def _changed_later(made: SessionInTest) -> RegisterStateAnswer:
    """Return a genuine answer, "open", that somebody on the way made into "closed"."""
    open_one = _closed(made, sessions=[said_open(made.id)])
    return msgspec.structs.replace(open_one, sessions=[said_closed(made.id)])


NOT_GENUINE: dict[str, Answer] = {
    "unsigned": lambda made: msgspec.structs.replace(_closed(made), sig=""),
    "with a signature that is none": lambda made: msgspec.structs.replace(_closed(made), sig="%"),
    "signed by another server": _signed_by_another,
    "changed after it was signed": _changed_later,
    "for another register": lambda made: _closed(made, mark=made.server.mark(register=EPOCH)),
    "of another series": lambda made: _closed(made, mark=made.server.mark(series=2)),
    "with a mark of another server": lambda made: _closed(
        made, mark=FakeServer(key=new_signing_key(), hashes=made.server.hashes).mark()
    ),
}
HALF_SAID: dict[str, dict[str, Any]] = {
    "in an unknown state": {"state": "resting"},
    "closed, but not how": {"closed_how": None},
    "closed in a way nobody knows": {"closed_how": "moon"},
    "closed, but not by whom": {"closed_by": None},
    "closed, but not by whose id": {"closed_by_id": None},
    "closed, but not when": {"closed_at": None},
    "closed at a time without a zone": {"closed_at": NOW.replace(tzinfo=None)},
    "closed, but not why": {"reason": None},
    "closed, but not at which entry": {"held_seq": None},
    "closed at an entry that cannot be": {"held_seq": -1},
    "closed in no series": {"series": None},
    "of no kind": {"kind": ""},
    "of an unknown kind": {"kind": "nightly"},
    "without a date": {"business_date": None},
    "without an opening": {"opened_at": None},
}
LOCALS = [LocalState.OPEN, LocalState.COUNTING, LocalState.CLOSED]


@pytest.fixture(params=LOCALS)
def made(request: pytest.FixtureRequest, tmp_path: Path) -> SessionInTest:
    """Return a session that the server has spoken of once: what is said again moves nothing."""
    found = a_session(tmp_path, request.param)
    found.answered()
    assert found.exchange.opened.ask().problem is None
    return found


def changes_nothing(made: SessionInTest) -> None:
    before = made.exchange.dump()

    by_asking = made.exchange.opened.ask()
    by_exchanging = made.exchange.engine.cycle()

    assert (by_asking.cleared, by_exchanging.cleared) == ((), ())
    assert made.exchange.dump() == before


class TestNoAnswer:
    @pytest.mark.parametrize("name", NOT_ANSWERS)
    def test_changes_no_byte(self, made: SessionInTest, name: str) -> None:
        made.server.answer_next("/v1/register", *[NOT_ANSWERS[name]] * 9)
        made.server.answer_next("/v1/journal", *[NOT_ANSWERS[name]] * 9)
        made.server.answer_next("/v1/feed/snapshot", *[NOT_ANSWERS[name]] * 9)

        changes_nothing(made)

    @pytest.mark.parametrize("name", NOT_GENUINE)
    def test_but_a_forged_one_changes_no_byte(self, made: SessionInTest, name: str) -> None:
        forged = a_reply(NOT_GENUINE[name](made))
        made.server.answer_next("/v1/register", forged, forged)

        changes_nothing(made)

    @pytest.mark.parametrize("name", HALF_SAID)
    def test_but_half_a_one_changes_no_byte(self, made: SessionInTest, name: str) -> None:
        said = said_closed(made.id, **HALF_SAID[name])
        before = made.exchange.dump()
        made.answered(said)

        result = made.exchange.opened.ask()

        assert (result.problem, result.cleared) == (None, ())
        assert made.exchange.dump() == before

    def test_but_one_about_others_changes_no_byte(self, made: SessionInTest) -> None:
        before = made.exchange.dump()
        made.answered(said_closed(NOBODYS))

        assert made.exchange.opened.ask().cleared == ()
        assert made.exchange.dump() == before

    @pytest.mark.parametrize("part", [0, 1, 100, -1])
    def test_but_a_part_of_one_changes_no_byte(self, made: SessionInTest, part: int) -> None:
        cut = a_body(encode(_closed(made))[:part])
        made.server.answer_next("/v1/register", cut, cut)

        changes_nothing(made)

    def test_is_told_of_in_a_sentence(self, made: SessionInTest) -> None:
        made.server.answer_next("/v1/register", a_reply(_changed_later(made)))

        result = made.exchange.opened.ask()

        assert "not signed" in str(result.problem)
        assert not result.reached


class TestAnAnswerWithAnyByteChanged:
    def test_changes_no_byte(self) -> None:
        with TemporaryDirectory() as folder:
            made = a_session(Path(folder))
            made.answered()
            made.exchange.opened.ask()
            before, genuine = made.exchange.dump(), encode(_closed(made))

            @given(place=st.integers(0, len(genuine) - 1), byte=st.integers(0, 255))
            def any_byte(place: int, byte: int) -> None:
                changed = genuine[:place] + bytes([byte]) + genuine[place + 1 :]
                assume(not _says_the_same(changed, genuine))
                made.server.answer_next("/v1/register", a_body(changed))

                assert made.exchange.opened.ask().cleared == ()
                assert made.exchange.dump() == before

            any_byte()
            made.exchange.database.close()


def _says_the_same(changed: bytes, genuine: bytes) -> bool:
    """Tell whether the signed content is the same: `Z` for `z`, spare bits of base64."""
    try:
        found = decode(changed, RegisterStateAnswer)
    except MessageInvalid:
        return False
    return register_state_bytes(found) == register_state_bytes(decode(genuine, RegisterStateAnswer))
