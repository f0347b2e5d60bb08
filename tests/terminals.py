"""Terminals for tests: commands on a register's folder, run in this process."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from pos.bootstrap import Register, Surroundings, open_register
from pos.cli import main
from pos.models.database import open_database
from pos.runtime.clock import SystemClock
from pos.runtime.config import Settings
from pos.runtime.ids import SystemChance, SystemIds
from pos.runtime.worker import InlineWorker
from tests.fakes import FakeClock
from tests.register_contents import contents
from tests.register_folders import MIAS_PIN, PASSPHRASE
from tests.registers import KEY, PINS, TOM

# A start is counted, whatever becomes of what was asked for.
_COLUMNS_OF_STATE = "SELECT name FROM pragma_table_info('register_state') WHERE name <> 'boots'"


@dataclass
class Terminal:
    """Runs commands in this process, as somebody at the terminal of a register would."""

    root: Path
    capsys: pytest.CaptureFixture[str]
    monkeypatch: pytest.MonkeyPatch

    def run(self, command: str, *arguments: str) -> tuple[int, str, str]:
        code = main(["sessions", command, *arguments, "--data", str(self.root)])
        captured = self.capsys.readouterr()
        return code, captured.out, captured.err

    def told(self, command: str, *arguments: str) -> Any:
        code, out, err = self.run(command, *arguments, "--json")
        assert code == 0, err
        return json.loads(out)

    def refused(self, command: str, *arguments: str) -> str:
        """Return the sentence of a refusal that changed nothing."""
        before = self.contents()
        code, out, err = self.run(command, *arguments)
        assert self.contents() == before
        assert (code, out) == (1, ""), (code, out, err)
        assert "Traceback" not in err
        return err

    def contents(self) -> object:
        database = open_database(self.root / "register.db", KEY)
        found = contents(database, "wrong_pin", "register_state")
        columns = [name for (name,) in database.fetch(_COLUMNS_OF_STATE)]
        found["register_state"] = database.fetch(f"SELECT {', '.join(columns)} FROM register_state")
        database.close()
        return found

    def as_tom(self) -> None:
        self.monkeypatch.setenv("EVERTILL_PIN", PINS[TOM.id])

    @contextmanager
    def register(self, at: datetime | None = None) -> Iterator[Register]:
        """Open the register between two commands, at another time perhaps."""
        around = Surroundings(
            clock=FakeClock(at or SystemClock().now()),
            ids=SystemIds(),
            chance=SystemChance(),
            settings=Settings(),
        )
        register = open_register(
            self.root, ask_passphrase=lambda _: None, worker=InlineWorker(), surroundings=around
        )
        yield register
        register.close()


def a_terminal(
    template: Path,
    root: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> Terminal:
    """Return a terminal at a copy of a register's folder; the PIN at hand is Mia's."""
    shutil.copytree(template, root)
    monkeypatch.setenv("EVERTILL_PASSPHRASE", PASSPHRASE)
    monkeypatch.setenv("EVERTILL_PIN", MIAS_PIN)
    return Terminal(root, capsys, monkeypatch)
