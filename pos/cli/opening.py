"""Opening a register's data folder for the time of one command."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pos.bootstrap import Register, Surroundings, open_register
from pos.cli.asking import ask_passphrase, ask_pin
from pos.runtime.logs import configure_logs
from pos.services.operators import Operator


@contextmanager
def opened_register(root: Path, surroundings: Surroundings) -> Iterator[Register]:
    """Open the register, log to its folder, and let others have it afterwards.

    :raises Problem: if the folder, its keys or its database cannot be used, in a sentence.
    """
    register = open_register(root, ask_passphrase=ask_passphrase, surroundings=surroundings)
    try:
        logs = configure_logs(
            register.folder.logs, register.clock, level=surroundings.settings.log_level
        )
        try:
            yield register
        finally:
            logs.close()
    finally:
        register.close()


def signed_in(register: Register, name: str, surroundings: Surroundings) -> Operator:
    """Return the operator of that name, who has proved it by the PIN.

    :raises NoSuchOperator, PinNeeded, PinWrong, PinDelayed: otherwise.
    """
    operator = register.operators.named(name)
    pin = ask_pin(operator.name, surroundings.settings.pin)
    return register.operators.sign_in(operator.id, pin)
