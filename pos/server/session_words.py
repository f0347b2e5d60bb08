"""Cash sessions of all registers in words and as JSON, for the terminal and for programs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from pos.domain.currency import CurrencyCode
from pos.domain.money import Money
from pos.domain.store import Store
from pos.server.moments import moment
from pos.server.session_closing import ClosedHere
from pos.server.session_doctor import Finding, Repair
from pos.server.session_list import ListedSession, UnappliedSession


def listed_object(listed: ListedSession, store: Store) -> dict[str, Any]:
    """Return one line of the list for programs."""
    session, diagnosis = listed.session, listed.diagnosis
    return {
        "id": str(session.uuid),
        "register": listed.register_name,
        "kind": session.kind.value,
        "business_date": session.business_date,
        "state": session.state.value,
        "opened_at": _iso(moment(session.opened_at), store),
        "operator": listed.operator,
        "responsible": listed.responsible,
        "last_activity": _iso(moment(session.last_activity), store),
        "unsent": listed.unsent,
        "late": listed.late,
        "quarantined": listed.quarantined,
        "needs_attention": diagnosis is not None,
        "also_open": _also_open_object(listed, store),
        "symptom": None if diagnosis is None else diagnosis.symptom.value,
        "closed_at": None if session.closed_at is None else _iso(moment(session.closed_at), store),
        "closed_how": None if session.closed_how is None else session.closed_how.value,
        "closed_by": listed.closed_by,
        "reason": session.reason,
    }


def unapplied_object(unapplied: UnappliedSession) -> dict[str, Any]:
    """Return a session that is in quarantine as a whole, as a line of the list for programs."""
    kept = unapplied.kept
    return {
        "id": str(kept.id),
        "register": unapplied.register_name,
        "kind": kept.kind,
        "business_date": kept.business_date,
        "state": "quarantined",
        "late": 0,
        "quarantined": kept.entries,
        "needs_attention": True,
        "reason": kept.reason,
    }


def unapplied_lines(found: Sequence[UnappliedSession]) -> Iterator[str]:
    """Yield what is in quarantine as a whole: kept, and in no total."""
    for one in found:
        kept = one.kept
        yield (
            f"{kept.id}  {one.register_name[:12]:12}  {kept.kind:8}  {kept.business_date}  "
            f"in quarantine: {kept.entries} entries, kept but not applied: {kept.reason}"
        )


def list_table(found: Sequence[ListedSession], store: Store) -> Iterator[str]:
    """Yield the lines of the list."""
    if not found:
        yield "There is no cash session yet."
        return
    yield (
        f"{'id':36}  {'register':12}  {'kind':8}  {'date':10}  {'state':8}  {'opened':16}  "
        f"{'operator':12}  {'last activity':16}  {'unsent':>6}  {'late':>4}"
    )
    for one in found:
        session = one.session
        unsent = "?" if one.unsent is None else one.unsent
        attention = "  needs attention" if one.diagnosis is not None else ""
        if one.also_open is not None:
            attention += f": also open on {one.also_open.register_name}"
        if one.quarantined:
            attention += f"  {one.quarantined} in quarantine"
        yield (
            f"{session.uuid}  {one.register_name[:12]:12}  {session.kind.value:8}  "
            f"{session.business_date}  {session.state.value:8}  "
            f"{_local(moment(session.opened_at), store)}  {one.responsible[:12]:12}  "
            f"{_local(moment(session.last_activity), store)}  {unsent:>6}  {one.late:>4}{attention}"
        )


def closed_object(closed: ClosedHere, store: Store) -> dict[str, Any]:
    """Return what a closing here came to; amounts are decimal text."""
    session, own = closed.session, closed.figures
    code = CurrencyCode(store.currency)
    return {
        "id": str(session.uuid),
        "register": closed.register.name,
        "kind": session.kind.value,
        "business_date": session.business_date,
        "closed_by": session.closed_by_name,
        "closed_at": _iso(moment(session.closed_at or 0), store),
        "reason": session.reason,
        "held_seq": session.held_seq,
        "sales": own.sales,
        "total": str(Money(own.gross, code)),
        "expected": str(Money(own.expected, code)),
        "counted": None,
        "variance": None,
    }


def closed_text(closed: ClosedHere, store: Store) -> Iterator[str]:
    """Yield what a closing here came to."""
    told = closed_object(closed, store)
    yield (
        f"Closed the {told['kind']} session of {told['register']} for {told['business_date']}: "
        f"{told['sales']} sale(s), {told['total']} {store.currency}, not counted."
    )
    yield (
        f"{told['register']} hears of it at its next sync. What it has yet to send is kept as late."
    )


def finding_object(finding: Finding, store: Store) -> dict[str, Any]:
    """Return what is stuck for programs."""
    session, diagnosis = finding.stuck.session, finding.stuck.diagnosis
    return {
        "id": str(session.uuid),
        "register": finding.stuck.register_name,
        "kind": session.kind.value,
        "business_date": session.business_date,
        "state": session.state.value,
        "symptom": diagnosis.symptom.value,
        "since": _iso(diagnosis.since, store),
        "why": finding.why,
        "would": finding.would,
        "totals": {
            "expected": str(finding.expected),
            "variance": None,
            "z_number": None,
            "ledger": {account.value: str(amount) for account, amount in finding.ledger},
        },
    }


def findings_text(found: Sequence[Finding], store: Store) -> Iterator[str]:
    """Yield what is stuck, why, and what would be done."""
    if not found:
        yield "No cash session is stuck."
    for one in found:
        session = one.stuck.session
        yield (
            f"{one.stuck.register_name}: {session.kind.value} session for "
            f"{session.business_date} ({session.state.value})"
        )
        yield f"  Id {session.uuid}, since {_local(one.stuck.diagnosis.since, store)}"
        yield f"  Why: {one.why}"
        yield f"  Would be done: {one.would}"
        yield f"  Expected cash {one.expected}, as it is; no variance"
        for account, amount in one.ledger:
            yield f"  Ledger: {account.value} {amount}"


def attention_objects(found: Sequence[ListedSession], store: Store) -> dict[str, Any]:
    """Return what wants a look and is not stuck, for programs; nothing where there is none."""
    wanting = [listed_object(one, store) for one in found if _is_beside_another(one)]
    return {"attention": wanting} if wanting else {}


def attention_text(found: Sequence[ListedSession], store: Store) -> Iterator[str]:
    """Yield what wants a look and is not stuck."""
    for one in found:
        if _is_beside_another(one) and one.also_open is not None:
            other = one.also_open
            yield f"Needs attention: {one.register_name}, normal session {one.session.uuid}"
            yield (
                f"  {one.responsible} has another normal session open on {other.register_name}, "
                f"since {_local(other.opened_at, store)}: {other.id}. Close one of them."
            )


def _is_beside_another(listed: ListedSession) -> bool:
    return listed.diagnosis is not None and not listed.diagnosis.is_stuck


def _also_open_object(listed: ListedSession, store: Store) -> dict[str, Any] | None:
    other = listed.also_open
    if other is None:
        return None
    return {
        "id": str(other.id),
        "register": other.register_name,
        "opened_at": _iso(other.opened_at, store),
    }


def repair_object(repair: Repair, store: Store) -> dict[str, Any]:
    """Return what came of a repair for programs; `stuck` is what is left."""
    return {
        "stuck": [finding_object(one, store) for one in repair.left],
        "repaired": [
            {"id": str(one), "done": "close_uncounted", "z_number": None} for one in repair.closed
        ],
        "backup": None if repair.backup is None else str(repair.backup),
        "undo": repair.undo or None,
    }


def repair_text(repair: Repair, store: Store) -> Iterator[str]:
    """Yield what came of a repair."""
    if repair.backup is not None:
        yield f"A backup was made and proved: {repair.backup}"
    for one in repair.closed:
        yield f"{one}: closed as not counted"
    yield from findings_text(repair.left, store)
    if repair.undo:
        yield f"To undo it: {repair.undo}"


def _iso(at: datetime, store: Store) -> str:
    return at.astimezone(store.zone).isoformat()


def _local(at: datetime, store: Store) -> str:
    return f"{at.astimezone(store.zone):%Y-%m-%d %H:%M}"
