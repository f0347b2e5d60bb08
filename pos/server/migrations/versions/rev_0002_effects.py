"""Effects of journal entries: sales, stock, cash, postings, sessions."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_LONG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _create_cash_move()
    _create_posting()
    _create_sale()
    _create_sale_line()
    _create_stock_move()
    _create_tender()
    _create_z_report()
    _create_cash_session()


def _number(name: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, _LONG, nullable=nullable, autoincrement=False)


def _text(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=nullable)


def _bytes(name: str, *, nullable: bool = False) -> sa.Column[bytes]:
    return sa.Column(name, sa.LargeBinary(), nullable=nullable)


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
