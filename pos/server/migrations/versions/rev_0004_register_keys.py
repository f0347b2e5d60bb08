"""Keys of a register's series, so that an older one verifies under its own key."""

from __future__ import annotations

import hashlib

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_LONG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("enrolment_code", sa.Column("replaces", _LONG, nullable=True))
    op.create_table(
        "register_key",
        sa.Column("store_id", _LONG, nullable=False, autoincrement=False),
        sa.Column("register_id", _LONG, nullable=False, autoincrement=False),
        sa.Column("series", _LONG, nullable=False, autoincrement=False),
        sa.Column("key_id", sa.Text(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("since", _LONG, nullable=False, autoincrement=False),
        sa.Column("until", _LONG, nullable=True, autoincrement=False),
        sa.PrimaryKeyConstraint("store_id", "register_id", "series", name=op.f("pk_register_key")),
        sa.ForeignKeyConstraint(
            ["store_id", "register_id"],
            ["register.store_id", "register.register_id"],
            name=op.f("fk_register_key_register"),
        ),
        sqlite_strict=True,
    )
    op.create_index(
        op.f("ix_register_key_store_id_public_key"), "register_key", ["store_id", "public_key"]
    )
    _fill()


def _fill() -> None:
    """Write the key that each register has had since it was enrolled."""
    db = op.get_bind()
    enrolled = db.execute(
        sa.text(
            "SELECT store_id, register_id, public_key, enrolled_at FROM register "
            "WHERE public_key IS NOT NULL"
        )
    ).all()
    for store_id, register_id, public_key, enrolled_at in enrolled:
        key_id = hashlib.sha256(bytes(public_key)).hexdigest()[:32]
        db.execute(
            sa.text(
                "INSERT INTO register_key (store_id, register_id, series, key_id, public_key, "
                "since) VALUES (:store, :register, 1, :key_id, :key, :since)"
            ),
            {
                "store": store_id,
                "register": register_id,
                "key_id": key_id,
                "key": bytes(public_key),
                "since": enrolled_at or 0,
            },
        )
