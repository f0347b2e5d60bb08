"""Who may do what at a till: every deed of every service by every role, from one table."""

from __future__ import annotations

import inspect
import typing
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from pos.domain.cash_movement import MovementKind
from pos.domain.cash_session import CashSession, CashSessionKind, OperatorId
from pos.domain.permission import GRANTABLE, NotPermitted, Right, Role, has_right
from pos.domain.problem import Problem
from pos.domain.quantity import EACH, one
from pos.domain.report import Declaration
from pos.domain.sale import Sale, SaleId
from pos.domain.tax import PriceMode
from pos.domain.tender import Tender, TenderKind
from pos.services.cash_sessions import PURPOSE_TILL
from pos.services.checkout import PastSale
from pos.services.operators import Operator
from tests.builders import a_product
from tests.registers import MIA, NOON, USD, RegisterInTest, an_enrolled_register, usd

OF_THE_SESSION = None  # the right to open a session of its kind
# What each deed needs beside the right to sessions of the kind.
NEEDS: dict[str, Right | None] = {
    "checkout.add": OF_THE_SESSION,
    "checkout.complete": OF_THE_SESSION,
    "checkout.record_past": Right.IMPORT_SALES,
    "checkout.scan": OF_THE_SESSION,
    "checkout.set_discount": Right.GIVE_DISCOUNT,
    "checkout.set_quantity": OF_THE_SESSION,
    "checkout.take_back_tenders": OF_THE_SESSION,
    "checkout.tender": OF_THE_SESSION,
    "checkout.void_line": OF_THE_SESSION,
    "checkout.void_ticket": OF_THE_SESSION,
    "parked_tickets.park": OF_THE_SESSION,
    "parked_tickets.recall": OF_THE_SESSION,
    "parked_tickets.discard": OF_THE_SESSION,
    "paper_book.note": OF_THE_SESSION,
    "paper_book.note_total": OF_THE_SESSION,
    "cash_movements.move": OF_THE_SESSION,
    "cash_movements.open_drawer": OF_THE_SESSION,
    "cash_sessions.resume": OF_THE_SESSION,
    "cash_sessions.hand_over": OF_THE_SESSION,
    "cash_sessions.begin_count": OF_THE_SESSION,
    "cash_sessions.leave_count": OF_THE_SESSION,
    "cash_sessions.close": OF_THE_SESSION,
    "cash_sessions.open_normal": Right.OPEN_NORMAL_SESSION,
    "cash_sessions.open_deferred": Right.OPEN_DEFERRED_SESSION,
    "cash_sessions.open_training": Right.OPEN_TRAINING_SESSION,
    "cash_sessions.close_uncounted": Right.REPAIR_SESSIONS,
    "corrections.after_joining": Right.CORRECT_SESSION,
    "corrections.after_redating": Right.CORRECT_SESSION,
    "corrections.join": Right.CORRECT_SESSION,
    "corrections.redate": Right.CORRECT_SESSION,
    "doctor.repair": Right.REPAIR_SESSIONS,
}
NEEDS_NO_RIGHT = {"operators.sign_out"}
NEEDS_ITS_OWN_ALONE = {
    name for name, right in NEEDS.items() if right is not None and not name.startswith("checkout.")
}
NOT_OF_A_SESSION = {
    "cash_sessions.open_normal",
    "cash_sessions.open_deferred",
    "cash_sessions.open_training",
}


def deeds() -> dict[str, Callable[..., Any]]:
    """Return every public method of a till's services that is told who does it."""
    found = {}
    for name, kind in typing.get_type_hints(RegisterInTest).items():
        if not getattr(kind, "__module__", "").startswith("pos.services"):
            continue
        for method, function in inspect.getmembers(kind, inspect.isfunction):
            told = inspect.signature(function).parameters
            if not method.startswith("_") and "operator" in told:
                found[f"{name}.{method}"] = function
    return found


@dataclass(frozen=True)
class Till:
    """A till with a session of one kind, opened by a manager."""

    register: RegisterInTest
    session: CashSession

    def do(self, name: str, operator: Operator) -> Exception | None:
        """Do it, and return what came of it; other refusals than for want of a right are none."""
        if name == "cash_sessions.close":  # is refused to everybody before the count
            with suppress(Problem):
                self.register.checkout.void_ticket(self.session.id, MIA)
            with suppress(Problem):
                self.register.cash_sessions.begin_count(self.session.id, MIA)
        service, _, method = name.partition(".")
        function = getattr(getattr(self.register, service), method)
        told = inspect.signature(function).parameters
        given = self._given(operator)
        try:
            function(**{one: given[one] for one in told})
        except NotPermitted as refused:
            return refused
        except (Problem, LookupError):
            return None
        return None

    def _given(self, operator: Operator) -> dict[str, Any]:
        day = self.session.business_date - timedelta(days=2)
        return {
            "session_id": self.session.id,
            "operator": operator,
            "into": self.session.id,
            "item": a_product(),
            "quantity": one(EACH),
            "code": "MILK",
            "line": 1,
            "discount": None,
            "tender": Tender(TenderKind.CASH, usd("1.00")),
            "sale_id": SaleId(UUID(int=5)),
            "sale": Sale(id=SaleId(UUID(int=6)), currency=USD, price_mode=PriceMode.TAX_INCLUSIVE),
            "past": PastSale(occurred_at=NOON - timedelta(days=9), paper_ticket="17"),
            "number": "17",
            "sold_at": None,
            "total": None,
            "kind": MovementKind.PAID_IN,
            "amount": usd("1.00"),
            "reason": "to see who may",
            "declaration": Declaration(counted=usd("0.00")),
            "to": MIA,
            "business_date": day,
            "purpose": PURPOSE_TILL,
            "opening_float": usd("1.00"),
            "count": None,
            "backup": lambda *_: None,
            "send": None,
        }


@pytest.fixture(params=CashSessionKind)
def till(tmp_path: Path, request: pytest.FixtureRequest) -> Till:
    register, kind = an_enrolled_register(tmp_path), request.param
    sessions = register.cash_sessions
    opened = {
        CashSessionKind.NORMAL: lambda: sessions.open_normal(MIA, usd("10.00")),
        CashSessionKind.TRAINING: lambda: sessions.open_training(MIA, usd("10.00")),
        CashSessionKind.DEFERRED: lambda: sessions.open_deferred(
            MIA, NOON.date() - timedelta(days=5)
        ),
    }[kind]()
    with suppress(Problem):
        register.checkout.scan(opened.id, MIA, "MILK")
    return Till(register, opened)


def may(role: Role, name: str, kind: CashSessionKind) -> bool:
    """Tell what the table says."""
    own = NEEDS[name]
    if own is not None and not has_right(role, own):
        return False
    if name in NEEDS_ITS_OWN_ALONE:
        return True
    return kind is not CashSessionKind.DEFERRED or has_right(role, Right.OPEN_DEFERRED_SESSION)


class TestEveryDeed:
    def test_is_in_the_table(self) -> None:
        assert set(deeds()) == set(NEEDS) | NEEDS_NO_RIGHT

    @pytest.mark.parametrize("role", Role)
    def test_is_done_by_whom_the_table_says_and_by_nobody_else(
        self, till: Till, role: Role
    ) -> None:
        operator = Operator(id=OperatorId(UUID(int=77)), name="Somebody", role=role)

        refused = {name for name in NEEDS if till.do(name, operator) is not None}

        kind = till.session.kind
        assert refused == {name for name in NEEDS if not may(role, name, kind)}


class TestTheDocument:
    def test_says_which_role_has_which_right(self) -> None:
        document = (Path(__file__).parent.parent.parent / "docs" / "security.md").read_text()

        for right in Right:
            yes = ["yes" if has_right(role, right) else "" for role in Role]
            given = "yes" if right in GRANTABLE else ""
            cells = [right.value, *yes, given]
            assert "|" + "|".join(f" {one} " if one else " " for one in cells) + "|" in document
