"""Registers as the server knows them: added, looked up, and their sessions and totals told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, Select, and_, bindparam, exists, func, insert, select

from pos.domain.cash_session import CashSessionId, CashSessionKind
from pos.domain.clean_text import clean_text
from pos.domain.correction import report_places
from pos.domain.history import History, Origin, history_of
from pos.domain.problem import Problem
from pos.domain.sale import SaleState
from pos.domain.signature import VerifyingKey, load_verifying_key
from pos.runtime.ids import Ids
from pos.server import tables
from pos.server.corrections import corrections_of
from pos.server.histories import (
    copies_since,
    event_is_part_of,
    origins_of,
    session_is_part_of,
)
from pos.server.journal import SeriesKey
from pos.server.moments import microseconds, moment
from pos.wire.messages import (
    DayTotalMessage,
    SessionTotalMessage,
    StoreMessage,
)

_register = tables.register.c
_session = tables.cash_session.c
_sale = tables.sale.c
_origin = tables.series_origin.c


def _with_newest_series() -> Select[Any]:
    """Return the query for the registers of a store, each with its newest series, 1 or more."""
    of_register = and_(
        tables.series.c.store_id == _register.store_id,
        tables.series.c.register_id == _register.register_id,
    )
    is_branch = exists().where(
        _origin.store_id == tables.series.c.store_id,
        _origin.register_id == tables.series.c.register_id,
        _origin.series == tables.series.c.series,
        _origin.after.is_not(None),
    )
    newest = select(func.coalesce(func.max(tables.series.c.series), 1)).where(
        of_register, ~is_branch
    )
    query = select(tables.register, newest.scalar_subquery().label("newest"))
    return query.where(_register.store_id == bindparam("store"))


# Made once: every request asks one of them, and making it takes longer than its answer.
_BY_ID = _with_newest_series().where(_register.uuid == bindparam("uuid"))
_BY_NUMBER = _with_newest_series().where(_register.register_id == bindparam("number"))


class RegisterNameTaken(Problem):
    def __init__(self, name: str) -> None:
        super().__init__(f"There is a register named “{name}” already: choose another name.")


class RegisterNameEmpty(Problem):
    def __init__(self) -> None:
        super().__init__("A register needs a name, such as “Till 1”.")


@dataclass(frozen=True, slots=True)
class KnownRegister:
    """A register and the newest series that a device of it writes, branches apart.

    `key` is absent until it has enrolled; `origins` is empty unless a copy of it ever showed.
    """

    store_number: int
    number: int
    id: UUID
    name: str
    key: VerifyingKey | None
    is_revoked: bool
    series: int
    perpetual_total: int = 0
    origins: Mapping[int, Origin] = field(default_factory=dict)

    def series_key(self, store: StoreMessage, series: int) -> SeriesKey:
        place = (self.store_number, self.number, store.id, self.id)
        known = self.origins.get(series)
        written_as = series if known is None else known.written_as
        return SeriesKey(*place, series, store.currency, written_as)

    def history(self, series: int) -> History | None:
        """Return what the copy that writes a series has written; None if there are no copies."""
        return history_of(series, self.origins) if self.origins else None


def add_register(
    db: Connection, store_number: int, name: str, *, ids: Ids, now: datetime
) -> KnownRegister:
    """Write a register that is still to enrol.

    :raises RegisterNameTaken, RegisterNameEmpty, TextInvalid: if its name cannot be used.
    """
    clean = clean_text(name, what="The register's name")
    if not clean:
        raise RegisterNameEmpty
    same = select(_register.name).where(_register.store_id == store_number)
    if clean.casefold() in {known.casefold() for known in db.execute(same).scalars()}:
        raise RegisterNameTaken(clean)
    newest = select(func.max(_register.register_id)).where(_register.store_id == store_number)
    number = 1 + (db.execute(newest).scalar() or 0)
    register_id = ids.new_id()
    db.execute(
        insert(tables.register).values(
            store_id=store_number,
            register_id=number,
            uuid=register_id.bytes,
            name=clean,
            created_at=microseconds(now),
            perpetual_total=0,
            z_number=0,
        )
    )
    return KnownRegister(store_number, number, register_id, clean, None, False, 1)


def register_by_id(db: Connection, store_number: int, register_id: UUID) -> KnownRegister | None:
    """Return the store's register with this id."""
    return _first(db, _BY_ID, store=store_number, uuid=register_id.bytes)


def register_of_any_store(db: Connection, register_id: UUID) -> KnownRegister | None:
    """Return the register with this id, of whichever store of this server."""
    numbers = db.execute(select(_register.store_id).where(_register.uuid == register_id.bytes))
    number = numbers.scalar()
    return None if number is None else register_by_id(db, number, register_id)


def register_by_number(db: Connection, store_number: int, number: int) -> KnownRegister:
    """Return the register whose key is `number`, which exists."""
    found = _first(db, _BY_NUMBER, store=store_number, number=number)
    if found is None:
        raise LookupError(number)
    return found


def registers_of(db: Connection, store_number: int) -> list[dict[str, Any]]:
    """Return the store's registers, as a list for people shows them."""
    held = tables.series.c
    written, begun = tables.series_origin.c, func.coalesce(func.sum(held.high_water), 0)
    shared = (  # a branch counts on from the last entry that both histories have
        select(func.coalesce(func.sum(written.after), 0))
        .where(written.store_id == _register.store_id, written.register_id == _register.register_id)
        .scalar_subquery()
    )
    entries = (begun - shared).label("entries")
    of_register = and_(
        held.store_id == _register.store_id, held.register_id == _register.register_id
    )
    shown = (_register.uuid, _register.name, _register.enrolled_at, _register.revoked_at)
    query = (
        select(_register.register_id, *shown, entries)
        .select_from(tables.register.outerjoin(tables.series, of_register))
        .where(_register.store_id == store_number)
        .group_by(_register.store_id, _register.register_id, *shown)
        .order_by(_register.name)
    )
    replaced, held_back = _replaced_at(db, store_number), _quarantine_counts(db, store_number)
    copied = copies_since(db, store_number)
    return [
        {
            "register": str(UUID(bytes=row.uuid)),
            "name": row.name,
            "enrolled": row.enrolled_at is not None,
            "entries": int(row.entries),
            "quarantined": held_back.get(row.register_id, 0),
            "fenced_at": _iso(row.revoked_at),
            "device_replaced_at": _iso(replaced.get(row.register_id)),
            "copied_at": _shown(copied.get(row.register_id)),
        }
        for row in db.execute(query)
    ]


def register_line(row: dict[str, Any]) -> str:
    """Return a line of that list in words."""
    if not row["enrolled"]:
        return f"{row['name']}: new"
    words = [f"{row['entries']} entries"]
    if row["quarantined"]:
        words.append(f"{row['quarantined']} in quarantine")
    if row["copied_at"]:
        words.append(
            f"copied: two devices have sold as it, found on {row['copied_at'][:10]}; keep one, and "
            "have the register replaced (evertill register replace) or the other taken away"
        )
    if row["device_replaced_at"]:
        words.append(f"device replaced on {row['device_replaced_at'][:10]}")
    if row["fenced_at"]:
        words.append(f"fenced on {row['fenced_at'][:10]}: out of use for good")
    return f"{row['name']}: {', '.join(words)}"


def session_totals(
    db: Connection, register: KnownRegister, history: History | None = None
) -> list[SessionTotalMessage]:
    """Return count and total of the completed sales of each of the register's sessions.

    With a history, of those that are part of it: what one of several copies has sold.
    """
    query = (
        select(
            _session.cash_session_id,
            _session.business_date,
            _session.kind,
            func.count(_sale.event_id).label("sales"),
            func.coalesce(func.sum(_sale.total), 0).label("total"),
        )
        .select_from(
            tables.cash_session.outerjoin(tables.sale, _sale_of_session(register, history))
        )
        .where(
            _session.store_id == register.store_number,
            _session.register_id == register.number,
            session_is_part_of(history),
        )
        .group_by(_session.cash_session_id, _session.business_date, _session.kind)
        .order_by(_session.business_date, _session.cash_session_id)
    )
    return [
        SessionTotalMessage(
            id=UUID(bytes=row.cash_session_id),
            business_date=date.fromisoformat(row.business_date),
            kind=row.kind,
            sales=row.sales,
            total=int(row.total),  # PostgreSQL adds integers up as decimals
        )
        for row in db.execute(query)
    ]


def day_totals(
    db: Connection,
    register: KnownRegister,
    sessions: list[SessionTotalMessage],
    history: History | None,
) -> list[DayTotalMessage]:
    """Add session totals up per day that reports count them on, and kind of session.

    Of a register that was copied, by the corrections in the history that the sessions are of.
    """
    dates = {CashSessionId(one.id): one.business_date for one in sessions}
    known = corrections_of(db, register.store_number, register.number, history)
    places = report_places(dates, known)
    sums: dict[tuple[date, str], tuple[int, int]] = {}
    for one in sessions:
        day = places[CashSessionId(one.id)].business_date
        sales, total = sums.get((day, one.kind), (0, 0))
        sums[day, one.kind] = (sales + one.sales, total + one.total)
    return [
        DayTotalMessage(business_date=day, kind=kind, sales=sales, total=total)
        for (day, kind), (sales, total) in sorted(sums.items())
    ]


def counted(sessions: list[SessionTotalMessage]) -> tuple[int, int]:
    """Return count and total of all sales but those of training."""
    real = [one for one in sessions if one.kind != CashSessionKind.TRAINING.value]
    return sum(one.sales for one in real), sum(one.total for one in real)


def _replaced_at(db: Connection, store_number: int) -> dict[int, int]:
    """Return when each register's device was replaced last, in microseconds."""
    key = tables.register_key.c
    query = (
        select(key.register_id, func.max(key.until).label("until"))
        .where(key.store_id == store_number, key.until.is_not(None))
        .group_by(key.register_id)
    )
    return {row.register_id: row.until for row in db.execute(query)}


def _quarantine_counts(db: Connection, store_number: int) -> dict[int, int]:
    held = tables.quarantine.c
    query = (
        select(held.register_id, func.count().label("entries"))
        .where(held.store_id == store_number, held.applied_at.is_(None))
        .group_by(held.register_id)
    )
    return {row.register_id: row.entries for row in db.execute(query)}


def _iso(at: int | None) -> str | None:
    return None if at is None else moment(at).isoformat()


def _shown(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()


def _sale_of_session(register: KnownRegister, history: History | None) -> Any:
    return and_(
        _sale.store_id == _session.store_id,
        _sale.cash_session_id == _session.cash_session_id,
        _sale.register_id == _session.register_id,
        _sale.state == SaleState.COMPLETED.value,
        event_is_part_of(history, register.store_number, register.number, _sale.event_id),
    )


def _first(db: Connection, query: Select[Any], **which: int | bytes) -> KnownRegister | None:
    row = db.execute(query, which).first()
    if row is None:
        return None
    return _known(row, origins_of(db, row.store_id, row.register_id))


def _known(row: Row[Any], origins: Mapping[int, Origin]) -> KnownRegister:
    return KnownRegister(
        store_number=row.store_id,
        number=row.register_id,
        id=UUID(bytes=row.uuid),
        name=row.name,
        key=None if row.public_key is None else load_verifying_key(row.public_key),
        is_revoked=row.revoked_at is not None,
        series=row.newest,
        perpetual_total=row.perpetual_total,
        origins=origins,
    )
