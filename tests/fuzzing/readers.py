"""True things of each kind, to be damaged, and what reads them, as functions of one argument."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, time
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
from hypothesis import strategies as st
from PySide6.QtCore import QLocale

from pos.domain import event
from pos.domain.currency import CurrencyCode
from pos.domain.sale import SaleId
from pos.domain.store import Store
from pos.domain.tax import PriceMode
from pos.runtime import backup_file, config, ids, lock, sealed_file
from pos.server import catalogue_file, catalogue_import, tokens
from pos.services import past_sales_file
from pos.services.past_sales_ticket import TicketReader
from pos.sync import feed_topics, product_rows, session_answers
from pos.sync.transport import Reply
from pos.ui.formatting import Formats
from pos.wire import archive, codec, messages
from tests.backups import a_manifest, a_small_backup, no_progress
from tests.builders import STANDARD, USD, JournalWriter
from tests.fakes import FakeClock
from tests.fuzzing.drawing import TEXTS, bytes_like
from tests.keys import new_signing_key
from tests.registers import NOON, STORE_ID
from tests.sales_files import SAMPLES


def of_file(read: Callable[[Path], object], name: str = "input") -> Callable[[bytes], object]:
    """Return the reader of a path as one of bytes."""

    def read_bytes(content: bytes) -> object:
        with TemporaryDirectory() as scratch:
            path = Path(scratch) / name
            path.write_bytes(content)
            return read(path)

    return read_bytes


def all_of(read: Callable[[Path], Iterator[object]]) -> Callable[[Path], object]:
    return lambda path: sum(1 for _ in read(path))


def a_day() -> JournalWriter:
    """Return the journal of a small day."""
    journal = JournalWriter(clock=FakeClock(NOON))
    journal.open()
    journal.sell()
    journal.close(over=3)
    return journal


DAY = a_day()
BODIES = tuple(sealed.body for sealed in DAY.sealed)
KEY = new_signing_key()
PUBLIC, PRIVATE = KEY.verifying_key.der, KEY.to_der()
SOME_ID = UUID(int=1)
SECRET = b"secret of the server's tokens"
TOKEN = tokens.new_token(tokens.Bearer(SOME_ID, SOME_ID, "00" * 16), SECRET, NOON)
STORE = Store(
    id=STORE_ID,
    name="Corner Shop",
    currency=USD,
    zone=ZoneInfo("America/New_York"),
    day_cut_off=time(4),
    price_mode=PriceMode.TAX_INCLUSIVE,
)
CURRENCIES = st.sampled_from(["USD", "JPY", "KWD"]).map(CurrencyCode)
KINDS = st.sampled_from(
    [kind for kind in vars(messages).values() if isinstance(kind, type)]
).filter(lambda kind: issubclass(kind, messages.Message))
MESSAGES = tuple(
    msgspec.json.encode(one)
    for one in (
        messages.EnrolRequest(code="ABCD", public_key="", program_version="1"),
        messages.NonceRequest(register=SOME_ID),
        messages.PushRequest(series=1, entries=[messages.EntryMessage(body="{}", sig="AA==")]),
        messages.MarkAnswer(epoch=SOME_ID, register=SOME_ID, series=1, high_water=1, head_hash="0"),
        messages.FeedPage(changes=[], cursor="", more=False),
        messages.ProductMessage(sku="A", name="B", unit="each", price="1", tax_category="x"),
        messages.RefusalAnswer(error="gap", message="There is a gap."),
        messages.SessionStateMessage(id=SOME_ID, state="open", kind="normal"),
    )
)
SALES = (SAMPLES / "sales.csv").read_bytes()[:3_000]
PRODUCTS = (SAMPLES / "products.csv").read_bytes()[:3_000]
LINES = (
    archive.line_of(
        archive.ArchivedEntry(register=SOME_ID, series=1, seq=1, body=BODIES[0].decode(), sig="AA")
    ),
    archive.line_of(archive.ArchiveEnd(entries=0, heads=[])),
)
MARKER = json.dumps({"kind": "register", "id": str(SOME_ID), "format": 1}).encode()
FACES = [{"id": "1", "name": "Mia", "role": "manager"}]
FIRST_LOOK = json.dumps(
    {"language": "en", "look": "light", "register": "Till 1", "faces": FACES}
).encode()
ENGLISH = Formats(QLocale("en_US"), UTC)


def a_key_file() -> bytes:
    """Return a key file whose passphrase is stretched as little as is allowed."""
    with TemporaryDirectory() as scratch:
        path = Path(scratch) / "keys.json"
        sealed_file.SealedFileSecrets.create(path, "pass", SOME_ID, ids.SystemChance())
        return path.read_bytes()


def a_backup() -> bytes:
    with TemporaryDirectory() as scratch:
        return a_small_backup(Path(scratch)).read_bytes()


KEY_FILE, BACKUP = a_key_file(), a_backup()
MANIFEST = json.dumps(a_manifest(b"keys", b"database")).encode()
HOLDER = json.dumps({"pid": 123, "since": NOON.isoformat()}).encode()
_PAYLOADS = [bytes(event.parse_event(body).payload) for body in BODIES]
SALE, CLOSING = _PAYLOADS[1], _PAYLOADS[2]
PACKED = tuple(codec.compress(BODIES[1], coding) for coding in codec.Coding)


def a_reply(status: int, kind: str, body: bytes, wait: str | None) -> Reply:
    return Reply(status=status, content_type=kind, body=body, retry_after=wait)


REPLIES = st.builds(
    a_reply,
    st.sampled_from([200, 204, 302, 400, 401, 403, 404, 408, 409, 422, 429, 500, 501, 503, 999]),
    st.sampled_from(["application/json", "text/html", ""]),
    bytes_like(*MESSAGES),
    st.none() | TEXTS,
)


def an_event(payload: bytes) -> event.Event:
    """Return the true sale with another payload."""
    true = event.parse_event(BODIES[1])
    return msgspec.structs.replace(true, payload=msgspec.Raw(payload))


def a_row(cells: list[str]) -> object:
    columns = (*catalogue_file.REQUIRED, "department", "category", "brand", "package_size", "cost")
    named = dict(zip((*columns, "service"), cells, strict=False))
    rows = catalogue_import._RowReader(CurrencyCode("USD"), ["standard"], {})
    return rows.product(catalogue_file.FileRow(2, named, len(columns), len(columns)))


def a_ticket(cells: list[str]) -> object:
    line = past_sales_file.FileLine(2, *cells)
    reader = TicketReader(
        store=STORE,
        today=NOON.date(),
        now=NOON,
        new_id=lambda: SaleId(SOME_ID),
        item_of=lambda _: None,
        rates={"standard": STANDARD},
    )
    return reader.read(past_sales_file.FileTicket(line.ticket, (line,), 1))


TRUE_ROW = ("A1", "4006381333931", "Milk", "each", "1.29", "standard", "", "", "", "", "", "no")
TRUE_TICKET = (
    "T1",
    "2026-03-01T12:00",
    "A1",
    "Milk",
    "1",
    "each",
    "1.29",
    "0",
    "1.29",
    "0",
    "cash",
)


def cells_like(*true: str) -> st.SearchStrategy[list[str]]:
    """Draw cells of which most are true."""
    return st.tuples(*(st.just(one) | st.just(one) | TEXTS for one in true)).map(list)


def whole_catalogue(path: Path) -> int:
    return sum(1 for _ in catalogue_file.catalogue_file(path).rows())


def whole_backup(path: Path) -> None:
    backup = backup_file.read_backup_file(path)
    backup_file.read_database(backup, lambda _: None, no_progress)


def session_state(content: bytes) -> object:
    return session_answers.read_session(codec.decode(content, messages.SessionStateMessage), {1})


def sessions_state(content: bytes) -> object:
    return session_answers.read_sessions([codec.decode(content, messages.SessionStateMessage)], {1})


def stuck(content: bytes) -> object:
    return session_answers.read_stuck([codec.decode(content, messages.StuckSessionMessage)])


def product_of(content: bytes) -> object:
    return product_rows.product_row(feed_topics.decode_product(msgspec.Raw(content)))


def holder(content: bytes) -> object:
    with TemporaryFile() as file:
        file.write(content)
        file.flush()
        return lock._read_holder(file.fileno(), NOON)


def environment_of(drawn: tuple[str, str, str]) -> object:
    names = ("EVERTILL_LOG", "EVERTILL_PIN", "EVERTILL_CRASH_AT")
    return config.Settings.from_environment(dict(zip(names, drawn, strict=True)))


def opened_keys(path: Path) -> object:
    return sealed_file.SealedFileSecrets.open(path, "pass", SOME_ID, ids.SystemChance())
