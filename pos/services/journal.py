"""Journal: the one place that appends an event to the register's chain."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Connection

from pos.domain.cash_session import CashSession, OperatorId
from pos.domain.chain import seal
from pos.domain.event import Event, EventKind, SealedEvent, as_payload
from pos.domain.handshake import Freeze
from pos.domain.problem import Problem
from pos.domain.store import Store
from pos.models.base import utc_text
from pos.models.journal import JournalRecord
from pos.models.rows import execute, first_row, insert_row
from pos.runtime.clock import Clock
from pos.runtime.ids import Ids
from pos.services.identity import Identity
from pos.wire.version import EVENT_VERSION

_WHY_FROZEN = {
    Freeze.RESTORED: (
        "This register was restored from a backup, or an older copy of its database was put back: "
        "it may have given numbers after it that are not here. Connect it to its server and run "
        "`evertill sync run`: what is missing is fetched, then it goes on."
    ),
    Freeze.REGISTER_BEHIND: (
        "The server holds entries of this register that are not here: it was set back or copied. "
        "Connect it to its server and run `evertill sync run`: what is missing is fetched, then "
        "it goes on."
    ),
    Freeze.FORK: (
        "The server holds another history of this register: two copies of it have sold. Both are "
        "kept. Connect it to its server and run `evertill sync run`: what was recorded here is "
        "sent beside the other's, then it goes on. If it does not, whoever looks after the server "
        "runs `evertill register replace`; enrol a new folder with the code it prints."
    ),
    Freeze.REPLACED: (
        "Another device goes on with this register: sell there. What was not sent from here is "
        "kept here; tell whoever looks after the server."
    ),
    Freeze.FENCED: (
        "This register was fenced on its server: it is out of use for good. What was recorded here "
        "is kept and sent. Sell on another register; for a new one whoever looks after the server "
        "runs `evertill register add`."
    ),
}


class NumbersFrozen(Problem):
    """The register may give no further number, lest one be given twice."""

    def __init__(self, freeze: str) -> None:
        super().__init__(f"Nothing can be recorded now. {_WHY_FROZEN[Freeze(freeze)]}")
        self.freeze = Freeze(freeze)


class RegisterOutOfUse(NumbersFrozen):
    """The register gives no number any more: it was replaced or fenced."""


_FOR_GOOD = {Freeze.REPLACED.value, Freeze.FENCED.value}


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterState:
    """Where the journal ends, the last numbers given, and the totals that never fall.

    `frozen` is a `Freeze`, or empty as long as numbers may be given.
    """

    series: int
    seq: int
    head_hash: str
    receipt_number: int
    z_number: int
    sales: int
    perpetual_total: int  # minor units
    frozen: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEvent:
    """What a use case has to say; the journal adds where, when and after what.

    `occurred_at` None means now; it is set for what is typed in afterwards. `actor` and
    `cash_session` are None for what the register itself does.
    """

    kind: EventKind
    payload: msgspec.Struct
    actor: OperatorId | None
    cash_session: CashSession | None
    approver: OperatorId | None = None
    occurred_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Appended:
    """An event in the journal; `position` is the key of its effects."""

    position: int
    event: Event


@dataclass(frozen=True, slots=True)
class Journal:
    """Seals events behind one another. Works inside the caller's database transaction."""

    identity: Identity
    clock: Clock
    ids: Ids

    def state(self, db: Connection) -> RegisterState:
        """Return where the journal stands."""
        row = first_row(db, _STATE)
        if row is None:
            raise LookupError("the register's state row is missing")
        return RegisterState(
            series=row[0],
            seq=row[1],
            head_hash=row[2],
            receipt_number=row[3],
            z_number=row[4],
            sales=row[5],
            perpetual_total=row[6],
            frozen=row[7],
        )

    def require_numbers(self, db: Connection) -> None:
        """Refuse to begin what could not be recorded at its end.

        :raises NumbersFrozen: if the register may give no further number.
        """
        row = first_row(db, "SELECT frozen FROM register_state")
        if row is not None and row[0]:
            raise _frozen(row[0])

    def append(self, db: Connection, state: RegisterState, new: NewEvent, store: Store) -> Appended:
        """Write the event behind the head that `state` names, and the numbers it carries.

        `state` is what `state()` returned in this transaction, with the numbers that the
        event takes already counted up.

        :raises NumbersFrozen: if the register may have given that number before.
        """
        if state.frozen:
            raise _frozen(state.frozen)
        event = self._event(state, new, store)
        sealed = seal(event, self.identity.key)
        position = insert_row(db, JournalRecord, (None, *journal_columns(event, sealed)))
        execute(
            db,
            _MOVE,
            event.series,
            event.seq,
            sealed.hash,
            state.receipt_number,
            state.z_number,
            state.sales,
            state.perpetual_total,
        )
        return Appended(position, event)

    def _event(self, state: RegisterState, new: NewEvent, store: Store) -> Event:
        now, session = self.clock.now(), new.cash_session
        return Event(
            event_id=self.ids.new_id(),
            store=self.identity.store_id,
            register=self.identity.register_id,
            series=state.series,
            seq=state.seq + 1,
            prev_hash=state.head_hash,
            kind=new.kind.value,
            version=EVENT_VERSION,
            cash_session_id=None if session is None else session.id,
            cash_session_kind=None if session is None else session.kind.value,
            business_date=None if session is None else session.business_date,
            occurred_at=(new.occurred_at or now).astimezone(store.zone),
            recorded_at=now,
            boot_id=self.clock.boot_id,
            monotonic_us=self.clock.monotonic_ns() // 1000,
            actor=new.actor,
            approver=new.approver,
            payload=as_payload(new.payload),
            key_id=self.identity.key_id,
            sig_alg=self.identity.algorithm,
        )


def _frozen(freeze: str) -> NumbersFrozen:
    return (RegisterOutOfUse if freeze in _FOR_GOOD else NumbersFrozen)(freeze)


def journal_columns(event: Event, sealed: SealedEvent) -> tuple[Any, ...]:
    """Return an entry's row, in the order of its columns, without the position."""
    day, session_id = event.business_date, event.cash_session_id
    return (
        event.series,
        event.seq,
        str(event.event_id),
        event.kind,
        None if session_id is None else str(session_id),
        None if day is None else day.isoformat(),
        utc_text(event.recorded_at),
        sealed.body.decode(),
        sealed.hash,
        sealed.sig,
    )


_STATE = (
    "SELECT series, seq, head_hash, receipt_number, z_number, sales, perpetual_total, frozen "
    "FROM register_state"
)
_MOVE = (
    "UPDATE register_state SET series = ?, seq = ?, head_hash = ?, receipt_number = ?, "
    "z_number = ?, sales = ?, perpetual_total = ?"
)
