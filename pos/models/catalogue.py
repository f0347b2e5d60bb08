"""Tables of the catalogue: what the feed brought, and the index that search reads."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from pos.models.base import STRICT, STRICT_BY_KEY, Base, Millionths, RowId


class ProductRecord(Base):
    """A product or a service. The full-text table `product_search` has the rank as rowid."""

    __tablename__ = "product"

    id: Mapped[RowId]
    sku: Mapped[str]
    name: Mapped[str]
    unit: Mapped[str]
    price: Mapped[Millionths]
    cost: Mapped[Millionths | None]
    tax_category: Mapped[str]
    gtin: Mapped[str | None]
    department: Mapped[str]
    category: Mapped[str]
    service: Mapped[int]

    __table_args__ = (
        UniqueConstraint("sku"),
        CheckConstraint("price >= 0", name="price_not_negative"),
        CheckConstraint("service IN (0, 1)", name="service_is_yes_or_no"),
        STRICT,
    )


class BarcodeRecord(Base):
    """What a scanner reads; a GTIN stands here with 14 digits, so that 12 and 13 find it."""

    __tablename__ = "barcode"

    code: Mapped[str] = mapped_column(primary_key=True)
    product_id: Mapped[int] = mapped_column(ForeignKey("product.id", ondelete="CASCADE"))

    __table_args__ = (Index(None, "product_id"), STRICT_BY_KEY)


class SearchRankRecord(Base):
    """Place of a product in search results: the most sold first."""

    __tablename__ = "search_rank"

    rank: Mapped[RowId]
    product_id: Mapped[int] = mapped_column(ForeignKey("product.id", ondelete="CASCADE"))

    __table_args__ = (UniqueConstraint("product_id"), STRICT)


class TaxRateRecord(Base):
    __tablename__ = "tax_rate"

    category: Mapped[str] = mapped_column(primary_key=True)
    rate: Mapped[str]  # decimal text; 0.2 means 20 %

    __table_args__ = (STRICT_BY_KEY,)
