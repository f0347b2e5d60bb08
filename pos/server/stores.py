"""Stores: their settings, their epoch and the first things of their feed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
from sqlalchemy import Connection, Row, Select, desc, func, insert, select, update

from pos.domain.currency import CurrencyCode
from pos.domain.problem import Problem
from pos.domain.signature import VerifyingKey
from pos.domain.store import Store, StoreId
from pos.domain.tax import PriceMode, TaxRate
from pos.runtime.ids import Ids
from pos.server import tables
from pos.server.feeds import put
from pos.server.moments import microseconds
from pos.wire.codec import encode
from pos.wire.messages import StoreMessage, TaxRateMessage


class NoStore(Problem):
    def __init__(self) -> None:
        super().__init__(
            "This server's folder holds no store yet: `evertill store create` makes one."
        )


@dataclass(frozen=True, slots=True)
class KnownStore:
    """A store as the server's requests need it. `number` is its key inside the database."""

    number: int
    message: StoreMessage
    epoch: UUID


def create_store(
    db: Connection,
    store: Store,
    rates: Sequence[TaxRate],
    *,
    key: VerifyingKey,
    ids: Ids,
    now: datetime,
) -> None:
    """Write the store, its first epoch, its tax rates and the key its server signs with."""
    at = microseconds(now)
    number = 1 + (db.execute(select(func.max(tables.store.c.id))).scalar() or 0)
    message = StoreMessage(
        id=store.id,
        name=store.name,
        currency=store.currency,
        timezone=store.zone.key,
        day_cut_off=store.day_cut_off.strftime("%H:%M"),
        price_mode=store.price_mode.value,
        address=store.address,
        tax_registration=store.tax_registration,
        opened_on=store.opened_on,
    )
    db.execute(
        insert(tables.store).values(
            id=number,
            uuid=store.id.bytes,
            name=message.name,
            currency=message.currency,
            timezone=message.timezone,
            day_cut_off=message.day_cut_off,
            price_mode=message.price_mode,
            address=message.address,
            tax_registration=message.tax_registration,
            opened_on=None if store.opened_on is None else store.opened_on.isoformat(),
            feed_position=0,
            created_at=at,
        )
    )
    db.execute(
        insert(tables.epoch).values(store_id=number, number=1, uuid=ids.new_id().bytes, began_at=at)
    )
    db.execute(
        insert(tables.server_key).values(
            store_id=number, key_id=key.key_id, public_key=key.der, since=at
        )
    )
    put(db, number, "store", {str(store.id): encode(message)})
    put(
        db,
        number,
        "tax_rate",
        {
            rate.category: encode(TaxRateMessage(category=rate.category, rate=str(rate)))
            for rate in rates
        },
    )


def the_store(db: Connection) -> KnownStore:
    """Return the folder's store.

    :raises NoStore: before `evertill store create`.
    """
    row = db.execute(_select().order_by(tables.store.c.id).limit(1)).first()
    if row is None:
        raise NoStore
    return _known(row)


def store_by_id(db: Connection, store_id: UUID) -> KnownStore | None:
    """Return the store that a credential names, if it is one of ours."""
    row = db.execute(_select().where(tables.store.c.uuid == store_id.bytes).limit(1)).first()
    return None if row is None else _known(row)


def store_by_number(db: Connection, number: int) -> KnownStore:
    """Return the store whose key is `number`, which exists."""
    return _known(db.execute(_select().where(tables.store.c.id == number).limit(1)).one())


def store_numbers(db: Connection) -> list[int]:
    """Return the keys of all stores of this server."""
    return list(db.execute(select(tables.store.c.id).order_by(tables.store.c.id)).scalars())


def store_of_message(message: StoreMessage) -> Store:
    """Return the store whose rules the message tells."""
    return Store(
        id=StoreId(message.id),
        name=message.name,
        currency=CurrencyCode(message.currency),
        zone=ZoneInfo(message.timezone),
        day_cut_off=time.fromisoformat(message.day_cut_off),
        price_mode=PriceMode(message.price_mode),
        address=message.address,
        tax_registration=message.tax_registration,
        opened_on=message.opened_on,
        closed_through=message.closed_through,
    )


def close_books(db: Connection, store: KnownStore, through: date) -> KnownStore:
    """Write the last day of the closed period; registers pull it."""
    message = msgspec.structs.replace(store.message, closed_through=through)
    db.execute(
        update(tables.store)
        .where(tables.store.c.id == store.number)
        .values(closed_through=through.isoformat())
    )
    put(db, store.number, "store", {str(message.id): encode(message)})
    return replace(store, message=message)


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _select() -> Select[Any]:
    return (
        select(tables.store, tables.epoch.c.uuid.label("epoch_uuid"))
        .join(tables.epoch, tables.epoch.c.store_id == tables.store.c.id)
        .order_by(desc(tables.epoch.c.number))
    )


def _known(row: Row[Any]) -> KnownStore:
    return KnownStore(
        number=row.id,
        message=StoreMessage(
            id=UUID(bytes=row.uuid),
            name=row.name,
            currency=row.currency,
            timezone=row.timezone,
            day_cut_off=row.day_cut_off,
            price_mode=row.price_mode,
            address=row.address,
            tax_registration=row.tax_registration,
            opened_on=_day(row.opened_on),
            closed_through=_day(row.closed_through),
        ),
        epoch=UUID(bytes=row.epoch_uuid),
    )
