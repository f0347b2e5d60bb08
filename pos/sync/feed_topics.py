"""Feed topics: what a change of the feed does to the register's tables."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import time
from decimal import Decimal, InvalidOperation
from typing import TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec
from sqlalchemy import Connection, delete, select, update
from sqlalchemy.dialects.sqlite import insert

from pos.domain.clean_text import clean_text
from pos.domain.currency import currency
from pos.domain.permission import Role
from pos.domain.problem import Problem
from pos.domain.tax import PriceMode, TaxRate
from pos.models.catalogue import TaxRateRecord
from pos.models.operator import OperatorRecord
from pos.models.sync_state import EnrolmentRecord, SettingRecord
from pos.sync.product_rows import delete_product, product_row, put_product
from pos.wire.messages import (
    ChangeMessage,
    CommandMessage,
    Message,
    OperatorMessage,
    ProductMessage,
    SettingMessage,
    StoreMessage,
    TaxRateMessage,
)

logger = logging.getLogger(__name__)

M = TypeVar("M", bound=Message)
Put = Callable[[Connection, str, msgspec.Raw], None]
Drop = Callable[[Connection, str], None]

_ADDRESS_LENGTH_MAX = 1_000
_products = msgspec.json.Decoder(ProductMessage)


class ChangeInvalid(Problem):
    """The change does not say what it should."""


@dataclass(frozen=True, slots=True)
class Topics:
    """Applies changes; what it does not know or cannot use, it passes over and logs once.

    A command is never acted on: it is remembered, so that the server is asked what it means.
    """

    _told: set[str] = field(default_factory=set)
    _passed_over: set[str] = field(default_factory=set)
    _commands: set[UUID] = field(default_factory=set)

    def take_commands(self) -> bool:
        """Tell whether commands for this register were heard since this was asked last."""
        heard = bool(self._commands)
        self._commands.clear()
        return heard

    def take_passed_over(self) -> bool:
        """Tell whether something could not be used since this was asked last.

        A newer program may know what to do with it.
        """
        some = bool(self._passed_over)
        self._passed_over.clear()
        return some

    def apply(self, db: Connection, change: ChangeMessage) -> bool:
        """Make one thing what the change says; tell whether it was of use."""
        if change.topic == _COMMAND:
            return self._hear(db, change)
        known = _TOPICS.get(change.topic)
        if known is None:
            self._passed_over.add(change.topic)
            self._tell_once(change.topic, "unknown topic passed over: topic=%s", change.topic)
            return False
        put, drop = known
        try:
            if change.is_tombstone:
                drop(db, change.key)
            else:
                put(db, change.key, change.content)
        except (Problem, ValueError, InvalidOperation, msgspec.DecodeError) as error:
            self.refuse(change, error)
            return False
        return True

    def refuse(self, change: ChangeMessage, error: Exception) -> None:
        """Log a change that cannot be used; the ones after it are not held up by it."""
        key = f"{change.topic} {change.key}"
        self._passed_over.add(change.topic)
        self._tell_once(key, "change passed over: %s: %s", key, error)

    def _hear(self, db: Connection, change: ChangeMessage) -> bool:
        if change.is_tombstone:
            return True  # done
        try:
            command = _read(change.content, CommandMessage)
        except msgspec.DecodeError as error:
            self.refuse(change, error)
            return False
        if command.register == db.execute(select(EnrolmentRecord.register_id)).scalar_one():
            self._commands.add(command.cash_session)
        return True

    def _tell_once(self, key: str, message: str, *values: object) -> None:
        if key not in self._told and len(self._told) < _TOLD_MAX:
            self._told.add(key)
            logger.warning(message, *values)


def decode_product(content: msgspec.Raw) -> ProductMessage:
    """Read a product; for the first load, which has no time for more.

    :raises msgspec.DecodeError: if it is none.
    """
    return _products.decode(content)


def keys_of_topics(db: Connection) -> dict[str, set[str]]:
    """Return what is here of each topic that a snapshot may no longer name; not the products."""
    return {
        "tax_rate": set(db.execute(select(TaxRateRecord.category)).scalars()),
        "setting": set(db.execute(select(SettingRecord.name)).scalars()),
        "operator": {
            str(operator_id)
            for operator_id in db.execute(
                select(OperatorRecord.id).where(OperatorRecord.active == 1)
            ).scalars()
        },
    }


def _put_store(db: Connection, _key: str, content: msgspec.Raw) -> None:
    store = _read(content, StoreMessage)
    try:
        ZoneInfo(store.timezone)
    except (ZoneInfoNotFoundError, OSError) as error:
        raise ChangeInvalid(f"there is no time zone {store.timezone[:40]}") from error
    db.execute(
        update(EnrolmentRecord)
        .where(EnrolmentRecord.store_id == store.id)
        .values(
            store_name=clean_text(store.name, what="The store's name"),
            currency=currency(store.currency),
            timezone=store.timezone,
            day_cut_off=time.fromisoformat(store.day_cut_off).isoformat("minutes"),
            price_mode=PriceMode(store.price_mode).value,
            address=store.address[:_ADDRESS_LENGTH_MAX],
            tax_registration=store.tax_registration[:_ADDRESS_LENGTH_MAX],
            opened_on=store.opened_on,
            closed_through=store.closed_through,
        )
    )


def _keep_store(db: Connection, _key: str) -> None:
    raise ChangeInvalid("a register's store cannot be deleted")


def _put_tax_rate(db: Connection, _key: str, content: msgspec.Raw) -> None:
    message = _read(content, TaxRateMessage)
    rate = str(TaxRate(message.category, Decimal(message.rate)))
    _upsert(db, TaxRateRecord, "category", {"category": message.category, "rate": rate})


def _drop_tax_rate(db: Connection, key: str) -> None:
    db.execute(delete(TaxRateRecord).where(TaxRateRecord.category == key))


def _put_operator(db: Connection, _key: str, content: msgspec.Raw) -> None:
    message = _read(content, OperatorMessage)
    values = {
        "id": message.id,
        "name": clean_text(message.name, what="The operator's name"),
        "role": Role(message.role).value,
        "pin_hash": message.pin_hash,
        "active": int(message.active),
        "rights": ",".join(sorted({name for name in message.rights if _is_name(name)})),
    }
    _upsert(db, OperatorRecord, "id", values)


def _drop_operator(db: Connection, key: str) -> None:
    """Let an operator in no more; the name stays, for what was sold under it."""
    db.execute(update(OperatorRecord).where(OperatorRecord.id == UUID(key)).values(active=0))


def _put_product(db: Connection, _key: str, content: msgspec.Raw) -> None:
    put_product(db, product_row(decode_product(content)))


def _drop_product(db: Connection, key: str) -> None:
    delete_product(db, key)


def _put_setting(db: Connection, _key: str, content: msgspec.Raw) -> None:
    message = _read(content, SettingMessage)
    _upsert(db, SettingRecord, "name", {"name": message.name, "value": message.value})


def _drop_setting(db: Connection, key: str) -> None:
    db.execute(delete(SettingRecord).where(SettingRecord.name == key))


def _is_name(right: str) -> bool:
    """Tell whether it can be a right's name; one of a newer program is kept."""
    return 0 < len(right) <= _RIGHT_LENGTH_MAX and "," not in right


def _upsert(db: Connection, record: type, key: str, values: dict[str, object]) -> None:
    rest = {name: value for name, value in values.items() if name != key}
    db.execute(
        insert(record).values(**values).on_conflict_do_update(index_elements=[key], set_=rest)
    )


def _read(content: msgspec.Raw, kind: type[M]) -> M:
    return msgspec.json.decode(content, type=kind)


_TOLD_MAX = 200
_COMMAND = "command"
_RIGHT_LENGTH_MAX = 60
_TOPICS: dict[str, tuple[Put, Drop]] = {
    "store": (_put_store, _keep_store),
    "tax_rate": (_put_tax_rate, _drop_tax_rate),
    "operator": (_put_operator, _drop_operator),
    "product": (_put_product, _drop_product),
    "setting": (_put_setting, _drop_setting),
}
