"""Table of the cash session."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped

from pos.models.base import STRICT, Base, Id, Minor


class CashSessionRecord(Base):
    """Kind, business date, register, opener and float are set once; a trigger keeps them."""

    __tablename__ = "cash_session"

    id: Mapped[Id]
    register_id: Mapped[UUID]
    kind: Mapped[str]
    business_date: Mapped[date]
    purpose: Mapped[str]  # till | import: which of them opened it, and so may close it
    state: Mapped[str]
    currency: Mapped[str]
    opening_float: Mapped[Minor]
    opened_at: Mapped[datetime]
    opened_by: Mapped[UUID]
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[UUID | None]
    z_number: Mapped[int | None]

    __table_args__ = (
        UniqueConstraint("z_number"),
        CheckConstraint("kind IN ('normal', 'deferred', 'training')", name="kind_known"),
        CheckConstraint("state IN ('open', 'counting', 'closed')", name="state_known"),
        CheckConstraint("purpose IN ('till', 'import')", name="purpose_known"),
        CheckConstraint("opening_float >= 0", name="float_not_negative"),
        CheckConstraint(
            "(state = 'closed') = (closed_at IS NOT NULL) AND "
            "(closed_at IS NULL) = (closed_by IS NULL)",
            name="closed_says_when_and_by_whom",
        ),
        Index(
            "uq_cash_session_one_open_per_register",
            "register_id",
            "kind",
            unique=True,
            sqlite_where=text("state <> 'closed' AND kind <> 'deferred'"),
        ),
        Index(
            "uq_cash_session_one_open_deferred_per_date",
            "register_id",
            "business_date",
            unique=True,
            sqlite_where=text("state <> 'closed' AND kind = 'deferred'"),
        ),
        STRICT,
    )
