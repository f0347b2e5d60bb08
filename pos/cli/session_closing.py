"""Closing a cash session from the terminal: begin the count, close; a refusal leaves the count."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pos.cli.session_arguments import (
    ArgumentInvalid,
    refused,
    required,
    typed_amount,
    typed_tenders,
)
from pos.domain.cash_movement import required_reason
from pos.domain.cash_session import CashSession, CashSessionKind, CashSessionState, SessionNotOpen
from pos.domain.money import Money, parse_money
from pos.domain.problem import Problem
from pos.domain.report import CommentMissing, Declaration, ZReport
from pos.services.cash_sessions import TicketsOpen
from pos.services.ticket_rows import Ticket

if TYPE_CHECKING:
    from pos.bootstrap import Register
    from pos.services.operators import Operator
    from pos.services.session_list import SessionSummary


class TicketsListed(Problem):
    """A session cannot be closed while tickets wait; each is named."""

    def __init__(self, tickets: tuple[Ticket, ...]) -> None:
        lines = "\n".join(f"  {_ticket_words(ticket)}" for ticket in tickets)
        super().__init__(
            f"{len(tickets)} ticket(s) of this session are not settled: complete or discard them "
            f"at the till, then close it.\n{lines}"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing:
    """What was typed, unchecked."""

    counted: str | None
    not_counted: bool
    comment: str
    tenders: tuple[str, ...]
    reason: str


def close_as_wanted(
    register: Register, person: Operator, found: SessionSummary, wanted: Closing
) -> ZReport:
    """Close the session, with a count or, for a manager, without one.

    :raises Problem: if it may not be; then it is open, or being counted, as it was.
    """
    session = found.session
    if session.is_closed:
        raise SessionNotOpen(
            f"The {session.kind.value} session for {session.business_date} is closed already, "
            f"with Z report {found.z_number}."
        )
    if wanted.not_counted:
        return _close_uncounted(register, person, session, wanted)
    refused(wanted.reason, "--reason", "with a count, what is to be said is the --comment.")
    return _close_counted(register, person, session, wanted)


def _close_uncounted(
    register: Register, person: Operator, session: CashSession, wanted: Closing
) -> ZReport:
    refused(wanted.counted, "--counted", "--not-counted says that there is no count.")
    refused(wanted.comment or wanted.tenders, "--comment or --tender", "nothing was counted.")
    reason = required(wanted.reason, "--reason", "a close without a count says why.")
    return register.cash_sessions.close_uncounted(session.id, person, required_reason(reason))


def _close_counted(
    register: Register, person: Operator, session: CashSession, wanted: Closing
) -> ZReport:
    currency = session.opening_float.currency
    text = required(
        wanted.counted, "--counted", "count the cash and type what is there, like --counted 100.00."
    )
    declaration = Declaration(
        counted=_counted(text, session),
        comment=wanted.comment,
        tenders=typed_tenders(wanted.tenders, currency),
    )
    try:
        register.cash_sessions.begin_count(session.id, person)
    except TicketsOpen as problem:
        raise TicketsListed(problem.tickets) from problem
    try:
        return register.cash_sessions.close(session.id, person, declaration)
    except Problem as problem:
        if session.state is CashSessionState.OPEN:
            register.cash_sessions.leave_count(session.id, person)
        if isinstance(problem, CommentMissing):
            raise ArgumentInvalid(f"{problem} Say it with --comment TEXT.") from problem
        raise


def _counted(text: str, session: CashSession) -> Money:
    """Return the count; what a paper book took in may be less than nothing, a drawer not."""
    currency = session.opening_float.currency
    if session.kind is CashSessionKind.DEFERRED:
        return parse_money(text, currency)
    return typed_amount(text, currency, what="The counted cash")


def _ticket_words(ticket: Ticket) -> str:
    sale = ticket.sale
    names = ", ".join(line.item.name for line in sale.lines[:3]) or "no lines"
    state = "parked" if ticket.is_parked else "open"
    return f"{state}, {sale.total} {sale.currency}: {names}"
