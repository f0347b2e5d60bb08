"""Handshake: asking the server where it stands, at the start and after every doubt.

It names the register's unclosed cash sessions; what the server answers of each is believed only
if the whole answer is signed, and acted upon only if the two histories fit together.
"""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from pos.domain.cash_session import CashSessionId
from pos.domain.handshake import Verdict
from pos.domain.reconciliation import ServerState
from pos.domain.server_session import ServerSession
from pos.domain.signature import Purpose, SignatureWrong
from pos.services.session_reconciliation import Reconciled
from pos.sync.answers import AnswerNotGenuine
from pos.sync.marks import Marks
from pos.sync.peer import Peer
from pos.sync.server_link import ServerLink
from pos.sync.session_answers import StuckSession, read_sessions, read_stuck
from pos.sync.session_checks import SessionChecks
from pos.sync.sync_rows import read_sync_state, series_here
from pos.wire.codec import register_state_bytes
from pos.wire.messages import RegisterStateAnswer, SessionStateMessage

SESSIONS_PER_REQUEST = 100
_DEFINITIVE = {Verdict.NORMAL, Verdict.SERVER_BEHIND, Verdict.FORK}


@dataclass(frozen=True, slots=True, kw_only=True)
class Handshake:
    """What the server said of this register, verified, recorded and acted upon."""

    verdict: Verdict
    reconciled: Reconciled
    stuck: tuple[StuckSession, ...]  # all of the store, for managers
    clock_skew: timedelta  # register minus server; shown, never corrected
    quarantined: tuple[int, ...]
    copied_at: datetime | None = None  # when another copy of this register showed last


def shake_hands(
    link: ServerLink, marks: Marks, checks: SessionChecks, nonce: str = ""
) -> Handshake:
    """Ask the server where it stands and act on it.

    `nonce` is new each time, so that no older answer passes for the one to this question.

    :raises NoUsableAnswer: if that is unknown; then nothing was changed.
    :raises Problem: if a session could not be cleared; the others were settled.
    """
    answers = _ask(link, marks, checks.to_ask_about(), nonce)
    last = answers[-1]
    verdict = marks.reconcile(last.mark, is_fresh=True)
    sessions = _sessions(answers, marks, verdict) if verdict in _DEFINITIVE else ()
    reconciled = checks.settle(sessions)
    marks.end_register(last.standing)  # now that what was closed with the fence is closed here too
    return Handshake(
        verdict=verdict,
        reconciled=reconciled,
        stuck=read_stuck(last.stuck),
        clock_skew=_skew(marks.local.clock.now(), last.server_time),
        quarantined=tuple(last.mark.quarantined),
        copied_at=last.copied_at,
    )


def verified_state(answer: RegisterStateAnswer, peer: Peer) -> RegisterStateAnswer:
    """Return the answer if the pinned server signed all of it.

    :raises AnswerNotGenuine: if it did not.
    """
    try:
        sig = b64decode(answer.sig, validate=True)
        peer.server_key.verify(Purpose.REGISTER_STATE, register_state_bytes(answer), sig)
    except (SignatureWrong, ValueError):
        raise AnswerNotGenuine(
            "What the server says of this register is not signed by the server it was enrolled "
            "with; nothing was changed."
        ) from None
    return answer


def _ask(
    link: ServerLink, marks: Marks, session_ids: Sequence[CashSessionId], nonce: str
) -> list[RegisterStateAnswer]:
    """Return the answers about all sessions, each verified whole before any is used."""
    series = str(marks.local.run(read_sync_state).series)
    answers = []
    for begin in range(0, len(session_ids) or 1, SESSIONS_PER_REQUEST):
        named = session_ids[begin : begin + SESSIONS_PER_REQUEST]
        query: dict[str, str | tuple[str, ...]] = {"series": series, "nonce": nonce}
        if named:
            query["session"] = tuple(str(session_id) for session_id in named)
        answer = link.get("/v1/register", RegisterStateAnswer, query=query)
        marks.verified(verified_state(answer, marks.peer).mark)
        _require_fresh(answer, nonce)
        answers.append(answer)
    return answers


def _require_fresh(answer: RegisterStateAnswer, nonce: str) -> None:
    """Refuse the answer to another question; an older server says no nonce and is believed.

    :raises AnswerNotGenuine: if it is one.
    """
    if answer.nonce not in {"", nonce}:
        raise AnswerNotGenuine("The server's answer is an older one; it is asked again.")


def _sessions(
    answers: Sequence[RegisterStateAnswer], marks: Marks, verdict: Verdict
) -> tuple[ServerSession, ...]:
    """Return what was said of each session, the last word on it; of a fork, only that it is one."""
    said: dict[object, SessionStateMessage] = {}
    for answer in answers:
        said.update((message.id, message) for message in answer.sessions)
    if verdict is Verdict.FORK:
        return tuple(
            ServerSession(id=CashSessionId(message.id), state=ServerState.OTHER_SERIES)
            for message in said.values()
        )
    named = {message.series for message in said.values() if message.series is not None}
    return read_sessions(said.values(), marks.local.run(lambda db: series_here(db, named)))


def _skew(now: datetime, server_time: datetime) -> timedelta:
    return now - server_time if server_time.tzinfo is not None else timedelta(0)
