"""Tables of effects. The key (event's position, line) lets each exist once, whoever writes it."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from pos.models.base import STRICT_BY_KEY, Base, Minor, Thousandths


class StockMoveRecord(Base):
    __tablename__ = "stock_move"

    position: Mapped[int] = mapped_column(ForeignKey("journal.position"), primary_key=True)
    line: Mapped[int] = mapped_column(primary_key=True)
    sku: Mapped[str]
    quantity: Mapped[Thousandths]  # negative: out of the store
    unit: Mapped[str]
    cost: Mapped[Minor | None]  # same sign as the quantity; NULL: not known

    __table_args__ = (STRICT_BY_KEY,)


class CashMoveRecord(Base):
    __tablename__ = "cash_move"

    position: Mapped[int] = mapped_column(ForeignKey("journal.position"), primary_key=True)
    line: Mapped[int] = mapped_column(primary_key=True)
    cash_session_id: Mapped[UUID] = mapped_column(ForeignKey("cash_session.id"))
    kind: Mapped[str]
    amount: Mapped[Minor]  # positive: into the till

    __table_args__ = (Index(None, "cash_session_id"), STRICT_BY_KEY)


class PostingRecord(Base):
    __tablename__ = "posting"

    position: Mapped[int] = mapped_column(ForeignKey("journal.position"), primary_key=True)
    line: Mapped[int] = mapped_column(primary_key=True)
    account: Mapped[str]
    detail: Mapped[str]
    amount: Mapped[Minor]  # positive: debit

    __table_args__ = (STRICT_BY_KEY,)
