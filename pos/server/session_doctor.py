"""The doctor of the server: says what is stuck on any register, and ends it behind a backup.

A closing here is a manager's deed like every other: an entry in the signed log, never a count.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from uuid import UUID

from sqlalchemy import Connection

from pos.domain.cash_movement import required_reason
from pos.domain.cash_session import CashSessionKind
from pos.domain.currency import CurrencyCode
from pos.domain.ledger import Account
from pos.domain.money import Money, zero
from pos.domain.signature import SigningKey
from pos.domain.store import Store
from pos.domain.stuck import Symptom
from pos.runtime.clock import Clock
from pos.runtime.ids import Ids
from pos.server.database import Database
from pos.server.manager_log import LogPen
from pos.server.own_figures import own_figures
from pos.server.session_closing import Hand, close_here, closing_effects
from pos.server.session_rows import ClosedHow
from pos.server.stores import KnownStore, store_of_message, the_store
from pos.server.stuck_sessions import StuckSession, stuck_sessions
from pos.wire.messages import OperatorMessage

logger = logging.getLogger(__name__)

BackupFirst = Callable[[], Path | None]
"""Makes a backup, proves it and returns where it is; None where the database has its own ways."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A stuck session: why, what would be done, and what that does to each total."""

    stuck: StuckSession
    why: str
    would: str
    expected: Money
    ledger: tuple[tuple[Account, Money], ...]

    @property
    def id(self) -> UUID:
        return self.stuck.session.uuid


@dataclass(frozen=True, slots=True, kw_only=True)
class Repair:
    """What came of a repair: which sessions were closed, what is stuck still, and the backup."""

    closed: tuple[UUID, ...] = ()
    left: tuple[Finding, ...] = ()
    backup: Path | None = None
    undo: str = ""


@dataclass(frozen=True, slots=True)
class SessionDoctor:
    """Looks at each open session by the rules of its kind; a healthy one is never touched."""

    database: Database
    clock: Clock

    def examine(self) -> tuple[Finding, ...]:
        """Return what is stuck, with what would be done; nothing changes."""
        with self.database.read() as db:
            return _findings(db, the_store(db), self.clock.now())

    def repair(self, hand: Hand, key: SigningKey, ids: Ids, backup: BackupFirst) -> Repair:
        """Close what is stuck as not counted, after a proved backup, and look again.

        With nothing stuck nothing happens and no backup is made.

        :raises MovementInvalid: if something is stuck and there is no reason.
        :raises Problem: if the backup cannot be made or proved; then nothing was changed.
        """
        if not self.examine():
            return Repair()
        required_reason(hand.reason)
        made = backup()
        closed = []
        with self.database.write() as db:
            store, now = the_store(db), self.clock.now()
            # Again: what went on while the backup was written is no longer stuck.
            for one in stuck_sessions(db, store, now):
                close_here(db, store, one.session.uuid, hand, LogPen(key, ids, now))
                closed.append(one.session.uuid)
        logger.info("stuck cash sessions closed: count=%s", len(closed))
        return Repair(
            closed=tuple(closed), left=self.examine(), backup=made, undo=_how_to_undo(closed, made)
        )


def by_manager(operator: OperatorMessage, reason: str) -> Hand:
    """Return the hand of a manager who has proved who it is."""
    return Hand(how=ClosedHow.MANAGER, by=operator, reason=reason)


def _findings(db: Connection, store: KnownStore, now: datetime) -> tuple[Finding, ...]:
    calendar = store_of_message(store.message)
    return tuple(_finding(db, store, calendar, one) for one in stuck_sessions(db, store, now))


def _finding(db: Connection, store: KnownStore, calendar: Store, stuck: StuckSession) -> Finding:
    own, currency = own_figures(db, store.number, stuck.session), store.message.currency
    moved: dict[Account, Money] = {}
    for leg in closing_effects(stuck.session, own, currency).postings:
        moved[leg.account] = moved.get(leg.account, zero(leg.amount.currency)) + leg.amount
    return Finding(
        stuck=stuck,
        why=_why(stuck, calendar),
        would=_would(stuck, own.sales),
        expected=Money(own.expected, CurrencyCode(currency)),
        ledger=tuple(moved.items()),
    )


def _why(stuck: StuckSession, calendar: Store) -> str:
    session, since = stuck.session, _moment(stuck.diagnosis.since, calendar)
    match stuck.diagnosis.symptom:
        case Symptom.NO_ACTIVITY if session.kind is CashSessionKind.DEFERRED:
            return f"Nothing was typed into it since {since}."
        case Symptom.NO_ACTIVITY:
            end = _moment(calendar.day_ends_at(date.fromisoformat(session.business_date)), calendar)
            return f"Its business date ended on {end}, and nothing was heard of it since {since}."
        case Symptom.COUNT_LEFT_ALONE:
            return f"It is being counted, and nothing was heard of it since {since}."
        case Symptom.REGISTER_LOST:
            return f"Nothing was heard of {stuck.register_name} since {since}."
    return "Register and server say different things of it."


def _would(stuck: StuckSession, sales: int) -> str:
    name = stuck.register_name
    words = (
        f"Close it as not counted, with the {sales} sale(s) held here. What {name} has yet to send "
        "is kept as late, as a supplement."
    )
    if stuck.diagnosis.symptom is Symptom.REGISTER_LOST:
        return f"{words} If {name} is gone for good, `evertill register fence` ends all it wrote."
    return words


def _how_to_undo(closed: list[UUID], backup: Path | None) -> str:
    if not closed:
        return ""
    named = ", ".join(str(one) for one in closed)
    joined = (
        "Open a session of the same kind again at its register (a deferred one for the same "
        "date), close it when it is complete, and have reports count both as one with `evertill "
        f"sessions join ID --into NEW-ID --operator NAME --reason TEXT`, where ID is: {named}."
    )
    if backup is None:
        return joined
    return (
        f"Before registers sync again: restore the backup into a new folder with `evertill backup "
        f"restore {backup} --data FOLDER`. After it: {joined[0].lower()}{joined[1:]}"
    )


def _moment(at: datetime, calendar: Store) -> str:
    return f"{at.astimezone(calendar.zone):%Y-%m-%d %H:%M}"
