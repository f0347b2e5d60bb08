"""The seed incident: a deferred session that is closed on the server and open on the till."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from pos.runtime.paths import read_data_folder
from pos.server.folder import database_of
from tests.register_folders import PASSPHRASE, REPOSITORY
from tests.shops import Shop, a_serving_shop, done, refused, told

pytestmark = pytest.mark.timeout(300)  # some twenty commands each

MIA = ("--operator", "Mia")
FOURTH = ("--kind", "deferred", "--date", "2025-10-04")
FOILWARE = "822558"

# What the window does when somebody types a paper ticket in, in a process of its own.
TYPE_A_TICKET = """
import sys
from pathlib import Path
from uuid import UUID
from pos.bootstrap import open_register
from pos.domain.tender import Tender, TenderKind

register = open_register(Path(sys.argv[1]), ask_passphrase=lambda _: None)
mia, session_id = register.operators.named("Mia"), UUID(sys.argv[2])
register.paper_book.note(session_id, mia, sys.argv[3], None)
register.checkout.scan(session_id, mia, sys.argv[4])
if len(sys.argv) < 6:
    due = register.checkout.ticket(session_id).due
    register.checkout.tender(session_id, mia, Tender(TenderKind.CASH, due))
    register.checkout.complete(session_id, mia)
register.close()
"""


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    with a_serving_shop(tmp_path_factory.mktemp("shop") / "srv") as shop:
        yield shop


@pytest.fixture
def till(shop: Shop, tmp_path: Path) -> str:
    return shop.till(tmp_path / "till1", name=tmp_path.name[:40])


def opened(till: str, *options: str) -> str:
    return str(told("sessions", "open", "--data", till, *MIA, *options)["id"])


def closed_on(shop: Shop, session_id: str) -> None:
    who = ("--by", "Mia", "--reason", "typed twice")
    done("sessions", "close", session_id, "--data", str(shop.folder), *who)


def listed(till: str) -> dict[str, dict[str, Any]]:
    return {one["id"]: one for one in told("sessions", "list", "--data", till)}


def type_a_ticket(till: str, session_id: str, number: str, *, settle: bool = True) -> None:
    plain = {name: value for name, value in os.environ.items() if "COV_" not in name}
    typed = [till, session_id, number, FOILWARE, *([] if settle else ["unsettled"])]
    done_there = subprocess.run(
        [sys.executable, "-c", TYPE_A_TICKET, *typed],
        env=plain | {"EVERTILL_PASSPHRASE": PASSPHRASE},
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done_there.returncode == 0, done_there.stderr


def versions_of(shop: Shop, session_id: str) -> list[tuple[Any, ...]]:
    """Return what the server's Z of a session says, version by version."""
    database = database_of(read_data_folder(shop.folder))
    with database.read() as db:
        rows = db.exec_driver_sql(
            "SELECT version, origin, sales, gross, late_sales, late_gross FROM z_report "
            "WHERE lower(hex(cash_session_id)) = ? ORDER BY version",
            (session_id.replace("-", ""),),
        ).all()
    database.close()
    return [tuple(row) for row in rows]


def test_the_transcript_runs_as_it_is_written(shop: Shop, till: str) -> None:
    """Closed on the server while the till still shows it: cleared, told, and opened again."""
    data = ("--data", till)
    d = opened(till, *FOURTH)
    n = opened(till, "--kind", "normal", "--float", "100.00")
    done("sync", "run", *data)
    closed_on(shop, d)

    before = listed(till)
    assert (before[d]["state"], before[d]["kind"]) == ("open", "deferred")
    assert before[d]["business_date"] == "2025-10-04"
    assert not before[d]["needs_attention"]
    assert set(before[d]) >= {
        *("id", "kind", "business_date", "state", "opened_at", "operator", "verdict", "unsent"),
        "needs_attention",
    }

    synced = told("sync", "run", *data)
    (cleared,) = synced["cleared"]
    assert set(cleared) == {"id", "closed_by", "closed_at", "reason"}
    assert (cleared["id"], cleared["closed_by"], cleared["reason"]) == (d, "Mia", "typed twice")
    assert datetime.fromisoformat(cleared["closed_at"]).tzinfo is not None

    again = opened(till, *FOURTH)
    assert again != d
    assert told("sessions", "doctor", *data) == {"stuck": []}
    healed = told("sessions", "doctor", *data, "--apply", *MIA)
    assert (healed["stuck"], healed["repaired"], healed["backup"]) == ([], [], None)

    after = listed(till)
    assert after[n] == before[n] | {
        "checked_at": after[n]["checked_at"],
        "verdict": after[n]["verdict"],
    }
    assert told("sessions", "close", n, *data, *MIA, "--counted", "100.00") == {
        "expected": "100.00",
        "counted": "100.00",
        "variance": "0.00",
        "z_number": 2,  # the clearing is the first
    }
    assert told("sync", "run", *data)["waiting"] == 0
    assert told("verify", *data, "--server", shop.address)["ok"] is True


def test_the_next_start_clears_it_and_a_new_one_opens_without_a_word_more(
    shop: Shop, till: str
) -> None:
    """Opening asks the server first, so nobody has to know of `sync run`."""
    d = opened(till, *FOURTH)
    done("sync", "run", "--data", till)
    closed_on(shop, d)

    new = told("sessions", "open", "--data", till, *MIA, *FOURTH)

    assert new["checked"] is True
    (cleared,) = new["cleared"]
    assert (cleared["id"], cleared["closed_by"], cleared["reason"]) == (d, "Mia", "typed twice")
    states = {key: one["state"] for key, one in listed(till).items()}
    assert states == {d: "closed", new["id"]: "open"}
    story = told("sessions", "show", d, "--data", till)["story"]
    assert story[-1]["closed_by"] == "Mia"
    assert "counted" not in story[-1]


def test_sales_that_were_not_sent_become_a_supplement_and_nothing_is_lost(
    shop: Shop, till: str
) -> None:
    """Two tickets after the last exchange: late, in the session's Z, and verified on both sides."""
    d = opened(till, *FOURTH)
    type_a_ticket(till, d, "1")
    done("sync", "run", "--data", till)
    closed_on(shop, d)
    type_a_ticket(till, d, "2")
    type_a_ticket(till, d, "3")
    type_a_ticket(till, d, "4", settle=False)

    synced = told("sync", "run", "--data", till)
    again = opened(till, *FOURTH)
    at_rest = told("sync", "run", "--data", till)
    proved = told("verify", "--data", till, "--server", shop.address)

    assert [one["id"] for one in synced["cleared"]] == [d]
    assert (at_rest["waiting"], at_rest["quarantined"]) == (0, 0)
    assert (proved["ok"], proved["sales"], proved["total"]) == (True, 3, "10.77")
    first, *supplements = versions_of(shop, d)
    assert first == (1, "manager", 1, 359, 0, 0)
    assert supplements[-1][2:] == (3, 1077, 2, 718)
    assert told("sessions", "doctor", "--data", till) == {"stuck": []}
    waiting = refused("sessions", "close", again, "--data", till, *MIA, "--counted", "0")
    assert "1 ticket(s) of this session are not settled" in waiting
    assert "parked, 3.59 USD: Disposable Foilware 2 Ct" in waiting


def test_a_shop_without_its_server_opens_closes_and_says_that_nobody_was_asked(
    tmp_path: Path,
) -> None:
    """A server that is away holds nothing up."""
    with a_serving_shop(tmp_path / "srv") as shop:
        till = shop.till(tmp_path / "till1")
        d = opened(till, *FOURTH)
        done("sync", "run", "--data", till)
    closed_on(shop, d)

    n = told("sessions", "open", "--data", till, *MIA, "--float", "50,5")

    assert (n["checked"], n["cleared"], n["opening_float"]) == (False, [], "50.50")
    assert listed(till)[d]["state"] == "open"
    closing = told("sessions", "close", n["id"], "--data", till, *MIA, "--counted", "50.50")
    assert closing["variance"] == "0.00"
    collision = refused("sessions", "open", "--data", till, *MIA, *FOURTH)
    assert d in collision


def test_the_same_command_works_on_the_servers_folder(shop: Shop, till: str) -> None:
    """List, doctor and close on the server; a sentence where something is not possible there."""
    server = ("--data", str(shop.folder))
    d = opened(till, *FOURTH)
    before = {one["id"] for one in told("sessions", "list", *server)}
    done("sync", "run", "--data", till)

    found = {one["id"]: one for one in told("sessions", "list", *server)}

    assert d not in before
    assert (found[d]["state"], found[d]["kind"], found[d]["operator"]) == (
        "open",
        "deferred",
        "Mia",
    )
    assert (found[d]["business_date"], found[d]["needs_attention"]) == ("2025-10-04", False)
    assert told("sessions", "doctor", *server)["stuck"] == []
    assert told("sessions", "doctor", *server, "--apply", "--by", "Mia")["stuck"] == []
    why = ("--by", "Mia", "--reason", "typed twice")
    assert "the server does not count" in refused(
        "sessions", "close", d, *server, *why, "--counted", "1"
    )
    assert "--operator is missing" in refused("sessions", "close", d, *server, "--reason", "x")
    assert "Say why" in refused("sessions", "close", d, *server, "--by", "Mia")
    assert "needs a register's" in refused("sessions", "open", *server, *MIA)
    done("sessions", "close", d, *server, *why)
    assert "closed" in refused("sessions", "close", d, *server, *why)
