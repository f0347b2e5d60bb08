"""Z reports as the server keeps them: version 1 at the closing, a further one per supplement."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Connection, select

from pos.server import tables
from pos.server.database import insert_rows
from pos.server.own_figures import OwnFigures

_z = tables.z_report.c


class ZOrigin(StrEnum):
    """What a version was made by."""

    REGISTER = "register"  # its own Z report, numbered
    MANAGER = "manager"  # closed on the server
    FENCE = "fence"  # closed because its register is gone
    LATE = "late"  # an entry that came after the closing


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing:
    """What the first version of a Z report said, and how many versions there are."""

    versions: int
    sales: int
    gross: int
    expected: int  # the cash that the closing took to the safe, where nobody counted


@dataclass(frozen=True, slots=True, kw_only=True)
class ZVersion:
    """A version about to be kept. `counted` absent: nobody counted, and nothing is invented."""

    origin: ZOrigin
    event_id: bytes
    made_at: int
    figures: OwnFigures
    perpetual_total: int
    z_number: int | None = None
    counted: int | None = None
    expected: int | None = None  # in the drawer that was counted; absent: that of the figures


def closing_of(db: Connection, store_number: int, session_id: bytes) -> Closing | None:
    """Return what the session was closed with; nothing if it has no Z report yet."""
    here = (_z.store_id == store_number, _z.cash_session_id == session_id)
    first = db.execute(
        select(_z.sales, _z.gross, _z.expected).where(*here, _z.version == 1)
    ).first()
    if first is None:
        return None
    newest = select(_z.version).where(*here).order_by(_z.version.desc()).limit(1)
    return Closing(
        versions=db.execute(newest).scalar_one(),
        sales=first.sales,
        gross=first.gross,
        expected=first.expected,
    )


def keep_version(
    db: Connection, store_number: int, session_id: bytes, new: ZVersion, closing: Closing | None
) -> Closing:
    """Write the next version behind those that `closing` knows of, and return what stands then."""
    own, variance = new.figures, None
    if new.counted is not None:
        variance = new.counted - (own.expected if new.expected is None else new.expected)
    known = closing or Closing(versions=0, sales=own.sales, gross=own.gross, expected=own.expected)
    row = (
        store_number,
        session_id,
        known.versions + 1,
        new.origin.value,
        new.event_id,
        new.made_at,
        new.z_number,
        own.sales,
        own.gross,
        own.expected,
        new.counted,
        variance,
        new.perpetual_total,
        own.sales - known.sales,
        own.gross - known.gross,
        own.text(),
    )
    insert_rows(db, tables.z_report, [row])
    return Closing(
        versions=known.versions + 1,
        sales=known.sales,
        gross=known.gross,
        expected=known.expected,
    )
