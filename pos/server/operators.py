"""Operators as the server keeps them: things of the feed, with a PIN nobody can read."""

from __future__ import annotations

import msgspec
from sqlalchemy import Connection

from pos.domain.clean_text import clean_text
from pos.domain.permission import Right, Role
from pos.domain.problem import Problem
from pos.domain.sign_in import require_pin_shape
from pos.runtime.ids import Ids
from pos.server.feeds import put, read_topic
from pos.wire.codec import encode
from pos.wire.messages import OperatorMessage

TOPIC = "operator"
_NAME_LENGTH_MAX = 60
_MEMORY_KIB = 19 * 1024
_PASSES = 2


class OperatorNameTaken(Problem):
    def __init__(self, name: str) -> None:
        super().__init__(f"There is an operator named “{name}” already: choose another name.")


class OperatorNameEmpty(Problem):
    def __init__(self) -> None:
        super().__init__("An operator needs a name.")


def operators_of(db: Connection, store_number: int) -> list[OperatorMessage]:
    """Return the store's operators, the newest change last."""
    return [
        msgspec.json.decode(text, type=OperatorMessage)
        for text in read_topic(db, store_number, TOPIC)
    ]


def granted_rights(operator: OperatorMessage) -> list[Right]:
    """Return the rights beside the role's; one of a newer program is passed over."""
    known = {right.value: right for right in Right}
    return [known[name] for name in operator.rights if name in known]


def names_of(db: Connection, store_number: int) -> dict[bytes, str]:
    """Return the names of the store's operators by their ids, former ones included."""
    return {operator.id.bytes: operator.name for operator in operators_of(db, store_number)}


def require_free_name(db: Connection, store_number: int, name: str) -> str:
    """Return the name as it will be kept.

    :raises OperatorNameTaken, OperatorNameEmpty, TextInvalid: if it cannot be used.
    """
    clean = clean_text(name, what="The operator's name", longest=_NAME_LENGTH_MAX)
    if not clean:
        raise OperatorNameEmpty
    taken = {known.name.casefold() for known in operators_of(db, store_number) if known.active}
    if clean.casefold() in taken:
        raise OperatorNameTaken(clean)
    return clean


def add_operator(
    db: Connection, store_number: int, *, name: str, role: Role, pin_hash: str, ids: Ids
) -> OperatorMessage:
    """Write an operator whom registers will know after their next pull.

    :raises OperatorNameTaken, OperatorNameEmpty, TextInvalid: if the name cannot be used.
    """
    operator = OperatorMessage(
        id=ids.new_id(),
        name=require_free_name(db, store_number, name),
        role=role.value,
        pin_hash=pin_hash,
    )
    put_operator(db, store_number, operator)
    return operator


def put_operator(db: Connection, store_number: int, operator: OperatorMessage) -> None:
    """Make an operator what the message says; registers pull it."""
    put(db, store_number, TOPIC, {str(operator.id): encode(operator)})


def hash_pin(pin: str) -> str:
    """Return what registers check a PIN against: argon2id, 19 MiB, two passes.

    :raises PinInvalid: if it cannot be a PIN.
    """
    from argon2 import PasswordHasher

    require_pin_shape(pin)
    return PasswordHasher(time_cost=_PASSES, memory_cost=_MEMORY_KIB, parallelism=1).hash(pin)
