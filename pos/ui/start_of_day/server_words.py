"""Server words: what the server said of a cash session, in sentences for the cashier."""

from __future__ import annotations

from pos.domain.cash_session import CashSessionKind
from pos.domain.reconciliation import ServerState
from pos.domain.server_session import ServerSession
from pos.services.session_reconciliation import ClearedSession
from pos.ui.formatting import Formats, own_direction
from pos.ui.language import translate, translate_count
from pos.ui.start_of_day.morning import Resumable, ServerWord


def session_name(kind: CashSessionKind, day: str) -> str:
    """Return what a session is called; `day` is written already."""
    match kind:
        case CashSessionKind.NORMAL:
            return translate("StartOfDay", "Normal cash session for {day}", day=day)
        case CashSessionKind.DEFERRED:
            return translate("StartOfDay", "Deferred session for {day}", day=day)
        case CashSessionKind.TRAINING:
            return translate("StartOfDay", "Training session of {day}", day=day)


def server_text(word: ServerWord, formats: Formats) -> str:
    """Return what the server said, and whether that is news or an old answer."""
    if word.checked_at is not None and not word.is_fresh:
        return translate(
            "StartOfDay",
            "Not checked since {time}. {said} Resume; it will be checked later.",
            time=formats.moment(word.checked_at),
            said=_said(word),
        )
    if word.state is ServerState.NO_ANSWER and not word.is_fresh:
        return translate("StartOfDay", "The server is not reachable: resume, it is checked later.")
    return _said(word)


def other_session_text(found: Resumable, formats: Formats) -> str:
    """Return that the operator has another session open elsewhere; empty if not."""
    other = found.also_open
    if other is None:
        return ""
    return translate(
        "StartOfDay",
        "{name} has another normal session open on {register}, since {time}. Close one of them.",
        name=own_direction(found.responsible or found.opened_by),
        register=own_direction(other.register_name),
        time=formats.moment(other.opened_at),
    )


def cleared_text(cleared: ClearedSession, formats: Formats) -> str:
    """Return who closed the session on the server, when, and why."""
    return translate(
        "StartOfDay",
        "{session} was closed on the server by {name}, {time}: “{reason}”.",
        session=session_name(cleared.kind, formats.day(cleared.business_date)),
        name=own_direction(cleared.closed_by),
        time=formats.moment(cleared.closed_at),
        reason=own_direction(cleared.reason),
    )


def kept_text(cleared: ClearedSession) -> str:
    """Return what became of the work done in a session that was cleared."""
    kept = translate(
        "StartOfDay",
        "Nothing is lost: every sale is kept, and an unsettled ticket waits for the next session.",
    )
    if not cleared.late:
        return kept
    late = translate_count(
        "StartOfDay",
        "%Ln entry(s) that the server did not have yet are sent and marked late.",
        cleared.late,
    )
    return f"{late} {kept}"


def offered_text(offered: ServerSession, formats: Formats) -> str:
    """Return that the server holds a session open which is not here."""
    if offered.kind is None or offered.business_date is None:
        return ""
    return translate(
        "StartOfDay",
        "The server holds one open that is not here: {session}. It can be resumed as soon as "
        "this register has fetched and checked its entries; you can open another one meanwhile.",
        session=session_name(offered.kind, formats.day(offered.business_date)),
    )


def _said(word: ServerWord) -> str:
    if word.needs_attention:
        return _worry(word.state)
    match word.state:
        case ServerState.OPEN:
            return translate("StartOfDay", "The server holds it open too.")
        case ServerState.ABSENT:
            return translate("StartOfDay", "The server has not heard of it yet: that is sent soon.")
        case ServerState.CLOSED_BY_MANAGER:
            return translate("StartOfDay", "A manager closed it on the server.")
        case ServerState.NO_ANSWER:
            return translate(
                "StartOfDay",
                "The server has not said anything about it yet: resume, it is checked later.",
            )
        case _:
            return _worry(word.state)


def _worry(state: ServerState) -> str:
    match state:
        case ServerState.ABSENT:
            return translate(
                "StartOfDay",
                "The server does not know it, although it has all of it. Sell on, and tell a "
                "manager.",
            )
        case ServerState.CLOSED_BY_REGISTER:
            return translate(
                "StartOfDay",
                "The server has a closing of it that is missing here. It is fetched first; tell a "
                "manager.",
            )
        case ServerState.OTHER_SERIES:
            return translate(
                "StartOfDay",
                "The server holds another history of this register. Nothing is changed here until "
                "a manager has looked.",
            )
        case _:
            return translate(
                "StartOfDay",
                "Something about it differs on the server. Sell on, and tell a manager.",
            )
