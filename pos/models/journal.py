"""Tables of the journal: the register's events, and the one row that says where it stands."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from pos.models.base import STRICT, Base, Minor, RowId


class JournalRecord(Base):
    """One event: its exact bytes, once, and the columns to find it by. Never changed."""

    __tablename__ = "journal"

    position: Mapped[RowId]
    series: Mapped[int]
    seq: Mapped[int]
    event_id: Mapped[UUID]
    kind: Mapped[str]
    cash_session_id: Mapped[UUID | None]
    business_date: Mapped[date | None]
    recorded_at: Mapped[datetime]
    body: Mapped[str]
    hash: Mapped[str]
    sig: Mapped[bytes]

    __table_args__ = (
        UniqueConstraint("series", "seq"),
        UniqueConstraint("event_id"),
        Index(
            "ix_journal_session_steps",
            "cash_session_id",
            "kind",
            sqlite_where=text("kind NOT IN ('sale_completed', 'sale_voided')"),
        ),
        STRICT,
    )


class RegisterStateRecord(Base):
    """Where the journal ends, the next numbers, and the totals that are never reset."""

    __tablename__ = "register_state"

    id: Mapped[RowId]
    series: Mapped[int]
    seq: Mapped[int]
    head_hash: Mapped[str]
    receipt_number: Mapped[int]  # the last one given
    z_number: Mapped[int]  # the last one given
    sales: Mapped[int]
    perpetual_total: Mapped[Minor]
    frozen: Mapped[str] = mapped_column(server_default="")  # why no number may be given now
    boots: Mapped[int] = mapped_column(
        server_default=text("0")
    )  # starts so far, as the keyring counts

    __table_args__ = (
        CheckConstraint("id = 1", name="one_row"),
        CheckConstraint("seq >= 0 AND receipt_number >= 0 AND z_number >= 0", name="counts_up"),
        CheckConstraint(
            "frozen IN ('', 'restored', 'register_behind', 'fork', 'replaced', 'fenced')",
            name="frozen_known",
        ),
        STRICT,
    )


class SeriesKeyRecord(Base):
    """The key of an older series, which another device wrote before it was replaced."""

    __tablename__ = "series_key"

    series: Mapped[int] = mapped_column(primary_key=True)
    key_id: Mapped[str]
    public_key: Mapped[bytes]  # SubjectPublicKeyInfo

    __table_args__ = (CheckConstraint("series >= 1", name="series_from_one"), STRICT)
