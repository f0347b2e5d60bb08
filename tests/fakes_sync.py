"""A register and a server that exchange in memory: real database, real signatures, no network."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID

import msgspec

from pos.domain.chain import ChainHead
from pos.domain.event import GENESIS_HASH, SealedEvent, parse_event
from pos.domain.signature import Purpose, SigningKey, new_signing_key
from pos.models.base import utc_text
from pos.models.database import Database, open_database
from pos.runtime.worker import InlineWorker
from pos.services.cash_sessions import CashSessions
from pos.services.identity import load_identity
from pos.services.journal import Journal
from pos.services.session_reconciliation import SessionReconciliation
from pos.sync.engine import SyncEngine
from pos.sync.exchange import Exchange, open_exchange
from pos.sync.local_store import LocalStore
from pos.sync.marks import Marks
from pos.sync.new_register import NewRegister, write_new_register
from pos.sync.scheduler import Tick
from pos.sync.transport import NoReply, Reply, Request
from pos.wire.codec import decode, encode, mark_bytes, register_state_bytes
from pos.wire.messages import (
    ChangeMessage,
    EnrolAnswer,
    FeedPage,
    MarkAnswer,
    Message,
    NonceAnswer,
    PresenceAnswer,
    PresenceRequest,
    PushRequest,
    RefusalAnswer,
    RegisterStateAnswer,
    SessionStateMessage,
    StoreMessage,
    StuckSessionMessage,
    TokenAnswer,
    TotalsAnswer,
)
from tests.builders import REGISTER, STORE, JournalWriter
from tests.fakes import FakeChance, FakeClock, FakeCrashPoints, FakeIds

KEY = "ab" * 32
EPOCH = UUID("0190a000-0000-7000-8000-00000000e000")
NEW_EPOCH = UUID("0190a000-0000-7000-8000-00000000e001")
NOW = datetime(2026, 3, 28, 16, 0, tzinfo=UTC)
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
    hashes: list[str] = field(default_factory=list)
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

    def state(self, mark: MarkAnswer, asked: Iterable[str] = ()) -> RegisterStateAnswer:
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
            )
        )

    def signed_state(self, state: RegisterStateAnswer) -> RegisterStateAnswer:
        sig = self.key.sign(Purpose.REGISTER_STATE, register_state_bytes(state))
        return msgspec.structs.replace(state, sig=b64encode(sig).decode())

    def go_back_to(self, seq: int) -> None:
        """Be restored from a backup."""
        del self.hashes[seq:]
        self.epoch = NEW_EPOCH

    def _answer(self, request: Request) -> Reply:
        match request.path:
            case "/v1/journal":
                return self._take(request)
            case "/v1/feed":
                return self._page(request)
            case "/v1/register":
                named = request.query.get("session", ())
                return a_reply(self.state(self.mark(), named))
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

    def _take(self, request: Request) -> Reply:
        push = decode(request.body or b"", PushRequest)
        for entry in push.entries:
            event = parse_event(entry.body.encode())
            digest = hashlib.sha256(entry.body.encode()).hexdigest()
            if event.seq == len(self.hashes) + 1:
                self.hashes.append(digest)
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


class FakeScheduler:
    """A schedule without time: ticks when the test says so."""

    def __init__(self) -> None:
        self._tick: Tick | None = None
        self.nudges = 0
        self.is_closed = False

    def start(self, tick: Tick) -> None:
        self._tick = tick

    def nudge(self) -> None:
        self.nudges += 1

    def close(self) -> None:
        self.is_closed = True

    def tick(self) -> timedelta:
        """Run what was started, once, and return how long it would rest."""
        assert self._tick is not None
        return self._tick()


def a_change(topic: str, key: str, content: Message | None = None) -> ChangeMessage:
    if content is None:
        return ChangeMessage(topic=topic, key=key)
    return ChangeMessage(topic=topic, key=key, content=msgspec.Raw(encode(content)))


@dataclass
class ExchangeInTest:
    """A register on a real file beside a server in memory."""

    path: Path
    database: Database
    clock: FakeClock
    crash_points: FakeCrashPoints
    local: LocalStore
    opened: Exchange
    scheduler: FakeScheduler
    cash_sessions: CashSessions
    reconciliation: SessionReconciliation
    server: FakeServer
    writer: JournalWriter

    @property
    def engine(self) -> SyncEngine:
        return self.opened.engine

    @property
    def marks(self) -> Marks:
        return self.opened.engine.marks

    def sell(self, count: int = 1) -> None:
        """Write so many entries into the journal."""
        for _ in range(count):
            if self.writer.session_id is None:
                self.writer.open()
            else:
                self.writer.sell()
            self._append(self.writer.sealed[-1])

    def dump(self) -> dict[str, list[tuple[Any, ...]]]:
        """Return every row of every table."""
        with self.database.begin() as db:
            names = db.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'")
            return {
                name: [tuple(row) for row in db.exec_driver_sql(f'SELECT * FROM "{name}"')]
                for name in sorted(names.scalars())
            }

    def acknowledged(self) -> int:
        return int(self.value("SELECT acknowledged_seq FROM sync_state"))

    def value(self, sql: str) -> Any:
        with self.database.begin() as db:
            return db.exec_driver_sql(sql).scalar_one_or_none()

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        with self.database.begin() as db:
            return [tuple(row) for row in db.exec_driver_sql(sql)]

    def head(self) -> ChainHead:
        return self.writer.head

    def _append(self, sealed: SealedEvent) -> None:
        event = parse_event(sealed.body)
        row = (
            event.series,
            event.seq,
            str(event.event_id),
            event.kind,
            utc_text(event.recorded_at),
            sealed.body.decode(),
            sealed.hash,
            sealed.sig,
        )
        with self.database.begin() as db:
            db.exec_driver_sql(
                "INSERT INTO journal (series, seq, event_id, kind, recorded_at, body, hash, sig) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                row,
            )
            db.exec_driver_sql(
                "UPDATE register_state SET seq = ?, head_hash = ?", (event.seq, sealed.hash)
            )


def an_exchange(folder: Path, changes: Iterable[ChangeMessage] = ()) -> ExchangeInTest:
    """Return a register that was just enrolled, and its server."""
    path = folder / "register.db"
    path.write_bytes(_an_enrolled_database())
    points, clock = FakeCrashPoints(), FakeClock(NOW)
    database = open_database(path, KEY, points)
    local = LocalStore(database, InlineWorker(), clock, points)
    identity = local.run(lambda db: load_identity(db, DEVICE_KEY))
    journal = Journal(identity, clock, FakeIds(1))
    cash_sessions = CashSessions(database, journal)
    reconciliation = SessionReconciliation(database, journal, cash_sessions)
    server, scheduler = FakeServer(feed=list(changes)), FakeScheduler()
    opened = open_exchange(
        local,
        DEVICE_KEY,
        FakeChance(),
        reconciliation,
        transport=server,
        scheduler=scheduler,
    )
    return ExchangeInTest(
        path=path,
        database=database,
        clock=clock,
        crash_points=points,
        local=local,
        opened=opened,
        scheduler=scheduler,
        cash_sessions=cash_sessions,
        reconciliation=reconciliation,
        server=server,
        writer=JournalWriter(key=DEVICE_KEY, clock=clock),
    )


def an_exchange_with_three_sent(exchange: ExchangeInTest) -> ExchangeInTest:
    """Return it with three entries confirmed and two more waiting."""
    exchange.sell(3)
    assert exchange.engine.cycle().pushed == 3
    exchange.sell(2)
    return exchange


@cache
def _an_enrolled_database() -> bytes:
    with TemporaryDirectory() as scratch:
        path = Path(scratch) / "register.db"
        new = NewRegister(
            answer=AN_ENROLMENT,
            server_url="http://127.0.0.1:1",
            public_key=DEVICE_KEY.verifying_key.der,
            enrolled_at=NOW,
        )
        write_new_register(path, KEY, new)
        return path.read_bytes()
