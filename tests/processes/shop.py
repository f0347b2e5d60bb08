"""A shop for the proof: store, catalogue, server and one enrolled till, all by commands."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pos.demo.shop import OPERATORS, TAXES
from pos.runtime.resources import resource

REPOSITORY = Path(__file__).parent.parent.parent
PASSPHRASE = "correct horse"
_COMMAND_SECONDS = 600


class CommandFailed(Exception):
    """A command of Evertill ended with an exit code that nobody wanted."""


class Shop:
    """A shop in a folder, with its server's folder and its till's."""

    def __init__(self, root: Path, environment: Mapping[str, str] | None = None) -> None:
        self.root = root
        self.server_folder = root / "server"
        self.till_folder = root / "till"
        self.environment = {
            **{name: value for name, value in os.environ.items() if "COV_" not in name},
            "EVERTILL_PASSPHRASE": PASSPHRASE,
            "EVERTILL_PIN": OPERATORS[0].pin,
            "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
            "QT_QPA_PLATFORM": "offscreen",
            **(environment or {}),
        }

    def make_server_folder(self) -> None:
        """Create the store, its people and its catalogue."""
        folder = ("--data", self.server_folder)
        taxes = [word for tax in TAXES for word in ("--tax", tax)]
        place = ("--currency", "USD", "--timezone", "America/New_York", "--day-cut-off", "04:00")
        self.run("store", "create", *folder, "--name", "Corner Shop", *place, *taxes)
        for operator in OPERATORS:
            who = ("--name", operator.name, "--role", operator.role.value)
            self.run("operator", "add", *folder, *who, EVERTILL_PIN=operator.pin)
        self.run("import-catalogue", resource("catalogue", "sample.csv"), *folder)

    def enrol(self, server_url: str) -> None:
        """Make the till's folder; its server is wherever the address leads."""
        code = self.run("register", "add", "--data", self.server_folder, "--name", "Till 1")
        self.run(
            "enrol", "--data", self.till_folder, "--server", server_url, "--code", code.strip()
        )

    def run(self, *arguments: object, **environment: str) -> str:
        """Run a command to a good end, and return what it printed.

        :raises CommandFailed: if it ends with another code than 0.
        """
        done = self.attempt(*arguments, **environment)
        if done.returncode != 0:
            said = (done.stderr or done.stdout).strip()
            raise CommandFailed(f"evertill {arguments[0]}: {done.returncode}: {said}")
        return done.stdout

    def told(self, *arguments: object) -> Any:
        """Return the object that a command prints for programs, whatever its exit code is."""
        done = self.attempt(*arguments, "--json")
        try:
            return json.loads(done.stdout)
        except ValueError:
            said = (done.stderr or done.stdout).strip()
            raise CommandFailed(f"evertill {arguments[0]}: {done.returncode}: {said}") from None

    def attempt(self, *arguments: object, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "pos.cli", *map(str, arguments)],
            env={**self.environment, **environment},
            cwd=REPOSITORY,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=_COMMAND_SECONDS,
            check=False,
        )
