"""A till that breaks down and is replaced by a spare computer, all in processes of their own."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from pos.runtime.crash_points import CRASH_AT, KILLED
from tests.register_folders import evertill
from tests.sales_files import SAMPLE, SAMPLE_TICKETS
from tests.shops import Shop, a_serving_shop, done, refused, told

MIA = ("--operator", "Mia")
WHY = ("--by", "Mia", "--reason", "it fell into the sea")
PLACES = (
    "enrol.before_send:1",
    "enrol.after_answer:1",
    "recovery.before_commit:1",
    "recovery.after_commit:1",
    "enrol.before_swap:1",
)


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    with a_serving_shop(tmp_path_factory.mktemp("shop") / "srv") as shop:
        yield shop


def replacement(shop: Shop, name: str) -> str:
    deed = ("register", "replace", "--data", str(shop.folder), "--name", name, *WHY)
    return str(told(*deed)["code"])


def test_a_spare_computer_goes_on_however_often_it_is_killed(shop: Shop, tmp_path: Path) -> None:
    """Sixty tickets of 24 days and an open till: all there, provable, and at the next numbers."""
    till, spare = shop.till(tmp_path / "till1"), str(tmp_path / "spare")
    done("import-sales", str(SAMPLE), "--data", till, *MIA)
    opened = told("sessions", "open", "--data", till, *MIA, "--kind", "normal", "--float", "100.00")
    told("sync", "run", "--data", till)
    before = told("verify", "--data", till)
    enrol = (
        *("enrol", "--data", spare, "--server", shop.address, "--code"),
        replacement(shop, "Till 1"),
    )

    for place in PLACES:
        assert evertill(*enrol, environment={CRASH_AT: place}).returncode == KILLED
    done(*enrol)

    after = told("verify", "--data", spare, "--server", shop.address)
    assert after["problems"] == []
    assert (after["sales"], after["total"]) == (SAMPLE_TICKETS, before["total"])
    assert after["entries"] == before["entries"] + 1
    (resumed,) = [
        one for one in told("sessions", "list", "--data", spare) if one["state"] == "open"
    ]
    assert resumed["id"] == opened["id"]
    closing = ("sessions", "close", opened["id"], "--data", spare, *MIA, "--counted", "100.00")
    closed = told(*closing)
    assert (closed["variance"], closed["z_number"]) == ("0.00", 25)
    told("sync", "run", "--data", spare)
    assert told("verify", "--data", spare, "--server", shop.address)["ok"]


def test_the_broken_one_is_told_and_gives_no_number(shop: Shop, tmp_path: Path) -> None:
    till = shop.till(tmp_path / "till2", name="Till 2")
    told("sync", "run", "--data", till)
    code = replacement(shop, "Till 2")
    spare = ("--data", str(tmp_path / "spare2"), "--server", shop.address, "--code", code)
    done("enrol", *spare)

    tried = evertill("sync", "run", "--data", till)

    assert tried.returncode == 1
    assert "was replaced by another one" in tried.stderr
    opening = ("--kind", "normal", "--float", "100.00")
    refused = evertill("sessions", "open", "--data", till, *MIA, *opening)
    assert refused.returncode == 1
    assert "Another device goes on with this register: sell there." in refused.stderr


@pytest.mark.timeout(300)
def test_a_fenced_one_sends_what_it_has_and_is_out_of_use(shop: Shop, tmp_path: Path) -> None:
    till = shop.till(tmp_path / "till3", name="Till 3")
    opened = told("sessions", "open", "--data", till, *MIA, "--kind", "normal", "--float", "1.00")
    told("sync", "run", "--data", till)

    fenced = told("register", "fence", "--data", str(shop.folder), "--name", "Till 3", *WHY)

    assert fenced["closed"] == [opened["id"]]
    one_ticket = tmp_path / "one.csv"
    one_ticket.write_text("".join(SAMPLE.read_text().splitlines(keepends=True)[:2]))
    done("import-sales", str(one_ticket), "--data", till, *MIA)  # it does not know yet
    ran = evertill("sync", "run", "--data", till, "--json")
    assert (ran.returncode, "out of use for good" in ran.stderr) == (0, True)
    result = json.loads(ran.stdout)
    assert (result["verdict"], result["waiting"]) == ("fenced", 0)
    assert [one["id"] for one in result["cleared"]] == [opened["id"]]
    assert told("sync", "run", "--data", till)["verdict"] == "fenced"
    assert told("sync", "status", "--data", till)["verdict"] == "fenced"
    again = refused("sessions", "open", "--data", till, *MIA, "--kind", "normal", "--float", "1")
    assert "This register was fenced on its server" in again
    listed = told("sessions", "list", "--data", str(shop.folder))
    assert {one["id"]: one.get("closed_how") for one in listed}[opened["id"]] == "fence"
    (kept,) = [one for one in listed if one["state"] == "quarantined"]
    assert (kept["kind"], kept["quarantined"]) == ("deferred", result["quarantined"])
    assert kept["reason"].startswith("the register was fenced on ")
    registers = done("register", "list", "--data", str(shop.folder))
    assert f"{result['quarantined']} in quarantine, fenced on " in registers
