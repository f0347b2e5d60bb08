"""Faults of a till's disk: full, read-only, damaged. Nothing that was told may be lost over it."""

from __future__ import annotations

from collections.abc import Callable

from pos.domain.problem import Problem
from pos.models.database import Database
from pos.runtime.ids import Chance
from pos.simulation.at_till import AtTill
from pos.simulation.office import boss_of
from pos.simulation.till import DATABASE
from pos.simulation.told import require

_NO_LIMIT = 1_073_741_823  # pages
_TRIES = 60


def full_disk(at: AtTill) -> None:
    """Let the file grow no further until a sale is refused; then give space back."""
    _while_hindered(at, _limit_pages, f"PRAGMA max_page_count = {_NO_LIMIT}")


def read_only_disk(at: AtTill) -> None:
    """Refuse every write until a sale is refused; then allow it again."""
    _while_hindered(
        at, lambda database: database.fetch("PRAGMA query_only = ON"), "PRAGMA query_only = OFF"
    )


def damaged_file(at: AtTill, chance: Chance) -> None:
    """Flip a bit of the file while the till is off: it is told, or it changed nothing; mend it."""
    at.till.stop()
    path = at.till.root / DATABASE
    content = path.read_bytes()
    place = chance.below(len(content))
    flipped = content[place] ^ (1 << chance.below(8))
    path.write_bytes(content[:place] + bytes([flipped]) + content[place + 1 :])
    try:
        at.till.start()
        findings = at.till.register.verification.verify().findings
        if not findings:
            _sales_are_those_told(at)
    except Problem:
        pass  # it was told
    at.till.stop()
    for left in (f"{DATABASE}-wal", f"{DATABASE}-shm"):
        (at.till.root / left).unlink(missing_ok=True)
    path.write_bytes(content)
    at.till.start()


def _sales_are_those_told(at: AtTill) -> None:
    found = at.till.register.database.fetch("SELECT sale_id FROM sale")
    told = {str(sale_id) for sale_id in at.told.sales()}
    require(34, {row[0] for row in found} == told, "a flipped bit lost a sale, and nobody said so")


def _limit_pages(database: Database) -> None:
    [(pages,)] = database.fetch("PRAGMA page_count")
    database.fetch(f"PRAGMA max_page_count = {pages}")


def _while_hindered(at: AtTill, hinder: Callable[[Database], object], mend: str) -> None:
    """Work under a hindrance until it shows. A refusal is told to the cashier and keeps all."""
    database = at.till.register.database
    hinder(database)
    boss, sku = boss_of(at), at.till.shop.articles[0].sku
    told = next((one for one in at.told.unclosed()), None)
    for _ in range(_TRIES):
        if told is None or at.sell(told, boss, [sku], by_card=False) is not None:
            break
        if not at.till.is_on or at.till.register.database is not database:
            return  # it died over it, and its next start knows no hindrance
    database.fetch(mend)
