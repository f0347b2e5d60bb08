"""Opening of pushes: what the register vouches for is taken, and what of it may be applied.

A register vouches for an entry by its signature, or by that of the next one, which names the
entry's hash. An entry that it vouches for and that cannot be applied is held back with a reason
and stops nothing behind it; only what nobody vouches for does. Needs no database.
"""

from __future__ import annotations

import logging
from base64 import b64decode
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

from pos.domain.chain import is_signed
from pos.domain.event import Event, SealedEvent, event_hash
from pos.domain.money import MINOR_MAX
from pos.domain.signature import VerifyingKey
from pos.server.entries import (
    Batch,
    Entry,
    HeldBack,
    RefusalKind,
    Refused,
    SeriesKey,
    Taken,
    entry_invalid,
)
from pos.server.legible import Legible, legible
from pos.server.recompute import NotApplicable, RecomputedSale, recompute_sale
from pos.wire.messages import EntryMessage, PushRequest

logger = logging.getLogger(__name__)

SIGNATURE_DAMAGED = (
    "its signature is damaged; the entry behind it, which is signed, says that it is genuine"
)
_CHUNK = 32  # entries that one thread verifies at a time
_VERIFIERS = 2


@dataclass(frozen=True, slots=True)
class _Looked:
    """An entry that was looked at by itself."""

    sealed: SealedEvent
    legible: Legible
    is_signed: bool
    recomputed: RecomputedSale | NotApplicable | None = None


@dataclass(frozen=True, slots=True)
class _Backed:
    """What those behind an entry say of it: that it is genuine, and where it stands."""

    is_vouched: bool
    seq: int | None


def open_batch(request: PushRequest, series: SeriesKey, key: VerifyingKey) -> Batch:
    """Return the entries that the register wrote, each following the one before it, recomputed.

    What the first one follows is for `append` to check.
    """
    looked = _looked_at(request.entries, series, key)
    if not looked:
        return Batch(())
    backed = _backed(looked)
    start = _start(looked, backed, request.first)
    follows, sealed = looked[0].legible.prev_hash, tuple(one.sealed for one in looked)
    if not 0 < start <= MINOR_MAX - len(looked):
        return Batch((), entry_invalid(0, _placeless(looked[0], start), sealed), follows)
    taken: list[Taken] = []
    for at, (one, behind) in enumerate(zip(looked, backed, strict=True)):
        before = looked[at - 1].sealed.hash if at else None
        refused = _refused(one, behind, start + at, before)
        if refused is not None:
            kind, reason = refused
            return Batch(tuple(taken), _told(kind, start + at, reason, sealed[at:]), follows)
        taken.append(_taken(one, start + at, series, key))
    return Batch(tuple(taken), None, follows)


def open_kept(
    sealed: SealedEvent, seq: int, series: SeriesKey, key: VerifyingKey
) -> Entry | HeldBack:
    """Look again at an entry that is in the journal, for whether it can be applied now.

    It was vouched for when it was taken: a damaged signature of its own is only flagged.
    """
    one = _look(sealed, series, key)
    taken = _taken(replace(one, is_signed=True), seq, series, key)
    if one.is_signed or isinstance(taken, HeldBack):
        return taken
    return replace(taken, doubts=(SIGNATURE_DAMAGED,))


def _looked_at(
    messages: Sequence[EntryMessage], series: SeriesKey, key: VerifyingKey
) -> list[_Looked]:
    return list(_all(messages, lambda message: _look(_sealed(message), series, key)))


def _all(
    messages: Sequence[EntryMessage], work: Callable[[EntryMessage], _Looked]
) -> Iterable[_Looked]:
    chunks = [messages[at : at + _CHUNK] for at in range(0, len(messages), _CHUNK)]
    if len(chunks) <= 1:
        return map(work, messages)
    # OpenSSL lets go of the interpreter while it verifies; the other thread recomputes meanwhile.
    with ThreadPoolExecutor(_VERIFIERS, thread_name_prefix="verify") as verifiers:
        results = verifiers.map(lambda chunk: [work(message) for message in chunk], chunks)
        return [one for chunk in results for one in chunk]


def _sealed(message: EntryMessage) -> SealedEvent:
    body = message.body.encode("utf-8", "surrogatepass")
    try:
        sig = b64decode(message.sig, validate=True)
    except ValueError:
        # It verifies under no key, and still differs from what else may come in its place.
        sig = message.sig.encode("utf-8", "surrogatepass")
    return SealedEvent(body, event_hash(body), sig)


def _look(sealed: SealedEvent, series: SeriesKey, key: VerifyingKey) -> _Looked:
    found, genuine = _legible(sealed), is_signed(sealed, key)
    if found.event is None:
        return _Looked(sealed, found, genuine)
    return _Looked(sealed, found, genuine, _recomputed(found.event, series.currency))


def _legible(sealed: SealedEvent) -> Legible:
    try:
        return legible(sealed.body)
    except Exception as error:
        logger.exception("entry could not be read: hash=%s", sealed.hash)
        return Legible(problem=str(failed_on_it(error)))


def _recomputed(event: Event, currency: str) -> RecomputedSale | NotApplicable | None:
    try:
        return recompute_sale(event, currency)
    except Exception as error:
        logger.exception("sale could not be computed: event=%s", event.event_id)
        return failed_on_it(error)


def failed_on_it(error: Exception) -> NotApplicable:
    """Return what a manager reads of an entry that this program has a fault with."""
    return NotApplicable(
        f"this program has a fault that shows with it ({type(error).__name__}, told in the "
        "server's log): have it applied again once the program was updated"
    )


def _backed(looked: Sequence[_Looked]) -> list[_Backed]:
    """Go through the entries from the last one on: each may speak for the one before it."""
    found: list[_Backed] = []
    for at in range(len(looked) - 1, -1, -1):
        one, vouched, seq = looked[at], looked[at].is_signed, None
        if found and looked[at + 1].legible.prev_hash == one.sealed.hash:
            behind = found[-1]
            vouched = vouched or behind.is_vouched
            seq = None if behind.seq is None else behind.seq - 1
        if one.legible.event is not None:
            seq = one.legible.event.seq
        found.append(_Backed(vouched, seq))
    return found[::-1]


def _start(looked: Sequence[_Looked], backed: Sequence[_Backed], said: int) -> int:
    """Return the first one's place: by the first entry that has one, else as the push says."""
    for at, one in enumerate(backed):
        if one.seq is not None:
            return one.seq - at
    return said


def _placeless(first: _Looked, start: int) -> str:
    if first.legible.event is None:
        return f"the first entry cannot be placed: {first.legible.problem}"
    return f"its sequence number is {start}"


def _refused(
    one: _Looked, backed: _Backed, seq: int, before: str | None
) -> tuple[RefusalKind, str] | None:
    """Return why the series stops before an entry; nothing if it can stand in its place."""
    found = one.legible
    follows = before is None or found.prev_hash in {None, before}
    if backed.seq is not None and backed.seq != seq:
        reason = f"its sequence number is {backed.seq}, expected {seq}"
        if backed.seq > seq and found.prev_hash != before:
            return RefusalKind.GAP, reason  # which the register can fill
        return RefusalKind.ENTRY_INVALID, reason
    if not follows:
        return RefusalKind.ENTRY_INVALID, "it does not follow the entry before it"
    if not backed.is_vouched:
        reason = found.problem or "its signature is wrong"
        return RefusalKind.ENTRY_INVALID, reason
    if b"\0" in one.sealed.body:
        return RefusalKind.ENTRY_INVALID, "it holds a character that is in no text (NUL)"
    return None


def _told(kind: RefusalKind, seq: int, reason: str, left: tuple[SealedEvent, ...]) -> Refused:
    if kind is RefusalKind.GAP:
        return Refused(kind, f"Entry {seq} is missing: {reason}.", seq)
    return entry_invalid(seq, reason, left)


def _taken(one: _Looked, seq: int, series: SeriesKey, key: VerifyingKey) -> Taken:
    found = one.legible
    event_id = None if found.event_id is None else found.event_id.bytes
    if found.event is None:
        return HeldBack(seq, one.sealed, found.problem, event_id, found.kind)
    event = found.event
    if (event.store, event.register, event.series) != (
        series.store,
        series.register,
        series.named_by_events,
    ):
        reason = "it belongs to another store, register or series, although this register signed it"
        return HeldBack(seq, one.sealed, reason, None, found.kind)
    if (event.key_id, event.sig_alg) != (key.key_id, key.algorithm.value):
        reason = "it names another key than the one that signed it"
        return HeldBack(seq, one.sealed, reason, event_id, found.kind)
    if not one.is_signed:
        return HeldBack(seq, one.sealed, SIGNATURE_DAMAGED, event_id, found.kind)
    return Entry(event, one.sealed, one.recomputed)
