"""Journal: the one place that appends an event to the register's chain."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import msgspec
from sqlalchemy import Connection

from pos.domain.cash_session import CashSession, OperatorId
from pos.domain.chain import seal
from pos.domain.event import Event, EventKind, as_payload
from pos.domain.store import Store
from pos.models.base import utc_text
from pos.models.journal import JournalRecord
from pos.models.rows import execute, first_row, insert_row
from pos.runtime.clock import Clock
from pos.runtime.ids import Ids
from pos.services.identity import Identity
from pos.wire.version import EVENT_VERSION


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterState:
    """Where the journal ends, the last numbers given, and the totals that never fall."""

    series: int
    seq: int
    head_hash: str
    receipt_number: int
    z_number: int
    sales: int
    perpetual_total: int  # minor units


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEvent:
    """What a use case has to say; the journal adds where, when and after what.

    `occurred_at` None means now; it is set for what is typed in afterwards.
    """

    kind: EventKind
    payload: msgspec.Struct
    actor: OperatorId
    cash_session: CashSession
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
        )

    def append(self, db: Connection, state: RegisterState, new: NewEvent, store: Store) -> Appended:
        """Write the event behind the head that `state` names, and the numbers it carries.

        `state` is what `state()` returned in this transaction, with the numbers that the
        event takes already counted up.
        """
        event = self._event(state, new, store)
        sealed = seal(event, self.identity.key)
        session = new.cash_session
        position = insert_row(
            db,
            JournalRecord,
            (
                None,
                event.series,
                event.seq,
                str(event.event_id),
                event.kind,
                str(session.id),
                session.business_date.isoformat(),
                utc_text(event.recorded_at),
                sealed.body.decode(),
                sealed.hash,
                sealed.sig,
            ),
        )
        execute(
            db,
            _MOVE,
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
            cash_session_id=session.id,
            cash_session_kind=session.kind.value,
            business_date=session.business_date,
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


_STATE = (
    "SELECT series, seq, head_hash, receipt_number, z_number, sales, perpetual_total "
    "FROM register_state"
)
_MOVE = (
    "UPDATE register_state SET seq = ?, head_hash = ?, receipt_number = ?, z_number = ?, "
    "sales = ?, perpetual_total = ?"
)
