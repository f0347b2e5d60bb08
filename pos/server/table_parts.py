"""Parts of the server's tables: their metadata, kinds of columns, and references.

The store comes first in every key, so that each table can be partitioned by it. Ids that
travel are kept as 16 bytes; inside, stores and registers have small integers. Money is minor
units, unit prices are millionths, quantities thousandths, moments microseconds since 1970 UTC.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKeyConstraint,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
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
LONG = BigInteger().with_variant(Integer(), "sqlite")


def number_column(name: str, *, nullable: bool = False) -> Column[int]:
    return Column(name, LONG, nullable=nullable, autoincrement=False)


def text_column(name: str, *, nullable: bool = False) -> Column[str]:
    return Column(name, Text(), nullable=nullable)


def bytes_column(name: str, *, nullable: bool = False) -> Column[bytes]:
    return Column(name, LargeBinary(), nullable=nullable)


def strict_table(name: str, *items: SchemaItem) -> Table:
    return Table(name, metadata, *items, sqlite_strict=True)


def clustered_table(name: str, *items: SchemaItem) -> Table:
    """Make a table of small rows that lie in the order of their key, in one B-tree."""
    return Table(name, metadata, *items, sqlite_strict=True, sqlite_with_rowid=False)


def of_store() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(["store_id"], ["store.id"])


def of_register() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(
        ["store_id", "register_id"], ["register.store_id", "register.register_id"]
    )
