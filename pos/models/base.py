"""Shared pieces of the register's schema: base class, column types, constraint names.

Every table is STRICT, so SQLite refuses text in an integer column instead of storing it.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Annotated, Any, ClassVar
from uuid import UUID

from sqlalchemy import Dialect, Integer, MetaData, Text
from sqlalchemy.orm import DeclarativeBase, mapped_column
from sqlalchemy.types import TypeDecorator

NAMING = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
STRICT = {"sqlite_strict": True}
STRICT_BY_KEY = {"sqlite_strict": True, "sqlite_with_rowid": False}


def utc_text(moment: datetime) -> str:
    """Return an aware moment as text in UTC that sorts by time.

    :raises ValueError: on a naive datetime.
    """
    if moment.tzinfo is None:
        raise ValueError("naive datetime reached the database")
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


class UtcDateTime(TypeDecorator[datetime]):
    """An aware datetime, stored as ISO 8601 text in UTC."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        return None if value is None else utc_text(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> datetime | None:
        return None if value is None else datetime.fromisoformat(value)


class DateText(TypeDecorator[date]):
    """A date, stored as ISO 8601 text."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: date | None, dialect: Dialect) -> str | None:
        return None if value is None else value.isoformat()

    def process_result_value(self, value: str | None, dialect: Dialect) -> date | None:
        return None if value is None else date.fromisoformat(value)


class UuidText(TypeDecorator[UUID]):
    """A UUID, stored as its 36 characters: people compare them with logs and events."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: UUID | None, dialect: Dialect) -> str | None:
        return None if value is None else str(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> UUID | None:
        return None if value is None else UUID(value)


Id = Annotated[UUID, mapped_column(UuidText, primary_key=True)]
RowId = Annotated[int, mapped_column(Integer, primary_key=True)]
Minor = Annotated[int, mapped_column(Integer)]  # money in minor units
Millionths = Annotated[int, mapped_column(Integer)]  # a unit price, of the major unit
Thousandths = Annotated[int, mapped_column(Integer)]  # a quantity, of its unit


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: UtcDateTime,
        date: DateText,
        UUID: UuidText,
        str: Text,
        int: Integer,
    }
