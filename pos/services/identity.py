"""Identity: which store and register this is, and the key it signs with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select

from pos.domain.currency import currency
from pos.domain.signature import SigningKey
from pos.domain.store import RegisterId, Store, StoreId
from pos.domain.tax import PriceMode
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
    row = db.execute(select(EnrolmentRecord)).one()
    return Store(
        id=StoreId(row.store_id),
        name=row.store_name,
        currency=currency(row.currency),
        zone=ZoneInfo(row.timezone),
        day_cut_off=time.fromisoformat(row.day_cut_off),
        price_mode=PriceMode(row.price_mode),
        address=row.address,
        tax_registration=row.tax_registration,
    )
