"""Words of what the doctor found: why a session is stuck, what would be done, to which totals."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pos.domain.cash_session import CashSessionKind
from pos.domain.ledger import Account
from pos.domain.store import Store
from pos.domain.stuck import Remedy, Symptom
from pos.services.doctor import Finding, Repair
from pos.ui.formatting import Formats, own_direction
from pos.ui.language import translate, translate_count
from pos.ui.problem_words import with_detail

WRITES = (Remedy.CLOSE_UNCOUNTED, Remedy.LEAVE_COUNT)


def why(finding: Finding, store: Store, formats: Formats) -> str:
    """Return in a sentence why the session is stuck, and since when."""
    known = finding.summary.session
    since = formats.moment(finding.diagnosis.since)
    match finding.diagnosis.symptom:
        case Symptom.NO_ACTIVITY if known.kind is CashSessionKind.DEFERRED:
            return translate("Doctor", "Nothing was typed into it since {time}.", time=since)
        case Symptom.NO_ACTIVITY:
            return translate(
                "Doctor",
                "Its business date ended {end}, and nothing happened in it since {time}.",
                end=formats.moment(store.day_ends_at(known.business_date)),
                time=since,
            )
        case Symptom.COUNT_LEFT_ALONE:
            return translate(
                "Doctor",
                "It is being counted, and nothing happened in it since {time}.",
                time=since,
            )
        case Symptom.LATE_UNSENT:
            return translate_count(
                "Doctor",
                "%Ln of its entries were not sent since it was closed.",
                finding.summary.unsent,
            )
        case Symptom.REGISTER_FENCED:
            return translate(
                "Doctor",
                "This register is out of use for good, so nothing can be ended here. What it "
                "recorded is kept and sent.",
            )
    return with_detail(
        lambda: translate("Doctor", "Register and server say different things of it."), finding.why
    )


def would(finding: Finding, formats: Formats) -> str:
    """Return in a sentence what a repair would do."""
    match finding.diagnosis.remedy:
        case Remedy.CLOSE_UNCOUNTED:
            return _would_close(finding, formats)
        case Remedy.LEAVE_COUNT:
            return translate("Doctor", "Go back from counting to selling.")
        case Remedy.SEND:
            return translate(
                "Doctor", "Send what waits: the server keeps it as a supplement to its Z report."
            )
    return translate("Doctor", "Nothing: a person has to look at it first.")


def totals(finding: Finding, formats: Formats) -> str:
    """Return what a repair would do to each total, one a line."""
    lines = [
        translate(
            "Doctor",
            "Sales: {amount}, unchanged.",
            amount=formats.money(finding.summary.gross),
        ),
        translate(
            "Doctor",
            "Cash by the books: {amount}, unchanged. No count is made up.",
            amount=formats.money(finding.totals.expected),
        ),
    ]
    if not finding.totals.ledger:
        lines.append(translate("Doctor", "No account moves."))
    for account, amount in finding.totals.ledger:
        moved = formats.signed_money(amount)
        lines.append(
            translate(
                "Doctor", "Account {account}: {amount}", account=account_name(account), amount=moved
            )
        )
    return "\n".join(lines)


def account_name(account: Account) -> str:
    """Return what an account that a closing moves is called; others by their own word."""
    match account:
        case Account.TILL:
            return translate("Doctor", "till")
        case Account.SAFE:
            return translate("Doctor", "safe")
        case Account.DEFERRED_CASH:
            return translate("Doctor", "cash of past days")
    return own_direction(account.value)


def plan(findings: Iterable[Finding], formats: Formats) -> str:
    """Return what a repair of all would do, one a line."""
    return "\n".join(_plan(tuple(findings), formats))


def outcome(repair: Repair, formats: Formats) -> str:
    """Return what a repair did."""
    closed = [one.z_number for one in repair.repaired if one.z_number is not None]
    counts = len(repair.repaired) - len(closed)
    lines = []
    if closed:
        numbers = ", ".join(formats.ordinal(number) for number in closed)
        lines.append(
            translate_count(
                "Doctor", "Sessions closed, not counted: %Ln (Z {numbers}).",
                len(closed), numbers=numbers,
            )
        )  # fmt: skip
    if counts:
        lines.append(
            translate_count("Doctor", "Counts left, so that one sells again: %Ln.", counts)
        )
    if not repair.repaired:
        lines.append(translate("Doctor", "Nothing was stuck any more, so nothing was changed."))
    if repair.left:
        left = len(repair.left)
        lines.append(translate_count("Doctor", "%Ln session(s) still need a person.", left))
    else:
        lines.append(translate("Doctor", "Looked again: nothing is stuck any more."))
    return "\n".join(lines)


def undoing(repair: Repair) -> str:
    """Return how to take a repair back; empty where there is nothing to take back."""
    if repair.backup is None or not repair.repaired:
        return ""
    command = own_direction(f"evertill backup restore {repair.backup} --data FOLDER")
    lines = [
        translate(
            "Doctor",
            "Before the next exchange with the server: restore the backup into a new folder, "
            "with:\n{command}",
            command=command,
        )
    ]
    if any(one.z_number is not None for one in repair.repaired):
        lines.append(
            translate(
                "Doctor",
                "After it: open a session of the same kind and day again, close it when it is "
                "complete, and join both from the list of cash sessions.",
            )
        )
    if any(one.z_number is None for one in repair.repaired):
        lines.append(translate("Doctor", "A count that was left is begun again at the till."))
    return "\n".join(lines)


def _would_close(finding: Finding, formats: Formats) -> str:
    number = formats.ordinal(finding.totals.z_number or 0)
    close = translate("Doctor", "Close it as not counted, with Z report {number}.", number=number)
    if not finding.tickets:
        return close
    waiting = translate_count(
        "Doctor",
        "%Ln unsettled ticket(s) of it wait for the next session of its kind.",
        finding.tickets,
    )
    return f"{close} {waiting}"


def _plan(findings: tuple[Finding, ...], formats: Formats) -> Iterator[str]:
    yield translate("Doctor", "1. A backup is made and proved. If that fails, nothing is changed.")
    closings = [one for one in findings if one.diagnosis.remedy is Remedy.CLOSE_UNCOUNTED]
    counts = [one for one in findings if one.diagnosis.remedy is Remedy.LEAVE_COUNT]
    if closings:
        numbers = ", ".join(formats.ordinal(one.totals.z_number or 0) for one in closings)
        yield translate_count(
            "Doctor", "2. Sessions closed as not counted: %Ln (Z {numbers}).",
            len(closings), numbers=numbers,
        )  # fmt: skip
    if counts:
        yield translate_count(
            "Doctor", "2. Counts left, so that one sells again: %Ln.", len(counts)
        )
    yield translate(
        "Doctor", "3. All is looked at again. Each step is kept with your name and this reason."
    )
