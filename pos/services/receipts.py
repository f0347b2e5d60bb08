"""Receipts: made again from the journal, so that a reprint says what was sold."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec
from sqlalchemy import Connection, select

from pos.domain.cash_session import CashSessionId, CashSessionKind
from pos.domain.event import parse_event
from pos.domain.problem import Problem
from pos.domain.receipt import Receipt
from pos.models.database import Database
from pos.models.journal import JournalRecord
from pos.models.operator import OperatorRecord
from pos.models.sale import SaleRecord
from pos.services.identity import Identity, load_store
from pos.wire.payloads import SalePayload
from pos.wire.sale_payload import sale_from_payload


class NoSuchReceipt(Problem):
    """No receipt of this register has that number."""


@dataclass(frozen=True, slots=True)
class Receipts:
    """Finds receipts by number. What it returns is always marked as a copy."""

    database: Database
    identity: Identity

    def numbered(self, number: int) -> Receipt:
        """Return a copy of the receipt with this number.

        :raises NoSuchReceipt: if this register has given none.
        """
        with self.database.begin() as db:
            position = db.execute(
                select(SaleRecord.position).where(SaleRecord.receipt_number == number)
            ).scalar_one_or_none()
            if position is None:
                raise NoSuchReceipt(f"This register has given no receipt number {number}.")
            return self._copy(db, position)

    def last(self, session_id: CashSessionId) -> Receipt:
        """Return a copy of the session's last receipt.

        :raises NoSuchReceipt: if it has none yet.
        """
        with self.database.begin() as db:
            position = db.execute(
                select(SaleRecord.position)
                .where(SaleRecord.cash_session_id == session_id)
                .order_by(SaleRecord.position.desc())
                .limit(1)
            ).scalar_one_or_none()
            if position is None:
                raise NoSuchReceipt("Nothing has been sold in this session yet.")
            return self._copy(db, position)

    def _copy(self, db: Connection, position: int) -> Receipt:
        body = db.execute(
            select(JournalRecord.body).where(JournalRecord.position == position)
        ).scalar_one()
        event = parse_event(body.encode())
        payload = msgspec.json.decode(event.payload, type=SalePayload)
        name = db.execute(
            select(OperatorRecord.name).where(OperatorRecord.id == event.actor)
        ).scalar_one_or_none()
        return Receipt(
            store=load_store(db),
            register_name=self.identity.register_name,
            operator_name=name or "",
            number=payload.receipt_number or 0,
            sale=sale_from_payload(payload),
            completed_at=event.occurred_at,
            kind=CashSessionKind(event.cash_session_kind or CashSessionKind.NORMAL.value),
            copy=True,
            business_date=event.business_date,
        )
