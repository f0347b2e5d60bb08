"""`evertill register replace` and `fence` on a server's folder: a manager's deeds, with the PIN."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import typer
from sqlalchemy import Connection

from pos.domain.permission import Right
from pos.runtime.clock import SystemClock
from pos.runtime.ids import SystemChance, SystemIds
from pos.server.folder import opened
from pos.server.manager_log import LogPen
from pos.server.pin_proof import operator_named, prove
from pos.server.register_deeds import (
    Fenced,
    Manager,
    fence_register,
    register_named,
    replace_device,
)
from pos.server.server_key import open_server_key
from pos.server.stores import KnownStore, the_store

Result = TypeVar("Result")
Report = Callable[[bool, dict[str, Any], str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What was typed: which register, by whom and why."""

    root: Path
    name: str
    by: str
    reason: str


def run_replace(asked: Asked, report: Report, *, as_json: bool) -> None:
    """Print a code for another device.

    :raises Problem: if there is no such register, or the person may not, or gives no reason.
    """

    def work(db: Connection, store: KnownStore, manager: Manager, pen: LogPen) -> tuple[str, str]:
        name = register_named(db, store.number, asked.name).name
        return name, replace_device(db, store, name, manager, pen, SystemChance())

    name, code = _done(asked, work)
    report(as_json, {"register": name, "code": code}, code)
    if not as_json:
        typer.echo(
            "The code works once, within 24 hours: evertill enrol --code … on the new device. "
            "From then on the older one is out of use.",
            err=True,
        )


def run_fence(asked: Asked, report: Report, *, as_json: bool) -> None:
    """Take a register out of use, and say which sessions were closed with it.

    :raises Problem: if there is no such register, or the person may not, or gives no reason.
    """
    fenced: Fenced = _done(
        asked,
        lambda db, store, manager, pen: fence_register(db, store, asked.name, manager, pen),
    )
    closed = [str(one.session.uuid) for one in fenced.closed]
    sentence = (
        f"{fenced.register.name} is out of use for good; {len(closed)} cash session(s) of it were "
        "closed as not counted."
    )
    report(as_json, {"register": fenced.register.name, "closed": closed}, sentence)


def _done(
    asked: Asked, work: Callable[[Connection, KnownStore, Manager, LogPen], Result]
) -> Result:
    """Do it in one database transaction, once the person has proved who it is."""
    with opened(asked.root) as server:
        with server.database.read() as db:
            store_number = the_store(db).number
            register_named(db, store_number, asked.name)
            operator = operator_named(db, store_number, asked.by)
        manager = Manager(operator=operator, reason=asked.reason)
        manager.require_reason()
        prove(operator, Right.CLOSE_ELSEWHERE)
        key = open_server_key(server.folder, SystemChance())
        with server.database.write() as db:
            pen = LogPen(key, SystemIds(), SystemClock().now())
            return work(db, the_store(db), manager, pen)
