"""Messages: what register and server say to each other over HTTP (docs/sync-protocol.md)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

import msgspec

from pos.domain.canonical import INTEGER_MAX

# What an event may hold too: every JSON reader keeps it exactly, and every database stores it.
Number = Annotated[int, msgspec.Meta(ge=-INTEGER_MAX, le=INTEGER_MAX)]


class Message(msgspec.Struct, frozen=True, kw_only=True):
    """Base of all messages. Unknown fields are passed over, so that N talks to N+1."""


class SignedMessage(Message, frozen=True, kw_only=True, dict=True):
    """A message that the server signs: canonically, all that it sends but `sig` itself.

    Beside its fields, one that was read keeps what it was read from (`pos.wire.codec`), because
    a newer server signs fields that are not known here, and an older one signs fewer.
    """

    sig: str = ""  # base64


class StoreMessage(Message, frozen=True, kw_only=True):
    """Content of the feed's topic `store`, and part of the enrolment's answer."""

    id: UUID
    name: str
    currency: str
    timezone: str  # IANA name
    day_cut_off: str  # HH:MM, the shop's wall clock
    price_mode: str  # tax_inclusive | tax_exclusive
    address: str = ""
    tax_registration: str = ""
    opened_on: date | None = None  # no business date is before it
    closed_through: date | None = None  # the books are closed up to and with this day


class EnrolRequest(Message, frozen=True, kw_only=True):
    """POST /v1/enrolments. Sent again with the same key it gets the same answer.

    `sig` is the device key's over `enrol_request_bytes`; an older register sends none.
    """

    code: str
    public_key: str  # base64 of the SubjectPublicKeyInfo
    program_version: str
    sig: str = ""  # base64


class StretchMessage(Message, frozen=True, kw_only=True):
    """Entries of a series that a register's history runs through: behind `after`, to `through`."""

    series: Number
    written_as: Number  # the series that the entries name; another one for a branch
    after: Number = 0
    through: Number | None = None  # None: to its end


class EnrolAnswer(SignedMessage, frozen=True, kw_only=True):
    """Signed over `enrolment_bytes`, for the device whose key has the id `device`.

    `history` is what a device takes over that replaces another, and empty for a first one.
    """

    store: StoreMessage
    register_id: UUID
    register_name: str
    series: Number
    epoch: UUID
    server_key: str  # base64 of the server's SubjectPublicKeyInfo, pinned from now on
    history: list[StretchMessage] = []
    device: str = ""  # an older server does not say, and signs nothing


class NonceRequest(Message, frozen=True, kw_only=True):
    """POST /v1/nonces."""

    register: UUID


class NonceAnswer(Message, frozen=True, kw_only=True):
    nonce: str


class TokenRequest(Message, frozen=True, kw_only=True):
    """POST /v1/tokens: `sig` is the device key's over the nonce."""

    register: UUID
    nonce: str
    sig: str


class TokenAnswer(Message, frozen=True, kw_only=True):
    token: str
    expires_in: Number  # seconds


class EntryMessage(Message, frozen=True, kw_only=True):
    """One journal entry: the exact canonical text, and the base64 signature over its hash."""

    body: str
    sig: str


class PushRequest(Message, frozen=True, kw_only=True):
    """POST /v1/journal: entries of one series in order, without gaps.

    `first` is the sequence number of the first one, for where it cannot be read; 0 is not said.
    """

    series: Number
    entries: list[EntryMessage]
    first: Number = 0


class MarkAnswer(SignedMessage, frozen=True, kw_only=True):
    """How far the server holds a series; signed by the server over `mark_bytes`."""

    epoch: UUID
    register: UUID
    series: Number
    high_water: Number  # 0: nothing yet
    head_hash: str
    quarantined: list[Number] = []  # sequence numbers kept but not applied, in this batch
    flagged: list[Number] = []  # applied, but computed differently by the server


class BranchRequest(Message, frozen=True, kw_only=True):
    """POST /v1/branches: two copies of this register wrote different entries behind `after`.

    Asked again it gets the same answer. `series` is as the server numbers it. `before` is said
    where they have nothing of the series in common: what the asking register's own follows.
    """

    series: Number
    after: Number  # the last entry that both have
    hash: str  # of that entry
    first: str  # the hash of the asking register's own entry behind it
    next: Number = 0  # the series that the register has begun behind them already; 0: none yet
    before: str = ""  # hash of the entry before the register's first one of the series


class BranchAnswer(SignedMessage, frozen=True, kw_only=True):
    """Where the asking register's entries behind `after` go; signed over `branch_bytes`.

    `branch` is the series that takes them, unchanged; `next` the one that the register goes on
    with behind them. Of both it says how far the server holds them.
    """

    epoch: UUID
    register: UUID
    series: Number
    after: Number
    hash: str
    first: str
    branch: Number
    high_water: Number
    head_hash: str
    next: Number
    next_high_water: Number


class OtherSessionMessage(Message, frozen=True, kw_only=True):
    """A session of the same operator that is open on another register."""

    id: UUID
    register_name: str
    opened_at: datetime


class SessionStateMessage(Message, frozen=True, kw_only=True):
    """A cash session as the server knows it.

    Of a session that the register asked for and the server does not know, `state` is `absent`
    and the rest is empty. `held_seq` is the last entry of the register's series `series` that
    the server held when a manager closed it.
    """

    id: UUID
    state: str  # open | closed | absent
    kind: str = ""
    business_date: date | None = None
    opened_at: datetime | None = None
    operator: UUID | None = None
    closed_how: str | None = None  # register | manager | fence
    closed_at: datetime | None = None
    closed_by: str | None = None  # the manager's name
    closed_by_id: UUID | None = None
    reason: str | None = None
    series: Number | None = None
    held_seq: Number | None = None
    also_open: OtherSessionMessage | None = None


class StuckSessionMessage(Message, frozen=True, kw_only=True):
    """A session of the store that needs attention, for the manager's screen of any register."""

    id: UUID
    register_name: str
    kind: str
    business_date: date
    symptom: str
    since: datetime


class RegisterStateAnswer(SignedMessage, frozen=True, kw_only=True):
    """GET /v1/register?series=…&session=…: the handshake, signed over `register_state_bytes`.

    `mark` is that of the series asked for, else of the newest; `sessions` holds every session
    that was asked for and all that the server holds open for this register. A fenced register may
    only send and ask. `nonce` is the one of the request, so that no older answer passes for it.
    """

    mark: MarkAnswer
    sessions: list[SessionStateMessage]
    server_time: datetime
    stuck: list[StuckSessionMessage] = []
    standing: str = "in_use"  # in_use | fenced
    copied_at: datetime | None = None  # when a copy of this register showed last, while in use
    nonce: str = ""


class PresenceRequest(Message, frozen=True, kw_only=True):
    """POST /v1/presence: this register is online. Best effort; nothing depends on it."""

    operator: UUID | None
    unsent: Number
    program_version: str


class PresenceAnswer(Message, frozen=True, kw_only=True):
    server_time: datetime


class CommandMessage(Message, frozen=True, kw_only=True):
    """Topic `command`; the key is the session. A hint to ask at once, never acted on by itself."""

    kind: str  # close_cash_session
    register: UUID
    cash_session: UUID


# Not None: msgspec reads an optional `Raw` as null only.
TOMBSTONE = msgspec.Raw(b"null")


# gc=False, here and for products: a first catalogue holds 100,000 of them, and no cycle.
class ChangeMessage(Message, frozen=True, kw_only=True, gc=False):
    """One thing of the feed as it is now; `content` is null or absent when it was deleted."""

    topic: str  # store | tax_rate | operator | product | setting | command
    key: str
    # A factory: a schema has no way to show a `Raw` default.
    content: msgspec.Raw = msgspec.field(default_factory=lambda: TOMBSTONE)

    @property
    def is_tombstone(self) -> bool:
        return self.content == TOMBSTONE


class FeedPage(Message, frozen=True, kw_only=True):
    """GET /v1/feed?cursor=…&limit=…, and GET /v1/feed/snapshot: all there is, in one page."""

    changes: list[ChangeMessage]
    cursor: str  # opaque; goes into the same database transaction as the changes
    more: bool
    store: UUID | None = None  # whose feed it is; an older server does not say
    after: str | None = None  # the cursor that was asked for, empty for a snapshot


class ProductMessage(Message, frozen=True, kw_only=True, gc=False):
    """Topic `product`; the key is the SKU."""

    sku: str
    name: str
    unit: str
    price: str
    tax_category: str
    gtin: str | None = None
    department: str = ""
    category: str = ""
    brand: str = ""
    package_size: str = ""
    cost: str | None = None
    service: bool = False


class TaxRateMessage(Message, frozen=True, kw_only=True):
    """Topic `tax_rate`; the key is the category."""

    category: str
    rate: str  # 0.2 means 20 %


class OperatorMessage(Message, frozen=True, kw_only=True):
    """Topic `operator`; the key is the id."""

    id: UUID
    name: str
    role: str
    pin_hash: str  # argon2id, encoded with its parameters
    active: bool = True
    rights: list[str] = []  # names of rights beside the role's


class SettingMessage(Message, frozen=True, kw_only=True):
    """Topic `setting`; the key is the name."""

    name: str
    value: str


class DayTotalMessage(Message, frozen=True, kw_only=True):
    business_date: date
    kind: str
    sales: Number
    total: Number


class SessionTotalMessage(Message, frozen=True, kw_only=True):
    id: UUID
    business_date: date
    kind: str
    sales: Number
    total: Number


class TotalsAnswer(Message, frozen=True, kw_only=True):
    """GET /v1/register/totals: what `evertill verify` compares its own sums with."""

    mark: MarkAnswer
    currency: str
    sales: Number
    total: Number
    sessions: list[SessionTotalMessage]
    days: list[DayTotalMessage]


class RefusalAnswer(Message, frozen=True, kw_only=True):
    """Body of every answer with a status of 400 or more."""

    error: str  # a word for programs: gap, fork, code_used, unauthorised …
    message: str  # a sentence for people
    mark: MarkAnswer | None = None  # with `gap`, `fork`, `replaced`: where the server is


class SeriesKeyMessage(Message, frozen=True, kw_only=True):
    """A key that signs entries; an older series has the key of the device that wrote it."""

    key_id: str
    public_key: str  # base64 of the SubjectPublicKeyInfo


class JournalPage(SignedMessage, frozen=True, kw_only=True):
    """GET /v1/journal?series=…&after=…&limit=…: a register's own entries, exactly as stored.

    `mark` says how far the series is held; `keys` sign its entries. The page is signed whole,
    over `journal_page_bytes`.
    """

    mark: MarkAnswer
    entries: list[EntryMessage]
    keys: list[SeriesKeyMessage]
    more: bool
