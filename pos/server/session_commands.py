"""`evertill sessions` on a server's folder: the list of all registers, closing, the doctor."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path

import typer

from pos.domain.permission import Right
from pos.domain.problem import Problem
from pos.domain.store import Store
from pos.runtime.clock import SystemClock
from pos.runtime.ids import SystemChance, SystemIds
from pos.server.copied_registers import (
    CopiedRegister,
    copied_registers,
    copies_object,
    copies_text,
)
from pos.server.doctor_backup import backup_first
from pos.server.folder import opened
from pos.server.manager_log import LogPen
from pos.server.pin_proof import operator_named, prove
from pos.server.server_key import open_server_key
from pos.server.session_closing import SessionClosedAlready, close_here
from pos.server.session_doctor import Finding, SessionDoctor, by_manager
from pos.server.session_list import (
    ListedSession,
    listed_sessions,
    session_named,
    unapplied_sessions,
)
from pos.server.session_words import (
    attention_objects,
    attention_text,
    closed_object,
    closed_text,
    finding_object,
    findings_text,
    list_table,
    listed_object,
    repair_object,
    repair_text,
    unapplied_lines,
    unapplied_object,
)
from pos.server.stores import store_of_message, the_store

CLOSED_SHOWN = 20
STILL_STUCK = 1


class NameMissing(Problem):
    def __init__(self) -> None:
        super().__init__("Say who does it, with --by NAME: it is kept, with the reason.")


def server_sessions_list(root: Path, *, everything: bool = False, as_json: bool = False) -> int:
    """List the cash sessions of all registers, those that are not closed first.

    :raises Problem: if the folder cannot be used.
    """
    now = SystemClock().now()
    with opened(root) as server, server.database.read() as db:
        known = the_store(db)
        found, store = listed_sessions(db, known, now), store_of_message(known.message)
        unapplied = unapplied_sessions(db, known)
    if as_json:
        listed = [listed_object(one, store) for one in found]
        _print_json(listed + [unapplied_object(one) for one in unapplied])
        return 0
    open_ones = sum(not one.session.is_closed for one in found)
    shown = found if everything else found[: open_ones + CLOSED_SHOWN]
    _print_lines(chain(list_table(shown, store), unapplied_lines(unapplied)))
    if len(shown) < len(found):
        typer.echo(f"{len(found) - len(shown)} older ones are closed; --all shows them.")
    return 0


def server_sessions_close(
    root: Path, session_id: str, by: str | None, reason: str, *, as_json: bool = False
) -> int:
    """Close a register's session as not counted; its register hears of it by the feed.

    :raises Problem: if it is not known or closed, or the person may not, or gives no reason.
    """
    with opened(root) as server:
        with server.database.read() as db:
            known = the_store(db)
            session = session_named(db, known, session_id)
            if session.is_closed:
                raise SessionClosedAlready(session)
            operator = operator_named(db, known.number, _required(by))
        hand = by_manager(operator, reason)
        hand.require_reason()
        prove(operator, Right.CLOSE_ELSEWHERE)
        key = open_server_key(server.folder, SystemChance())
        with server.database.write() as db:
            known = the_store(db)
            pen = LogPen(key, SystemIds(), SystemClock().now())
            closed = close_here(db, known, session.uuid, hand, pen)
    if as_json:
        _print_json(closed_object(closed, store_of_message(known.message)))
    else:
        _print_lines(closed_text(closed, store_of_message(known.message)))
    return 0


def server_sessions_doctor(
    root: Path,
    *,
    apply: bool = False,
    by: str | None = None,
    reason: str = "",
    as_json: bool = False,
) -> int:
    """Say what is stuck on all registers; with `apply` close it, behind a proved backup.

    :raises Problem: if the folder cannot be used, or the person may not.
    """
    clock = SystemClock()
    with opened(root) as server:
        doctor = SessionDoctor(server.database, clock)
        with server.database.read() as db:
            known = the_store(db)
            operator = operator_named(db, known.number, _required(by)) if apply else None
        store = store_of_message(known.message)
        if operator is None:
            found = doctor.examine()
            with server.database.read() as db:
                listed = listed_sessions(db, known, clock.now())
                copied = copied_registers(db, known.number)
            _tell_findings(found, listed, copied, store, as_json=as_json)
            return 0
        prove(operator, Right.REPAIR_SESSIONS)
        key = open_server_key(server.folder, SystemChance())
        hand = by_manager(operator, reason)
        repair = doctor.repair(hand, key, SystemIds(), lambda: backup_first(server.folder.root))
    if as_json:
        _print_json(repair_object(repair, store))
    else:
        _print_lines(repair_text(repair, store))
    return STILL_STUCK if repair.left else 0


def _required(by: str | None) -> str:
    if not by:
        raise NameMissing
    return by


def _tell_findings(
    found: Sequence[Finding],
    listed: Sequence[ListedSession],
    copied: Sequence[CopiedRegister],
    store: Store,
    *,
    as_json: bool,
) -> None:
    if as_json:
        stuck = {"stuck": [finding_object(one, store) for one in found]}
        _print_json(stuck | attention_objects(listed, store) | copies_object(copied))
    else:
        told = (findings_text(found, store), attention_text(listed, store))
        _print_lines(chain(*told, copies_text(copied, store)))


def _print_json(content: object) -> None:
    typer.echo(json.dumps(content, ensure_ascii=False))


def _print_lines(lines: Iterator[str]) -> None:
    typer.echo("\n".join(lines))
