"""New PINs: from the environment, or typed twice without being shown."""

from __future__ import annotations

import getpass
import sys

from pos.domain.problem import Problem
from pos.domain.sign_in import require_pin_shape
from pos.runtime.config import Settings


class PinNeeded(Problem):
    def __init__(self) -> None:
        super().__init__(
            "A PIN is needed, and nobody can be asked here: "
            "put it into the environment variable EVERTILL_PIN."
        )


class PinsDiffer(Problem):
    def __init__(self) -> None:
        super().__init__("The two PINs differ: nothing was changed. Try again.")


def new_pin() -> str:
    """Return a PIN for a new operator.

    :raises PinNeeded: without EVERTILL_PIN and without a terminal.
    :raises PinsDiffer, PinInvalid: if what was typed cannot be used.
    """
    given = Settings.from_environment().pin
    if given is not None:
        require_pin_shape(given)
        return given
    if not sys.stdin.isatty():
        raise PinNeeded
    try:
        typed = getpass.getpass("New PIN: ")
        require_pin_shape(typed)
        again = getpass.getpass("The same PIN again: ")
    except EOFError:
        raise PinNeeded from None
    if typed != again:
        raise PinsDiffer
    return typed
