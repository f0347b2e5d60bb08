"""Asking a person at the terminal, without an echo: a PIN, a passphrase."""

from __future__ import annotations

import getpass
import sys
from typing import TYPE_CHECKING

from pos.domain.problem import Problem
from pos.runtime.secrets import PassphraseFor

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


class PassphrasesDiffer(Problem):
    def __init__(self) -> None:
        super().__init__("The two passphrases differ. Nothing was stored; start again.")


class PassphrasePrompt:
    """Asks for the passphrase of a folder's keys, once in the life of a command."""

    def __init__(self) -> None:
        self._given: str | None = None

    def __call__(self, wanted_for: PassphraseFor) -> str | None:
        """Ask, twice if it is a new one; nothing if nobody can be asked.

        :raises PassphrasesDiffer: if the second one is not the first.
        """
        if self._given is None and sys.stdin.isatty():
            self._given = _ask_passphrase(wanted_for)
        return self._given


def sign_in(register: Register, name: str, settings: Settings) -> Operator:
    """Return the operator of that name, who has proved it by the PIN.

    The PIN comes from the environment, or from the person at the terminal.

    :raises NoSuchOperator, PinNeeded, PinInvalid, PinWrong, PinDelayed: otherwise.
    """
    operator = register.operators.named(name)
    return register.operators.sign_in(operator.id, settings.pin or ask_pin(operator.name))


def ask_pin(name: str) -> str:
    """Return what the person types.

    :raises PinNeeded: if nobody can be asked.
    """
    if not sys.stdin.isatty():
        raise PinNeeded(name)
    return _ask(f"PIN of {name}: ")


def _ask_passphrase(wanted_for: PassphraseFor) -> str:
    if wanted_for in _ASKED_ONCE:
        return _ask(_ASKED_ONCE[wanted_for])
    print(_CHOOSING[wanted_for], file=sys.stderr)
    typed = _ask("New passphrase: ")
    if _ask("The same passphrase again: ") != typed:
        raise PassphrasesDiffer
    return typed


_ASKED_ONCE = {
    PassphraseFor.UNLOCK: "Passphrase of this folder's keys: ",
    PassphraseFor.OPEN_BACKUP: "Passphrase of the backup: ",
}
_CHOOSING = {
    PassphraseFor.PROTECT: "This computer has no keyring: a passphrase will protect the keys.",
    PassphraseFor.SEAL_BACKUP: "A passphrase will protect the backup: without it nobody opens it.",
}


def _ask(prompt: str) -> str:
    """Ask on the terminal itself, so that neither a pipe nor a log sees the answer.

    Ctrl-D at the prompt is as good as Ctrl-C.
    """
    try:
        return getpass.getpass(prompt)
    except EOFError:
        raise KeyboardInterrupt from None
