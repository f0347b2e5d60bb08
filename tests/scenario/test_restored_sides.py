"""A register and a server restored from backups: what the other side holds comes back."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.register_folders import MIAS_PIN, PASSPHRASE, REPOSITORY, evertill

HEAD = (
    "ticket,occurred_at,sku,description,quantity,unit,unit_price,discount,line_total,coupon,tender"
)


@contextmanager
def served(root: Path, port: int = 0) -> Iterator[str]:
    """Serve a folder in a process of its own; give its address."""
    plain = {name: value for name, value in os.environ.items() if "COV_" not in name}
    with subprocess.Popen(
        [sys.executable, "-m", "pos.cli", "serve", "--data", str(root), "--port", str(port)],
        env=plain | {"EVERTILL_PASSPHRASE": PASSPHRASE},
        cwd=REPOSITORY,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        try:
            yield line.split()[-1]
        finally:
            process.send_signal(signal.SIGINT)
            process.wait()


def done(*arguments: object, code: int = 0) -> Any:
    """Run a command with --json and return what it printed."""
    ended = evertill(*map(str, arguments), "--json", environment={"EVERTILL_PIN": MIAS_PIN})
    assert ended.returncode == code, (arguments, ended.stdout, ended.stderr)
    return json.loads(ended.stdout)


def sell(till: Path, folder: Path, number: int) -> None:
    """Take one ticket of a past day."""
    file = folder / f"{number}.csv"
    file.write_text(
        f"{HEAD}\n{number},2026-01-0{number}T12:00:00Z,,Milk,1,each,1.29,0,1.29,0,cash\n"
    )
    ended = evertill("import-sales", str(file), "--data", str(till), "--operator", "Mia")
    assert ended.returncode == 0, ended.stderr


@pytest.fixture
def shop(tmp_path: Path) -> tuple[Path, Path]:
    """A server's folder, and the folder of a till to be."""
    root = tmp_path / "srv"
    done("store", "create", "--data", root, "--name", "Shop", "--currency", "USD",
         "--timezone", "America/New_York", "--tax", "standard=8")  # fmt: skip
    done("operator", "add", "--data", root, "--name", "Mia", "--role", "manager")
    return root, tmp_path / "till1"


def enrol(root: Path, till: Path, address: str) -> None:
    code = done("register", "add", "--data", root, "--name", "Till 1")["code"]
    ended = evertill("enrol", "--data", str(till), "--server", address, "--code", code)
    assert ended.returncode == 0, ended.stderr


class TestARegisterRestoredBehindItsServer:
    def test_gets_back_what_it_had_sold_and_gives_no_number_twice(
        self, shop: tuple[Path, Path], tmp_path: Path
    ) -> None:
        root, till = shop
        new = tmp_path / "new"
        with served(root) as address:
            enrol(root, till, address)
            sell(till, tmp_path, 1)
            done("sync", "run", "--data", till)
            backup = done("backup", "create", "--data", till)["file"]
            sell(till, tmp_path, 2)
            done("sync", "run", "--data", till)
            head = done("verify", "--data", till)["head"]

            restored = done("backup", "restore", backup, "--data", new)
            frozen = evertill("import-sales", str(tmp_path / "2.csv"), "--data", str(new),
                              "--operator", "Mia")  # fmt: skip
            done("sync", "run", "--data", new)
            pulled = done("verify", "--data", new)["head"]
            sell(new, tmp_path, 3)
            done("sync", "run", "--data", new)
            result = done("verify", "--data", new, "--server", address)

        assert restored["frozen"] == "restored"
        assert frozen.returncode == 1
        assert pulled == head
        assert (result["ok"], result["sales"], result["server"]["ok"]) == (True, 3, True)


class TestAServerRestoredBehindItsRegister:
    def test_gets_again_what_it_had_held(self, shop: tuple[Path, Path], tmp_path: Path) -> None:
        root, till = shop
        new = tmp_path / "new"
        with served(root) as address:
            enrol(root, till, address)
            sell(till, tmp_path, 1)
            done("sync", "run", "--data", till)
            backup = done("backup", "create", "--data", root, "--to", tmp_path / "usb")["file"]
            sell(till, tmp_path, 2)
            done("sync", "run", "--data", till)
        done("backup", "verify", backup)
        restored = done("backup", "restore", backup, "--data", new)
        with served(new, int(address.rpartition(":")[2])) as address:
            done("sync", "run", "--data", till)
            result = done("verify", "--data", till, "--server", address)

        assert restored["epoch"]
        assert (result["ok"], result["sales"], result["server"]["ok"]) == (True, 2, True)

    def test_can_be_told_of_by_hand(self, shop: tuple[Path, Path]) -> None:
        root, _ = shop

        first = done("store", "new-epoch", "--data", root, "--by", "Mia", "--reason", "pg_restore")
        second = done("store", "new-epoch", "--data", root, "--by", "Mia", "--reason", "again")

        assert first["epoch"] != second["epoch"]
