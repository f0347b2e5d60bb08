"""Identity: which store and register this is, and the key it signs with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from functools import lru_cache
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select

from pos.domain.currency import currency
from pos.domain.signature import SigningKey
from pos.domain.store import RegisterId, Store, StoreId
from pos.domain.tax import PriceMode
from pos.models.database import Database
from pos.models.rows import first_row
from pos.models.sync_state import EnrolmentRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """An enrolled register. The private key never leaves this value but to sign."""

    register_id: RegisterId
    register_name: str
    store_id: StoreId
    key: SigningKey
    key_id: str
    algorithm: str


def load_identity(db: Connection, key: SigningKey) -> Identity:
    """Return who this register is, as enrolment recorded it."""
    row = db.execute(select(EnrolmentRecord)).one()
    public = key.verifying_key
    if public.der != row.public_key:
        raise ValueError("the device key is not the one that was enrolled")
    return Identity(
        register_id=RegisterId(row.register_id),
        register_name=row.register_name,
        store_id=StoreId(row.store_id),
        key=key,
        key_id=public.key_id,
        algorithm=public.algorithm.value,
    )


def load_store(db: Connection) -> Store:
    """Return the store's settings as the feed last said."""
    row = first_row(db, _STORE)
    if row is None:
        raise LookupError("the enrolment row is missing")
    return _store(*row)


def read_store(database: Database) -> Store:
    """Return the store's settings, in a database transaction of their own."""
    with database.begin() as db:
        return load_store(db)


@lru_cache(maxsize=2)
def _store(*row: str | None) -> Store:
    """Build the value once for as long as the row stays the same."""
    *texts, opened_on, closed_through = row
    store_id, name, code, zone, cut_off, price_mode, address, tax_registration = (
        text or "" for text in texts
    )
    return Store(
        id=StoreId(UUID(store_id)),
        name=name,
        currency=currency(code),
        zone=ZoneInfo(zone),
        day_cut_off=time.fromisoformat(cut_off),
        price_mode=PriceMode(price_mode),
        address=address,
        tax_registration=tax_registration,
        opened_on=None if opened_on is None else date.fromisoformat(opened_on),
        closed_through=None if closed_through is None else date.fromisoformat(closed_through),
    )


_STORE = (
    "SELECT store_id, store_name, currency, timezone, day_cut_off, price_mode, address, "
    "tax_registration, opened_on, closed_through FROM enrolment"
)
