"""The way of a shop's past: a store, a register, a file of sales, and the proof on both sides."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.register_folders import evertill
from tests.sales_files import SAMPLE, SAMPLE_DATES, SAMPLE_TICKETS, SAMPLE_TOTAL
from tests.shops import Shop, a_serving_shop, told


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    with a_serving_shop(tmp_path / "srv") as shop:
        yield shop


def test_a_file_of_sales_ends_proved_equal_on_both_sides(shop: Shop, tmp_path: Path) -> None:
    till = shop.till(tmp_path / "till1")

    imported = told("import-sales", str(SAMPLE), "--data", till, "--operator", "Mia")
    before = evertill("verify", "--data", till, "--server", shop.address, "--json")
    synced = told("sync", "run", "--data", till)
    proved = told("verify", "--data", till, "--server", shop.address)

    assert (imported["total"], imported["business_dates"]) == (SAMPLE_TOTAL, SAMPLE_DATES)
    assert before.returncode == 1
    assert "run `evertill sync run`" in json.loads(before.stdout)["problems"][0]["message"]
    assert (synced["waiting"], synced["quarantined"]) == (0, 0)
    assert proved["ok"] is True
    assert (proved["sales"], proved["total"]) == (SAMPLE_TICKETS, SAMPLE_TOTAL)
    assert proved["server"] == {"ok": True, "head": proved["head"], "total": SAMPLE_TOTAL}
