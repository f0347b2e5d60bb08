"""Tables of the server: what registers pushed, its effects, and what registers pull.

The store comes first in every key, so that each table can be partitioned by it. Ids that
travel are kept as 16 bytes; inside, stores and registers have small integers. Money is minor
units, unit prices are millionths, quantities thousandths, moments microseconds since 1970 UTC.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.sql.schema import SchemaItem

_NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
metadata = MetaData(naming_convention=_NAMES)

# SQLite's STRICT tables know INTEGER (64 bits there) but not BIGINT.
_LONG = BigInteger().with_variant(Integer(), "sqlite")


def _number(name: str, *, nullable: bool = False) -> Column[int]:
    return Column(name, _LONG, nullable=nullable, autoincrement=False)


def _text(name: str, *, nullable: bool = False) -> Column[str]:
    return Column(name, Text(), nullable=nullable)


def _bytes(name: str, *, nullable: bool = False) -> Column[bytes]:
    return Column(name, LargeBinary(), nullable=nullable)


def _table(name: str, *items: SchemaItem) -> Table:
    return Table(name, metadata, *items, sqlite_strict=True)


def _clustered_table(name: str, *items: SchemaItem) -> Table:
    """Make a table of small rows that lie in the order of their key, in one B-tree."""
    return Table(name, metadata, *items, sqlite_strict=True, sqlite_with_rowid=False)


def _of_store() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(["store_id"], ["store.id"])


def _of_register() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(
        ["store_id", "register_id"], ["register.store_id", "register.register_id"]
    )


store = _table(
    "store",
    Column("id", _LONG, primary_key=True, autoincrement=False),
    _bytes("uuid"),
    _text("name"),
    _text("currency"),
    _text("timezone"),
    _text("day_cut_off"),
    _text("price_mode"),
    _text("address"),
    _text("tax_registration"),
    _number("feed_position"),  # the position that the newest feed item got
    _number("created_at"),
    UniqueConstraint("uuid"),
)

epoch = _table(
    "epoch",
    _number("store_id"),
    _number("number"),
    _bytes("uuid"),
    _number("began_at"),
    PrimaryKeyConstraint("store_id", "number"),
    _of_store(),
)

server_key = _table(
    "server_key",
    _number("store_id"),
    _text("key_id"),
    _bytes("public_key"),
    _number("since"),
    PrimaryKeyConstraint("store_id", "key_id"),
    _of_store(),
)

register = _table(
    "register",
    _number("store_id"),
    _number("register_id"),
    _bytes("uuid"),
    _text("name"),
    _bytes("public_key", nullable=True),  # absent until it has enrolled
    _text("program_version", nullable=True),
    _number("created_at"),
    _number("enrolled_at", nullable=True),
    _number("revoked_at", nullable=True),
    _number("perpetual_total"),  # of its completed sales, training apart; never reset
    _number("z_number"),  # of its newest Z report
    PrimaryKeyConstraint("store_id", "register_id"),
    UniqueConstraint("store_id", "uuid"),
    UniqueConstraint("store_id", "name"),
    UniqueConstraint("store_id", "public_key"),
    _of_store(),
)

series = _table(
    "series",
    _number("store_id"),
    _number("register_id"),
    _number("series"),
    _number("high_water"),
    _text("head_hash"),
    PrimaryKeyConstraint("store_id", "register_id", "series"),
    _of_register(),
    CheckConstraint("high_water >= 0", name="high_water"),
)

enrolment_code = _table(
    "enrolment_code",
    _number("store_id"),
    _bytes("code_hash"),
    _number("register_id"),
    _number("expires_at"),
    _bytes("used_by", nullable=True),  # the public key that used it
    PrimaryKeyConstraint("store_id", "code_hash"),
    _of_register(),
)

nonce = _table(
    "nonce",
    _number("store_id"),
    _number("register_id"),
    _bytes("nonce_hash"),
    _number("expires_at"),
    PrimaryKeyConstraint("store_id", "register_id", "nonce_hash"),
    _of_register(),
)

journal_entry = _table(
    "journal_entry",
    _number("store_id"),
    _number("register_id"),
    _number("series"),
    _number("seq"),
    _bytes("event_id"),
    _text("kind"),
    _text("body"),
    _text("hash"),
    _bytes("sig"),
    _number("received_at"),
    PrimaryKeyConstraint("store_id", "register_id", "series", "seq"),
    UniqueConstraint("store_id", "event_id"),
    _of_register(),
)

quarantine = _table(
    "quarantine",
    _number("store_id"),
    _number("register_id"),
    _number("series"),
    _number("seq"),  # what the entry says; of a forged one it may be anything
    _text("hash"),
    _text("reason"),
    _text("body", nullable=True),  # absent: the entry is in the journal, only its effects are not
    _bytes("sig", nullable=True),
    _number("received_at"),
    PrimaryKeyConstraint("store_id", "register_id", "series", "seq", "hash"),
    _of_register(),
)

flag = _table(
    "flag",
    _number("store_id"),
    _number("register_id"),
    _number("series"),
    _number("seq"),
    _number("number"),
    _text("reason"),
    PrimaryKeyConstraint("store_id", "register_id", "series", "seq", "number"),
    _of_register(),
)

cash_session = _table(
    "cash_session",
    _number("store_id"),
    _bytes("cash_session_id"),
    _number("register_id"),
    _text("kind"),
    _text("business_date"),
    _text("state"),
    _number("opened_at"),
    _bytes("opened_by"),
    _number("opening_float"),
    _number("closed_at", nullable=True),
    _bytes("closed_by", nullable=True),
    PrimaryKeyConstraint("store_id", "cash_session_id"),
    _of_register(),
    CheckConstraint("kind IN ('normal', 'deferred', 'training')", name="kind"),
    CheckConstraint("state IN ('open', 'counting', 'closed')", name="state"),
    Index(None, "store_id", "register_id", "state"),
)

z_report = _table(
    "z_report",
    _number("store_id"),
    _bytes("cash_session_id"),
    _bytes("event_id"),
    _number("z_number"),
    _number("sales"),
    _number("gross"),
    _number("expected"),
    _number("counted", nullable=True),
    _number("variance", nullable=True),
    _number("perpetual_total"),
    PrimaryKeyConstraint("store_id", "cash_session_id"),
)

sale = _table(
    "sale",
    _number("store_id"),
    _bytes("event_id"),
    _bytes("sale_id"),
    _number("register_id"),
    _bytes("cash_session_id"),
    _text("cash_session_kind"),
    _text("business_date"),
    _text("state"),
    _number("receipt_number", nullable=True),
    _text("paper_ticket", nullable=True),
    _number("occurred_at"),
    _bytes("operator_id"),
    _number("line_count"),
    _number("discount"),
    _number("net"),
    _number("tax"),
    _number("total"),
    _number("change"),
    PrimaryKeyConstraint("store_id", "event_id"),
    UniqueConstraint("store_id", "sale_id"),
    CheckConstraint("net + tax = total", name="total"),
    CheckConstraint("state IN ('completed', 'voided')", name="state"),
    Index(None, "store_id", "cash_session_id"),
)

sale_line = _clustered_table(
    "sale_line",
    _number("store_id"),
    _bytes("event_id"),
    _number("line"),
    _text("item"),
    _text("sku"),
    _text("name"),
    _text("department"),
    _text("unit"),
    _number("quantity"),
    _number("unit_price"),
    _number("discount"),
    _text("tax_category"),
    _number("tax_rate"),  # millionths
    _number("net"),
    _number("tax"),
    PrimaryKeyConstraint("store_id", "event_id", "line"),
)

tender = _clustered_table(
    "tender",
    _number("store_id"),
    _bytes("event_id"),
    _number("line"),
    _text("kind"),
    _number("amount"),
    PrimaryKeyConstraint("store_id", "event_id", "line"),
)

stock_move = _clustered_table(
    "stock_move",
    _number("store_id"),
    _bytes("event_id"),
    _number("line"),
    _text("sku"),
    _text("unit"),
    _number("quantity"),
    _number("cost", nullable=True),
    PrimaryKeyConstraint("store_id", "event_id", "line"),
)

cash_move = _clustered_table(
    "cash_move",
    _number("store_id"),
    _bytes("event_id"),
    _number("line"),
    _bytes("cash_session_id"),
    _text("kind"),
    _number("amount"),
    PrimaryKeyConstraint("store_id", "event_id", "line"),
)

posting = _clustered_table(
    "posting",
    _number("store_id"),
    _bytes("event_id"),
    _number("line"),
    _text("account"),
    _number("amount"),
    _text("detail"),
    PrimaryKeyConstraint("store_id", "event_id", "line"),
)

feed_item = _table(
    "feed_item",
    _number("store_id"),
    _text("topic"),
    _text("key"),
    _number("position"),
    _text("content", nullable=True),  # absent: deleted
    PrimaryKeyConstraint("store_id", "topic", "key"),
    UniqueConstraint("store_id", "position"),
    _of_store(),
)
