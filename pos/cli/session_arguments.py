"""What people type about a cash session at a terminal: which one, amounts, dates, tenders."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from pos.bootstrap import Register
from pos.domain.currency import CurrencyCode
from pos.domain.money import Money, parse_money
from pos.domain.problem import Problem
from pos.domain.report import DeclaredTender
from pos.domain.tender import TenderKind
from pos.domain.typed_number import shown
from pos.services.cash_session_rows import NoSuchSession
from pos.services.identity import load_store
from pos.services.session_list import SessionSummary

SHORTEST_ID = 8
_NAMED_AT_MOST = 5


class ArgumentInvalid(Problem):
    """What was typed cannot be understood, or does not belong there."""


class SessionAmbiguous(Problem):
    """The beginning of an id is that of several sessions."""

    def __init__(self, typed: str, found: list[SessionSummary]) -> None:
        named = [
            f"{one.session.id} ({one.session.kind.value}, {one.session.business_date}, "
            f"{one.session.state.value})"
            for one in found[:_NAMED_AT_MOST]
        ]
        more = f", and {len(found) - len(named)} more" if len(found) > len(named) else ""
        super().__init__(
            f"“{typed}” begins the id of {len(found)} cash sessions: {', '.join(named)}{more}. "
            "Type more of it."
        )


def named_session(register: Register, typed: str) -> SessionSummary:
    """Return the session with this id; its first characters will do where they are unique.

    :raises ArgumentInvalid, NoSuchSession, SessionAmbiguous: if it names none, or several.
    """
    digits = _digits(typed)
    if not digits or set(digits) - set("0123456789abcdef"):
        raise ArgumentInvalid(
            f"“{shown(typed)}” is not the id of a cash session; `evertill sessions list` shows "
            "the ids."
        )
    if len(digits) < SHORTEST_ID:
        raise ArgumentInvalid(
            f"“{shown(typed)}” is too short for an id: type at least {SHORTEST_ID} characters."
        )
    found = [
        one
        for one in register.session_list.all()
        if _digits(str(one.session.id)).startswith(digits)
    ]
    if not found:
        raise NoSuchSession(
            f"This register has no cash session {shown(typed)}; `evertill sessions list` shows "
            "those it has."
        )
    if len(found) > 1:
        raise SessionAmbiguous(shown(typed), found)
    return found[0]


def register_currency(register: Register) -> CurrencyCode:
    """Return the currency of the register's store."""
    with register.database.begin() as db:
        return load_store(db).currency


def typed_amount(text: str, currency: CurrencyCode, *, what: str) -> Money:
    """Return an amount that cannot be negative; `what` names it in the refusal.

    :raises AmountInvalid, AmountTooLarge: if it is no amount of the currency.
    :raises ArgumentInvalid: if it is below zero.
    """
    amount = parse_money(text, currency)
    if amount.minor < 0:
        raise ArgumentInvalid(f"{what} cannot be below zero; “{shown(text)}” is.")
    return amount


def typed_date(text: str) -> date:
    """Return the date.

    :raises ArgumentInvalid: unless it is written year-month-day.
    """
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = None
    if day is None or day.isoformat() != text:
        raise ArgumentInvalid(
            f"“{shown(text)}” is not a date: write year, month and day, like 2025-10-04."
        )
    return day


def typed_tenders(texts: Iterable[str], currency: CurrencyCode) -> tuple[DeclaredTender, ...]:
    """Return what was found of each means of payment, typed as KIND=AMOUNT.

    :raises ArgumentInvalid: on an unknown kind, one that is there twice, or cash.
    :raises AmountInvalid, AmountTooLarge: if an amount is none.
    """
    declared: dict[TenderKind, DeclaredTender] = {}
    kinds = [kind.value for kind in TenderKind if kind is not TenderKind.CASH]
    for text in texts:
        name, mark, amount = text.partition("=")
        if not mark or name not in kinds:
            raise ArgumentInvalid(
                f"--tender {shown(text)}: write KIND=AMOUNT, where KIND is one of "
                f"{', '.join(kinds)}. Cash is what --counted says."
            )
        kind = TenderKind(name)
        if kind in declared:
            raise ArgumentInvalid(f"--tender {name} is there twice: add it up, and say it once.")
        declared[kind] = DeclaredTender(
            kind, typed_amount(amount, currency, what=f"What was found of {name}")
        )
    return tuple(declared.values())


def required(value: str | None, option: str, why: str) -> str:
    """Return an option that is needed here.

    :raises ArgumentInvalid: if it was not given.
    """
    if not value:
        raise ArgumentInvalid(f"{option} is missing: {why}")
    return value


def refused(value: object, option: str, why: str) -> None:
    """Do nothing where an option was not given that means nothing here.

    :raises ArgumentInvalid: if it was.
    """
    if value:
        raise ArgumentInvalid(f"{option} does not belong here: {why}")


def _digits(typed: str) -> str:
    return typed.strip().lower().replace("-", "")
