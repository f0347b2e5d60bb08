"""Demo shop: a store, its server as a child process, and an enrolled till, made by commands.

Everything is done as a new user would do it: by the program's own command line.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from pos.domain.permission import Role
from pos.domain.problem import Problem
from pos.runtime.paths import is_data_folder
from pos.runtime.resources import resource

PASSPHRASE = "demo"  # seals the demo's keys, so that nothing of it enters the user's keyring
TAXES = ("standard=8", "reduced=2", "exempt=0")
_USUAL_PORT = 8765
_STOP_SECONDS = 30
_REAL_DATABASE = "EVERTILL_DATABASE_URL"  # of a server that is none of the demo's


class DemoShopBroken(Problem):
    """The demo shop could not be made or started; says which step and what it printed."""


@dataclass(frozen=True, slots=True)
class DemoOperator:
    name: str
    role: Role
    pin: str


OPERATORS = (
    DemoOperator("Mia", Role.MANAGER, "246810"),
    DemoOperator("Tom", Role.CASHIER, "135790"),
    DemoOperator("Ada", Role.OWNER, "864200"),
)


class DemoShop:
    """A shop in a folder. Setting up again changes nothing."""

    def __init__(
        self,
        root: Path,
        catalogue: Path | None = None,
        *,
        workers: int = 1,
        database: str | None = None,
    ) -> None:
        self.root = root.absolute()
        self.catalogue = (catalogue or resource("catalogue", "sample.csv")).absolute()
        self.server_folder = self.root / "server"
        self.till_folder = self.root / "till"
        self._workers = workers
        self._database = database  # an address; without one a file in the server's folder
        self._process: subprocess.Popen[str] | None = None

    @property
    def server_pid(self) -> int | None:
        """Return the id of the server's process, as long as it runs."""
        return None if self._process is None else self._process.pid

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port()}"

    def environment(self) -> dict[str, str]:
        """Return what commands about this shop need in their environment."""
        own = {name: text for name, text in os.environ.items() if name != _REAL_DATABASE}
        return {
            **own,
            "EVERTILL_PASSPHRASE": PASSPHRASE,
            "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
        }

    def set_up(self) -> None:
        """Create store, operators and catalogue, start the server, and enrol the till.

        :raises DemoShopBroken: if a step fails.
        """
        self.root.mkdir(parents=True, exist_ok=True)
        if not is_data_folder(self.server_folder):
            self._create_store()
        self.start_server()
        if not is_data_folder(self.till_folder):
            self.enrol("Till 1", self.till_folder)

    def start_server(self) -> None:
        """Start the server and wait until it says that it is ready.

        :raises DemoShopBroken: if it ends instead.
        """
        with (self.root / "server.log").open("a", encoding="utf-8") as log:
            self._process = subprocess.Popen(
                _command(
                    *("serve", "--data", self.server_folder, "--port", self._port()),
                    *("--workers", self._workers),
                ),
                env=self.environment(),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                encoding="utf-8",
            )
        stdout = self._process.stdout
        if stdout is None or not stdout.readline():
            self._process.wait(_STOP_SECONDS)
            raise DemoShopBroken(
                f"The demo's server did not start; see {self.root / 'server.log'}."
            )

    def kill_server(self) -> None:
        """End the server as a power cut would."""
        if self._process is not None:
            self._process.kill()
            self._end()

    def stop_server(self) -> None:
        """Ask the server to end, and wait until it has."""
        if self._process is not None:
            self._process.terminate()
            self._end()

    def run(self, *arguments: object, pin: str = "") -> str:
        """Run an `evertill` command about this shop and return what it printed.

        :raises DemoShopBroken: if it fails.
        """
        done = subprocess.run(
            _command(*arguments),
            env={**self.environment(), "EVERTILL_PIN": pin},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )
        if done.returncode != 0:
            raise DemoShopBroken(
                f"evertill {arguments[0]} ended with {done.returncode}: "
                f"{(done.stderr or done.stdout).strip()}"
            )
        return done.stdout

    def _create_store(self) -> None:
        taxes = [word for tax in TAXES for word in ("--tax", tax)]
        place = ("--currency", "USD", "--timezone", "America/New_York", "--day-cut-off", "04:00")
        folder = ("--data", self.server_folder)
        elsewhere = () if self._database is None else ("--database", self._database)
        self.run(
            *("store", "create", *folder, "--name", "Corner Shop", *place),
            *("--address", "12 Main Street, Springfield", "--prices", "tax-exclusive", *taxes),
            *elsewhere,
        )
        for operator in OPERATORS:
            who = ("--name", operator.name, "--role", operator.role.value)
            self.run("operator", "add", *folder, *who, pin=operator.pin)
        self.run("import-catalogue", self.catalogue, *folder)

    def new_code(self, register_name: str) -> str:
        """Return a one-time code to enrol a register with."""
        folder = ("--data", self.server_folder)
        return self.run("register", "add", *folder, "--name", register_name).strip()

    def enrol(self, name: str, folder: Path) -> None:
        """Make a register of this shop in a new folder."""
        server = ("--server", self.url, "--code", self.new_code(name))
        self.run("enrol", "--data", folder, *server)

    def _port(self) -> int:
        """Return the port that this shop's till was enrolled with, or choose it now."""
        note = self.root / "demo.json"
        if not note.exists():
            note.write_text(json.dumps({"port": _free_port()}), encoding="utf-8")
        return int(json.loads(note.read_text(encoding="utf-8"))["port"])

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.wait(_STOP_SECONDS)
            if process.stdout is not None:
                process.stdout.close()


def _command(*arguments: object) -> list[str]:
    return [sys.executable, "-m", "pos.cli", *map(str, arguments)]


def _free_port() -> int:
    for wanted in (_USUAL_PORT, 0):
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", wanted))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise DemoShopBroken("No port of this computer is free for the demo's server.")
