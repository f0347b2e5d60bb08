"""Tables of the cash session, of what the server said of it, and of its corrections."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

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
    responsible: Mapped[UUID | None]  # who took it over; NULL: still who opened it
    book_total: Mapped[Minor | None]  # what the paper book says of a deferred session

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


class CashSessionCheckRecord(Base):
    """What the server said of a session, the last time it said something definitive."""

    __tablename__ = "cash_session_check"

    cash_session_id: Mapped[UUID] = mapped_column(ForeignKey("cash_session.id"), primary_key=True)
    verdict: Mapped[str]
    checked_at: Mapped[datetime]
    # For whoever has to know: a sentence, or the operator's other session as JSON; else empty.
    detail: Mapped[str]

    __table_args__ = (
        CheckConstraint(
            "verdict IN ('absent', 'open', 'closed_by_register', 'closed_by_manager', "
            "'other_series')",
            name="verdict_known",
        ),
        STRICT,
    )


class CashSessionCorrectionRecord(Base):
    """Where reports count a closed session: on another day, or as part of another session."""

    __tablename__ = "cash_session_correction"

    position: Mapped[int] = mapped_column(ForeignKey("journal.position"), primary_key=True)
    cash_session_id: Mapped[UUID] = mapped_column(ForeignKey("cash_session.id"))
    business_date: Mapped[date | None]
    into_session_id: Mapped[UUID | None] = mapped_column(ForeignKey("cash_session.id"))
    reason: Mapped[str]

    __table_args__ = (
        CheckConstraint(
            "(business_date IS NULL) <> (into_session_id IS NULL)", name="date_or_session"
        ),
        Index(None, "cash_session_id"),
        STRICT,
    )
