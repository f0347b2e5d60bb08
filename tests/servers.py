"""Servers for tests: a real one over HTTP on a real folder, and a register that talks to it."""

from __future__ import annotations

import socket
import threading
from base64 import b64encode
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

import httpx
import msgspec
import uvicorn
from sqlalchemy import Table, func, select

from pos.domain.event import EventKind
from pos.domain.permission import Role
from pos.domain.signature import Purpose, SigningKey
from pos.domain.store import Store, StoreId
from pos.domain.tax import PriceMode, TaxRate
from pos.runtime.clock import SystemClock
from pos.runtime.ids import SystemChance, SystemIds
from pos.runtime.paths import FolderKind, create_data_folder, read_data_folder
from pos.server import tables
from pos.server.app import create_app
from pos.server.context import ServerContext, server_context
from pos.server.database import Database, open_url
from pos.server.enrolment import new_code
from pos.server.folder import database_of, keep_address
from pos.server.manager_log import LogPen
from pos.server.operators import add_operator
from pos.server.registers import add_register
from pos.server.schema import upgrade
from pos.server.server_key import make_server_key
from pos.server.session_closing import ClosedHere, Hand, close_here
from pos.server.session_rows import ClosedHow
from pos.server.stores import create_store, the_store
from pos.wire.codec import compress, decode, encode, enrol_request_bytes
from pos.wire.messages import (
    EnrolAnswer,
    EnrolRequest,
    MarkAnswer,
    Message,
    NonceAnswer,
    NonceRequest,
    OperatorMessage,
    PushRequest,
    RefusalAnswer,
    TokenAnswer,
    TokenRequest,
)
from pos.wire.payloads import RegisterEnrolledPayload
from tests.builders import STANDARD, USD, JournalWriter
from tests.fakes import FakeClock
from tests.keys import new_signing_key
from tests.postgresql import a_database, cluster

M = TypeVar("M", bound=Message)
START_SECONDS = 15
NOW = datetime(2026, 3, 28, 14, 0, tzinfo=UTC)


@dataclass
class RunningServer:
    """A server under test: its address, its database, and its clock, which the test moves."""

    url: str
    root: Path
    database: Database
    context: ServerContext
    key: SigningKey
    clock: FakeClock
    store: Store
    store_number: int = 1

    def code(self, name: str = "Till 1") -> str:
        """Add a register and return its enrolment code."""
        ids, now = SystemIds(), self.clock.now()
        with self.database.write() as db:
            register = add_register(db, self.store_number, name, ids=ids, now=now)
            return new_code(db, self.store_number, register.number, chance=SystemChance(), now=now)

    def operator(self, name: str = "Mia", role: Role = Role.MANAGER) -> OperatorMessage:
        """Add an operator whose PIN nobody knows."""
        with self.database.write() as db:
            return add_operator(
                db, self.store_number, name=name, role=role, pin_hash="", ids=SystemIds()
            )

    def close_here(
        self, session_id: UUID, by: OperatorMessage, reason: str = "typed twice"
    ) -> ClosedHere:
        """Close a register's session as a manager does."""
        hand = Hand(how=ClosedHow.MANAGER, by=by, reason=reason)
        pen = LogPen(self.key, SystemIds(), self.clock.now())
        with self.database.write() as db:
            return close_here(db, the_store(db), session_id, hand, pen)

    @contextmanager
    def client(self) -> Iterator[httpx.Client]:
        with httpx.Client(base_url=self.url, trust_env=False, timeout=30) as client:
            yield client


@dataclass
class RegisterOverHttp:
    """An enrolled register, as far as the server can tell."""

    server: RunningServer
    http: httpx.Client
    key: SigningKey
    enrolled: EnrolAnswer
    journal: JournalWriter
    token: str = ""
    headers: dict[str, str] = field(default_factory=dict)

    def sign_in(self) -> str:
        """Fetch a token and use it from now on."""
        nonce = ask(self.http, "/v1/nonces", NonceRequest(register=self.id), NonceAnswer).nonce
        sig = b64encode(self.key.sign(Purpose.NONCE, nonce.encode())).decode()
        request = TokenRequest(register=self.id, nonce=nonce, sig=sig)
        self.token = ask(self.http, "/v1/tokens", request, TokenAnswer).token
        self.headers = {"Authorization": f"Bearer {self.token}"}
        return self.token

    @property
    def id(self) -> UUID:
        return self.enrolled.register_id

    def get(self, path: str, kind: type[M], **parameters: Any) -> M:
        response = self.http.get(path, params=parameters, headers=self.headers)
        assert response.status_code == 200, response.text
        return decode(response.content, kind)

    def send(self, push: PushRequest, *, zstd: bool = False) -> httpx.Response:
        """Push, whatever comes of it."""
        body, headers = encode(push), dict(self.headers)
        headers["Content-Type"] = "application/json"
        if zstd:
            body = compress(body)
            headers["Content-Encoding"] = "zstd"
        return self.http.post("/v1/journal", content=body, headers=headers)

    def push(self, push: PushRequest) -> MarkAnswer:
        """Push what the server takes."""
        response = self.send(push)
        assert response.status_code == 200, response.text
        return decode(response.content, MarkAnswer)


def ask(http: httpx.Client, path: str, request: Message, kind: type[M]) -> M:
    """POST a message that the server takes."""
    response = post(http, path, request)
    assert response.status_code == 200, response.text
    return decode(response.content, kind)


def post(http: httpx.Client, path: str, request: Message) -> httpx.Response:
    headers = {"Content-Type": "application/json"}
    return http.post(path, content=encode(request), headers=headers)


def refusal(response: httpx.Response, status: int) -> RefusalAnswer:
    """Return the body of a refusal, after checking that it is one."""
    assert response.status_code == status, response.text
    return decode(response.content, RefusalAnswer)


def enrol_over_http(
    server: RunningServer, http: httpx.Client, name: str = "Till 1"
) -> RegisterOverHttp:
    """Enrol a new register and sign it in; its journal begins with its enrolment."""
    key = new_signing_key()
    request = an_enrol_request(server.code(name), key)
    enrolled = ask(http, "/v1/enrolments", request, EnrolAnswer)
    journal = JournalWriter(
        store=enrolled.store.id,
        register=enrolled.register_id,
        key=key,
        clock=server.clock,
        ids=SystemIds(),
    )
    journal.write(
        EventKind.REGISTER_ENROLLED,
        RegisterEnrolledPayload(register_name=name, public_key=request.public_key),
    )
    register = RegisterOverHttp(server, http, key, enrolled, journal)
    register.sign_in()
    return register


def an_enrol_request(code: str, key: SigningKey) -> EnrolRequest:
    public = b64encode(key.verifying_key.der).decode()
    request = EnrolRequest(code=code, public_key=public, program_version="0.1.0")
    sig = key.sign(Purpose.ENROLMENT_REQUEST, enrol_request_bytes(request))
    return msgspec.structs.replace(request, sig=b64encode(sig).decode())


def rows(server: RunningServer, table: Table) -> int:
    """Return how many rows the server holds."""
    with server.database.read() as db:
        return db.execute(select(func.count()).select_from(table)).scalar_one()


def effects(server: RunningServer) -> tuple[int, ...]:
    """Return how many sales, lines, tenders, stock moves, cash moves and postings it holds."""
    counted = (tables.sale, tables.sale_line, tables.tender, tables.stock_move)
    return tuple(rows(server, table) for table in (*counted, tables.cash_move, tables.posting))


class Backend(StrEnum):
    """Where a server keeps its rows."""

    SQLITE = "sqlite"
    POSTGRESQL = "postgresql"


@contextmanager
def a_running_server(root: Path, backend: Backend = Backend.SQLITE) -> Iterator[RunningServer]:
    """Serve a new folder with one store on a free port, in this process."""
    clock = FakeClock(NOW)
    with (
        a_made_server(root, backend) as made,
        served(made.database, made.key, clock) as (url, context),
    ):
        assert context.readiness._prepared.wait(START_SECONDS)
        yield RunningServer(url, root, made.database, context, made.key, clock, made.store)


@dataclass(frozen=True)
class MadeServer:
    """A server's folder with one store in it, not served."""

    root: Path
    database: Database
    key: SigningKey
    store: Store


@contextmanager
def a_made_server(root: Path, backend: Backend = Backend.SQLITE) -> Iterator[MadeServer]:
    """Make a new folder with one store."""
    made = _made_folder()
    root.mkdir()
    for name, content in made.files.items():
        (root / name).write_bytes(content)
    folder = read_data_folder(root)
    with ExitStack() as stack:
        if backend is Backend.POSTGRESQL:
            folder.database_path.unlink()
            keep_address(folder, stack.enter_context(a_database(_made_template())))
        database = database_of(folder)
        stack.callback(database.close)
        yield MadeServer(root, database, made.key, made.store)


@dataclass(frozen=True)
class _MadeFolder:
    """A server's folder with a store in it, made once and copied for each test."""

    files: dict[str, bytes]
    key: SigningKey
    store: Store


@cache
def _made_folder() -> _MadeFolder:
    ids = SystemIds()
    store = Store(
        id=StoreId(ids.new_id()),
        name="Corner Shop",
        currency=USD,
        zone=ZoneInfo("America/New_York"),
        day_cut_off=time(4),
        price_mode=PriceMode.TAX_INCLUSIVE,
    )
    with TemporaryDirectory() as scratch:
        folder = create_data_folder(Path(scratch), FolderKind.SERVER, ids.new_id())
        key = make_server_key(folder, SystemChance(), {})
        _fill(database_of(folder, create=True), key, store)
        files = {path.name: path.read_bytes() for path in folder.root.iterdir() if path.is_file()}
    return _MadeFolder(files, key, store)


@cache
def _made_template() -> str:
    """Return the name of a PostgreSQL database with the same store, to copy for each test."""
    made, name = _made_folder(), cluster().create()
    _fill(open_url(cluster().url(name)), made.key, made.store)
    return name


def _fill(database: Database, key: SigningKey, store: Store) -> None:
    """Make the tables and the store in an empty database."""
    rates = [STANDARD, TaxRate("reduced", Decimal("0.02")), TaxRate("exempt", Decimal(0))]
    upgrade(database)
    with database.write() as db:
        create_store(db, store, rates, key=key.verifying_key, ids=SystemIds(), now=NOW)
    database.close()


@contextmanager
def served(
    database: Database, key: SigningKey, clock: FakeClock
) -> Iterator[tuple[str, ServerContext]]:
    """Run the application on a free port until the block ends."""
    context = server_context(database, key, clock=clock, chance=SystemChance())
    server = uvicorn.Server(
        uvicorn.Config(create_app(context), log_config=None, access_log=False, lifespan="on")
    )
    with socket.create_server(("127.0.0.1", 0)) as bound:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [bound]}, name="server")
        thread.start()
        try:
            url = f"http://127.0.0.1:{bound.getsockname()[1]}"
            wait_until_answers(url)
            yield url, context
        finally:
            server.should_exit = True
            thread.join()


def wait_until_answers(url: str, path: str = "/live", status: int = 200) -> None:
    """Ask until the server answers so; a failure after some seconds, without sleeping long."""
    clock = SystemClock()
    until = clock.now() + timedelta(seconds=START_SECONDS)
    pause = threading.Event()
    with httpx.Client(trust_env=False, timeout=START_SECONDS) as http:
        while clock.now() < until:
            try:
                if http.get(url + path).status_code == status:
                    return
            except httpx.TransportError:
                pass
            pause.wait(0.02)
    raise AssertionError(f"{url}{path} did not answer {status}")
