"""The way of a shop's past: a store, a register, a file of sales, and the proof on both sides."""

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.register_folders import PASSPHRASE, REPOSITORY, evertill
from tests.sales_files import SAMPLE, SAMPLE_DATES, SAMPLE_TICKETS, SAMPLE_TOTAL, SAMPLES

START_SECONDS = 30


@pytest.fixture
def server(tmp_path: Path) -> Iterator[tuple[Path, str]]:
    """A server of a new store with the sample's catalogue; its folder and address."""
    folder = tmp_path / "srv"
    of_store = ("--name", "Corner Shop", "--currency", "USD", "--timezone", "America/New_York")
    done(evertill("store", "create", "--data", str(folder), *of_store, "--day-cut-off", "04:00"))
    done(evertill("operator", "add", "--data", str(folder), "--name", "Mia", "--role", "manager"))
    products = str(SAMPLES / "products.csv")
    done(evertill("import-catalogue", products, "--data", str(folder), "--json"))
    port = _free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "pos.cli", "serve", "--data", str(folder), "--port", str(port)],
        env={**os.environ, "EVERTILL_PASSPHRASE": PASSPHRASE},
        cwd=REPOSITORY,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield folder, f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(START_SECONDS)


def test_a_file_of_sales_ends_proved_equal_on_both_sides(
    server: tuple[Path, str], tmp_path: Path
) -> None:
    folder, address = server
    till = str(tmp_path / "till1")
    code = done(evertill("register", "add", "--data", str(folder), "--name", "Till 1")).strip()
    _wait_until_ready(address)
    done(evertill("enrol", "--data", till, "--server", address, "--code", code))

    imported = told("import-sales", str(SAMPLE), "--data", till, "--operator", "Mia")
    before = evertill("verify", "--data", till, "--server", address, "--json")
    synced = told("sync", "run", "--data", till)
    proved = told("verify", "--data", till, "--server", address)

    assert (imported["total"], imported["business_dates"]) == (SAMPLE_TOTAL, SAMPLE_DATES)
    assert before.returncode == 1
    assert "run `evertill sync run`" in json.loads(before.stdout)["problems"][0]["message"]
    assert (synced["waiting"], synced["quarantined"]) == (0, 0)
    assert proved["ok"] is True
    assert (proved["sales"], proved["total"]) == (SAMPLE_TICKETS, SAMPLE_TOTAL)
    assert proved["server"] == {"ok": True, "head": proved["head"], "total": SAMPLE_TOTAL}


def done(command: subprocess.CompletedProcess[str]) -> str:
    """Return what the command printed; it must have succeeded."""
    assert command.returncode == 0, command.stderr
    return command.stdout


def told(*arguments: str) -> dict:
    return json.loads(done(evertill(*arguments, "--json")))


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def _wait_until_ready(address: str) -> None:
    import httpx

    transport = httpx.HTTPTransport(retries=6)  # waits longer after each refused connection
    with httpx.Client(transport=transport, trust_env=False, timeout=START_SECONDS) as client:
        assert client.get(f"{address}/live").status_code == 200
