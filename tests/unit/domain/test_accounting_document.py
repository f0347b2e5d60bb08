"""The document on accounting: its accounts, tables and worked examples are the code's."""

from __future__ import annotations

import re
from pathlib import Path

from pos.domain.cash_movement import MovementKind, cash_movement
from pos.domain.cash_session import CashSessionKind
from pos.domain.ledger import Account, Effects
from pos.domain.posting_rules import (
    effects_of_closing,
    effects_of_movement,
    effects_of_opening,
    effects_of_sale,
)
from tests.unit.domain.builders import a_sale, eur, paid_in_cash

TEXT = (Path(__file__).parents[3] / "docs" / "accounting.md").read_text()


def section(title: str) -> str:
    """Return the text under a heading."""
    _, rest = TEXT.split(f"\n## {title}\n")
    return rest.split("\n## ")[0]


def rows(title: str) -> list[list[str]]:
    """Return the cells of a section's table, without its head and marks of code."""
    lines = [line for line in section(title).splitlines() if line.startswith("| `")]
    return [
        [cell.strip().replace("`", "") for cell in line.strip("|").split("|")] for line in lines
    ]


def told(example: str) -> list[tuple[str, str]]:
    """Return the postings that a sentence tells of: `till` − 12.50 …"""
    found = re.findall(r"`(\w+)`\s([+−])\s(\d+\.\d\d)", example)
    return [(account, amount if sign == "+" else f"-{amount}") for account, sign, amount in found]


def posted(effects: Effects) -> list[tuple[str, str]]:
    return [(posting.account.value, str(posting.amount)) for posting in effects.postings]


def to_the_safe(*effects: Effects) -> str:
    amounts = [p.amount for some in effects for p in some.postings if p.account is Account.SAFE]
    return str(sum(amounts, eur("0")))


class TestAccountingDocument:
    def test_lists_the_accounts(self) -> None:
        assert {row[0] for row in rows("Accounts")} == {account.value for account in Account}

    def test_says_where_each_movement_goes(self) -> None:
        signs = {"+": 1, "−": -1}
        found = {}
        for kind, till, counterpart in rows("`cash_moved`"):
            account, sign = counterpart.split()
            found[kind] = {("till", signs[till]), (account, signs[sign])}

        normal = CashSessionKind.NORMAL
        assert found == {
            kind.value: {
                (posting.account.value, posting.amount.minor // 100)
                for posting in effects_of_movement(
                    cash_movement(kind, eur("1"), "why"), normal
                ).postings
            }
            for kind in MovementKind
        }

    def test_works_out_a_pay_out(self) -> None:
        movement = cash_movement(MovementKind.PAID_OUT, eur("12.50"), "stamps")

        assert told(section("`cash_moved`")) == posted(
            effects_of_movement(movement, CashSessionKind.NORMAL)
        )

    def test_works_out_a_short_count(self) -> None:
        closing = effects_of_closing(
            counted=eur("149.50"), expected=eur("150"), kind=CashSessionKind.NORMAL
        )

        assert told(section("`cash_session_closed`")) == posted(closing)

    def test_works_out_what_comes_late(self) -> None:
        normal = CashSessionKind.NORMAL
        known = [effects_of_opening(eur("100"), normal)]
        known.append(effects_of_sale(paid_in_cash(a_sale("20")), normal))
        expected = sum((move.amount for some in known for move in some.cash_moves), eur("0"))
        at_the_server = effects_of_closing(counted=None, expected=expected, kind=normal)
        late = effects_of_sale(paid_in_cash(a_sale("5")), normal)
        left = sum((move.amount for move in late.cash_moves), eur("0"))
        of_the_register = effects_of_closing(counted=None, expected=left, kind=normal)

        story = section("A session that a manager closed on the server")
        for amount in (to_the_safe(at_the_server), to_the_safe(of_the_register)):
            assert amount in story
        assert to_the_safe(at_the_server, of_the_register) in story
        assert to_the_safe(at_the_server, of_the_register) == "125.00"
