"""A server in memory that signs what it says, for a register under test."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import msgspec

from pos.domain.event import GENESIS_HASH, parse_event
from pos.domain.signature import Purpose, SigningKey
from pos.sync.transport import NoReply, Reply, Request
from pos.wire.codec import (
    decode,
    encode,
    journal_page_bytes,
    mark_bytes,
    register_state_bytes,
)
from pos.wire.messages import (
    ChangeMessage,
    EnrolAnswer,
    EntryMessage,
    FeedPage,
    JournalPage,
    MarkAnswer,
    Message,
    NonceAnswer,
    PresenceAnswer,
    PresenceRequest,
    PushRequest,
    RefusalAnswer,
    RegisterStateAnswer,
    SeriesKeyMessage,
    SessionStateMessage,
    StoreMessage,
    StuckSessionMessage,
    TokenAnswer,
    TotalsAnswer,
)
from tests.builders import REGISTER, STORE
from tests.keys import new_signing_key

EPOCH = UUID("0190a000-0000-7000-8000-00000000e000")
NEW_EPOCH = UUID("0190a000-0000-7000-8000-00000000e001")
MANAGER = UUID("0190a000-0000-7000-8000-0000000000ad")
NOW = datetime(2026, 3, 28, 16, 0, tzinfo=UTC)
HTML_PAGE = b"<html><body>Welcome to our Wi-Fi</body></html>"
DEVICE_KEY = new_signing_key()
SERVER_KEY = new_signing_key()
A_STORE = StoreMessage(
    id=STORE,
    name="Corner Shop",
    currency="USD",
    timezone="America/New_York",
    day_cut_off="04:00",
    price_mode="tax_inclusive",
)
AN_ENROLMENT = EnrolAnswer(
    store=A_STORE,
    register_id=REGISTER,
    register_name="Till 1",
    series=1,
    epoch=EPOCH,
    server_key=b64encode(SERVER_KEY.verifying_key.der).decode(),
)


def a_reply(message: Message, status: int = 200, **fields: Any) -> Reply:
    return Reply(status=status, content_type="application/json", body=encode(message), **fields)


def a_refusal(status: int, error: str, mark: MarkAnswer | None = None, **fields: Any) -> Reply:
    answer = RefusalAnswer(error=error, message=f"It says {error}.", mark=mark)
    return a_reply(answer, status, **fields)


def a_body(body: bytes, status: int = 200, content_type: str = "application/json") -> Reply:
    return Reply(status=status, content_type=content_type, body=body)


def said_open(session_id: UUID, **changes: Any) -> SessionStateMessage:
    """Return what a server says of a session that it holds open."""
    fields: dict[str, Any] = {
        "id": session_id,
        "state": "open",
        "kind": "normal",
        "business_date": NOW.date(),
        "opened_at": NOW,
        "operator": MANAGER,
        "series": 1,
    }
    return SessionStateMessage(**(fields | changes))


def said_closed(session_id: UUID, how: str = "manager", **changes: Any) -> SessionStateMessage:
    """Return what a server says of a session that was closed, by Ada unless the till did it."""
    closing: dict[str, Any] = {"state": "closed", "closed_how": how, "closed_at": NOW}
    if how != "register":
        closing |= {"closed_by": "Ada", "closed_by_id": MANAGER, "reason": "typed twice"}
        closing |= {"held_seq": 1}
    return said_open(session_id, **(closing | changes))


@dataclass
class FakeServer:
    """A server without rules but the order of entries; a transport that never leaves memory.

    What is put into `replies` under a path answers the next requests there instead of it. It
    speaks of the cash sessions in `sessions`: of those that are open, and of those it is asked.
    """

    key: SigningKey = SERVER_KEY
    epoch: UUID = EPOCH
    register: UUID = REGISTER
    series: int = 1
    device_key: SigningKey = DEVICE_KEY
    hashes: list[str] = field(default_factory=list)
    entries: list[EntryMessage] = field(default_factory=list)
    feed: list[ChangeMessage] = field(default_factory=list)
    replies: dict[str, deque[Reply | Exception]] = field(default_factory=dict)
    lost_answers: set[str] = field(default_factory=set)
    requests: list[Request] = field(default_factory=list)
    quarantined: list[int] = field(default_factory=list)
    sessions: dict[UUID, SessionStateMessage] = field(default_factory=dict)
    stuck: list[StuckSessionMessage] = field(default_factory=list)
    presence: list[PresenceRequest] = field(default_factory=list)
    is_closed: bool = False
    tokens: int = 0

    def answer_next(self, path: str, *replies: Reply | Exception) -> None:
        self.replies.setdefault(path, deque()).extend(replies)

    def lose_answer(self, path: str) -> None:
        """Do what the next request at `path` asks, and lose the answer."""
        self.lost_answers.add(path)

    def asked(self, path: str) -> int:
        return sum(request.path == path for request in self.requests)

    def send(self, request: Request) -> Reply:
        self.requests.append(request)
        waiting = self.replies.get(request.path)
        if waiting:
            reply = waiting.popleft()
            if isinstance(reply, Exception):
                raise reply
            return reply
        reply = self._answer(request)
        if request.path in self.lost_answers:
            self.lost_answers.remove(request.path)
            raise NoReply("the connection broke")
        return reply

    def close(self) -> None:
        self.is_closed = True

    def mark(self, **changes: Any) -> MarkAnswer:
        """Return where this server is, signed; `changes` are signed too."""
        mark = MarkAnswer(
            epoch=self.epoch,
            register=self.register,
            series=self.series,
            high_water=len(self.hashes),
            head_hash=self.hashes[-1] if self.hashes else GENESIS_HASH,
        )
        return self.signed(msgspec.structs.replace(mark, **changes))

    def signed(self, mark: MarkAnswer) -> MarkAnswer:
        sig = self.key.sign(Purpose.ACKNOWLEDGEMENT, mark_bytes(mark))
        return msgspec.structs.replace(mark, sig=b64encode(sig).decode())

    def say(self, *messages: SessionStateMessage) -> None:
        """Speak of these sessions from now on."""
        self.sessions.update((message.id, message) for message in messages)

    def state(
        self, mark: MarkAnswer, asked: Iterable[str] = (), nonce: str = ""
    ) -> RegisterStateAnswer:
        """Return the signed answer to a handshake that names the sessions `asked`."""
        ids = dict.fromkeys(UUID(one) for one in asked)
        ids.update((one.id, None) for one in self.sessions.values() if one.state == "open")
        absent = SessionStateMessage(id=EPOCH, state="absent")
        return self.signed_state(
            RegisterStateAnswer(
                mark=mark,
                sessions=[
                    self.sessions.get(one, msgspec.structs.replace(absent, id=one)) for one in ids
                ],
                server_time=NOW,
                stuck=self.stuck,
                nonce=nonce,
            )
        )

    def signed_state(self, state: RegisterStateAnswer) -> RegisterStateAnswer:
        sig = self.key.sign(Purpose.REGISTER_STATE, register_state_bytes(state))
        return msgspec.structs.replace(state, sig=b64encode(sig).decode())

    def go_back_to(self, seq: int) -> None:
        """Be restored from a backup."""
        del self.hashes[seq:], self.entries[seq:]
        self.epoch = NEW_EPOCH

    def _answer(self, request: Request) -> Reply:
        match request.path:
            case "/v1/journal":
                return self._journal(request)
            case "/v1/feed":
                return self._page(request)
            case "/v1/register":
                named = request.query.get("session", ())
                return a_reply(self.state(self.mark(), named, str(request.query["nonce"])))
            case "/v1/presence":
                self.presence.append(decode(request.body or b"", PresenceRequest))
                return a_reply(PresenceAnswer(server_time=NOW))
            case "/v1/tokens":
                self.tokens += 1
                return a_reply(TokenAnswer(token=f"t-{self.tokens}", expires_in=900))
        answer = self._fixed_answers().get(request.path)
        return a_refusal(404, "not_found") if answer is None else a_reply(answer)

    def _fixed_answers(self) -> dict[str, Message]:
        mark = self.mark()
        return {
            "/v1/nonces": NonceAnswer(nonce="n-1"),
            "/v1/enrolments": AN_ENROLMENT,
            "/v1/register/totals": TotalsAnswer(
                mark=mark, currency="USD", sales=0, total=0, sessions=[], days=[]
            ),
            "/v1/feed/snapshot": FeedPage(
                changes=self._newest(), cursor=f"c{len(self.feed)}", more=False
            ),
        }

    def page(self, after: int = 0, limit: int = 500, **changes: Any) -> JournalPage:
        """Return entries after one, signed; `changes` are signed too."""
        entries, key = self.entries[after : after + limit], self.device_key.verifying_key
        page = JournalPage(
            mark=self.mark(),
            entries=entries,
            keys=[SeriesKeyMessage(key_id=key.key_id, public_key=b64encode(key.der).decode())],
            more=after + len(entries) < len(self.entries),
        )
        page = msgspec.structs.replace(page, **changes)
        sig = self.key.sign(Purpose.JOURNAL_PAGE, journal_page_bytes(page))
        return msgspec.structs.replace(page, sig=b64encode(sig).decode())

    def _journal(self, request: Request) -> Reply:
        if request.method == "POST":
            return self._take(request)
        return a_reply(self.page(int(request.query["after"]), int(request.query["limit"])))

    def _take(self, request: Request) -> Reply:
        push = decode(request.body or b"", PushRequest)
        for entry in push.entries:
            event = parse_event(entry.body.encode())
            digest = hashlib.sha256(entry.body.encode()).hexdigest()
            if event.seq == len(self.hashes) + 1:
                self.hashes.append(digest)
                self.entries.append(entry)
            elif event.seq > len(self.hashes):
                return a_refusal(409, "gap", self.mark())
            elif self.hashes[event.seq - 1] != digest:
                return a_refusal(409, "fork", self.mark())
        return a_reply(self.mark(quarantined=self.quarantined))

    def _page(self, request: Request) -> Reply:
        after, limit = int(str(request.query["cursor"])[1:]), int(str(request.query["limit"]))
        changes = self.feed[after : after + limit]
        end = after + len(changes)
        return a_reply(FeedPage(changes=changes, cursor=f"c{end}", more=end < len(self.feed)))

    def _newest(self) -> list[ChangeMessage]:
        newest = {(change.topic, change.key): change for change in self.feed}
        return [change for change in newest.values() if not change.is_tombstone]


def a_change(topic: str, key: str, content: Message | None = None) -> ChangeMessage:
    if content is None:
        return ChangeMessage(topic=topic, key=key)
    return ChangeMessage(topic=topic, key=key, content=msgspec.Raw(encode(content)))
