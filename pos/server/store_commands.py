"""What the terminal changes of a store: its closed period, its settings, its people's rights."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import msgspec
from sqlalchemy import Connection

from pos.domain.cash_movement import required_reason
from pos.domain.permission import GRANTABLE, Right
from pos.domain.problem import Problem
from pos.domain.setting import setting_named
from pos.domain.typed_number import shown
from pos.runtime.clock import SystemClock
from pos.runtime.ids import SystemChance, SystemIds
from pos.server import tables
from pos.server.folder import opened
from pos.server.manager_log import Deed, DeedKind, LogPen
from pos.server.operators import granted_rights, put_operator
from pos.server.pin_proof import operator_named, person_in_charge, prove
from pos.server.proved_deeds import Claim, prove_claim
from pos.server.right_history import content_of_right
from pos.server.server_key import open_server_key
from pos.server.session_rows import HeldSession, sessions_where, unclosed
from pos.server.settings import set_setting, setting_value
from pos.server.stores import KnownStore, close_books, store_of_message, the_store
from pos.wire.messages import OperatorMessage, SettingMessage

_session = tables.cash_session.c


class DateInvalid(Problem):
    """What was typed is no date, or not one that the books can take."""


class RightNotGrantable(Problem):
    def __init__(self, typed: str) -> None:
        known = ", ".join(sorted(f"“{right.value}”" for right in GRANTABLE))
        super().__init__(
            f"“{shown(typed)}” is not a right that can be given beside a role; these are: {known}."
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodClosed:
    """How far the books are closed now, how far they were, and what is still open in them."""

    through: date
    before: date | None
    by: str
    open_sessions: tuple[HeldSession, ...]


def typed_day(text: str) -> date:
    """Return the date.

    :raises DateInvalid: unless it is written year-month-day.
    """
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise DateInvalid(f"“{shown(text)}” is not a date: write it like 2026-03-28.") from None


def close_period(root: Path, through: str, by: str, reason: str) -> PeriodClosed:
    """Close the books up to and with a day, or take that back to an earlier one; for owners.

    :raises Problem: if the day has not ended, or the person may not or does not say why.
    """
    day, why = typed_day(through), required_reason(reason)
    with opened(root) as server:
        with server.database.read() as db:
            known = the_store(db)
            operator = operator_named(db, known.number, by)
        _require_past(known, day)
        prove(operator, Right.CLOSE_PERIOD)
        key = open_server_key(server.folder, SystemChance())
        with server.database.write() as db:
            known = the_store(db)
            before = known.message.closed_through
            content = {"through": day.isoformat(), "before": before and before.isoformat()}
            deed = Deed(kind=DeedKind.PERIOD_CLOSED, actor=operator, reason=why, content=content)
            LogPen(key, SystemIds(), SystemClock().now()).write(db, known, deed)
            close_books(db, known, day)
            left = _open_through(db, known, day)
    return PeriodClosed(through=day, before=before, by=operator.name, open_sessions=left)


def change_setting(root: Path, name: str, value: str, who: Claim) -> SettingMessage:
    """Set a setting of the store; registers pull it.

    :raises Problem: if there is none of that name, it cannot have that value, or whoever
        does it may not.
    """
    setting = setting_named(name)
    setting.parse(value)
    with opened(root) as server:
        proved = prove_claim(server, who, Right.CHANGE_SETTING)
        with server.database.write() as db:
            store = the_store(db)
            before = setting_value(db, store.number, setting)
            done = set_setting(db, store.number, name, value)
            content = {"name": done.name, "value": done.value, "before": str(before)}
            proved.write(db, store, DeedKind.SETTING_CHANGED, content)
    return done


def grant(root: Path, name: str, right: str, who: Claim) -> OperatorMessage:
    """Give a person a right beside the role.

    :raises Problem: if there is no such person, the right is none that can be given, or whoever
        does it may not.
    """
    return _change_rights(root, name, right, who, kind=DeedKind.RIGHT_GRANTED)


def revoke(root: Path, name: str, right: str, who: Claim) -> OperatorMessage:
    """Take back a right that was given beside the role.

    :raises Problem: if there is no such person, the right is none that can be given, or whoever
        does it may not.
    """
    return _change_rights(root, name, right, who, kind=DeedKind.RIGHT_REVOKED)


def _change_rights(
    root: Path, name: str, typed: str, who: Claim, *, kind: DeedKind
) -> OperatorMessage:
    right = _grantable(typed)
    with opened(root) as server:
        with server.database.read() as db:
            number = the_store(db).number
            person_in_charge(db, number, who.by)
            operator_named(db, number, name)
        proved = prove_claim(server, who, Right.GIVE_RIGHTS)
        with server.database.write() as db:
            store = the_store(db)
            operator = operator_named(db, store.number, name)
            held = {one.value for one in granted_rights(operator)}
            rights = (
                held | {right.value} if kind is DeedKind.RIGHT_GRANTED else held - {right.value}
            )
            changed = msgspec.structs.replace(operator, rights=sorted(rights))
            put_operator(db, store.number, changed)
            proved.write(
                db, store, kind, content_of_right(operator, right, was_held=right.value in held)
            )
    return changed


def _grantable(typed: str) -> Right:
    for right in GRANTABLE:
        if typed.strip().casefold() in {right.value, right.name.casefold()}:
            return right
    raise RightNotGrantable(typed)


def _require_past(known: KnownStore, day: date) -> None:
    today = store_of_message(known.message).business_date(SystemClock().now())
    if day >= today:
        raise DateInvalid(
            f"The books can be closed through a day that has ended: {day} has not, today is "
            f"{today}. Nothing was changed."
        )


def _open_through(db: Connection, known: KnownStore, day: date) -> tuple[HeldSession, ...]:
    return tuple(
        sessions_where(
            db, *unclosed(known.number), _session.business_date <= day.isoformat(), limit=20
        )
    )
