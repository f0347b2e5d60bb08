"""The doctor: finds what is stuck, says what would help, and repairs it behind a backup."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection

from pos.domain.cash_movement import required_reason
from pos.domain.cash_session import CashSession, CashSessionId, CashSessionKind
from pos.domain.ledger import Account
from pos.domain.money import Money, zero
from pos.domain.permission import Right
from pos.domain.posting_rules import effects_of_closing
from pos.domain.store import Store
from pos.domain.stuck import Diagnosis, Remedy, Symptom
from pos.models.database import Database
from pos.services.cash_session_rows import cash_figures
from pos.services.cash_sessions import CashSessions
from pos.services.identity import load_store
from pos.services.journal import Journal
from pos.services.operators import Operator
from pos.services.session_gate import Gate
from pos.services.session_list import SessionList, SessionSummary
from pos.services.ticket_rows import tickets_of

logger = logging.getLogger(__name__)

BackupFirst = Callable[[], Path]
"""Makes a backup, proves it, and returns where it is; raises a `Problem` if it cannot."""
SendNow = Callable[[], None]
"""Exchanges with the server, as far as it can be reached."""

_WRITES = {Remedy.CLOSE_UNCOUNTED, Remedy.LEAVE_COUNT}


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """What a repair does to the totals of its session. None of it is a count: nothing is made up.

    `expected` is the cash by the books, which stays as it is; `z_number` that of the report the
    closing gets, None without a closing; `ledger` how the accounts move, none twice.
    """

    expected: Money
    z_number: int | None = None
    ledger: tuple[tuple[Account, Money], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A stuck session: what is wrong, why in a sentence, and what would be done."""

    summary: SessionSummary
    diagnosis: Diagnosis
    why: str
    would: str
    totals: Totals
    tickets: int = 0  # unsettled ones, which a closing leaves to the next session of its kind

    @property
    def id(self) -> CashSessionId:
        return self.summary.session.id


@dataclass(frozen=True, slots=True, kw_only=True)
class Repaired:
    """What was done to one session; `z_number` is None where it was not closed."""

    id: CashSessionId
    remedy: Remedy
    z_number: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Repair:
    """What came of a repair. `left` is what is stuck still; `backup` None: nothing was written.

    `undo` says in sentences how to take it back, empty where there is nothing to take back.
    """

    repaired: tuple[Repaired, ...] = ()
    left: tuple[Finding, ...] = ()
    backup: Path | None = None
    undo: str = ""


@dataclass(frozen=True, slots=True)
class Doctor:
    """Looks at each session by the rules of its kind; a healthy one is never touched."""

    database: Database
    journal: Journal
    cash_sessions: CashSessions
    session_list: SessionList
    gate: Gate = field(default_factory=Gate)

    def examine(self) -> tuple[Finding, ...]:
        """Return what is stuck, with what would be done; nothing changes."""
        stuck = [one for one in self.session_list.all() if one.diagnosis and one.diagnosis.is_stuck]
        if not stuck:
            return ()
        with self.database.begin() as db:
            store, number = load_store(db), self.journal.state(db).z_number
            return tuple(_findings(db, stuck, store, number))

    def attention(self) -> tuple[SessionSummary, ...]:
        """Return what works as it should and still wants a person's look; never repaired."""
        found = self.session_list.all(unclosed_only=True)
        return tuple(one for one in found if one.diagnosis and not one.diagnosis.is_stuck)

    def repair(
        self,
        operator: Operator,
        reason: str,
        backup: BackupFirst,
        send: SendNow | None = None,
    ) -> Repair:
        """Do what `examine` says would be done, after a proved backup, as events with the reason.

        With nothing stuck nothing happens and no backup is made. `send` is tried first where
        late entries wait; it is not to be called from the database worker of a running till.

        :raises NotPermitted: unless the operator repairs sessions.
        :raises MovementInvalid: if something is stuck and there is no reason.
        :raises Problem: if the backup cannot be made or proved; then nothing was changed.
        """
        self.gate.require_right(operator, Right.REPAIR_SESSIONS)
        found = self.examine()
        if not found:
            return Repair()
        clean = required_reason(reason)
        if send is not None and any(one.diagnosis.remedy is Remedy.SEND for one in found):
            send()
            found = self.examine()
        if not any(one.diagnosis.remedy in _WRITES for one in found):
            return Repair(left=found)
        made = backup()
        # Again: what went on while the backup was written is no longer stuck.
        repaired = tuple(
            self._treat(one, operator, clean)
            for one in self.examine()
            if one.diagnosis.remedy in _WRITES
        )
        logger.info("cash sessions repaired: count=%s backup=%s", len(repaired), made.name)
        return Repair(
            repaired=repaired, left=self.examine(), backup=made, undo=_how_to_undo(repaired, made)
        )

    def _treat(self, finding: Finding, operator: Operator, reason: str) -> Repaired:
        remedy = finding.diagnosis.remedy
        if remedy is Remedy.LEAVE_COUNT:
            self.cash_sessions.leave_count(finding.id, operator, reason)
            return Repaired(id=finding.id, remedy=remedy)
        z_report = self.cash_sessions.close_uncounted(finding.id, operator, reason)
        return Repaired(id=finding.id, remedy=remedy, z_number=z_report.number)


def _findings(
    db: Connection, stuck: Iterable[SessionSummary], store: Store, last_z: int
) -> Iterator[Finding]:
    """Say of each what would be done; closings take their Z numbers in this order."""
    for summary in stuck:
        diagnosis = summary.diagnosis
        assert diagnosis is not None
        session = summary.session
        totals = Totals(expected=cash_figures(db, session).expected)
        if diagnosis.remedy is Remedy.CLOSE_UNCOUNTED:
            last_z += 1
            totals = _after_closing(session, totals, last_z)
        tickets = sum(not ticket.is_empty for ticket in tickets_of(db, session.id))
        yield Finding(
            summary=summary,
            diagnosis=diagnosis,
            why=_why(summary, diagnosis, store),
            would=_would(diagnosis.remedy, totals, tickets),
            totals=totals,
            tickets=tickets,
        )


def _after_closing(session: CashSession, totals: Totals, z_number: int) -> Totals:
    effects = effects_of_closing(counted=None, expected=totals.expected, kind=session.kind)
    moved: dict[Account, Money] = {}
    for posting in effects.postings:
        before = moved.get(posting.account, zero(posting.amount.currency))
        moved[posting.account] = before + posting.amount
    return replace(totals, z_number=z_number, ledger=tuple(moved.items()))


def _why(summary: SessionSummary, diagnosis: Diagnosis, store: Store) -> str:
    session = summary.session
    since = _moment(diagnosis.since, store)
    match diagnosis.symptom:
        case Symptom.NO_ACTIVITY if session.kind is CashSessionKind.DEFERRED:
            return f"Nothing was typed into it since {since}."
        case Symptom.NO_ACTIVITY:
            end = _moment(store.day_ends_at(session.business_date), store)
            return f"Its business date ended on {end}, and nothing happened in it since {since}."
        case Symptom.COUNT_LEFT_ALONE:
            return f"It is being counted, and nothing happened in it since {since}."
        case Symptom.LATE_UNSENT:
            return f"{summary.unsent} of its entries were not sent since it was closed."
        case Symptom.REGISTER_FENCED:
            return (
                "This register was fenced on the server and gives no number any more, so nothing "
                "can be ended here. What it recorded is kept and sent; the server shows it."
            )
        case Symptom.REGISTER_LOST:
            return f"Nothing was heard of its register since {since}."
    return summary.detail or "Register and server say different things of it."


def _would(remedy: Remedy, totals: Totals, tickets: int) -> str:
    match remedy:
        case Remedy.CLOSE_UNCOUNTED:
            waiting = (
                f" Its {tickets} unsettled ticket(s) wait for the next session of its kind."
                if tickets
                else ""
            )
            return f"Close it as not counted, with Z report {totals.z_number}.{waiting}"
        case Remedy.LEAVE_COUNT:
            return "Go back from counting to selling; no total changes."
        case Remedy.SEND:
            return "Send what waits: the server keeps it as a supplement to its Z report."
    return "Nothing: a person has to look at it first."


def _how_to_undo(repaired: tuple[Repaired, ...], backup: Path) -> str:
    closed = [one for one in repaired if one.remedy is Remedy.CLOSE_UNCOUNTED]
    words = [
        "Before the next exchange with the server: restore the backup into a new folder with "
        f"`evertill backup restore {backup} --data FOLDER`."
    ]
    if closed:
        named = ", ".join(str(one.id) for one in closed)
        words.append(
            "After it: open a session of the same kind again (a deferred one for the same date), "
            "close it when it is complete, and have reports count both as one with "
            "`evertill sessions join ID --into NEW-ID --operator NAME --reason TEXT`, where ID "
            f"is: {named}."
        )
    if len(closed) < len(repaired):
        words.append("A count that was left is begun again at the till.")
    return " ".join(words)


def _moment(at: datetime, store: Store) -> str:
    return f"{at.astimezone(store.zone):%Y-%m-%d %H:%M}"
