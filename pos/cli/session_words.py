"""Cash sessions in words and as JSON, for the terminal and for programs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from pos.domain.money import Money
from pos.domain.report import ZReport
from pos.domain.server_session import AlsoOpen
from pos.domain.store import Store
from pos.services.doctor import Finding, Repair
from pos.services.session_list import SessionSummary
from pos.services.session_story import StoryStep


def summary_object(summary: SessionSummary, store: Store) -> dict[str, Any]:
    """Return one line of the list for programs; the keys of the first lines are fixed."""
    session, place, diagnosis = summary.session, summary.place, summary.diagnosis
    return {
        "id": str(session.id),
        "kind": session.kind.value,
        "business_date": session.business_date.isoformat(),
        "state": session.state.value,
        "opened_at": _iso(session.opened_at, store),
        "operator": summary.opened_by,
        "verdict": summary.verdict,
        "unsent": summary.unsent,
        "needs_attention": summary.needs_attention,
        "responsible": summary.responsible,
        "sales": summary.sales,
        "total": str(summary.gross),
        "closed_at": _iso(summary.closed_at, store),
        "z_number": summary.z_number,
        "report_date": place.business_date.isoformat(),
        "joined_into": None if place.shown_with == session.id else str(place.shown_with),
        "checked_at": _iso(summary.checked_at, store),
        "symptom": None if diagnosis is None else diagnosis.symptom.value,
        "detail": summary.detail,
        "also_open": also_open_object(summary.also_open, store),
    }


def also_open_object(other: AlsoOpen | None, store: Store) -> dict[str, Any] | None:
    """Return the operator's other normal session for programs, None where there is none."""
    if other is None:
        return None
    return {
        "id": str(other.id),
        "register": other.register_name,
        "opened_at": _iso(other.opened_at, store),
    }


def also_open_text(name: str, other: AlsoOpen, store: Store) -> str:
    """Return that the operator of a session has another one open elsewhere."""
    since = _local(other.opened_at, store)
    where = f"{other.register_name}, since {since}: {other.id}"
    return f"{name} has another normal session open on {where}"


def list_table(summaries: Sequence[SessionSummary], store: Store) -> Iterator[str]:
    """Yield the lines of the list."""
    if not summaries:
        yield "There is no cash session yet."
        return
    yield (
        f"{'id':36}  {'kind':8}  {'date':10}  {'state':8}  {'opened':16}  {'operator':12}  "
        f"{'sales':>6}  {'total':>12}  {'Z':>4}  {'server':7}  {'unsent':>6}"
    )
    for one in summaries:
        session = one.session
        z_number = "" if one.z_number is None else one.z_number
        attention = "  needs attention" if one.needs_attention else ""
        if one.also_open is not None:
            attention += f": also open on {one.also_open.register_name}"
        yield (
            f"{session.id}  {session.kind.value:8}  {session.business_date}  "
            f"{session.state.value:8}  {_local(session.opened_at, store)}  "
            f"{one.responsible[:12]:12}  {one.sales:>6}  {one.gross!s:>12}  {z_number:>4}  "
            f"{one.verdict:7}  {one.unsent:>6}{attention}"
        )


def story_object(
    summary: SessionSummary, steps: Sequence[StoryStep], store: Store
) -> dict[str, Any]:
    """Return a session with its story for programs."""
    return {
        **summary_object(summary, store),
        "opening_float": str(summary.session.opening_float),
        "story": [_step_object(step, store) for step in steps],
    }


def story_text(summary: SessionSummary, steps: Sequence[StoryStep], store: Store) -> Iterator[str]:
    """Yield a session's story line by line."""
    session, place = summary.session, summary.place
    yield f"{session.kind.value} session for {session.business_date}: {session.state.value}"
    yield f"Id {session.id}"
    if place.shown_with != session.id:
        yield f"Counted on {place.business_date} with {place.shown_with}"
    elif place.business_date != session.business_date:
        yield f"Counted on {place.business_date}"
    checked = "never" if summary.checked_at is None else _local(summary.checked_at, store)
    yield f"Server: {summary.verdict}, checked: {checked}; not sent: {summary.unsent}"
    if summary.detail:
        yield summary.detail
    yield ""
    for step in steps:
        sent = "" if step.is_sent else "  (not sent)"
        by = f"  {step.operator}" if step.operator else ""
        yield f"{_local(step.at, store)}  {_step_words(step)}{by}{sent}"


def closing_object(z_report: ZReport) -> dict[str, Any]:
    """Return what a closing came to; amounts are decimal text, None where nothing was counted."""
    return {
        "expected": str(z_report.report.cash.expected),
        "counted": _text(z_report.declaration.counted),
        "variance": _text(z_report.variance),
        "z_number": z_report.number,
    }


def closing_text(z_report: ZReport) -> Iterator[str]:
    """Yield what a closing came to."""
    currency = z_report.report.sales.currency
    empty = " It was empty." if z_report.report.is_empty else ""
    yield f"Closed, Z report {z_report.number}.{empty}"
    yield f"Expected {z_report.report.cash.expected} {currency}"
    if z_report.variance is None:
        yield "Not counted"
    else:
        yield f"Counted  {z_report.declaration.counted} {currency}, variance {z_report.variance}"


def finding_object(finding: Finding, store: Store) -> dict[str, Any]:
    """Return what is stuck for programs."""
    session, totals = finding.summary.session, finding.totals
    return {
        "id": str(session.id),
        "kind": session.kind.value,
        "business_date": session.business_date.isoformat(),
        "state": session.state.value,
        "symptom": finding.diagnosis.symptom.value,
        "since": _iso(finding.diagnosis.since, store),
        "why": finding.why,
        "would": finding.would,
        "totals": {
            "expected": str(totals.expected),
            "variance": None,
            "z_number": totals.z_number,
            "ledger": {account.value: str(amount) for account, amount in totals.ledger},
        },
    }


def repair_object(repair: Repair, store: Store) -> dict[str, Any]:
    """Return what came of a repair for programs; `stuck` is what is left."""
    return {
        "stuck": [finding_object(one, store) for one in repair.left],
        "repaired": [
            {"id": str(one.id), "done": one.remedy.value, "z_number": one.z_number}
            for one in repair.repaired
        ],
        "backup": None if repair.backup is None else str(repair.backup),
        "undo": repair.undo or None,
    }


def attention_objects(found: Sequence[SessionSummary], store: Store) -> dict[str, Any]:
    """Return what wants a look and is not stuck, for programs; nothing where there is none."""
    return {"attention": [summary_object(one, store) for one in found]} if found else {}


def attention_text(found: Sequence[SessionSummary], store: Store) -> Iterator[str]:
    """Yield what wants a look and is not stuck."""
    for one in found:
        assert one.also_open is not None
        yield f"Needs attention: {one.session.kind.value} session {one.session.id}"
        yield f"  {also_open_text(one.responsible, one.also_open, store)}. Close one of them."


def findings_text(findings: Sequence[Finding], store: Store) -> Iterator[str]:
    """Yield what is stuck, why, and what would be done."""
    if not findings:
        yield "No cash session is stuck."
    for one in findings:
        session, totals = one.summary.session, one.totals
        yield f"{session.kind.value} session for {session.business_date} ({session.state.value})"
        yield f"  Id {session.id}, opened by {one.summary.opened_by}"
        yield f"  Why: {one.why}"
        yield f"  Would be done: {one.would}"
        yield f"  Expected cash {totals.expected}, as it is; no variance"
        for account, amount in totals.ledger:
            yield f"  Ledger: {account.value} {amount}"


def repair_text(repair: Repair, store: Store) -> Iterator[str]:
    """Yield what came of a repair."""
    if repair.backup is not None:
        yield f"A backup was made and proved: {repair.backup}"
    for one in repair.repaired:
        z_report = "" if one.z_number is None else f", Z report {one.z_number}"
        yield f"{one.id}: {one.remedy.value.replace('_', ' ')}{z_report}"
    yield from findings_text(repair.left, store)
    if repair.undo:
        yield f"To undo it: {repair.undo}"


def _step_object(step: StoryStep, store: Store) -> dict[str, Any]:
    clearing = step.clearing
    words = {
        "kind": step.kind,
        "at": _iso(step.at, store),
        "seq": step.seq,
        "operator": step.operator,
        "amount": _text(step.amount),
        "counted": _text(step.counted),
        "variance": _text(step.variance),
        "reason": step.reason,
        "to": step.to,
        "movement": step.movement,
        "sales": step.sales,
        "z_number": step.z_number,
        "business_date": None if step.business_date is None else step.business_date.isoformat(),
        "into": None if step.into is None else str(step.into),
        "closed_by": None if clearing is None else clearing.closed_by,
    }
    plain = {name: value for name, value in words.items() if value not in (None, "", 0)}
    return {**plain, "sent": step.is_sent}


def _step_words(step: StoryStep) -> str:
    details = [step.kind.removeprefix("cash_session_").replace("_", " ")]
    if step.sales:
        details.append(f"{step.sales} sale(s)")
    for name, value in (
        ("", step.movement.replace("_", " ")),
        ("", _text(step.amount)),
        ("counted", _text(step.counted)),
        ("variance", _text(step.variance)),
        ("Z", step.z_number),
        ("to", step.to or step.business_date or step.into),
    ):
        if value is not None and value != "":
            details.append(f"{name} {value}".strip())
    if step.clearing is not None:
        details.append(f"closed on the server by {step.clearing.closed_by}")
    if step.reason:
        details.append(f"“{step.reason}”")
    return ", ".join(details)


def _text(amount: Money | None) -> str | None:
    return None if amount is None else str(amount)


def _iso(at: datetime | None, store: Store) -> str | None:
    return None if at is None else at.astimezone(store.zone).isoformat()


def _local(at: datetime, store: Store) -> str:
    return f"{at.astimezone(store.zone):%Y-%m-%d %H:%M}"
