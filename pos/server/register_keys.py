"""Keys of registers: which one signs a series, and which device gave way to another."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, exists, func, insert, select, update

from pos.domain.signature import VerifyingKey, load_verifying_key
from pos.server import tables
from pos.server.journal import SeriesKey
from pos.server.moments import moment

_key = tables.register_key.c


@dataclass(frozen=True, slots=True)
class HeldKey:
    """A key that a register has, or had until its device was replaced."""

    register_number: int
    series: int
    key: VerifyingKey
    replaced_at: datetime | None


def key_of_series(db: Connection, series: SeriesKey) -> VerifyingKey:
    """Return the key that the entries of a series are signed with; the series exists."""
    query = select(_key.public_key).where(
        _key.store_id == series.store_number,
        _key.register_id == series.register_number,
        _key.series == series.series,
    )
    return load_verifying_key(db.execute(query).scalar_one())


def signs_now(db: Connection, series: SeriesKey) -> bool:
    """Tell whether the series is one that the register's device writes, fenced or not.

    A branch has ended once the series behind it has begun.

    To be asked in the database transaction that writes, while the register's row is locked.
    """
    query = select(_key.series).where(
        _key.store_id == series.store_number,
        _key.register_id == series.register_number,
        _key.series == series.series,
        _key.until.is_(None),
        ~_has_gone_on(series),
    )
    return db.execute(query).first() is not None


def is_key_of(
    db: Connection, store_number: int, register_number: int, series: int, key: VerifyingKey
) -> bool:
    """Tell whether a register's series is signed with this key, which is not out of use."""
    query = select(_key.series).where(
        _key.store_id == store_number,
        _key.register_id == register_number,
        _key.series == series,
        _key.public_key == key.der,
        _key.until.is_(None),
    )
    return db.execute(query).first() is not None


def is_in_use(db: Connection, store_number: int, register_number: int, series: int) -> bool:
    """Tell whether the device that wrote a series has not been replaced."""
    query = select(_key.series).where(
        _key.store_id == store_number,
        _key.register_id == register_number,
        _key.series == series,
        _key.until.is_(None),
    )
    return db.execute(query).first() is not None


def newest_series(db: Connection, store_number: int, register_number: int) -> int:
    """Return the highest number of a register's series, branches among them."""
    series = tables.series.c
    query = select(func.max(series.series)).where(
        series.store_id == store_number, series.register_id == register_number
    )
    return int(db.execute(query).scalar_one())


def held_key(db: Connection, store_number: int, der: bytes) -> HeldKey | None:
    """Return what is known of a public key, with the first of its series."""
    query = (
        select(tables.register_key)
        .where(_key.store_id == store_number, _key.public_key == der)
        .order_by(_key.series)
        .limit(1)
    )
    row = db.execute(query).first()
    return None if row is None else _held(row)


def older_keys(db: Connection, store_number: int, register_number: int) -> list[HeldKey]:
    """Return the keys of the register's replaced devices, the newest first."""
    query = (
        select(tables.register_key)
        .where(
            _key.store_id == store_number,
            _key.register_id == register_number,
            _key.until.is_not(None),
        )
        .order_by(_key.series.desc())
    )
    return [_held(row) for row in db.execute(query)]


def begin_key(
    db: Connection,
    store_number: int,
    register_number: int,
    series: int,
    *,
    key: VerifyingKey,
    at: int,
) -> None:
    """Let a key sign a new series from now on; the one before it signs nothing more.

    `at` is in microseconds.
    """
    db.execute(
        update(tables.register_key)
        .where(
            _key.store_id == store_number,
            _key.register_id == register_number,
            _key.until.is_(None),
        )
        .values(until=at)
    )
    db.execute(
        insert(tables.register_key).values(
            store_id=store_number,
            register_id=register_number,
            series=series,
            key_id=key.key_id,
            public_key=key.der,
            since=at,
        )
    )


def _has_gone_on(series: SeriesKey) -> ColumnElement[bool]:
    behind, origin = tables.series.c, tables.series_origin.c
    return exists().where(
        origin.store_id == series.store_number,
        origin.register_id == series.register_number,
        origin.series == series.series,
        behind.store_id == origin.store_id,
        behind.register_id == origin.register_id,
        behind.series == origin.next_series,
        behind.high_water > 0,
    )


def _held(row: Row[Any]) -> HeldKey:
    until = None if row.until is None else moment(row.until)
    return HeldKey(row.register_id, row.series, load_verifying_key(row.public_key), until)
