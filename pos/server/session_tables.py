"""Tables of cash sessions: their Z reports, what came late, and what managers did to them."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Index, PrimaryKeyConstraint, UniqueConstraint

from pos.server.table_parts import (
    bytes_column,
    number_column,
    of_register,
    of_store,
    strict_table,
    text_column,
)

cash_session = strict_table(
    "cash_session",
    number_column("store_id"),
    bytes_column("cash_session_id"),
    number_column("register_id"),
    number_column("series"),  # that it was opened in; closed here: that `held_seq` counts in
    number_column("opened_series", nullable=True),  # the entry that opened it; absent before
    number_column("opened_seq", nullable=True),  # revision 0007
    text_column("kind"),
    text_column("business_date"),
    text_column("state"),
    number_column("opened_at"),
    bytes_column("opened_by"),
    bytes_column("responsible"),  # who took it over last, else who opened it
    number_column("opening_float"),
    number_column("last_activity"),  # when the newest of its entries was received
    number_column("closed_at", nullable=True),
    bytes_column("closed_by", nullable=True),
    text_column("closed_by_name", nullable=True),  # of a manager
    text_column("closed_how", nullable=True),
    text_column("reason", nullable=True),
    number_column("held_seq", nullable=True),  # of its series, when a manager closed it
    number_column("register_closed_at", nullable=True),  # when its register closed it itself
    PrimaryKeyConstraint("store_id", "cash_session_id"),
    of_register(),
    CheckConstraint("kind IN ('normal', 'deferred', 'training')", name="kind"),
    CheckConstraint("state IN ('open', 'counting', 'closed')", name="state"),
    CheckConstraint("closed_how IN ('register', 'manager', 'fence')", name="closed_how"),
    CheckConstraint(
        "(state = 'closed') = (closed_at IS NOT NULL)"
        " AND (state = 'closed') = (closed_how IS NOT NULL)",
        name="closed_says_when_and_how",
    ),
    Index(None, "store_id", "register_id", "state"),
    Index(None, "store_id", "state"),
)

z_report = strict_table(
    "z_report",
    number_column("store_id"),
    bytes_column("cash_session_id"),
    number_column("version"),  # 1: at the closing; each later one a supplement, by what came late
    text_column("origin"),
    bytes_column("event_id"),  # the journal's, or the manager log's
    number_column("made_at"),
    number_column("z_number", nullable=True),  # the register's; absent from what is ours
    number_column("sales"),
    number_column("gross"),
    number_column("expected"),
    number_column("counted", nullable=True),
    number_column("variance", nullable=True),
    number_column("perpetual_total"),
    number_column("late_sales"),  # of `sales`, those that came after the closing
    number_column("late_gross"),
    text_column("figures", nullable=True),  # canonical JSON; absent before revision 0003
    PrimaryKeyConstraint("store_id", "cash_session_id", "version"),
    CheckConstraint("version >= 1", name="version"),
    CheckConstraint("origin IN ('register', 'manager', 'fence', 'late')", name="origin"),
)

late_entry = strict_table(
    "late_entry",
    number_column("store_id"),
    number_column("register_id"),
    number_column("series"),
    number_column("seq"),
    bytes_column("cash_session_id"),
    text_column("kind"),
    number_column("received_at"),
    PrimaryKeyConstraint("store_id", "register_id", "series", "seq"),
    of_register(),
    Index(None, "store_id", "cash_session_id"),
)

cash_movement = strict_table(
    "cash_movement",
    number_column("store_id"),
    bytes_column("event_id"),
    bytes_column("cash_session_id"),
    number_column("register_id"),
    text_column("kind"),
    number_column("amount"),  # the till's side: negative is out
    text_column("reason"),
    bytes_column("operator_id"),
    number_column("occurred_at"),
    PrimaryKeyConstraint("store_id", "event_id"),
    CheckConstraint("kind IN ('paid_in', 'paid_out', 'drop', 'loan')", name="kind"),
    Index(None, "store_id", "cash_session_id"),
)

drawer_opening = strict_table(
    "drawer_opening",
    number_column("store_id"),
    bytes_column("event_id"),
    bytes_column("cash_session_id"),
    number_column("register_id"),
    text_column("reason"),
    bytes_column("operator_id"),
    number_column("occurred_at"),
    PrimaryKeyConstraint("store_id", "event_id"),
    Index(None, "store_id", "cash_session_id"),
)

# As many slots for an operator's open normal sessions as the setting allows, numbered from 1.
operator_slot = strict_table(
    "operator_slot",
    number_column("store_id"),
    bytes_column("operator_id"),
    number_column("slot"),
    bytes_column("cash_session_id"),
    PrimaryKeyConstraint("store_id", "operator_id", "slot"),
    UniqueConstraint("store_id", "cash_session_id"),
    of_store(),
)

correction = strict_table(
    "correction",
    number_column("store_id"),
    number_column("register_id"),
    number_column("series"),
    number_column("seq"),
    bytes_column("cash_session_id"),
    text_column("business_date", nullable=True),
    bytes_column("into_session_id", nullable=True),
    text_column("reason"),
    bytes_column("operator_id"),
    PrimaryKeyConstraint("store_id", "register_id", "series", "seq"),
    of_register(),
    CheckConstraint("(business_date IS NULL) <> (into_session_id IS NULL)", name="date_or_session"),
)

presence = strict_table(
    "presence",
    number_column("store_id"),
    number_column("register_id"),
    bytes_column("operator_id", nullable=True),
    number_column("unsent"),
    text_column("program_version"),
    number_column("seen_at"),
    PrimaryKeyConstraint("store_id", "register_id"),
    of_register(),
)

manager_log = strict_table(
    "manager_log",
    number_column("store_id"),
    number_column("seq"),
    bytes_column("id"),
    text_column("kind"),
    text_column("body"),  # canonical JSON, which names the hash of the entry before it
    text_column("hash"),
    text_column("key_id"),
    bytes_column("sig"),
    PrimaryKeyConstraint("store_id", "seq"),
    UniqueConstraint("store_id", "id"),
    of_store(),
)
