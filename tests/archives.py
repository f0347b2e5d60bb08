"""Archives for tests: of a register that did everything, and what tampering does to them."""

from __future__ import annotations

import copy
import importlib.util
import json
import sys
from base64 import b64encode
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from types import ModuleType
from typing import Any

from pos.domain.canonical import canonical
from pos.domain.cash_count import count_cash
from pos.domain.cash_movement import MovementKind
from pos.domain.discount import AmountOff, PercentOff
from pos.domain.event import event_hash
from pos.domain.quantity import Quantity, unit_of_measure
from pos.domain.report import Declaration
from pos.domain.signature import Purpose, SigningKey
from pos.domain.tender import Tender, TenderKind
from pos.services.archive import RegisterArchives
from tests.registers import MIA, TOM, USD, RegisterInTest, usd

AUDITOR = Path(__file__).parents[1] / "auditor" / "verify_archive.py"
Line = dict[str, Any]


def load_verifier() -> ModuleType:
    """Return the independent verifier, which is no part of the program."""
    spec = importlib.util.spec_from_file_location("verify_archive", AUDITOR)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["verify_archive"] = module  # where its dataclasses look for their types
    spec.loader.exec_module(module)
    return module


verifier = load_verifier()


def work_a_week(register: RegisterInTest) -> None:
    """Have every kind of entry written, with every kind of line, discount and tender."""
    _a_day(register)
    register.clock.advance(timedelta(days=1))
    training = register.cash_sessions.open_training(TOM, usd("20.00"))
    sell(register, training.id, "LAMP", cash="30.00")
    register.cash_sessions.begin_count(training.id, TOM)
    register.cash_sessions.close(training.id, TOM, Declaration(counted=usd("44.90")))
    today = register.cash_sessions.today()
    closed = []
    for back, paid_out in ((3, "0.50"), (2, "3.00")):  # a book may end below zero
        deferred = register.cash_sessions.open_deferred(MIA, today - timedelta(days=back))
        sell(register, deferred.id, "BREAD", cash="2.50")
        amount = usd(paid_out)
        register.cash_movements.move(deferred.id, MIA, MovementKind.PAID_OUT, amount, "stamps")
        register.cash_sessions.begin_count(deferred.id, MIA)
        found = Declaration(counted=usd("2.50") - amount)
        register.cash_sessions.close(deferred.id, MIA, found)
        closed.append(deferred.id)
    register.corrections.redate(closed[0], MIA, today - timedelta(days=4), "wrong page")
    register.corrections.join(closed[1], MIA, closed[0], "one page")
    left_open = register.cash_sessions.open_normal(MIA, usd("0.00"))
    sell(register, left_open.id, "MILK", cash="2.00")


def _a_day(register: RegisterInTest) -> None:
    checkout, sessions, moves = register.checkout, register.cash_sessions, register.cash_movements
    count = count_cash({2000: 5}, USD)
    day = sessions.open_normal(TOM, usd("100.00"), count).id
    sell(register, day, "LAMP", "MILK", cash="50.00")
    checkout.scan(day, TOM, "APPLE", Quantity(Decimal("0.735"), unit_of_measure("kg")))
    checkout.scan(day, TOM, "LAMP")
    checkout.scan(day, TOM, "GAS", Quantity(Decimal("12.486"), unit_of_measure("gal")))
    checkout.scan(day, MIA, "BREAD")
    checkout.set_discount(day, MIA, 1, PercentOff(Decimal("12.5"), "bruised"))
    checkout.set_discount(day, MIA, 3, AmountOff(usd("1.00"), "card of the shop"))
    checkout.void_line(day, TOM, 4)
    checkout.tender(day, TOM, Tender(TenderKind.COUPON, usd("1.50")))
    checkout.tender(day, TOM, Tender(TenderKind.VOUCHER, usd("5.00")))
    checkout.tender(day, TOM, Tender(TenderKind.CARD, usd("20.00")))
    checkout.tender(day, TOM, Tender(TenderKind.CASH, usd("40.00")))
    checkout.complete(day, TOM)
    checkout.scan(day, TOM, "MILK")
    checkout.void_ticket(day, TOM)
    for kind in MovementKind:
        moves.move(day, MIA, kind, usd("12.50"), "change and stamps")
    moves.open_drawer(day, TOM, "change for a customer")
    sessions.hand_over(day, TOM, MIA)
    sessions.begin_count(day, MIA)
    sessions.leave_count(day, MIA)
    sessions.begin_count(day, MIA)
    expected = sessions.x_report(day).cash.expected
    counted = Declaration(counted=expected - usd("0.50"), comment="a coin was foreign")
    sessions.close(day, MIA, counted)


def sell(register: RegisterInTest, session_id: Any, *codes: str, cash: str) -> None:
    for code in codes:
        register.checkout.scan(session_id, MIA, code)
    register.checkout.tender(session_id, MIA, Tender(TenderKind.CASH, usd(cash)))
    register.checkout.complete(session_id, MIA)


def archive_of(register: RegisterInTest, path: Path) -> Path:
    RegisterArchives(register.database, register.journal.identity).write(path)
    return path


def lines_of(path: Path) -> list[Line]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def write_lines(path: Path, lines: list[Line]) -> Path:
    text = "".join(f"{json.dumps(line, ensure_ascii=False)}\n" for line in lines)
    path.write_text(text, encoding="utf-8")
    return path


def says(path: Path) -> str:
    """Return what the verifier says of an archive that it must not believe."""
    walks, problem = verifier.verify([path], set())
    assert problem is not None, verifier.as_object(walks, problem)
    return str(problem)


def names_entry(path: Path) -> int | None:
    """Return the entry that the verifier names as the first bad one."""
    _, problem = verifier.verify([path], set())
    assert problem is not None
    found: int | None = problem.seq
    return found


def with_event(line: Line, event: dict[str, Any]) -> Line:
    """Return an entry that says something else under its old signature."""
    return {**line, "body": canonical(event).decode()}


def resealed(lines: list[Line], key: SigningKey) -> list[Line]:
    """Return the lines with every hash and signature made anew, as the key's owner could."""
    made = copy.deepcopy(lines)
    digest = "0" * 64
    for number, line in enumerate(made[1:-1], start=1):
        event = json.loads(line["body"])
        event["prev_hash"], event["seq"] = digest, number
        line["body"], line["seq"] = canonical(event).decode(), number
        digest = event_hash(line["body"].encode())
        line["sig"] = b64encode(key.sign(Purpose.EVENT, bytes.fromhex(digest))).decode()
    made[-1]["entries"] = len(made) - 2
    made[-1]["heads"][0] |= {"seq": len(made) - 2, "hash": digest}
    return made
