"""Passphrase prompt: asked on the terminal, where there is one."""

from __future__ import annotations

import getpass
import sys

from pos.domain.problem import Problem
from pos.runtime.secrets import PassphraseFor


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
            self._given = _ask(wanted_for)
        return self._given


def _ask(wanted_for: PassphraseFor) -> str | None:
    try:
        if wanted_for is PassphraseFor.UNLOCK:
            return getpass.getpass("Passphrase of this folder's keys: ")
        print("This computer has no keyring: a passphrase protects the keys.", file=sys.stderr)
        typed = getpass.getpass("New passphrase: ")
        again = getpass.getpass("The same passphrase again: ")
    except EOFError:
        return None
    if again != typed:
        raise PassphrasesDiffer
    return typed
