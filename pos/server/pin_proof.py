"""Proof of who acts at the server: a name, its PIN, and the right to do what is asked."""

from __future__ import annotations

import getpass
import sys

from sqlalchemy import Connection

from pos.domain.permission import Right, Role, require
from pos.domain.problem import Problem
from pos.domain.sign_in import require_pin_shape
from pos.domain.typed_number import shown
from pos.runtime.config import Settings
from pos.runtime.pin_hash import pin_matches
from pos.server.operators import granted_rights, operators_of
from pos.wire.messages import OperatorMessage


class OperatorUnknown(Problem):
    """Nobody active has that name."""


class NobodyInCharge(Problem):
    def __init__(self) -> None:
        super().__init__(
            "This store has no manager or owner yet who could do it. Add the first one with "
            "`evertill operator add --name NAME --role owner --data DIR`, then say --by NAME."
        )


class PinNeeded(Problem):
    def __init__(self, name: str) -> None:
        super().__init__(
            f"The PIN of {name} is needed, and nobody can be asked here. "
            "Put it into the environment variable EVERTILL_PIN."
        )


class PinWrong(Problem):
    def __init__(self, name: str) -> None:
        super().__init__(f"That is not {name}'s PIN. Nothing was changed; try again.")


def operator_named(db: Connection, store_number: int, name: str) -> OperatorMessage:
    """Return the active operator of that name.

    :raises OperatorUnknown: if there is none.
    """
    active = [one for one in operators_of(db, store_number) if one.active]
    for operator in active:
        if operator.name.casefold() == name.strip().casefold():
            return operator
    known = ", ".join(sorted(one.name for one in active)) or "nobody yet"
    raise OperatorUnknown(f"There is no operator “{shown(name)}” in this store; known: {known}.")


def person_in_charge(db: Connection, store_number: int, name: str) -> OperatorMessage:
    """Return the active operator of that name, in a store that has somebody in charge.

    :raises NobodyInCharge: if nobody is a manager or an owner yet.
    :raises OperatorUnknown: if there is none of that name.
    """
    in_charge = {Role.MANAGER.value, Role.OWNER.value}
    if not any(one.active and one.role in in_charge for one in operators_of(db, store_number)):
        raise NobodyInCharge
    return operator_named(db, store_number, name)


def prove(operator: OperatorMessage, right: Right) -> None:
    """Have the operator show the PIN, from the environment or at the terminal.

    :raises NotPermitted: without the right; then nobody is asked for a PIN.
    :raises PinNeeded, PinInvalid, PinWrong: without the PIN.
    """
    require(Role(operator.role), right, name=operator.name, granted=granted_rights(operator))
    pin = Settings.from_environment().pin or _asked(operator.name)
    require_pin_shape(pin)
    if not pin_matches(operator.pin_hash, pin):
        raise PinWrong(operator.name)


def _asked(name: str) -> str:
    if not sys.stdin.isatty():
        raise PinNeeded(name)
    try:
        return getpass.getpass(f"PIN of {name}: ")
    except EOFError:
        raise PinNeeded(name) from None
