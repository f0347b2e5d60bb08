"""Days at a till that is killed again and again: `python -m tests.killed_days FOLDER KILLS SEED`.

Each attempt is a process of its own that ends as `kill -9` would end it, at a named crash point;
the next one looks at what is on disk and goes on, as a cashier does.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from itertools import cycle
from pathlib import Path
from typing import Any

from pos.bootstrap import Register, open_register
from pos.domain.cash_movement import MovementKind
from pos.domain.cash_session import CashSession, CashSessionState
from pos.domain.report import Declaration
from pos.domain.tender import Tender, TenderKind
from pos.runtime.clock import SystemClock
from pos.runtime.crash_points import CRASH_AT, KILLED, KNOWN_CRASH_POINTS
from pos.services.operators import Operator
from tests.register_folders import a_register_folder
from tests.registers import usd

SALES = 2
COUNTED = usd("140.30")  # 100.00 + 2 lamps − 10.00 paid out, and 0.50 over
TWICE = {"cash_session.count.before_commit", "cash_session.count.after_commit"}
# Each step happens as often as in a day that nobody disturbed.
WHOLE_DAY = {
    "cash_session_opened": 1,
    "sale_completed": SALES,
    "cash_moved": 1,
    "drawer_opened": 1,
    "cash_session_handed_over": 1,
    "cash_session_counting": 2,
    "cash_session_count_left": 1,
    "cash_session_closed": 1,
    "cash_session_redated": 1,
}


def points() -> list[str]:
    """Return every crash point of cash sessions, with the time that it is reached."""
    names = [name for name in KNOWN_CRASH_POINTS if name.startswith("cash_session.")]
    names += [name for name in KNOWN_CRASH_POINTS if name.startswith("sale.complete.")]
    return [f"{name}:1" for name in names] + [f"{name}:2" for name in sorted(TWICE)]


def work_a_day(root: Path) -> float:
    """Go on with the day from what is on disk; return after how many seconds it could sell."""
    clock = SystemClock()
    started = clock.monotonic_ns()
    register = open_register(root, ask_passphrase=lambda _: None)
    mia, tom = register.operators.named("Mia"), register.operators.named("Tom")
    session = begun(register, tom)
    register.cash_sessions.x_report(session.id)
    usable = (clock.monotonic_ns() - started) / 1e9
    steps = counted_steps(register)
    if session.state is CashSessionState.OPEN and not steps["cash_session_count_left"]:
        trade(register, session, tom, mia, steps)
    if not session.is_closed:
        count_and_close(register, session, mia, steps)
    if not steps["cash_session_redated"]:
        the_day_before = session.business_date - timedelta(days=1)
        register.corrections.redate(session.id, mia, the_day_before, "the cut-off was wrong")
    register.close()
    return usable


def begun(register: Register, operator: Operator) -> CashSession:
    """Return the day's session, opened now if it was not."""
    found = register.session_list.all()
    return (
        found[0].session if found else register.cash_sessions.open_normal(operator, usd("100.00"))
    )


def trade(
    register: Register, session: CashSession, tom: Operator, mia: Operator, steps: Counter[str]
) -> None:
    for _ in range(SALES - steps["sale_completed"]):
        ticket = register.checkout.ticket(session.id)
        if not ticket.lines:
            ticket = register.checkout.scan(session.id, tom, "LAMP")
        if ticket.due:
            register.checkout.tender(session.id, tom, Tender(TenderKind.CASH, usd("30.00")))
        register.checkout.complete(session.id, tom)
    if not steps["cash_moved"]:
        register.cash_movements.move(
            session.id, tom, MovementKind.PAID_OUT, usd("10.00"), "window cleaner"
        )
    if not steps["drawer_opened"]:
        register.cash_movements.open_drawer(session.id, tom, "change for a note")
    if not steps["cash_session_handed_over"]:
        register.cash_sessions.hand_over(session.id, tom, mia)


def count_and_close(
    register: Register, session: CashSession, mia: Operator, steps: Counter[str]
) -> None:
    register.cash_sessions.begin_count(session.id, mia)
    if not steps["cash_session_count_left"]:
        register.cash_sessions.leave_count(session.id, mia)
        register.cash_sessions.begin_count(session.id, mia)
    register.cash_sessions.close(session.id, mia, Declaration(counted=COUNTED))


def counted_steps(register: Register) -> Counter[str]:
    sql = "SELECT kind, count(*) FROM journal WHERE cash_session_id IS NOT NULL GROUP BY kind"
    return Counter(dict(register.database.fetch(sql)))


def attempt(root: Path, crash_at: str) -> tuple[int, float]:
    """Work in a process of its own; return its exit code and when it could sell."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        code = 1
        try:
            os.environ[CRASH_AT] = crash_at
            os.write(writing, str(work_a_day(root)).encode())
            code = 0
        finally:
            os._exit(code)
    os.close(writing)
    with os.fdopen(reading) as told:
        usable = told.read()
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status), float(usable or 0)


def results_of(root: Path) -> dict[str, Any]:
    """Return what the day came to, and what the verifier says of it."""
    register = open_register(root, ask_passphrase=lambda _: None)
    (summary,) = register.session_list.all()
    z_report = register.cash_sessions.z_report(summary.session.id)
    assert z_report is not None
    found = {
        "variance": str(z_report.variance),
        "expected": str(z_report.report.cash.expected),
        "z_number": z_report.number,
        "steps": dict(counted_steps(register)),
        "report_day_moved": summary.place.business_date != summary.session.business_date,
        "problems": [str(one) for one in register.verification.verify().findings],
    }
    register.close()
    return found


def days(folder: Path, kills: int, seed: int) -> Iterator[dict[str, Any]]:
    """Yield each day with where it was killed; together at least `kills` times."""
    template, done = a_register_folder(folder / "template"), 0
    order = points()
    seconds = cycle(order[seed % len(order) :] + order[: seed % len(order)])
    for number, first in enumerate(cycle(order)):
        if done >= kills:
            return
        root = folder / f"day{number}"
        shutil.copytree(template, root)
        killed_at, usable = [], 0.0
        if number % len(order) == len(order) - 1:
            next(seconds)  # another partner for each point in the next round
        for crash_at in (first, next(seconds), ""):
            code, took = attempt(root, crash_at)
            usable = max(usable, took)
            if code == KILLED:
                killed_at.append(crash_at)
            elif code == 0:
                break
            else:
                raise SystemExit(f"{root}: exit code {code} at {crash_at}")
        done += len(killed_at)
        yield {"killed_at": killed_at, "usable": usable, **results_of(root)}
        shutil.rmtree(root)


def main(folder: str, kills: str, seed: str) -> None:
    """Print one JSON object for each day."""
    for day in days(Path(folder), int(kills), int(seed)):
        sys.stdout.write(json.dumps(day) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
