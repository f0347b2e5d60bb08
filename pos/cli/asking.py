"""Asking a person at the terminal, without an echo: a PIN, a passphrase."""

from __future__ import annotations

import sys

from pos.domain.problem import Problem
from pos.runtime.secrets import PassphraseFor

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
        super().__init__("The two passphrases differ. Nothing was changed; start again.")


def ask_pin(name: str, given: str | None) -> str:
    """Return the PIN that was given in the environment, or what the person types.

    :raises PinNeeded: without either.
    """
    if given is not None:
        return given
    typed = _ask(f"PIN of {name}: ")
    if typed is None:
        raise PinNeeded(name)
    return typed


def ask_passphrase(wanted_for: PassphraseFor) -> str | None:
    """Return what the person types, a new passphrase twice; None when nobody can be asked.

    :raises PassphrasesDiffer: if the second time it is another.
    """
    if wanted_for is PassphraseFor.UNLOCK:
        return _ask("Passphrase of this data folder: ")
    typed = _ask("New passphrase for this data folder's keys: ")
    if typed and _ask("The same passphrase again: ") != typed:
        raise PassphrasesDiffer
    return typed


def _ask(prompt: str) -> str | None:
    """Ask on the terminal itself, so that neither a pipe nor a log sees the answer."""
    if not sys.stdin.isatty():
        return None
    from getpass import getpass  # only here: most commands never ask

    try:
        return getpass(prompt)
    except EOFError:
        return None
