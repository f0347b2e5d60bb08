"""Branches: where the series of a register that was copied go on from, and who opened a session."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_LONG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _number(name: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, _LONG, nullable=nullable, autoincrement=False)


def upgrade() -> None:
    op.add_column("cash_session", _number("opened_series", nullable=True))
    op.add_column("cash_session", _number("opened_seq", nullable=True))
    op.create_table(
        "series_origin",
        _number("store_id"),
        _number("register_id"),
        _number("series"),
        _number("continues"),
        _number("after", nullable=True),
        _number("written_as"),
        sa.Column("first_hash", sa.Text(), nullable=True),
        _number("next_series", nullable=True),
        _number("began_at"),
        sa.PrimaryKeyConstraint("store_id", "register_id", "series", name=op.f("pk_series_origin")),
        sa.UniqueConstraint(
            *("store_id", "register_id", "continues", "after", "first_hash"),
            name=op.f("uq_series_origin_store_id_register_id_continues_after_first_hash"),
        ),
        sa.ForeignKeyConstraint(
            ["store_id", "register_id"],
            ["register.store_id", "register.register_id"],
            name=op.f("fk_series_origin_register"),
        ),
        sa.CheckConstraint(
            "(after IS NULL) = (first_hash IS NULL) AND (after IS NULL) = (next_series IS NULL)",
            name=op.f("ck_series_origin_branch_is_whole"),
        ),
        sqlite_strict=True,
    )
