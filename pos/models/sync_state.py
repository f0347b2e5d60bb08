"""Tables of the exchange with the server: who we are to it, and how far it has got."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from pos.models.base import STRICT, STRICT_BY_KEY, Base, RowId


class EnrolmentRecord(Base):
    """What enrolment gave this register, and the store's settings as the feed last said."""

    __tablename__ = "enrolment"

    id: Mapped[RowId]
    store_id: Mapped[UUID]
    store_name: Mapped[str]
    currency: Mapped[str]
    timezone: Mapped[str]
    day_cut_off: Mapped[str]
    price_mode: Mapped[str]
    address: Mapped[str]
    tax_registration: Mapped[str]
    register_id: Mapped[UUID]
    register_name: Mapped[str]
    public_key: Mapped[bytes]
    server_url: Mapped[str]
    server_key: Mapped[bytes]
    enrolled_at: Mapped[datetime]
    opened_on: Mapped[date | None]  # no business date is before it
    closed_through: Mapped[date | None]  # the books are closed up to and with this day

    __table_args__ = (CheckConstraint("id = 1", name="one_row"), STRICT)


class SyncStateRecord(Base):
    """The last confirmed answers of the server. `verdict` is what the handshake found.

    `passed_over_by` is the program that could not use something of the feed, empty if it could.
    """

    __tablename__ = "sync_state"

    id: Mapped[RowId]
    epoch: Mapped[UUID]
    cursor: Mapped[str]
    acknowledged_series: Mapped[int]
    acknowledged_seq: Mapped[int]
    acknowledged_hash: Mapped[str]
    verdict: Mapped[str]
    answered_at: Mapped[datetime | None]
    last_answer: Mapped[str]
    quarantined: Mapped[str] = mapped_column(server_default="")  # numbers, with commas between
    flagged: Mapped[str] = mapped_column(server_default="")
    skew_seconds: Mapped[int | None]  # register minus server
    passed_over_by: Mapped[str] = mapped_column(server_default="")  # the program's version

    __table_args__ = (CheckConstraint("id = 1", name="one_row"), STRICT)


class SettingRecord(Base):
    __tablename__ = "setting"

    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]

    __table_args__ = (STRICT_BY_KEY,)
