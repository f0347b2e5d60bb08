"""Asking a person at the terminal who they are: the PIN, without an echo."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from pos.domain.problem import Problem

if TYPE_CHECKING:
    from pos.bootstrap import Register
    from pos.runtime.config import Settings
    from pos.services.operators import Operator

PIN = "EVERTILL_PIN"


class PinNeeded(Problem):
    """Somebody has to prove who they are, and nobody can be asked."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"The PIN of {name} is needed, and nobody can be asked here. "
            f"Put it into the environment variable {PIN}."
        )


def sign_in(register: Register, name: str, settings: Settings) -> Operator:
    """Return the operator of that name, who has proved it by the PIN.

    :raises NoSuchOperator, PinNeeded, PinInvalid, PinWrong, PinDelayed: otherwise.
    """
    operator = register.operators.named(name)
    return register.operators.sign_in(operator.id, settings.pin or ask_pin(operator.name))


def ask_pin(name: str) -> str:
    """Return what the person types.

    :raises PinNeeded: where there is no terminal to ask on.
    """
    if not sys.stdin.isatty():
        raise PinNeeded(name)
    from getpass import getpass  # only here: most commands never ask

    try:
        return getpass(f"PIN of {name}: ")
    except EOFError:
        raise PinNeeded(name) from None
