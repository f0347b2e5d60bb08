"""A till that is killed while a ticket is rung up: the ticket comes back whole or not at all."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from pos.models.database import Database, open_database
from tests.register_folders import PASSPHRASE, REPOSITORY, a_register_folder
from tests.registers import KEY

KILLED = 137

# What the window does for each step, in a process of its own.
WORK = """
import sys
from pathlib import Path
from pos.bootstrap import open_register
from pos.domain.money import Money
from pos.domain.tender import Tender, TenderKind

register = open_register(Path(sys.argv[1]), ask_passphrase=lambda _: None)
tom = register.operators.named("Tom")
found = register.cash_sessions.resumable()
session = found[0] if found else register.cash_sessions.open_normal(tom, Money(100_00, "USD"))
for code in ("MILK", "LAMP", "BREAD"):
    register.checkout.scan(session.id, tom, code)
due = register.checkout.ticket(session.id).due
register.checkout.tender(session.id, tom, Tender(TenderKind.CASH, due))
register.checkout.complete(session.id, tom)
register.close()
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return a_register_folder(tmp_path / "till1")


def work(folder: Path, crash_at: str = "") -> int:
    plain = {name: value for name, value in os.environ.items() if "COV_" not in name}
    done = subprocess.run(
        [sys.executable, "-c", WORK, str(folder)],
        env=plain | {"EVERTILL_PASSPHRASE": PASSPHRASE, "EVERTILL_CRASH_AT": crash_at},
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode in {0, KILLED}, done.stderr
    return done.returncode


def names_on_the_ticket(database: Database) -> list[str]:
    sql = (
        "SELECT json_extract(value, '$.name') FROM ticket, json_each(contents, '$.lines') "
        "ORDER BY key"
    )
    return [row[0] for row in database.fetch(sql)]


class TestAKilledTill:
    @pytest.mark.parametrize(
        ("crash_at", "lines", "sales"),
        [
            ("sale.line.before_commit:1", 0, 0),
            ("sale.line.after_commit:1", 1, 0),
            ("sale.line.before_commit:3", 2, 0),
            ("sale.line.after_commit:3", 3, 0),
            ("sale.complete.before_commit:1", 3, 0),
            ("sale.complete.after_commit:1", 0, 1),
        ],
    )
    def test_has_every_step_that_was_committed_and_no_other(
        self, folder: Path, crash_at: str, lines: int, sales: int
    ) -> None:
        assert work(folder, crash_at) == KILLED

        database = open_database(folder / "register.db", KEY)
        names = names_on_the_ticket(database)
        sold = database.fetch("SELECT count(*) FROM sale")[0][0]
        events = database.fetch("SELECT count(*) FROM journal WHERE kind = 'sale_completed'")[0][0]
        database.close()

        assert names == ["Fresh Milk 1 L", "Desk Lamp", "Crème-Brûlée Bread"][:lines]
        assert sold == events == sales

    def test_sells_on_with_the_ticket_it_had(self, folder: Path) -> None:
        assert work(folder, "sale.line.after_commit:2") == KILLED

        assert work(folder) == 0

        database = open_database(folder / "register.db", KEY)
        names = [row[0] for row in database.fetch("SELECT name FROM sale_line ORDER BY number")]
        database.close()
        assert names[:2] == ["Fresh Milk 1 L", "Desk Lamp"]
        assert len(names) == 5
