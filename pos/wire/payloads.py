"""Payloads: what each kind of event says, as it is hashed and sent.

Money is an integer of minor units; rates, prices and quantities are decimal text. The
functions beside each payload turn it into domain values and back; reading recomputes every
amount with the domain's rules, so a payload cannot claim a total that does not follow.
"""

from __future__ import annotations

import msgspec


class SalePayload(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`sale_completed` and `sale_voided`."""

    sale_id: str
    receipt_number: int | None  # None: voided, so no receipt
    paper_ticket: str | None  # number in the paper book or the imported file
    currency: str
    price_mode: str
    lines: list[LinePayload]
    voided_lines: list[LinePayload]
    tenders: list[TenderPayload]
    net: int
    tax: int
    total: int
    change: int


class LinePayload(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    number: int
    item: str  # product | service | external
    sku: str  # for an external item: what was scanned or written, may be empty
    gtin: str | None
    name: str
    department: str
    category: str
    unit: str
    quantity: str
    list_price: str
    unit_price: str
    unit_cost: str | None
    discount: DiscountPayload | None
    discount_amount: int
    tax_category: str
    tax_rate: str
    net: int
    tax: int


class DiscountPayload(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Either `amount` (minor units) or `percent` (decimal text)."""

    amount: int | None
    percent: str | None
    reason: str


class TenderPayload(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    kind: str
    amount: int


class SessionOpenedPayload(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    opening_float: int
    currency: str
    pieces: list[tuple[int, int]] | None = None  # of the float: (denomination, pieces)


class SessionStepPayload(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True
):
    """`cash_session_counting` and `cash_session_count_left`: the event itself says it all.

    `reason` is there only when the doctor left a count that somebody had walked away from.
    """

    reason: str = ""


class SessionClosedPayload(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`cash_session_closed`: the Z report."""

    z_number: int
    currency: str
    opened_at: str
    opened_by: str
    sales: int
    lines: int
    gross: int
    discount: int
    tax: list[TaxRowPayload]
    tenders: list[TenderTotalPayload]
    opening_float: int
    cash_tendered: int
    change: int
    expected: int
    counted: int | None
    pieces: list[tuple[int, int]] | None  # (denomination, pieces); None: not by denomination
    variance: int | None
    comment: str
    perpetual_total: int
    movements: list[MovementTotalPayload] = []
    drawer_openings: int = 0
    earlier: list[int] = []  # totals of counts before the last recount, the first one first
    declared: list[DeclaredTenderPayload] = []
    cleared: ClearingPayload | None = None  # a manager had closed it on the server


class MovementTotalPayload(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    kind: str
    count: int
    amount: int  # the till's side: negative is out


class DeclaredTenderPayload(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    kind: str
    amount: int


class ClearingPayload(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    closed_by: str  # the manager's name
    closed_at: str
    reason: str
    held_seq: int


class SessionHandedOverPayload(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True
):
    """`cash_session_handed_over`: the actor hands over, or takes over, to `to`."""

    to: str


class SessionRedatedPayload(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`cash_session_redated`: reports count the session on another day from now on."""

    business_date: str
    reason: str


class SessionJoinedPayload(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`cash_session_joined`: reports count the session with another one from now on."""

    into: str
    reason: str


class CashMovedPayload(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`cash_moved`: `amount` is positive, the kind says which way."""

    kind: str  # paid_in | paid_out | drop | loan
    amount: int
    currency: str
    reason: str


class DrawerOpenedPayload(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`drawer_opened`: without a document ("no sale")."""

    reason: str


class TaxRowPayload(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    category: str
    rate: str
    net: int
    tax: int


class TenderTotalPayload(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    kind: str
    count: int
    amount: int


class RegisterEnrolledPayload(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True
):
    """First event of a series: which key signs it and what it continues."""

    register_name: str
    public_key: str  # base64 of the SubjectPublicKeyInfo
    continues: ContinuedPayload | None = None  # None: the register's first series


class ContinuedPayload(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The last entry that the server held of the series before, which another device wrote."""

    series: int
    seq: int
    hash: str
