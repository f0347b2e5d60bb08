"""Entries that no event id can be made out of, and when a quarantined one was applied."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_LONG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_COLUMNS = "store_id, register_id, series, seq, event_id, kind, body, hash, sig, received_at"


def upgrade() -> None:
    op.add_column("quarantine", sa.Column("applied_at", _LONG, nullable=True))
    if op.get_bind().dialect.name != "sqlite":
        op.alter_column("journal_entry", "event_id", nullable=True)
        return
    _create_journal_entry_anew()
    # Dropping the older table fires no trigger: its entries are all in the new one by now.
    op.execute(
        f"INSERT INTO journal_entry_anew ({_COLUMNS}) "
        f"SELECT {_COLUMNS} FROM journal_entry ORDER BY rowid"
    )
    op.drop_table("journal_entry")
    op.rename_table("journal_entry_anew", "journal_entry")
    for action in ("update", "delete"):
        op.execute(
            f"CREATE TRIGGER journal_entry_refuses_{action} BEFORE {action.upper()} "
            "ON journal_entry BEGIN SELECT RAISE(ABORT, 'the journal never changes'); END"
        )


def _create_journal_entry_anew() -> None:
    """Make the table once more, for SQLite cannot let a column be empty that must not be."""
    op.create_table(
        "journal_entry_anew",
        sa.Column("store_id", _LONG, nullable=False, autoincrement=False),
        sa.Column("register_id", _LONG, nullable=False, autoincrement=False),
        sa.Column("series", _LONG, nullable=False, autoincrement=False),
        sa.Column("seq", _LONG, nullable=False, autoincrement=False),
        sa.Column("event_id", sa.LargeBinary(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("sig", sa.LargeBinary(), nullable=False),
        sa.Column("received_at", _LONG, nullable=False, autoincrement=False),
        sa.ForeignKeyConstraint(
            ["store_id", "register_id"],
            ["register.store_id", "register.register_id"],
            name=op.f("fk_journal_entry_register"),
        ),
        sa.PrimaryKeyConstraint(
            "store_id", "register_id", "series", "seq", name=op.f("pk_journal_entry")
        ),
        sa.UniqueConstraint(
            "store_id", "event_id", name=op.f("uq_journal_entry_store_id_event_id")
        ),
        sqlite_strict=True,
    )
