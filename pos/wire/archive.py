"""Archive: the journals of a store or a register as lines of one file (docs/archive.md)."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from uuid import UUID

import msgspec

from pos.domain.chain import ChainHead
from pos.domain.signature import VerifyingKey
from pos.wire.payloads import ContinuedPayload

FORMAT = "evertill-archive"
FORMAT_VERSION = 1


class ArchivedStore(msgspec.Struct, frozen=True, kw_only=True):
    id: UUID
    name: str
    currency: str


class ArchivedKey(msgspec.Struct, frozen=True, kw_only=True):
    key_id: str
    public_key: str  # base64 of the SubjectPublicKeyInfo
    sig_alg: str


class BranchPoint(msgspec.Struct, frozen=True, kw_only=True):
    """Where a copy of a register parted from its series: the last entry that both have."""

    series: int
    seq: int


class ArchivedSeries(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A series, in the place that its entries have in the file.

    The entries of a branch say the number of the series that they branched off.
    """

    register: UUID
    register_name: str
    series: int
    keys: Sequence[ArchivedKey]
    continues: ContinuedPayload | None
    branch_of: BranchPoint | None = None


class ArchiveOpening(msgspec.Struct, frozen=True, kw_only=True):
    """The first line. `source` is whose folder it is of: `register` or `server`."""

    source: str
    store: ArchivedStore
    series: Sequence[ArchivedSeries]
    format: str = FORMAT
    version: int = FORMAT_VERSION


class ArchivedEntry(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One entry: its exact text, and the base64 signature over its hash.

    `quarantined` says why the server has not applied it.
    """

    register: UUID
    series: int
    seq: int
    body: str
    sig: str
    quarantined: str = ""


class RefusedEntry(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody sent and no series took: kept, but no part of any journal."""

    register: UUID
    series: int
    seq: int  # what it says; of a forged one it may be anything
    body: str
    sig: str
    refused: str  # why


class ArchivedHead(msgspec.Struct, frozen=True, kw_only=True):
    register: UUID
    series: int
    seq: int  # 0: no entry
    hash: str


class ArchiveEnd(msgspec.Struct, frozen=True, kw_only=True):
    """The last line, without which an archive was cut off."""

    entries: int
    heads: Sequence[ArchivedHead]
    end: bool = True


Line = ArchiveOpening | ArchivedEntry | RefusedEntry | ArchiveEnd


class _Beginning(msgspec.Struct):
    continues: ContinuedPayload | None = None


class _FirstEvent(msgspec.Struct):
    payload: _Beginning


def line_of(content: Line) -> bytes:
    """Return the line that says this, its end included."""
    return msgspec.json.encode(content) + b"\n"


def archived_key(key: VerifyingKey) -> ArchivedKey:
    return ArchivedKey(
        key_id=key.key_id,
        public_key=b64encode(key.der).decode(),
        sig_alg=key.algorithm.value,
    )


def archived_head(series: ArchivedSeries, head: ChainHead) -> ArchivedHead:
    return ArchivedHead(
        register=series.register, series=series.series, seq=head.seq, hash=head.hash
    )


def continued_by(first_body: str) -> ContinuedPayload | None:
    """Return which entry a series says it continues, by the text of its first one."""
    try:
        return msgspec.json.decode(first_body, type=_FirstEvent).payload.continues
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return None
