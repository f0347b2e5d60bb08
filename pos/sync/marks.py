"""Marks: how far the server holds the journal; believed only when signed, ours and possible."""

from __future__ import annotations

import logging
from base64 import b64decode
from dataclasses import dataclass

from sqlalchemy import Connection, select, update

from pos.domain.chain import ChainHead
from pos.domain.handshake import Freeze, Standing, Verdict, compare
from pos.domain.signature import Purpose, SignatureWrong
from pos.models.journal import RegisterStateRecord
from pos.sync.answers import AnswerNotGenuine, AnswerOutdated, SeriesForgotten
from pos.sync.local_store import LocalStore
from pos.sync.older_series import go_back
from pos.sync.peer import Peer
from pos.sync.sync_rows import (
    SyncState,
    last_entry,
    own_hash,
    read_sync_state,
    write_epoch,
    write_mark,
    write_verdict,
)
from pos.wire.codec import mark_bytes
from pos.wire.messages import MarkAnswer

logger = logging.getLogger(__name__)

IN_WORDS = {
    Verdict.NORMAL: "The server has confirmed entry {seq}.",
    Verdict.SERVER_BEHIND: "The server was set back to entry {seq}; all after it is sent again.",
    Verdict.REGISTER_BEHIND: (
        "The server holds entry {seq} of this register, which is not here: this register was set "
        "back or copied. Nothing is recorded or sent until what is missing was fetched."
    ),
    Verdict.FORK: (
        "At entry {seq} the server holds another history of this register: it was copied, and two "
        "devices have sold as it. Both are kept; what was recorded here is sent beside it."
    ),
    Verdict.FENCED: (
        "This register was fenced: it is out of use for good. The server has confirmed entry {seq}."
    ),
    Verdict.UNKNOWN: "What the server says of this register makes no sense; nothing was changed.",
}
_APPLICABLE = {Verdict.NORMAL, Verdict.SERVER_BEHIND}
_SET_BACK = {Freeze.RESTORED.value, Freeze.REGISTER_BEHIND.value}
_FREEZES = {Verdict.REGISTER_BEHIND: Freeze.REGISTER_BEHIND, Verdict.FORK: Freeze.FORK}


@dataclass(frozen=True, slots=True)
class Marks:
    """Compares the server's marks with the journal, and records what they confirm."""

    local: LocalStore
    peer: Peer

    def verified(self, mark: MarkAnswer) -> MarkAnswer:
        """Return the mark if the pinned server signed it for this register.

        :raises AnswerNotGenuine: if it did not.
        """
        if mark.register != self.peer.register_id:
            raise AnswerNotGenuine("The server answered about another register; nothing changed.")
        try:
            sig = b64decode(mark.sig, validate=True)
            self.peer.server_key.verify(Purpose.ACKNOWLEDGEMENT, mark_bytes(mark), sig)
        except (SignatureWrong, ValueError):
            raise AnswerNotGenuine(
                "The answer is not signed by the server this register was enrolled with; "
                "nothing was changed."
            ) from None
        return mark

    def reconcile(self, mark: MarkAnswer, *, is_fresh: bool) -> Verdict:
        """Compare a mark with the journal and record the verdict with all that follows from it.

        A mark is fresh if it surely answers what was asked just now; only such a one may lead
        back. A register that is behind, or has another history, gives no further number from now
        on; one that was restored may again once the server says that nothing is missing.

        :raises AnswerNotGenuine: if the mark is not signed, not ours, or makes no sense; then
            nothing was changed.
        :raises AnswerOutdated: if it leads back and is not fresh; nothing was changed either.
        :raises SeriesForgotten: if the server was set back to before this series; the one before
            it is exchanged again.
        """
        self.verified(mark)
        verdict = self.local.run(lambda db: self._reconcile(db, mark, is_fresh=is_fresh))
        if verdict is None:
            raise SeriesForgotten("The server was set back to before this series began.")
        if verdict is not Verdict.NORMAL:
            logger.warning("mark compared: verdict=%s seq=%s", verdict, mark.high_water)
        return verdict

    def acknowledge(self, mark: MarkAnswer, sent: ChainHead, branch: int | None = None) -> None:
        """Record that the server confirmed all up to its mark, which `sent` must be part of.

        `branch` is the series that it keeps these entries in, if that is not their own.

        :raises AnswerNotGenuine: unless the mark is signed, ours, of this epoch, and names an
            entry at or after `sent` with the hash that the journal has; nothing was changed.
        """
        self.verified(mark)
        self.local.run(lambda db: self._acknowledge(db, mark, sent, branch))

    def end_series(self, mark: MarkAnswer) -> None:
        """Give no further number if the server proves that another device goes on.

        :raises AnswerNotGenuine: if the mark is not signed or not ours; nothing was changed.
        """
        self.verified(mark)

        def end(db: Connection) -> None:
            if mark.series > read_sync_state(db).series:
                write_freeze(db, Freeze.REPLACED)

        self.local.run(end)

    def end_register(self, standing: str) -> None:
        """Give no further number if the server said, in an answer that was verified, so for good.

        What waits may still be sent.
        """

        def end(db: Connection) -> None:
            if read_freeze(db) != Freeze.FENCED.value:
                logger.warning("this register was fenced: it gives no further number")
            seq = read_sync_state(db).acknowledged.seq
            words = IN_WORDS[Verdict.FENCED].format(seq=seq)
            now = self.local.clock.now()
            write_verdict(db, Verdict.FENCED, answered_at=now, answer=words)
            write_freeze(db, Freeze.FENCED)

        if standing == Standing.FENCED.value:
            self.local.run(end)

    def is_fenced(self) -> bool:
        """Tell whether the server took this register out of use for good."""
        return self.local.run(read_freeze) == Freeze.FENCED.value

    def record_fork(self, seq: int) -> None:
        """Record that the server's entries do not follow ours: nothing is recorded any more."""
        words = IN_WORDS[Verdict.FORK].format(seq=seq)

        def record(db: Connection) -> None:
            write_verdict(db, Verdict.FORK, answered_at=self.local.clock.now(), answer=words)
            write_freeze(db, Freeze.FORK)

        self.local.run(record)
        logger.warning("fork found in the pulled journal: seq=%s", seq)

    def _reconcile(self, db: Connection, mark: MarkAnswer, *, is_fresh: bool) -> Verdict | None:
        state = _state_of_series(db, mark)
        leads_back = mark.epoch != state.epoch or mark.high_water < state.acknowledged.seq
        if leads_back and not is_fresh:
            raise AnswerOutdated
        if mark.epoch != state.epoch and not mark.high_water and self._went_back(db, mark):
            return None
        server = ChainHead(mark.high_water, mark.head_hash)
        verdict = compare(
            server,
            acknowledged=state.acknowledged,
            last=last_entry(db, state.series),
            own_hash=own_hash(db, state.series, server.seq),
        )
        if verdict is Verdict.REGISTER_BEHIND and _is_known_fork(db, state, mark):
            verdict = Verdict.FORK  # what is missing here follows another entry than our last
        words = IN_WORDS[verdict].format(seq=server.seq)
        if verdict is Verdict.UNKNOWN:
            raise AnswerNotGenuine(words)
        now = self.local.clock.now()
        if verdict in _APPLICABLE:
            write_mark(db, server, verdict=verdict, answered_at=now, answer=words)
        else:
            write_verdict(db, verdict, answered_at=now, answer=words)
        if _may_change(db, state.series, verdict):
            write_freeze(db, _FREEZES.get(verdict))
        if mark.epoch != state.epoch:
            logger.warning("epoch changed: the server was restored")
            write_epoch(db, mark.epoch)
        return verdict

    def _went_back(self, db: Connection, mark: MarkAnswer) -> bool:
        """Go back to the series before this one: the end of it may be missing there too."""
        if not go_back(db, self.peer.key.verifying_key.key_id, self.local.clock.now()):
            return False
        write_epoch(db, mark.epoch)
        return True

    def _acknowledge(
        self, db: Connection, mark: MarkAnswer, sent: ChainHead, branch: int | None
    ) -> None:
        state = _state_of_series(db, mark, branch)
        if mark.epoch != state.epoch:
            raise AnswerNotGenuine("The server was restored meanwhile; it is asked where it is.")
        if mark.high_water < max(sent.seq, state.acknowledged.seq):
            raise AnswerNotGenuine("The server confirmed less than it was sent; it is asked again.")
        if own_hash(db, state.series, mark.high_water) != mark.head_hash:
            raise AnswerNotGenuine("The server confirmed something else; it is asked again.")
        head = ChainHead(mark.high_water, mark.head_hash)
        is_fenced = read_freeze(db) == Freeze.FENCED.value
        verdict = Verdict.FORK if branch else Verdict.NORMAL
        if is_fenced:
            verdict = Verdict.FENCED
        words = IN_WORDS[verdict].format(seq=head.seq)
        now = self.local.clock.now()
        write_mark(db, head, verdict=verdict, answered_at=now, answer=words)


def read_freeze(db: Connection) -> str:
    """Return why the register gives no number, empty if it does."""
    return db.execute(select(RegisterStateRecord.frozen)).scalar_one()


def write_freeze(db: Connection, freeze: Freeze | None) -> None:
    """Have the register give no further number, or, with None, let it again."""
    db.execute(update(RegisterStateRecord).values(frozen="" if freeze is None else freeze.value))


def _may_change(db: Connection, series: int, verdict: Verdict) -> bool:
    """Tell whether a verdict about a series says all that the freeze hangs on.

    Being out of use is for good. That nothing is missing in an older series says nothing of the
    newest one.
    """
    newest, frozen = db.execute(
        select(RegisterStateRecord.series, RegisterStateRecord.frozen)
    ).one()
    if frozen == Freeze.FENCED.value:
        return False
    return verdict in _FREEZES or series >= newest or frozen not in _SET_BACK


def _is_known_fork(db: Connection, state: SyncState, mark: MarkAnswer) -> bool:
    """Tell whether another history was found in this epoch; what is in a later one is not known."""
    return mark.epoch == state.epoch and read_freeze(db) == Freeze.FORK.value


def _state_of_series(db: Connection, mark: MarkAnswer, branch: int | None = None) -> SyncState:
    state = read_sync_state(db)
    if mark.series != (branch or state.series):
        raise AnswerNotGenuine("The server answered about another series; nothing was changed.")
    return state
