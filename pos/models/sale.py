"""Tables of completed sales. Never changed: corrections are documents of their own."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from pos.models.base import (
    STRICT,
    STRICT_BY_KEY,
    Base,
    Millionths,
    Minor,
    Thousandths,
)


class SaleRecord(Base):
    """A completed sale; `position` is its event's place in the journal."""

    __tablename__ = "sale"

    position: Mapped[int] = mapped_column(ForeignKey("journal.position"), primary_key=True)
    sale_id: Mapped[UUID]
    cash_session_id: Mapped[UUID] = mapped_column(ForeignKey("cash_session.id"))
    receipt_number: Mapped[int]
    paper_ticket: Mapped[str | None]
    operator_id: Mapped[UUID]
    business_date: Mapped[date]
    occurred_at: Mapped[datetime]
    recorded_at: Mapped[datetime]
    currency: Mapped[str]
    price_mode: Mapped[str]
    lines: Mapped[int]
    discount: Mapped[Minor]
    net: Mapped[Minor]
    tax: Mapped[Minor]
    total: Mapped[Minor]
    change: Mapped[Minor]

    __table_args__ = (
        UniqueConstraint("sale_id"),
        UniqueConstraint("receipt_number"),
        UniqueConstraint("paper_ticket"),
        CheckConstraint("net + tax = total", name="net_and_tax_make_the_total"),
        CheckConstraint("change >= 0", name="change_not_negative"),
        Index(None, "cash_session_id"),
        STRICT,
    )


class SaleLineRecord(Base):
    __tablename__ = "sale_line"

    position: Mapped[int] = mapped_column(ForeignKey("sale.position"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    item: Mapped[str]
    sku: Mapped[str]
    name: Mapped[str]
    department: Mapped[str]
    unit: Mapped[str]
    quantity: Mapped[Thousandths]
    unit_price: Mapped[Millionths]
    discount: Mapped[Minor]
    tax_category: Mapped[str]
    tax_rate: Mapped[str]
    net: Mapped[Minor]
    tax: Mapped[Minor]

    __table_args__ = (
        CheckConstraint("item IN ('product', 'service', 'external')", name="item_known"),
        CheckConstraint("quantity > 0", name="quantity_positive"),
        STRICT_BY_KEY,
    )


class TenderRecord(Base):
    __tablename__ = "tender"

    position: Mapped[int] = mapped_column(ForeignKey("sale.position"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    amount: Mapped[Minor]

    __table_args__ = (
        CheckConstraint("amount > 0", name="amount_positive"),
        STRICT_BY_KEY,
    )
