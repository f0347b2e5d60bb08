"""One operator with a normal session on two tills: told at once, never refused."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.register_folders import evertill
from tests.shops import Shop, a_serving_shop, done, told

pytestmark = pytest.mark.timeout(300)

NORMAL = ("--operator", "Mia", "--kind", "normal", "--float", "100.00")


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    with a_serving_shop(tmp_path_factory.mktemp("shop") / "srv") as shop:
        yield shop


def test_the_second_opening_tells_and_both_lists_show_it(shop: Shop, tmp_path: Path) -> None:
    """The second till opens, says where the first session is, and keeps saying so until it ends."""
    first, second = (shop.till(tmp_path / name, name=name) for name in ("Till 1", "Till 2"))
    one = told("sessions", "open", "--data", first, *NORMAL)
    assert one["also_open"] is None

    opening = evertill("sessions", "open", "--data", second, *NORMAL, "--json")

    assert opening.returncode == 0
    assert "Mia has another normal session open on Till 1, since" in opening.stderr
    two = json.loads(opening.stdout)
    assert (two["also_open"]["id"], two["also_open"]["register"]) == (one["id"], "Till 1")
    for folder in (second, str(shop.folder)):
        listed = {line["id"]: line for line in told("sessions", "list", "--data", folder)}
        assert listed[two["id"]]["also_open"] == two["also_open"]
        assert listed[two["id"]]["needs_attention"]
        assert listed[two["id"]]["symptom"] == "open_twice"
        assert "also open on Till 1" in done("sessions", "list", "--data", folder)
    (here,) = told("sessions", "list", "--data", first)
    assert (here["also_open"], here["needs_attention"]) == (None, False)
    examined = told("sessions", "doctor", "--data", second)
    assert examined["stuck"] == []
    assert [line["id"] for line in examined["attention"]] == [two["id"]]

    done("sessions", "close", one["id"], "--data", first, "--operator", "Mia", "--counted", "100")
    for folder in (first, second):
        done("sync", "run", "--data", folder)

    (alone,) = told("sessions", "list", "--data", second)
    assert (alone["also_open"], alone["needs_attention"]) == (None, False)
