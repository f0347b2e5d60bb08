"""Tables of operators, and of wrong PINs."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from pos.models.base import STRICT, Base, Id


class OperatorRecord(Base):
    __tablename__ = "operator"

    id: Mapped[Id]
    name: Mapped[str]
    role: Mapped[str]
    pin_hash: Mapped[str]
    active: Mapped[int]
    rights: Mapped[str] = mapped_column(server_default="")  # beside the role's, comma-separated

    __table_args__ = (
        CheckConstraint("active IN (0, 1)", name="active_is_yes_or_no"),
        STRICT,
    )


class WrongPinRecord(Base):
    """Wrong PINs in a row. The boot's monotonic time counts, so no clock change ends a delay."""

    __tablename__ = "wrong_pin"

    operator_id: Mapped[UUID] = mapped_column(ForeignKey("operator.id"), primary_key=True)
    failures: Mapped[int]
    last_at: Mapped[datetime]
    boot_id: Mapped[UUID]
    monotonic_us: Mapped[int]

    __table_args__ = (STRICT,)
