"""Everything: stores, registers, the journal with its effects, the feed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_LONG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _create_cash_move()
    _create_posting()
    _create_sale()
    _create_sale_line()
    _create_stock_move()
    _create_store()
    _create_tender()
    _create_z_report()
    _create_epoch()
    _create_feed_item()
    _create_register()
    _create_server_key()
    _create_cash_session()
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


def _create_cash_move() -> None:
    op.create_table(
        "cash_move",
        _number("store_id"),
        _bytes("event_id"),
        _number("line"),
        _bytes("cash_session_id"),
        _text("kind"),
        _number("amount"),
        sa.PrimaryKeyConstraint("store_id", "event_id", "line", name=op.f("pk_cash_move")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )


def _create_posting() -> None:
    op.create_table(
        "posting",
        _number("store_id"),
        _bytes("event_id"),
        _number("line"),
        _text("account"),
        _number("amount"),
        _text("detail"),
        sa.PrimaryKeyConstraint("store_id", "event_id", "line", name=op.f("pk_posting")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )


def _create_sale() -> None:
    op.create_table(
        "sale",
        _number("store_id"),
        _bytes("event_id"),
        _bytes("sale_id"),
        _number("register_id"),
        _bytes("cash_session_id"),
        _text("cash_session_kind"),
        _text("business_date"),
        _text("state"),
        _number("receipt_number", nullable=True),
        _text("paper_ticket", nullable=True),
        _number("occurred_at"),
        _bytes("operator_id"),
        _number("line_count"),
        _number("discount"),
        _number("net"),
        _number("tax"),
        _number("total"),
        _number("change"),
        sa.CheckConstraint("state IN ('completed', 'voided')", name=op.f("ck_sale_state")),
        sa.CheckConstraint("net + tax = total", name=op.f("ck_sale_total")),
        sa.PrimaryKeyConstraint("store_id", "event_id", name=op.f("pk_sale")),
        sa.UniqueConstraint("store_id", "sale_id", name=op.f("uq_sale_store_id_sale_id")),
        sqlite_strict=True,
    )
    op.create_index(
        op.f("ix_sale_store_id_cash_session_id"),
        "sale",
        ["store_id", "cash_session_id"],
        unique=False,
    )


def _create_sale_line() -> None:
    op.create_table(
        "sale_line",
        _number("store_id"),
        _bytes("event_id"),
        _number("line"),
        _text("item"),
        _text("sku"),
        _text("name"),
        _text("department"),
        _text("unit"),
        _number("quantity"),
        _number("unit_price"),
        _number("discount"),
        _text("tax_category"),
        _number("tax_rate"),
        _number("net"),
        _number("tax"),
        sa.PrimaryKeyConstraint("store_id", "event_id", "line", name=op.f("pk_sale_line")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )


def _create_stock_move() -> None:
    op.create_table(
        "stock_move",
        _number("store_id"),
        _bytes("event_id"),
        _number("line"),
        _text("sku"),
        _text("unit"),
        _number("quantity"),
        _number("cost", nullable=True),
        sa.PrimaryKeyConstraint("store_id", "event_id", "line", name=op.f("pk_stock_move")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
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


def _create_tender() -> None:
    op.create_table(
        "tender",
        _number("store_id"),
        _bytes("event_id"),
        _number("line"),
        _text("kind"),
        _number("amount"),
        sa.PrimaryKeyConstraint("store_id", "event_id", "line", name=op.f("pk_tender")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )


def _create_z_report() -> None:
    op.create_table(
        "z_report",
        _number("store_id"),
        _bytes("cash_session_id"),
        _bytes("event_id"),
        _number("z_number"),
        _number("sales"),
        _number("gross"),
        _number("expected"),
        _number("counted", nullable=True),
        _number("variance", nullable=True),
        _number("perpetual_total"),
        sa.PrimaryKeyConstraint("store_id", "cash_session_id", name=op.f("pk_z_report")),
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


def _create_cash_session() -> None:
    op.create_table(
        "cash_session",
        _number("store_id"),
        _bytes("cash_session_id"),
        _number("register_id"),
        _text("kind"),
        _text("business_date"),
        _text("state"),
        _number("opened_at"),
        _bytes("opened_by"),
        _number("opening_float"),
        _number("closed_at", nullable=True),
        _bytes("closed_by", nullable=True),
        sa.CheckConstraint(
            "kind IN ('normal', 'deferred', 'training')", name=op.f("ck_cash_session_kind")
        ),
        sa.CheckConstraint(
            "state IN ('open', 'counting', 'closed')", name=op.f("ck_cash_session_state")
        ),
        sa.ForeignKeyConstraint(
            ["store_id", "register_id"],
            ["register.store_id", "register.register_id"],
            name=op.f("fk_cash_session_register"),
        ),
        sa.PrimaryKeyConstraint("store_id", "cash_session_id", name=op.f("pk_cash_session")),
        sqlite_strict=True,
    )
    op.create_index(
        op.f("ix_cash_session_store_id_register_id_state"),
        "cash_session",
        ["store_id", "register_id", "state"],
        unique=False,
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
