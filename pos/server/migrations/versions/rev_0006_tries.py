"""Tries of strangers, counted for all processes; PostgreSQL's refusals by their name."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_LONG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_SENTENCES = {
    "refuse_change": "the journal never changes",
    "refuse_change_of_z_report": "a Z report never changes",
    "refuse_change_of_manager_log": "the log of managers never changes",
}


def upgrade() -> None:
    op.create_table(
        "tries",
        sa.Column("store_id", _LONG, nullable=False, autoincrement=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("caller", sa.Text(), nullable=False),
        sa.Column("empty_until", _LONG, nullable=False, autoincrement=False),
        sa.ForeignKeyConstraint(["store_id"], ["store.id"], name=op.f("fk_tries_store")),
        sa.PrimaryKeyConstraint("store_id", "purpose", "caller", name=op.f("pk_tries")),
        sqlite_strict=True,
    )
    if op.get_bind().dialect.name == "postgresql":
        _name_refusals()


def _name_refusals() -> None:
    """Have a refused change be a broken rule of the table, as it is in SQLite."""
    for function, sentence in _SENTENCES.items():
        op.execute(
            f"CREATE OR REPLACE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{sentence}' "
            "USING ERRCODE = 'integrity_constraint_violation'; END $$"
        )
