"""Table of open tickets: working memory that outlives a crash, not a record."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from pos.models.base import STRICT, Base, Id


class TicketRecord(Base):
    """An open sale, whole in one row, so that it comes back whole or not at all."""

    __tablename__ = "ticket"

    id: Mapped[Id]  # the sale's id
    cash_session_id: Mapped[UUID] = mapped_column(ForeignKey("cash_session.id"))
    operator_id: Mapped[UUID]
    state: Mapped[str]  # open | parked
    changed_at: Mapped[datetime]
    contents: Mapped[str]  # a sale payload, canonical JSON
    paper_ticket: Mapped[str | None]  # its number in the paper book
    occurred_at: Mapped[datetime | None]  # when the paper says that it was sold

    __table_args__ = (
        CheckConstraint("state IN ('open', 'parked')", name="state_known"),
        Index(
            "uq_ticket_one_open_per_session",
            "cash_session_id",
            unique=True,
            sqlite_where=text("state = 'open'"),
        ),
        STRICT,
    )
