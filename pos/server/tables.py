"""Tables of the server: what registers pushed, its effects, and what registers pull.

Those of cash sessions and of what managers do with them are in session_tables.py; how columns
keep money, moments and ids is told in table_parts.py.
"""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, Index, PrimaryKeyConstraint, UniqueConstraint

from pos.server.register_tables import register_key as register_key
from pos.server.register_tables import series_origin as series_origin
from pos.server.session_tables import cash_movement as cash_movement
from pos.server.session_tables import cash_session as cash_session
from pos.server.session_tables import correction as correction
from pos.server.session_tables import drawer_opening as drawer_opening
from pos.server.session_tables import late_entry as late_entry
from pos.server.session_tables import manager_log as manager_log
from pos.server.session_tables import operator_slot as operator_slot
from pos.server.session_tables import presence as presence
from pos.server.session_tables import z_report as z_report
from pos.server.table_parts import (
    LONG,
    bytes_column,
    clustered_table,
    number_column,
    of_register,
    of_store,
    strict_table,
    text_column,
)
from pos.server.table_parts import metadata as metadata
from pos.server.tries_table import tries as tries

store = strict_table(
    "store",
    Column("id", LONG, primary_key=True, autoincrement=False),
    bytes_column("uuid"),
    text_column("name"),
    text_column("currency"),
    text_column("timezone"),
    text_column("day_cut_off"),
    text_column("price_mode"),
    text_column("address"),
    text_column("tax_registration"),
    text_column("opened_on", nullable=True),  # no business date is before it
    text_column("closed_through", nullable=True),  # the last day of the closed period
    number_column("feed_position"),  # the position that the newest feed item got
    number_column("created_at"),
    UniqueConstraint("uuid"),
)

epoch = strict_table(
    "epoch",
    number_column("store_id"),
    number_column("number"),
    bytes_column("uuid"),
    number_column("began_at"),
    PrimaryKeyConstraint("store_id", "number"),
    of_store(),
)

server_key = strict_table(
    "server_key",
    number_column("store_id"),
    text_column("key_id"),
    bytes_column("public_key"),
    number_column("since"),
    PrimaryKeyConstraint("store_id", "key_id"),
    of_store(),
)

register = strict_table(
    "register",
    number_column("store_id"),
    number_column("register_id"),
    bytes_column("uuid"),
    text_column("name"),
    bytes_column("public_key", nullable=True),  # absent until it has enrolled
    text_column("program_version", nullable=True),
    number_column("created_at"),
    number_column("enrolled_at", nullable=True),
    number_column("revoked_at", nullable=True),
    number_column("perpetual_total"),  # of its completed sales, training apart; never reset
    number_column("z_number"),  # of its newest Z report
    number_column("seen_at", nullable=True),  # when it pushed or showed itself last
    PrimaryKeyConstraint("store_id", "register_id"),
    UniqueConstraint("store_id", "uuid"),
    UniqueConstraint("store_id", "name"),
    UniqueConstraint("store_id", "public_key"),
    of_store(),
)

series = strict_table(
    "series",
    number_column("store_id"),
    number_column("register_id"),
    number_column("series"),
    number_column("high_water"),
    text_column("head_hash"),
    PrimaryKeyConstraint("store_id", "register_id", "series"),
    of_register(),
    CheckConstraint("high_water >= 0", name="high_water"),
)

enrolment_code = strict_table(
    "enrolment_code",
    number_column("store_id"),
    bytes_column("code_hash"),
    number_column("register_id"),
    number_column("expires_at"),
    bytes_column("used_by", nullable=True),  # the public key that used it
    number_column("replaces", nullable=True),  # the series whose device gives way to another
    PrimaryKeyConstraint("store_id", "code_hash"),
    of_register(),
)

nonce = strict_table(
    "nonce",
    number_column("store_id"),
    number_column("register_id"),
    bytes_column("nonce_hash"),
    number_column("expires_at"),
    PrimaryKeyConstraint("store_id", "register_id", "nonce_hash"),
    of_register(),
)

journal_entry = strict_table(
    "journal_entry",
    number_column("store_id"),
    number_column("register_id"),
    number_column("series"),
    number_column("seq"),
    # Absent: of an entry that cannot be read, is another's, or names an id that is taken.
    bytes_column("event_id", nullable=True),
    text_column("kind"),  # empty where it cannot be made out
    text_column("body"),
    text_column("hash"),
    bytes_column("sig"),
    number_column("received_at"),
    PrimaryKeyConstraint("store_id", "register_id", "series", "seq"),
    UniqueConstraint("store_id", "event_id"),
    of_register(),
)

quarantine = strict_table(
    "quarantine",
    number_column("store_id"),
    number_column("register_id"),
    number_column("series"),
    number_column("seq"),  # what the entry says; of a forged one it may be anything
    text_column("hash"),
    text_column("reason"),
    text_column(
        "body", nullable=True
    ),  # absent: the entry is in the journal, only its effects are not
    bytes_column("sig", nullable=True),
    number_column("received_at"),
    number_column("applied_at", nullable=True),  # since then a manager has had it applied
    PrimaryKeyConstraint("store_id", "register_id", "series", "seq", "hash"),
    of_register(),
)

flag = strict_table(
    "flag",
    number_column("store_id"),
    number_column("register_id"),
    number_column("series"),
    number_column("seq"),
    number_column("number"),
    text_column("reason"),
    PrimaryKeyConstraint("store_id", "register_id", "series", "seq", "number"),
    of_register(),
)

sale = strict_table(
    "sale",
    number_column("store_id"),
    bytes_column("event_id"),
    bytes_column("sale_id"),
    number_column("register_id"),
    bytes_column("cash_session_id"),
    text_column("cash_session_kind"),
    text_column("business_date"),
    text_column("state"),
    number_column("receipt_number", nullable=True),
    text_column("paper_ticket", nullable=True),
    number_column("occurred_at"),
    bytes_column("operator_id"),
    number_column("line_count"),
    number_column("discount"),
    number_column("net"),
    number_column("tax"),
    number_column("total"),
    number_column("change"),
    PrimaryKeyConstraint("store_id", "event_id"),
    UniqueConstraint("store_id", "sale_id"),
    CheckConstraint("net + tax = total", name="total"),
    CheckConstraint("state IN ('completed', 'voided')", name="state"),
    Index(None, "store_id", "cash_session_id"),
)

sale_line = clustered_table(
    "sale_line",
    number_column("store_id"),
    bytes_column("event_id"),
    number_column("line"),
    text_column("item"),
    text_column("sku"),
    text_column("name"),
    text_column("department"),
    text_column("unit"),
    number_column("quantity"),
    number_column("unit_price"),
    number_column("discount"),
    text_column("tax_category"),
    number_column("tax_rate"),  # millionths
    number_column("net"),
    number_column("tax"),
    PrimaryKeyConstraint("store_id", "event_id", "line"),
)

tender = clustered_table(
    "tender",
    number_column("store_id"),
    bytes_column("event_id"),
    number_column("line"),
    text_column("kind"),
    number_column("amount"),
    PrimaryKeyConstraint("store_id", "event_id", "line"),
)

stock_move = clustered_table(
    "stock_move",
    number_column("store_id"),
    bytes_column("event_id"),
    number_column("line"),
    text_column("sku"),
    text_column("unit"),
    number_column("quantity"),
    number_column("cost", nullable=True),
    PrimaryKeyConstraint("store_id", "event_id", "line"),
)

cash_move = clustered_table(
    "cash_move",
    number_column("store_id"),
    bytes_column("event_id"),
    number_column("line"),
    bytes_column("cash_session_id"),
    text_column("kind"),
    number_column("amount"),
    PrimaryKeyConstraint("store_id", "event_id", "line"),
)

posting = clustered_table(
    "posting",
    number_column("store_id"),
    bytes_column("event_id"),
    number_column("line"),
    text_column("account"),
    number_column("amount"),
    text_column("detail"),
    PrimaryKeyConstraint("store_id", "event_id", "line"),
)

feed_item = strict_table(
    "feed_item",
    number_column("store_id"),
    text_column("topic"),
    text_column("key"),
    number_column("position"),
    text_column("content", nullable=True),  # absent: deleted
    PrimaryKeyConstraint("store_id", "topic", "key"),
    UniqueConstraint("store_id", "position"),
    of_store(),
)
