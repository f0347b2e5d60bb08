"""The chain of the journal: each entry genuine, in its place, behind the one before it."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass, field

import msgspec

from pos.domain.chain import ChainHead
from pos.domain.event import GENESIS_HASH, Event, EventKind, event_hash
from pos.domain.signature import Purpose, SignatureWrong, VerifyingKey
from pos.services.identity import Identity
from pos.wire.payloads import ContinuedPayload, RegisterEnrolledPayload
from pos.wire.version import EVENT_VERSION


@dataclass(slots=True)
class Chain:
    """Follows every series of the journal from its first entry on.

    The newest series is signed with the enrolled key; its first entry says which entry of the
    series before it continues, and so on: no older key has to be believed by itself.

    Where an entry's stored hash is not that of its contents, the next entry may follow
    either: it is the one entry that was changed, not all behind it.
    """

    identity: Identity
    older: dict[int, VerifyingKey] = field(default_factory=dict)
    heads: dict[int, ChainHead] = field(default_factory=dict)
    last_series: int = 0
    _followed: dict[int, frozenset[str]] = field(default_factory=dict)

    def head(self) -> ChainHead:
        """Return the end of the newest series."""
        return self.heads.get(self.last_series, ChainHead())

    def resume(self, series: int, head: ChainHead) -> None:
        """Go on behind an entry that is here already and was not followed."""
        self._followed[series] = frozenset({head.hash})
        self.heads[series] = head
        self.last_series = series

    def follow(
        self, event: Event, body: bytes, stored_hash: object, sig: object
    ) -> Iterator[tuple[str, str]]:
        """Take the next entry; yield (column, sentence) for all that is wrong with it."""
        digest = event_hash(body)
        if digest != stored_hash:
            yield "hash", "its hash does not match its contents"
        if event.series != self.last_series:
            yield from self._begin(event)
        yield from self._place(event)
        yield from self._origin(event)
        yield from self._signature(event, digest, sig)
        hashes = {digest, stored_hash} if isinstance(stored_hash, str) else {digest}
        self._followed[event.series] = frozenset(hashes)
        self.heads[event.series] = ChainHead(event.seq, digest)
        self.last_series = event.series

    def finish(self) -> Iterator[tuple[str, str]]:
        """Yield what is wrong with the series as a whole."""
        if self.last_series in self.older:
            yield "series", "the newest series is not signed with this register's own key"

    def key(self, series: int) -> VerifyingKey:
        """Return the key that signs a series."""
        return self.older.get(series) or self.identity.key.verifying_key

    def _begin(self, event: Event) -> Iterator[tuple[str, str]]:
        """Check what a series says of itself in its first entry."""
        said = _enrolment(event)
        if event.series < self.last_series:
            yield "series", f"it stands behind series {self.last_series}: the order was changed"
        elif said is None:
            if self.last_series or event.series > 1:
                yield "body", "it begins a series without saying which one it continues"
        elif said.public_key != b64encode(self.key(event.series).der).decode():
            yield "body", "it says that its series has another key"
        elif not self._continues(said.continues):
            yield "body", "it does not continue the series before it"

    def _continues(self, said: ContinuedPayload | None) -> bool:
        if said is None or not self.last_series:
            return said is None and not self.last_series
        head = self.head()
        hashes = self._followed.get(self.last_series, frozenset())
        return (said.series, said.seq) == (self.last_series, head.seq) and said.hash in hashes

    def _place(self, event: Event) -> Iterator[tuple[str, str]]:
        head = self.heads.get(event.series, ChainHead())
        if event.seq > head.seq + 1:
            missing = event.seq - head.seq - 1
            yield "seq", f"{missing} entries before it are missing: the one there is {head.seq}"
        elif event.seq <= head.seq:
            yield "seq", f"it stands behind entry {head.seq}: the order was changed"
        elif event.prev_hash not in self._followed.get(event.series, {GENESIS_HASH}):
            yield "body", "it does not follow from the entry before it"

    def _origin(self, event: Event) -> Iterator[tuple[str, str]]:
        identity, key = self.identity, self.key(event.series)
        if (event.store, event.register) != (identity.store_id, identity.register_id):
            yield "body", "it is of another store or register"
        if (event.key_id, event.sig_alg) != (key.key_id, key.algorithm.value):
            yield "body", "it names another key than the one that was enrolled"
        if event.version > EVENT_VERSION:
            yield "body", f"it is of version {event.version}: update Evertill to check it"

    def _signature(self, event: Event, digest: str, sig: object) -> Iterator[tuple[str, str]]:
        signature = sig if isinstance(sig, bytes) else b""
        try:
            self.key(event.series).verify(Purpose.EVENT, bytes.fromhex(digest), signature)
        except SignatureWrong:
            yield "sig", "its signature is not the enrolled key's over these contents"


def _enrolment(event: Event) -> RegisterEnrolledPayload | None:
    if event.kind != EventKind.REGISTER_ENROLLED:
        return None
    try:
        return msgspec.json.decode(event.payload, type=RegisterEnrolledPayload)
    except msgspec.DecodeError:
        return None
