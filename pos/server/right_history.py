"""Right history: whether somebody held a right at a moment, as the log of managers tells it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, select

from pos.domain.permission import Right
from pos.server import tables
from pos.server.manager_log import DeedKind
from pos.server.operators import granted_rights
from pos.wire.messages import OperatorMessage

_log = tables.manager_log.c
_KINDS = (DeedKind.RIGHT_GRANTED.value, DeedKind.RIGHT_REVOKED.value)


def content_of_right(operator: OperatorMessage, right: Right, *, was_held: bool) -> dict[str, Any]:
    """Return what the log keeps of a right that is given or taken back."""
    return {
        "operator": str(operator.id),
        "name": operator.name,
        "right": right.value,
        "was_held": was_held,
    }


def held_right_at(
    db: Connection, store_number: int, operator: OperatorMessage, right: Right, at: datetime
) -> bool:
    """Tell whether the right was given to the person, beside the role, at that moment.

    A register learns of a change later than it is made, and by its own clock: what it did while
    the right was held stays allowed after the right was taken back. Where the log says nothing of
    this right, it is what it is now.
    """
    deeds = _deeds(db, store_number, operator, right)
    before = [deed for deed in deeds if datetime.fromisoformat(deed["at"]) <= at]
    if before:
        return bool(before[-1]["kind"] == DeedKind.RIGHT_GRANTED)
    if deeds:
        return bool(deeds[0]["content"]["was_held"])
    return right in granted_rights(operator)


def _deeds(
    db: Connection, store_number: int, operator: OperatorMessage, right: Right
) -> list[dict[str, Any]]:
    """Return the entries about this person and right, in the order they were written."""
    query = (
        select(_log.body)
        .where(_log.store_id == store_number, _log.kind.in_(_KINDS))
        .order_by(_log.seq)
    )
    found = [msgspec.json.decode(body) for body in db.execute(query).scalars()]
    of_whom = (str(operator.id), right.value)
    return [
        deed for deed in found if (deed["content"]["operator"], deed["content"]["right"]) == of_whom
    ]
