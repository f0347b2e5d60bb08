"""The template of every simulated chain: two stores, three tills, made once and copied."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, time
from decimal import Decimal
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol
from zoneinfo import ZoneInfo

from pos.bootstrap import Surroundings, open_register
from pos.domain.currency import currency
from pos.domain.permission import Role
from pos.domain.signature import SigningKey
from pos.domain.store import Store, StoreId
from pos.domain.tax import PriceMode, TaxRate
from pos.runtime.clock import Clock
from pos.runtime.config import Settings
from pos.runtime.crash_points import CrashPoints, NoCrash
from pos.runtime.ids import Ids
from pos.runtime.paths import FolderKind, create_data_folder, read_data_folder
from pos.runtime.secret_names import DATABASE_KEY, DEVICE_KEY, ENROLLED
from pos.runtime.secrets import open_secrets
from pos.server.context import server_context
from pos.server.database import Database
from pos.server.enrolment import new_code
from pos.server.feeds import put
from pos.server.folder import database_of
from pos.server.operators import add_operator
from pos.server.registers import add_register
from pos.server.schema import upgrade
from pos.server.server_key import make_server_key
from pos.server.stores import create_store
from pos.simulation.line import Line
from pos.simulation.server_in_process import ServerInProcess
from pos.simulation.virtual import MemorySecrets, NumberedIds, SeededChance, VirtualClock
from pos.sync.enrolment import AlreadyEnrolled, EnrolmentPorts, enrol
from pos.sync.exchange import open_exchange
from pos.sync.local_store import LocalStore
from pos.sync.transport import Transport
from pos.wire.codec import encode
from pos.wire.messages import ProductMessage

MADE_ON = datetime(2026, 1, 2, 12, 0, tzinfo=UTC)
SERVER_FOLDER = "server"
RATES = (
    TaxRate("standard", Decimal("0.08")),
    TaxRate("reduced", Decimal("0.02")),
    TaxRate("exempt", Decimal(0)),
)


@dataclass(frozen=True, slots=True)
class Article:
    """A product with the figures from which the oracle computes on its own."""

    sku: str
    name: str
    price: Decimal  # major units of the store's currency
    tax_category: str


@dataclass(frozen=True, slots=True)
class ShopPlan:
    """A store of the chain. Its number is its key in the server's database."""

    number: int
    store: Store
    tills: tuple[str, ...]
    people: tuple[tuple[str, Role], ...]
    articles: tuple[Article, ...]


_IDS = NumberedIds(source=0xC4A1)

SHOPS = (
    ShopPlan(
        number=1,
        store=Store(
            id=StoreId(_IDS.new_id()),
            name="Corner Shop",
            currency=currency("USD"),
            zone=ZoneInfo("America/New_York"),
            day_cut_off=time(4),
            price_mode=PriceMode.TAX_INCLUSIVE,
        ),
        tills=("Till 1", "Till 2"),
        people=(("Mia", Role.MANAGER), ("Tom", Role.CASHIER), ("Ann", Role.CASHIER)),
        articles=(
            Article("MILK", "Fresh Milk 1 L", Decimal("1.29"), "reduced"),
            Article("BREAD", "Crème-Brûlée Bread", Decimal("2.50"), "reduced"),
            Article("LAMP", "Desk Lamp", Decimal("24.90"), "standard"),
        ),
    ),
    ShopPlan(
        number=2,
        store=Store(
            id=StoreId(_IDS.new_id()),
            name="Souq Kiosk",
            currency=currency("KWD"),
            zone=ZoneInfo("Asia/Kuwait"),
            day_cut_off=time(0),
            price_mode=PriceMode.TAX_EXCLUSIVE,
        ),
        tills=("Kiosk",),
        people=(("Noor", Role.MANAGER), ("Sami", Role.CASHIER), ("Huda", Role.CASHIER)),
        articles=(
            Article("DATES", "Dates 500 g", Decimal("1.125"), "reduced"),
            Article("KAHWA", "Arabic Coffee", Decimal("0.355"), "standard"),
            Article("LABAN", "Laban 1 L", Decimal("0.800"), "exempt"),
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class Template:
    """The files of a chain by name, the server's key, and each till's secrets."""

    files: dict[str, bytes]
    key: SigningKey
    secrets: dict[str, dict[str, bytes]]


@cache
def template() -> Template:
    """Return the chain as it stands before anybody sold: tills enrolled, catalogues pulled."""
    with TemporaryDirectory() as scratch:
        root, clock = Path(scratch), VirtualClock(MADE_ON)
        folder = create_data_folder(root / SERVER_FOLDER, FolderKind.SERVER, _IDS.new_id())
        key = make_server_key(folder, SeededChance("server"), {})
        database = database_of(folder, create=True)
        upgrade(database)
        codes: dict[str, str] = {}
        for shop in SHOPS:
            codes |= _fill(database, shop, key, clock)
        context = server_context(database, key, clock=clock, chance=SeededChance("server"))
        process = ServerInProcess(context)
        secrets = {
            name: _enrolled(root / name, code, process, clock) for name, code in codes.items()
        }
        process.close()
        database.close()
        files = {
            path.relative_to(root).as_posix(): path.read_bytes()
            for path in root.rglob("*")
            if path.is_file()
        }
    return Template(files, key, secrets)


def _fill(
    database: Database, shop: ShopPlan, key: SigningKey, clock: VirtualClock
) -> dict[str, str]:
    """Write a store with its people, products and registers; return the registers' codes."""
    codes = {}
    now = clock.now()
    with database.write() as db:
        create_store(db, shop.store, RATES, key=key.verifying_key, ids=_IDS, now=now)
        for name, role in shop.people:
            add_operator(db, shop.number, name=name, role=role, pin_hash="none", ids=_IDS)
        products = {one.sku: encode(product_message(one, one.price)) for one in shop.articles}
        put(db, shop.number, "product", products)
        for name in shop.tills:
            register = add_register(db, shop.number, name, ids=_IDS, now=now)
            codes[name] = new_code(
                db, shop.number, register.number, chance=SeededChance(name), now=now
            )
    return codes


class Newcomer(Protocol):
    """What enrolment needs of the device that joins."""

    @property
    def line(self) -> Transport: ...
    @property
    def clock(self) -> Clock: ...
    @property
    def ids(self) -> Ids: ...
    @property
    def mortality(self) -> CrashPoints: ...


@dataclass(frozen=True, slots=True)
class _FirstDevice:
    line: Line
    clock: VirtualClock
    ids: NumberedIds = _IDS
    mortality: CrashPoints = field(default_factory=NoCrash)


def enrolled_secrets(root: Path, code: str, device: Newcomer) -> dict[str, bytes]:
    """Enrol the folder at `root`; return what its keyring holds then.

    :raises Problem: if the line or the server does not play its part; the same call goes on.
    """
    ports = EnrolmentPorts(
        clock=device.clock,
        ids=device.ids,
        chance=SeededChance(code),
        crash_points=device.mortality,
        ask_passphrase=lambda _: _PASSPHRASE,
        connect=lambda *_: device.line,
    )
    with suppress(AlreadyEnrolled):  # it died behind its last step
        enrol(root, server="http://127.0.0.1:1", code=code, ports=ports)
    sealed = open_secrets(read_data_folder(root), ports.ask_passphrase, ports.chance, {})
    return {name: sealed.get(name) or b"" for name in (DATABASE_KEY, DEVICE_KEY, ENROLLED)}


_PASSPHRASE = "simulated"


def _enrolled(
    root: Path, code: str, process: ServerInProcess, clock: VirtualClock
) -> dict[str, bytes]:
    secrets = enrolled_secrets(root, code, _FirstDevice(Line(process), clock))
    _pull_catalogue(root, MemorySecrets(secrets), Line(process), clock)
    return secrets


def _pull_catalogue(root: Path, secrets: MemorySecrets, line: Line, clock: VirtualClock) -> None:
    """Pull what the server has, as the first start after an enrolment does."""
    around = Surroundings(
        clock=clock,
        ids=_IDS,
        chance=SeededChance(root.name),
        settings=Settings(),
        open_secrets=lambda *_: secrets,
    )
    register = open_register(root, ask_passphrase=lambda _: None, surroundings=around)
    local = LocalStore(register.database, register.worker, register.clock)
    result = open_exchange(
        local, register.identity.key, register.chance, register.session_reconciliation,
        transport=line,
    ).cycle()  # fmt: skip
    register.close()
    if not result.is_at_rest:
        raise RuntimeError(f"the template's catalogue was not pulled: {result}")


def product_message(article: Article, price: Decimal) -> ProductMessage:
    """Return the article as the feed tells it, at a price."""
    return ProductMessage(
        sku=article.sku,
        name=article.name,
        unit="each",
        price=f"{price:.6f}",
        tax_category=article.tax_category,
    )
