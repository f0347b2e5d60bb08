"""The chain of a series as the server holds it, with the entries that were held back in it."""

from __future__ import annotations

from dataclasses import dataclass

from pos.domain.chain import ChainBroken, ChainHead, head_of, is_signed, open_sealed
from pos.domain.event import SealedEvent, event_hash
from pos.domain.signature import VerifyingKey
from pos.server.legible import legible


@dataclass(slots=True)
class HeldChain:
    """Takes a series entry by entry; whatever does not follow is named, and nothing after it.

    An entry that was held back may be unreadable, and without a signature of its own if the
    next one, which is signed, names its hash.
    """

    key: VerifyingKey
    head: ChainHead
    unsigned: int = 0  # the first of the last entries that wait for another one to vouch

    def take(self, seq: int, sealed: SealedEvent) -> None:
        """Take the next entry, which was applied.

        :raises ChainBroken: naming the first thing that is wrong.
        """
        event = open_sealed(sealed, self.head, self.key)
        self._require_seq(seq)
        self.head, self.unsigned = head_of(event, sealed), 0

    def take_held_back(self, seq: int, sealed: SealedEvent) -> None:
        """Take the next entry, which was held back.

        :raises ChainBroken: naming the first thing that is wrong.
        """
        if event_hash(sealed.body) != sealed.hash:
            raise ChainBroken("its hash does not match its contents")
        self._require_seq(seq)
        before = legible(sealed.body).prev_hash
        if before not in {None, self.head.hash}:
            raise ChainBroken("it does not follow the entry before it")
        if before is None:
            self.require_vouched()
        if is_signed(sealed, self.key):
            self.unsigned = 0
        else:
            self.unsigned = self.unsigned or seq
        self.head = ChainHead(seq, sealed.hash)

    def require_vouched(self) -> None:
        """Refuse a series that ends here although nothing vouches for its last entries.

        :raises ChainBroken: if it is so.
        """
        if self.unsigned:
            raise ChainBroken(f"nothing vouches for entry {self.unsigned}, which is not signed")

    def _require_seq(self, seq: int) -> None:
        if seq != self.head.seq + 1:
            raise ChainBroken(f"its sequence number is {seq}, expected {self.head.seq + 1}")
