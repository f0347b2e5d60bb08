"""Closings by managers, supplements, cash movements, corrections, presence."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_LONG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("store", _text("opened_on", nullable=True))
    op.add_column("store", _text("closed_through", nullable=True))
    op.add_column("register", _number("seen_at", nullable=True))
    _remake_cash_session()
    _remake_z_report()
    _create_late_entry()
    _create_cash_movement()
    _create_drawer_opening()
    _create_operator_slot()
    _create_correction()
    _create_presence()
    _create_manager_log()
    _refuse_changes("z_report", "a Z report never changes")
    _refuse_changes("manager_log", "the log of managers never changes")


def _number(name: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, _LONG, nullable=nullable, autoincrement=False)


def _text(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=nullable)


def _bytes(name: str, *, nullable: bool = False) -> sa.Column[bytes]:
    return sa.Column(name, sa.LargeBinary(), nullable=nullable)


def _of_register(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["store_id", "register_id"],
        ["register.store_id", "register.register_id"],
        name=op.f(f"fk_{table}_register"),
    )


def _of_store(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["store_id"], ["store.id"], name=op.f(f"fk_{table}_store"))


def _refuse_changes(table: str, sentence: str) -> None:
    """Refuse UPDATE and DELETE, whoever tries."""
    if op.get_bind().dialect.name == "sqlite":
        for action in ("update", "delete"):
            op.execute(
                f"CREATE TRIGGER {table}_refuses_{action} BEFORE {action.upper()} "
                f"ON {table} BEGIN SELECT RAISE(ABORT, '{sentence}'); END"
            )
        return
    op.execute(
        f"CREATE FUNCTION refuse_change_of_{table}() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{sentence}'; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {table}_refuses_change BEFORE UPDATE OR DELETE OR TRUNCATE "
        f"ON {table} FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_{table}()"
    )


def _remake_cash_session() -> None:
    op.execute("CREATE TABLE cash_session_0002 AS SELECT * FROM cash_session")
    op.drop_table("cash_session")
    _create_cash_session()
    op.execute(
        """
        INSERT INTO cash_session
          (store_id, cash_session_id, register_id, series, kind, business_date, state, opened_at,
           opened_by, responsible, opening_float, last_activity, closed_at, closed_by, closed_how,
           register_closed_at)
        SELECT store_id, cash_session_id, register_id, 1, kind, business_date, state, opened_at,
          opened_by, opened_by, opening_float,
          COALESCE(
            closed_at,
            (SELECT MAX(sale.occurred_at) FROM sale
             WHERE sale.store_id = held.store_id
               AND sale.cash_session_id = held.cash_session_id),
            opened_at),
          closed_at, closed_by, CASE WHEN state = 'closed' THEN 'register' END, closed_at
        FROM cash_session_0002 AS held
        """
    )
    op.drop_table("cash_session_0002")


def _create_cash_session() -> None:
    op.create_table(
        "cash_session",
        _number("store_id"),
        _bytes("cash_session_id"),
        _number("register_id"),
        _number("series"),
        _text("kind"),
        _text("business_date"),
        _text("state"),
        _number("opened_at"),
        _bytes("opened_by"),
        _bytes("responsible"),
        _number("opening_float"),
        _number("last_activity"),
        _number("closed_at", nullable=True),
        _bytes("closed_by", nullable=True),
        _text("closed_by_name", nullable=True),
        _text("closed_how", nullable=True),
        _text("reason", nullable=True),
        _number("held_seq", nullable=True),
        _number("register_closed_at", nullable=True),
        sa.CheckConstraint(
            "kind IN ('normal', 'deferred', 'training')", name=op.f("ck_cash_session_kind")
        ),
        sa.CheckConstraint(
            "state IN ('open', 'counting', 'closed')", name=op.f("ck_cash_session_state")
        ),
        sa.CheckConstraint(
            "closed_how IN ('register', 'manager', 'fence')",
            name=op.f("ck_cash_session_closed_how"),
        ),
        sa.CheckConstraint(
            "(state = 'closed') = (closed_at IS NOT NULL)"
            " AND (state = 'closed') = (closed_how IS NOT NULL)",
            name=op.f("ck_cash_session_closed_says_when_and_how"),
        ),
        _of_register("cash_session"),
        sa.PrimaryKeyConstraint("store_id", "cash_session_id", name=op.f("pk_cash_session")),
        sqlite_strict=True,
    )
    op.create_index(
        op.f("ix_cash_session_store_id_register_id_state"),
        "cash_session",
        ["store_id", "register_id", "state"],
    )
    op.create_index(op.f("ix_cash_session_store_id_state"), "cash_session", ["store_id", "state"])


def _remake_z_report() -> None:
    op.execute("CREATE TABLE z_report_0002 AS SELECT * FROM z_report")
    op.drop_table("z_report")
    op.create_table(
        "z_report",
        _number("store_id"),
        _bytes("cash_session_id"),
        _number("version"),
        _text("origin"),
        _bytes("event_id"),
        _number("made_at"),
        _number("z_number", nullable=True),
        _number("sales"),
        _number("gross"),
        _number("expected"),
        _number("counted", nullable=True),
        _number("variance", nullable=True),
        _number("perpetual_total"),
        _number("late_sales"),
        _number("late_gross"),
        _text("figures", nullable=True),
        sa.CheckConstraint("version >= 1", name=op.f("ck_z_report_version")),
        sa.CheckConstraint(
            "origin IN ('register', 'manager', 'fence', 'late')", name=op.f("ck_z_report_origin")
        ),
        sa.PrimaryKeyConstraint("store_id", "cash_session_id", "version", name=op.f("pk_z_report")),
        sqlite_strict=True,
    )
    op.execute(
        """
        INSERT INTO z_report
          (store_id, cash_session_id, version, origin, event_id, made_at, z_number, sales, gross,
           expected, counted, variance, perpetual_total, late_sales, late_gross)
        SELECT held.store_id, held.cash_session_id, 1, 'register', held.event_id,
          cash_session.closed_at, held.z_number, held.sales, held.gross, held.expected,
          held.counted, held.variance, held.perpetual_total, 0, 0
        FROM z_report_0002 AS held JOIN cash_session
          ON cash_session.store_id = held.store_id
          AND cash_session.cash_session_id = held.cash_session_id
        """
    )
    op.drop_table("z_report_0002")


def _create_late_entry() -> None:
    op.create_table(
        "late_entry",
        _number("store_id"),
        _number("register_id"),
        _number("series"),
        _number("seq"),
        _bytes("cash_session_id"),
        _text("kind"),
        _number("received_at"),
        _of_register("late_entry"),
        sa.PrimaryKeyConstraint(
            "store_id", "register_id", "series", "seq", name=op.f("pk_late_entry")
        ),
        sqlite_strict=True,
    )
    op.create_index(
        op.f("ix_late_entry_store_id_cash_session_id"),
        "late_entry",
        ["store_id", "cash_session_id"],
    )


def _create_cash_movement() -> None:
    op.create_table(
        "cash_movement",
        _number("store_id"),
        _bytes("event_id"),
        _bytes("cash_session_id"),
        _number("register_id"),
        _text("kind"),
        _number("amount"),
        _text("reason"),
        _bytes("operator_id"),
        _number("occurred_at"),
        sa.CheckConstraint(
            "kind IN ('paid_in', 'paid_out', 'drop', 'loan')", name=op.f("ck_cash_movement_kind")
        ),
        sa.PrimaryKeyConstraint("store_id", "event_id", name=op.f("pk_cash_movement")),
        sqlite_strict=True,
    )
    op.create_index(
        op.f("ix_cash_movement_store_id_cash_session_id"),
        "cash_movement",
        ["store_id", "cash_session_id"],
    )


def _create_drawer_opening() -> None:
    op.create_table(
        "drawer_opening",
        _number("store_id"),
        _bytes("event_id"),
        _bytes("cash_session_id"),
        _number("register_id"),
        _text("reason"),
        _bytes("operator_id"),
        _number("occurred_at"),
        sa.PrimaryKeyConstraint("store_id", "event_id", name=op.f("pk_drawer_opening")),
        sqlite_strict=True,
    )
    op.create_index(
        op.f("ix_drawer_opening_store_id_cash_session_id"),
        "drawer_opening",
        ["store_id", "cash_session_id"],
    )


def _create_operator_slot() -> None:
    op.create_table(
        "operator_slot",
        _number("store_id"),
        _bytes("operator_id"),
        _number("slot"),
        _bytes("cash_session_id"),
        _of_store("operator_slot"),
        sa.PrimaryKeyConstraint("store_id", "operator_id", "slot", name=op.f("pk_operator_slot")),
        sa.UniqueConstraint(
            "store_id", "cash_session_id", name=op.f("uq_operator_slot_store_id_cash_session_id")
        ),
        sqlite_strict=True,
    )
    op.execute(
        """
        INSERT INTO operator_slot (store_id, operator_id, slot, cash_session_id)
        SELECT store_id, responsible, place, cash_session_id
        FROM (
          SELECT store_id, responsible, cash_session_id,
            ROW_NUMBER() OVER (
              PARTITION BY store_id, responsible ORDER BY opened_at, cash_session_id
            ) AS place
          FROM cash_session WHERE kind = 'normal' AND state <> 'closed'
        ) AS open_one
        WHERE place = 1
        """
    )


def _create_correction() -> None:
    op.create_table(
        "correction",
        _number("store_id"),
        _number("register_id"),
        _number("series"),
        _number("seq"),
        _bytes("cash_session_id"),
        _text("business_date", nullable=True),
        _bytes("into_session_id", nullable=True),
        _text("reason"),
        _bytes("operator_id"),
        sa.CheckConstraint(
            "(business_date IS NULL) <> (into_session_id IS NULL)",
            name=op.f("ck_correction_date_or_session"),
        ),
        _of_register("correction"),
        sa.PrimaryKeyConstraint(
            "store_id", "register_id", "series", "seq", name=op.f("pk_correction")
        ),
        sqlite_strict=True,
    )


def _create_presence() -> None:
    op.create_table(
        "presence",
        _number("store_id"),
        _number("register_id"),
        _bytes("operator_id", nullable=True),
        _number("unsent"),
        _text("program_version"),
        _number("seen_at"),
        _of_register("presence"),
        sa.PrimaryKeyConstraint("store_id", "register_id", name=op.f("pk_presence")),
        sqlite_strict=True,
    )


def _create_manager_log() -> None:
    op.create_table(
        "manager_log",
        _number("store_id"),
        _number("seq"),
        _bytes("id"),
        _text("kind"),
        _text("body"),
        _text("hash"),
        _text("key_id"),
        _bytes("sig"),
        _of_store("manager_log"),
        sa.PrimaryKeyConstraint("store_id", "seq", name=op.f("pk_manager_log")),
        sa.UniqueConstraint("store_id", "id", name=op.f("uq_manager_log_store_id_id")),
        sqlite_strict=True,
    )
