"""Stores, registers, their journals, and the feed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_LONG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _create_store()
    _create_epoch()
    _create_feed_item()
    _create_register()
    _create_server_key()
    _create_enrolment_code()
    _create_flag()
    _create_journal_entry()
    _create_nonce()
    _create_quarantine()
    _create_series()
    _guard_journal()


def _number(name: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, _LONG, nullable=nullable, autoincrement=False)


def _text(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=nullable)


def _bytes(name: str, *, nullable: bool = False) -> sa.Column[bytes]:
    return sa.Column(name, sa.LargeBinary(), nullable=nullable)


def _guard_journal() -> None:
    """Refuse UPDATE and DELETE on the journal, whoever tries."""
    if op.get_bind().dialect.name == "sqlite":
        for action in ("update", "delete"):
            op.execute(
                f"CREATE TRIGGER journal_entry_refuses_{action} BEFORE {action.upper()} "
                "ON journal_entry BEGIN SELECT RAISE(ABORT, 'the journal never changes'); END"
            )
        return
    op.execute(
        "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'the journal never changes'; END $$"
    )
    op.execute(
        "CREATE TRIGGER journal_entry_refuses_change BEFORE UPDATE OR DELETE OR TRUNCATE "
        "ON journal_entry FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )


def _create_store() -> None:
    op.create_table(
        "store",
        _number("id"),
        _bytes("uuid"),
        _text("name"),
        _text("currency"),
        _text("timezone"),
        _text("day_cut_off"),
        _text("price_mode"),
        _text("address"),
        _text("tax_registration"),
        _number("feed_position"),
        _number("created_at"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_store")),
        sa.UniqueConstraint("uuid", name=op.f("uq_store_uuid")),
        sqlite_strict=True,
    )


def _create_epoch() -> None:
    op.create_table(
        "epoch",
        _number("store_id"),
        _number("number"),
        _bytes("uuid"),
        _number("began_at"),
        sa.ForeignKeyConstraint(["store_id"], ["store.id"], name=op.f("fk_epoch_store")),
        sa.PrimaryKeyConstraint("store_id", "number", name=op.f("pk_epoch")),
        sqlite_strict=True,
    )


def _create_feed_item() -> None:
    op.create_table(
        "feed_item",
        _number("store_id"),
        _text("topic"),
        _text("key"),
        _number("position"),
        _text("content", nullable=True),
        sa.ForeignKeyConstraint(["store_id"], ["store.id"], name=op.f("fk_feed_item_store")),
        sa.PrimaryKeyConstraint("store_id", "topic", "key", name=op.f("pk_feed_item")),
        sa.UniqueConstraint("store_id", "position", name=op.f("uq_feed_item_store_id_position")),
        sqlite_strict=True,
    )


def _create_register() -> None:
    op.create_table(
        "register",
        _number("store_id"),
        _number("register_id"),
        _bytes("uuid"),
        _text("name"),
        _bytes("public_key", nullable=True),
        _text("program_version", nullable=True),
        _number("created_at"),
        _number("enrolled_at", nullable=True),
        _number("revoked_at", nullable=True),
        _number("perpetual_total"),
        _number("z_number"),
        sa.ForeignKeyConstraint(["store_id"], ["store.id"], name=op.f("fk_register_store")),
        sa.PrimaryKeyConstraint("store_id", "register_id", name=op.f("pk_register")),
        sa.UniqueConstraint("store_id", "name", name=op.f("uq_register_store_id_name")),
        sa.UniqueConstraint("store_id", "public_key", name=op.f("uq_register_store_id_public_key")),
        sa.UniqueConstraint("store_id", "uuid", name=op.f("uq_register_store_id_uuid")),
        sqlite_strict=True,
    )


def _create_server_key() -> None:
    op.create_table(
        "server_key",
        _number("store_id"),
        _text("key_id"),
        _bytes("public_key"),
        _number("since"),
        sa.ForeignKeyConstraint(["store_id"], ["store.id"], name=op.f("fk_server_key_store")),
        sa.PrimaryKeyConstraint("store_id", "key_id", name=op.f("pk_server_key")),
        sqlite_strict=True,
    )


def _create_enrolment_code() -> None:
    op.create_table(
        "enrolment_code",
        _number("store_id"),
        _bytes("code_hash"),
        _number("register_id"),
        _number("expires_at"),
        _bytes("used_by", nullable=True),
        sa.ForeignKeyConstraint(
            ["store_id", "register_id"],
            ["register.store_id", "register.register_id"],
            name=op.f("fk_enrolment_code_register"),
        ),
        sa.PrimaryKeyConstraint("store_id", "code_hash", name=op.f("pk_enrolment_code")),
        sqlite_strict=True,
    )


def _create_flag() -> None:
    op.create_table(
        "flag",
        _number("store_id"),
        _number("register_id"),
        _number("series"),
        _number("seq"),
        _number("number"),
        _text("reason"),
        sa.ForeignKeyConstraint(
            ["store_id", "register_id"],
            ["register.store_id", "register.register_id"],
            name=op.f("fk_flag_register"),
        ),
        sa.PrimaryKeyConstraint(
            "store_id", "register_id", "series", "seq", "number", name=op.f("pk_flag")
        ),
        sqlite_strict=True,
    )


def _create_journal_entry() -> None:
    op.create_table(
        "journal_entry",
        _number("store_id"),
        _number("register_id"),
        _number("series"),
        _number("seq"),
        _bytes("event_id"),
        _text("kind"),
        _text("body"),
        _text("hash"),
        _bytes("sig"),
        _number("received_at"),
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


def _create_nonce() -> None:
    op.create_table(
        "nonce",
        _number("store_id"),
        _number("register_id"),
        _bytes("nonce_hash"),
        _number("expires_at"),
        sa.ForeignKeyConstraint(
            ["store_id", "register_id"],
            ["register.store_id", "register.register_id"],
            name=op.f("fk_nonce_register"),
        ),
        sa.PrimaryKeyConstraint("store_id", "register_id", "nonce_hash", name=op.f("pk_nonce")),
        sqlite_strict=True,
    )


def _create_quarantine() -> None:
    op.create_table(
        "quarantine",
        _number("store_id"),
        _number("register_id"),
        _number("series"),
        _number("seq"),
        _text("hash"),
        _text("reason"),
        _text("body", nullable=True),
        _bytes("sig", nullable=True),
        _number("received_at"),
        sa.ForeignKeyConstraint(
            ["store_id", "register_id"],
            ["register.store_id", "register.register_id"],
            name=op.f("fk_quarantine_register"),
        ),
        sa.PrimaryKeyConstraint(
            "store_id", "register_id", "series", "seq", "hash", name=op.f("pk_quarantine")
        ),
        sqlite_strict=True,
    )


def _create_series() -> None:
    op.create_table(
        "series",
        _number("store_id"),
        _number("register_id"),
        _number("series"),
        _number("high_water"),
        _text("head_hash"),
        sa.CheckConstraint("high_water >= 0", name=op.f("ck_series_high_water")),
        sa.ForeignKeyConstraint(
            ["store_id", "register_id"],
            ["register.store_id", "register.register_id"],
            name=op.f("fk_series_register"),
        ),
        sa.PrimaryKeyConstraint("store_id", "register_id", "series", name=op.f("pk_series")),
        sqlite_strict=True,
    )
