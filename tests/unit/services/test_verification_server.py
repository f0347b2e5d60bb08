"""Comparing a verified register with its server: heads, all sales, each session and each day."""

from dataclasses import replace
from datetime import date
from uuid import UUID

import msgspec
import pytest

from pos.domain.chain import ChainHead
from pos.domain.currency import currency
from pos.domain.money import Money
from pos.services.verification import Verified
from pos.services.verification_server import ServerFigures, compare_with_server
from pos.services.verification_sessions import SessionTotal
from pos.wire.messages import DayTotalMessage

MORNING = SessionTotal(
    id=UUID(int=1), report_date=date(2026, 3, 1), kind="normal", sales=2, total=300
)
EVENING = SessionTotal(
    id=UUID(int=2), report_date=date(2026, 3, 1), kind="normal", sales=1, total=100
)
DEFERRED = SessionTotal(
    id=UUID(int=3), report_date=date(2026, 2, 1), kind="deferred", sales=1, total=50
)
MARCH = DayTotalMessage(business_date=date(2026, 3, 1), kind="normal", sales=3, total=400)
FEBRUARY = DayTotalMessage(business_date=date(2026, 2, 1), kind="deferred", sales=1, total=50)
HEAD = ChainHead(9, "ab" * 32)
HERE = Verified(
    entries=9,
    sales=4,
    total=Money(450, currency("USD")),
    head=HEAD,
    sessions=(MORNING, EVENING, DEFERRED),
    findings=(),
    findings_count=0,
)
THERE = ServerFigures(
    head=HEAD,
    currency="USD",
    sales=4,
    total=450,
    sessions=(DEFERRED, MORNING, EVENING),
    days=(MARCH, FEBRUARY),
)


def said(server: ServerFigures) -> list[str]:
    return [finding.message for finding in compare_with_server(HERE, server)]


class TestComparing:
    def test_finds_nothing_where_both_say_the_same(self) -> None:
        assert said(THERE) == []

    @pytest.mark.parametrize(
        ("head", "sentence"),
        [
            (ChainHead(7, "cd" * 32), "run `evertill sync run`"),
            (ChainHead(11, "cd" * 32), "older than what was sent"),
            (ChainHead(9, "cd" * 32), "different entries 9"),
        ],
    )
    def test_says_how_the_heads_differ(self, head: ChainHead, sentence: str) -> None:
        (message,) = said(replace(THERE, head=head))

        assert sentence in message

    @pytest.mark.parametrize("changed", [{"sales": 5}, {"total": 451}, {"currency": "EUR"}])
    def test_says_that_the_sums_differ(self, changed: dict[str, object]) -> None:
        (message,) = said(replace(THERE, **changed))

        assert "this register 4 of 4.50" in message

    def test_names_a_cash_session_that_differs(self) -> None:
        others = (DEFERRED, MORNING, replace(EVENING, total=101))

        (message,) = said(replace(THERE, sessions=others))

        assert message == (
            f"cash session {EVENING.id}: 1 sales of 101 minor units on the server, 1 of 100 here"
        )

    def test_names_a_cash_session_that_only_one_of_them_knows(self) -> None:
        (message,) = said(replace(THERE, sessions=(MORNING, EVENING)))

        assert str(DEFERRED.id) in message

    def test_names_a_business_date_and_kind_that_differ(self) -> None:
        days = (msgspec.structs.replace(MARCH, total=399), FEBRUARY)

        (message,) = said(replace(THERE, days=days))

        assert message.startswith("business date 2026-03-01 (normal): 3 sales of 399")
