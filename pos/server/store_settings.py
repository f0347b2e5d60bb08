"""Store settings as they are typed, and the folder that is made from them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pos.domain.clean_text import clean_text
from pos.domain.currency import currency
from pos.domain.problem import Problem
from pos.domain.store import Store, StoreId
from pos.domain.tax import PriceMode, TaxRate
from pos.domain.typed_number import parse_decimal, shown
from pos.runtime.clock import SystemClock
from pos.runtime.ids import SystemChance, SystemIds
from pos.runtime.lock import lock_folder
from pos.runtime.paths import (
    DataFolder,
    FolderKind,
    begin_data_folder,
    finish_data_folder,
    require_unfinished,
)
from pos.server.folder import database_of, keep_address
from pos.server.postgresql import address_to_keep
from pos.server.schema import upgrade
from pos.server.server_key import make_server_key, remove_server_key
from pos.server.stores import create_store, store_numbers

DEFAULT_CATEGORIES = ("standard", "reduced", "exempt")
_CATEGORY = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
_CUT_OFF = re.compile(r"([01]\d|2[0-3]):([0-5]\d)")


class SettingInvalid(Problem):
    """Something typed for the store cannot be used; nothing was made."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreSettings:
    """What was typed, unchecked."""

    name: str
    currency: str
    timezone: str
    day_cut_off: str
    price_mode: str
    tax: tuple[str, ...] = ()
    address: str = ""
    tax_registration: str = ""
    opened_on: str | None = None
    database: str | None = None  # an address of PostgreSQL; without one a file in the folder


class DatabaseTaken(Problem):
    """The database at the address is another server's, or is left from a making cut off."""

    def __init__(self) -> None:
        super().__init__(
            "The database at that address holds a store already, and it is not this folder's: "
            "make an empty one with createdb and name that. Nothing was changed in it."
        )


def create_folder(root: Path, settings: StoreSettings) -> Store:
    """Make a server's folder with one store in it.

    Where that was cut off before, it begins anew.

    :raises Problem: if a setting cannot be used, or something else is in the folder.
    """
    ids, chance, clock = SystemIds(), SystemChance(), SystemClock()
    store = store_of(settings, StoreId(ids.new_id()))
    rates = tax_rates(settings.tax)
    if settings.database is not None:
        address_to_keep(settings.database)  # refused before anything is made
    folder = begin_data_folder(root, FolderKind.SERVER, ids.new_id())
    with lock_folder(folder.root, clock):
        _clear_what_was_begun(folder)
        if settings.database is not None:
            keep_address(folder, settings.database)
        key = make_server_key(folder, chance)
        database = database_of(folder, create=True)
        try:
            upgrade(database)
            with database.write() as db:
                if store_numbers(db):
                    raise DatabaseTaken
                create_store(db, store, rates, key=key.verifying_key, ids=ids, now=clock.now())
        finally:
            database.close()
        finish_data_folder(folder)
    return store


def _clear_what_was_begun(folder: DataFolder) -> None:
    """Remove the key and database of a making that was cut off; nobody has seen either.

    :raises FolderExists: if another process has finished the folder in the meantime.
    """
    require_unfinished(folder)
    path = folder.database_path
    remove_server_key(folder)
    for name in (path.name, f"{path.name}-wal", f"{path.name}-shm"):
        path.with_name(name).unlink(missing_ok=True)


def store_of(settings: StoreSettings, store_id: StoreId) -> Store:
    """Return the store that the settings describe.

    :raises Problem: naming the first setting that is wrong.
    """
    name = clean_text(settings.name, what="The store's name")
    if not name:
        raise SettingInvalid("A store needs a name: --name “Corner Shop”.")
    return Store(
        id=store_id,
        name=name,
        currency=currency(settings.currency.upper()),
        zone=_zone(settings.timezone),
        day_cut_off=_cut_off(settings.day_cut_off),
        price_mode=PriceMode(settings.price_mode),
        address=clean_text(settings.address, what="The address"),
        tax_registration=clean_text(settings.tax_registration, what="The tax registration"),
        opened_on=None if settings.opened_on is None else _day(settings.opened_on),
    )


def tax_rates(typed: tuple[str, ...]) -> list[TaxRate]:
    """Read `standard=8.25`: a category and its rate in percent.

    :raises SettingInvalid, TaxRateInvalid: if one cannot be used, or a category comes twice.
    """
    if not typed:
        return [TaxRate(category, Decimal(0)) for category in DEFAULT_CATEGORIES]
    rates: dict[str, TaxRate] = {}
    for text in typed:
        category, _, percent = text.partition("=")
        number = parse_decimal(percent)
        if number is None or not 0 <= number <= 100 or not _CATEGORY.fullmatch(category):
            raise SettingInvalid(
                f"“{text}” is not a tax rate: write CATEGORY=PERCENT, from 0 to 100, such as "
                "standard=8.25."
            )
        if category in rates:
            raise SettingInvalid(f"The tax category {category} is given twice: keep one.")
        rates[category] = TaxRate(category, number / 100)
    return list(rates.values())


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise SettingInvalid(f"“{shown(text)}” is not a date: write it like 2026-03-28.") from error


def _zone(key: str) -> ZoneInfo:
    try:
        return ZoneInfo(key)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise SettingInvalid(
            f"“{key}” is not a time zone: write its IANA name, such as Europe/Paris."
        ) from error


def _cut_off(text: str) -> time:
    found = _CUT_OFF.fullmatch(text)
    if found is None:
        raise SettingInvalid(f"“{text}” is not a time of day: write HH:MM, such as 04:00.")
    return time(int(found[1]), int(found[2]))
