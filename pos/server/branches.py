"""Branches: what a copy of a register wrote behind the last entry that both have, kept apart.

The first copy to push keeps the series. The other one's entries go into a branch, unchanged, with
all their effects; behind it that copy begins a series of its own. So both go on, under one key,
and managers see that the register was copied.
"""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from http import HTTPStatus

from sqlalchemy import Connection, and_, insert, select, true

from pos.domain.canonical import INTEGER_MAX
from pos.domain.chain import ChainHead
from pos.domain.event import GENESIS_HASH
from pos.domain.history import Origin
from pos.domain.signature import VerifyingKey
from pos.runtime.ids import Chance
from pos.server import tables
from pos.server.auth import Caller
from pos.server.histories import origins_of
from pos.server.refusals import Refusal, invalid, series_unknown
from pos.server.register_keys import is_key_of
from pos.server.register_rows import lock_register
from pos.server.registers import KnownRegister
from pos.server.series_numbers import BRANCHES_MAX, gap
from pos.wire.messages import BranchRequest

_HASH_LENGTH = len(GENESIS_HASH)
_HEXADECIMAL = set("0123456789abcdef")
_entry = tables.journal_entry.c
_origin = tables.series_origin.c
_series = tables.series.c
_origin_of_series = and_(
    _origin.store_id == _series.store_id,
    _origin.register_id == _series.register_id,
    _origin.series == _series.series,
)


@dataclass(frozen=True, slots=True)
class Branch:
    """The series that takes the entries, and the one behind it, with how far both are held."""

    series: int
    head: ChainHead
    next: int
    next_head: ChainHead


def open_branch(
    db: Connection, caller: Caller, request: BranchRequest, at: int, chance: Chance
) -> Branch:
    """Return the branch for what is asked, opened now or when it was asked for first.

    `at` is in microseconds; `chance` draws numbers that another copy has not got by now.

    :raises Refusal: if the register's device does not write that series, or its history has no
        such entry.
    """
    _require_possible(request)
    register, key = caller.register, caller.key
    lock_register(db, register.store_number, register.number)
    known = _known(db, register, request)
    if known is None:
        _require_held(db, register, request, key)
        taken = _heads(db, register)
        free = 1 + max(taken, default=0) + gap(db, register.store_number, chance)
        numbers = _numbers(request, free, taken)
        known = _begin(db, caller, request, numbers, at)
    return known


def _require_possible(request: BranchRequest) -> None:
    hashes = (request.hash, request.first, request.before or GENESIS_HASH)
    if any(len(one) != _HASH_LENGTH or not set(one) <= _HEXADECIMAL for one in hashes):
        raise invalid("A hash is 64 hexadecimal digits.")
    if not 0 < request.series < INTEGER_MAX or not 0 <= request.after < INTEGER_MAX:
        raise invalid("A series is counted from 1, and its entries from 1.")
    if not 0 <= request.next < INTEGER_MAX:
        raise invalid("The next series is counted from 1.")


def _known(db: Connection, register: KnownRegister, request: BranchRequest) -> Branch | None:
    row = db.execute(
        select(_origin.series, _origin.next_series).where(
            _origin.store_id == register.store_number,
            _origin.register_id == register.number,
            # Where nothing is in common, it may go on from another series than was asked about.
            true() if request.after == 0 else _origin.continues == request.series,
            _origin.after == request.after,
            _origin.first_hash == request.first,
        )
    ).first()
    if row is None:
        return None
    heads = _heads(db, register)
    return Branch(row.series, heads[row.series], row.next_series, heads[row.next_series])


def _require_held(
    db: Connection, register: KnownRegister, request: BranchRequest, key: VerifyingKey
) -> None:
    """Refuse what is not an end of this device's own history.

    :raises Refusal: if it is not.
    """
    if not is_key_of(db, register.store_number, register.number, request.series, key):
        raise series_unknown(request.series)
    if _hash_at(db, register, request.series, request.after) != request.hash:
        raise Refusal(
            HTTPStatus.CONFLICT,
            "not_common",
            f"The server does not hold that entry {request.after} in series {request.series}: "
            "compare the two histories again.",
        )
    if _hash_at(db, register, request.series, request.after + 1) == request.first:
        raise Refusal(
            HTTPStatus.CONFLICT,
            "more_in_common",
            f"The server holds entry {request.after + 1} of series {request.series} as this device "
            "does: compare the two histories again.",
        )
    held = origins_of(db, register.store_number, register.number).values()
    if sum(one.is_branch for one in held) >= BRANCHES_MAX:
        raise Refusal(
            HTTPStatus.CONFLICT,
            "too_many_branches",
            f"This register was copied {BRANCHES_MAX} times: whoever looks after the server "
            "replaces it.",
        )


def _hash_at(db: Connection, register: KnownRegister, series: int, seq: int) -> str | None:
    """Return the hash of an entry of a series, or of the one that a branch goes on from."""
    if seq == 0:
        return GENESIS_HASH
    origin = register.origins.get(series)
    if origin is not None and origin.after is not None and seq <= origin.after:
        return _hash_at(db, register, origin.continues, seq)
    query = select(_entry.hash).where(
        _entry.store_id == register.store_number,
        _entry.register_id == register.number,
        _entry.series == series,
        _entry.seq == seq,
    )
    found: str | None = db.execute(query).scalar_one_or_none()
    return found


def _numbers(request: BranchRequest, free: int, taken: Container[int]) -> tuple[int, int]:
    """Return the numbers of the branch and of the series behind it, the one asked for if free."""
    behind = request.next if request.next and request.next not in taken else 0
    branch = max(free, behind + 1)
    return branch, behind or branch + 1


def _begin(
    db: Connection, caller: Caller, request: BranchRequest, numbers: tuple[int, int], at: int
) -> Branch:
    register, (branch, behind) = caller.register, numbers
    known = register.origins.get(request.series)
    written_as = request.series if known is None else known.written_as
    begun = ChainHead(request.after, request.hash)
    _insert_series(db, register, branch, begun, caller.key, at)
    _insert_series(db, register, behind, ChainHead(), caller.key, at)
    for origin, first in (
        (
            Origin(
                series=branch,
                continues=_before(db, register, request) or request.series,
                after=request.after,
                written_as=written_as,
                next=behind,
            ),
            request.first,
        ),
        (Origin(series=behind, continues=branch, after=None, written_as=behind), None),
    ):
        keep_origin(db, register.store_number, register.number, origin, first=first, at=at)
    return Branch(branch, begun, behind, ChainHead())


def _before(db: Connection, register: KnownRegister, request: BranchRequest) -> int | None:
    """Return the asking device's own branch that lies before a series it shares nothing of.

    Two copies that were given the number of the same next series have both begun it. What is
    before it on this device is not what the other one wrote before it.
    """
    if request.after or not request.before:
        return None
    query = (
        select(_origin.series)
        .select_from(tables.series_origin.join(tables.series, _origin_of_series))
        .where(
            _origin.store_id == register.store_number,
            _origin.register_id == register.number,
            _origin.after.is_not(None),
            _series.head_hash == request.before,
        )
        .order_by(_origin.series)
    )
    found: int | None = db.execute(query.limit(1)).scalar()
    return found


def keep_origin(
    db: Connection,
    store_number: int,
    register_number: int,
    origin: Origin,
    *,
    at: int,
    first: str | None = None,
) -> None:
    """Write where a series goes on from; `first` is the hash of a branch's first entry."""
    db.execute(
        insert(tables.series_origin).values(
            store_id=store_number,
            register_id=register_number,
            series=origin.series,
            continues=origin.continues,
            after=origin.after,
            written_as=origin.written_as,
            first_hash=first,
            next_series=origin.next or None,
            began_at=at,
        )
    )


def heard_last(db: Connection, register: KnownRegister) -> int:
    """Return the series of that copy of the register which was heard of last."""
    heard: list[tuple[int, int]] = []
    for series in _heads(db, register):
        origin = register.origins.get(series)
        if origin is not None and origin.is_branch:
            continue
        newest = _received(db, register, series)
        if newest is None and origin is not None:  # it has yet to begin behind its branch
            newest = _received(db, register, origin.continues)
        heard.append((newest or 0, series))
    return max(heard)[1]


def _received(db: Connection, register: KnownRegister, series: int) -> int | None:
    """Return when the newest entry of a series was received, in microseconds."""
    query = (
        select(_entry.received_at)
        .where(
            _entry.store_id == register.store_number,
            _entry.register_id == register.number,
            _entry.series == series,
        )
        .order_by(_entry.seq.desc())
        .limit(1)
    )
    return db.execute(query).scalar_one_or_none()


def _insert_series(
    db: Connection,
    register: KnownRegister,
    series: int,
    head: ChainHead,
    key: VerifyingKey,
    at: int,
) -> None:
    place = {
        "store_id": register.store_number,
        "register_id": register.number,
        "series": series,
    }
    db.execute(insert(tables.series).values(**place, high_water=head.seq, head_hash=head.hash))
    db.execute(
        insert(tables.register_key).values(**place, key_id=key.key_id, public_key=key.der, since=at)
    )


def _heads(db: Connection, register: KnownRegister) -> dict[int, ChainHead]:
    query = select(_series.series, _series.high_water, _series.head_hash).where(
        _series.store_id == register.store_number, _series.register_id == register.number
    )
    return {row.series: ChainHead(row.high_water, row.head_hash) for row in db.execute(query)}
