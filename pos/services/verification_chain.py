"""The chain of the journal: each entry genuine, in its place, behind the one before it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from pos.domain.chain import ChainHead
from pos.domain.event import GENESIS_HASH, Event, event_hash
from pos.domain.signature import Purpose, SignatureWrong, VerifyingKey
from pos.services.identity import Identity
from pos.wire.version import EVENT_VERSION


@dataclass(slots=True)
class Chain:
    """Follows every series of the journal from its first entry on.

    Where an entry's stored hash is not that of its contents, the next entry may follow
    either: it is the one entry that was changed, not all behind it.
    """

    identity: Identity
    key: VerifyingKey
    heads: dict[int, ChainHead] = field(default_factory=dict)
    last_series: int = 0
    _followed: dict[int, frozenset[str]] = field(default_factory=dict)

    def head(self) -> ChainHead:
        """Return the end of the newest series."""
        return self.heads.get(self.last_series, ChainHead())

    def follow(
        self, event: Event, body: bytes, stored_hash: object, sig: object
    ) -> Iterator[tuple[str, str]]:
        """Take the next entry; yield (column, sentence) for all that is wrong with it."""
        digest = event_hash(body)
        if digest != stored_hash:
            yield "hash", "its hash does not match its contents"
        yield from self._place(event)
        yield from self._origin(event)
        yield from self._signature(digest, sig)
        hashes = {digest, stored_hash} if isinstance(stored_hash, str) else {digest}
        self._followed[event.series] = frozenset(hashes)
        self.heads[event.series] = ChainHead(event.seq, digest)
        self.last_series = event.series

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
        identity = self.identity
        if (event.store, event.register) != (identity.store_id, identity.register_id):
            yield "body", "it is of another store or register"
        if (event.key_id, event.sig_alg) != (identity.key_id, identity.algorithm):
            yield "body", "it names another key than the one that was enrolled"
        if event.version > EVENT_VERSION:
            yield "body", f"it is of version {event.version}: update Evertill to check it"

    def _signature(self, digest: str, sig: object) -> Iterator[tuple[str, str]]:
        signature = sig if isinstance(sig, bytes) else b""
        try:
            self.key.verify(Purpose.EVENT, bytes.fromhex(digest), signature)
        except SignatureWrong:
            yield "sig", "its signature is not the enrolled key's over these contents"
