"""`evertill sessions` hand-over, redate, join, move-cash, no-sale: steps after the opening."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from pos.cli.options import AsJson, DataFolder
from pos.cli.session_folder import Id, Operating, Reason, opened, report, signed_in
from pos.domain.cash_movement import MovementKind

if TYPE_CHECKING:
    from pos.bootstrap import Register
    from pos.domain.store import Store


def hand_over(
    session_id: Id,
    data: DataFolder,
    operator: Operating,
    to: Annotated[str, typer.Option(metavar="NAME", help="Who answers for the till from now.")],
    as_json: AsJson = False,
) -> None:
    """Have somebody else answer for the till."""
    from pos.cli.session_arguments import named_session

    with opened(data) as (register, _):
        found, taker = named_session(register, session_id), register.operators.named(to)
        person = signed_in(register, operator)
        register.cash_sessions.hand_over(found.session.id, person, taker)
    content = {"id": str(found.session.id), "responsible": taker.name}
    report(content, f"{taker.name} answers for it from now on.", as_json=as_json)


def redate(
    session_id: Id,
    data: DataFolder,
    date: Annotated[str, typer.Option(metavar="YYYY-MM-DD", help="The day it belongs to.")],
    operator: Operating,
    reason: Reason,
    as_json: AsJson = False,
) -> None:
    """Have reports count a closed session on another day. The session stays as it is."""
    from pos.cli.session_arguments import named_session, typed_date

    with opened(data) as (register, store):
        found, day = named_session(register, session_id), typed_date(date)
        person = signed_in(register, operator)
        register.corrections.redate(found.session.id, person, day, reason)
        _report_place(register, store, session_id, as_json=as_json)


def join(
    session_id: Id,
    data: DataFolder,
    into: Annotated[str, typer.Option(metavar="ID", help="The session it is counted with.")],
    operator: Operating,
    reason: Reason,
    as_json: AsJson = False,
) -> None:
    """Have reports count two closed sessions as one. Each keeps its own count."""
    from pos.cli.session_arguments import named_session

    with opened(data) as (register, store):
        found, other = named_session(register, session_id), named_session(register, into)
        person = signed_in(register, operator)
        register.corrections.join(found.session.id, person, other.session.id, reason)
        _report_place(register, store, session_id, as_json=as_json)


def move_cash(
    session_id: Id,
    data: DataFolder,
    operator: Operating,
    kind: Annotated[MovementKind, typer.Option(help="What kind of movement.")],
    amount: Annotated[str, typer.Option(metavar="AMOUNT", help="Above zero.")],
    reason: Reason,
    as_json: AsJson = False,
) -> None:
    """Note cash put into the till, or taken out of it."""
    from pos.cli.session_arguments import named_session
    from pos.domain.money import parse_money

    with opened(data) as (register, store):
        found, moved = named_session(register, session_id), parse_money(amount, store.currency)
        person = signed_in(register, operator)
        slip = register.cash_movements.move(found.session.id, person, kind, moved, reason)
    content = {"number": slip.number, "kind": kind.value, "amount": str(moved)}
    words = f"{kind.value.replace('_', ' ')} {moved} {store.currency}: entry {slip.number}."
    report(content, words, as_json=as_json)


def no_sale(
    session_id: Id,
    data: DataFolder,
    operator: Operating,
    reason: Reason,
    as_json: AsJson = False,
) -> None:
    """Note that the drawer is opened without a sale."""
    from pos.cli.session_arguments import named_session

    with opened(data) as (register, _):
        found, person = named_session(register, session_id), signed_in(register, operator)
        slip = register.cash_movements.open_drawer(found.session.id, person, reason)
    report({"number": slip.number}, f"No sale: entry {slip.number}.", as_json=as_json)


def _report_place(register: Register, store: Store, session_id: str, *, as_json: bool) -> None:
    from pos.cli.session_arguments import named_session
    from pos.cli.session_words import summary_object

    found = named_session(register, session_id)
    words = f"Reports count it on {found.place.business_date} from now on."
    report(summary_object(found, store), words, as_json=as_json)
