"""Register folder: opened for one command, with its log, and closed whatever happens."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pos.bootstrap import Register, open_register
from pos.cli.asking import PassphrasePrompt
from pos.runtime.config import Settings
from pos.runtime.logs import configure_logs
from pos.runtime.secrets import AskPassphrase
from pos.sync.exchange import Exchange, open_exchange
from pos.sync.local_store import LocalStore
from pos.sync.server_address import server_address
from pos.sync.transport import HttpTransport


@contextmanager
def register_at(root: Path, prompt: AskPassphrase | None = None) -> Iterator[Register]:
    """Open the register in a folder for as long as the block runs.

    :raises Problem: in a sentence, if it cannot be used.
    """
    settings = Settings.from_environment(os.environ)
    register = open_register(root, ask_passphrase=prompt or PassphrasePrompt())
    try:
        logs = configure_logs(register.folder.logs, register.clock, level=settings.log_level)
        try:
            yield register
        finally:
            logs.close()
    finally:
        register.close()


@contextmanager
def exchange_of(register: Register, server: str | None = None) -> Iterator[Exchange]:
    """Open the exchange of an open register; work runs on the caller's thread.

    `server` is the address to use instead of the one it was enrolled at.

    :raises ServerAddressInvalid: if that is no address.
    """
    crash_points = Settings.from_environment(os.environ).crash_points
    local = LocalStore(register.database, register.worker, register.clock, crash_points)
    transport = None if server is None else HttpTransport(server_address(server), register.clock)
    exchange = open_exchange(
        local,
        register.identity.key,
        register.chance,
        register.session_reconciliation,
        transport=transport,
    )
    try:
        yield exchange
    finally:
        exchange.close()
