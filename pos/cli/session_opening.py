"""Opening a cash session from the terminal: ask the server briefly, then open, whatever it said."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pos.cli.session_arguments import refused, register_currency, required, typed_amount, typed_date
from pos.domain.cash_session import CashSession, CashSessionKind
from pos.domain.money import Money
from pos.domain.problem import Problem

if TYPE_CHECKING:
    from pos.bootstrap import Register
    from pos.domain.server_session import AlsoOpen
    from pos.domain.store import Store
    from pos.services.operators import Operator
    from pos.services.session_reconciliation import ClearedSession


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What was typed, unchecked."""

    kind: CashSessionKind
    business_date: str | None
    opening_float: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """The new session. `problem` says why the server was not asked, empty where it was.

    `also_open` is another normal session of the operator that came first, as the server says.
    """

    session: CashSession
    operator: str
    cleared: tuple[ClearedSession, ...]
    problem: str
    also_open: AlsoOpen | None = None


def open_wanted(register: Register, person: Operator, wanted: Wanted) -> Opened:
    """Open the session.

    :raises Problem: if it may not be, in a sentence; the server's silence is no reason.
    """
    if wanted.kind is CashSessionKind.DEFERRED:
        required(wanted.business_date, "--date", "a deferred session is for a day before today.")
        refused(wanted.opening_float, "--float", "a deferred session has no drawer.")
    typed = "0" if wanted.opening_float is None else wanted.opening_float
    amount = typed_amount(typed, register_currency(register), what="The float")
    _require_day(register, wanted)
    cleared, problem = _ask_server(register)
    session = _open(register, person, wanted, amount)
    also_open = None if problem else _other_session(register, session)
    return Opened(
        session=session,
        operator=person.name,
        cleared=cleared,
        problem=problem,
        also_open=also_open,
    )


def opened_object(opened: Opened, store: Store) -> dict[str, Any]:
    """Return the new session for programs."""
    from pos.cli.session_words import also_open_object

    session = opened.session
    return {
        "id": str(session.id),
        "kind": session.kind.value,
        "business_date": session.business_date.isoformat(),
        "state": session.state.value,
        "opened_at": session.opened_at.astimezone(store.zone).isoformat(),
        "operator": opened.operator,
        "opening_float": str(session.opening_float),
        "checked": not opened.problem,
        "also_open": also_open_object(opened.also_open, store),
        "cleared": [
            {
                "id": str(one.id),
                "closed_by": one.closed_by,
                "closed_at": one.closed_at.isoformat(),
                "reason": one.reason,
            }
            for one in opened.cleared
        ],
    }


def opened_text(opened: Opened) -> Iterator[str]:
    """Yield what happened."""
    for one in opened.cleared:
        yield (
            f"{one.closed_by} closed the {one.kind.value} session for {one.business_date} on the "
            f"server ({one.reason}): it is closed here too."
        )
    session = opened.session
    yield f"The {session.kind.value} session for {session.business_date} is open: {session.id}"


def also_open_told(opened: Opened, store: Store) -> str:
    """Return what the server says of the operator's other session. This one is open, too."""
    from pos.cli.session_words import also_open_text

    assert opened.also_open is not None
    return f"{also_open_text(opened.operator, opened.also_open, store)}. Close one of them."


def _require_day(register: Register, wanted: Wanted) -> None:
    if wanted.business_date is not None:
        day = typed_date(wanted.business_date)
        register.cash_sessions.business_days().require(wanted.kind, day)


def _ask_server(register: Register) -> tuple[tuple[ClearedSession, ...], str]:
    """Return what the server's answer cleared, and why there was none."""
    from pos.cli.register_folder import exchange_of

    try:
        with exchange_of(register) as exchange:
            result = exchange.ask()
    except Problem as problem:  # opening never depends on the server
        return (), _not_checked(register, str(problem))
    if result.reached and result.problem is None:
        return result.cleared, ""
    return result.cleared, _not_checked(register, result.problem or "It did not answer.")


def _other_session(register: Register, session: CashSession) -> AlsoOpen | None:
    """Send a new normal session, and return what the server says of its operator's other one.

    For two seconds at the most; what is not sent by then waits, as always.
    """
    from pos.cli.register_folder import exchange_of

    if session.kind is not CashSessionKind.NORMAL:
        return None
    with suppress(Problem), exchange_of(register) as exchange:
        exchange.send_briefly()
        for twice in exchange.status.also_open:
            if twice.id == session.id:
                return twice.other
    return None


def _not_checked(register: Register, why: str) -> str:
    from pos.sync.sync_rows import read_sync_state

    with register.database.begin() as db:
        since = read_sync_state(db).answered_at
    when = "" if since is None else f" since {since:%Y-%m-%d %H:%M} UTC"
    return f"Not checked with the server{when}. {why}"


def _open(register: Register, person: Operator, wanted: Wanted, amount: Money) -> CashSession:
    cash_sessions = register.cash_sessions
    match wanted.kind:
        case CashSessionKind.DEFERRED:
            return cash_sessions.open_deferred(person, typed_date(wanted.business_date or ""))
        case CashSessionKind.TRAINING:
            return cash_sessions.open_training(person, amount)
    return cash_sessions.open_normal(person, amount)
