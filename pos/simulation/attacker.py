"""The attacker: somebody who reads along on a line and tries what they can with it."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from pos.server.database import Database
from pos.simulation.told import require
from pos.sync.transport import NoReply, Reply, Request

_REFUSED_FROM = 400
_REGISTER = b'\\"register\\":\\"'
_TOTAL = b'\\"total\\":'


class Attacker:
    """Keeps what every till pushed last, and sends it again changed, unsigned, or as another."""

    def __init__(self) -> None:
        self._pushes: dict[str, Request] = {}

    def strike(self, seen: Request, chain: Any) -> None:
        """Try everything: none of it may change what the server holds.

        :raises Violation: if one of them had an effect.
        """
        self._without_credential(seen, chain)
        self._with_other_contents(seen, chain)
        self._as_another_register(seen, chain)
        if seen.path == "/v1/journal" and seen.token and seen.body:
            self._pushes[seen.token] = seen

    def _without_credential(self, seen: Request, chain: Any) -> None:
        if seen.token is None:
            return
        before = _held(chain.database)
        for token in (None, f"{seen.token[:-8]}AAAAAAA="):
            reply = _answer(chain, replace(seen, token=token))
            is_refused = reply is None or reply.status >= _REFUSED_FROM
            require(36, is_refused, f"{seen.path} was taken without a credential")
        require(36, _held(chain.database) == before, "somebody unknown changed the server")

    def _with_other_contents(self, seen: Request, chain: Any) -> None:
        """Raise every amount; what is genuine before the first of them may be taken."""
        if not seen.body or _TOTAL not in seen.body:
            return
        forged = seen.body.replace(_TOTAL, _TOTAL + b"1")
        _answer(chain, replace(seen, body=forged))
        changed = {entry["body"] for entry in json.loads(forged)["entries"]}
        changed -= {entry["body"] for entry in json.loads(seen.body)["entries"]}
        with chain.database.read() as db:
            held = set(db.exec_driver_sql("SELECT body FROM journal_entry").scalars())
        require(36, not changed & held, "the server holds entries that were changed on the way")

    def _as_another_register(self, seen: Request, chain: Any) -> None:
        own = self._pushes.get(seen.token or "")
        if own is None:
            return
        for push in self._pushes.values():
            if _register(own) == _register(push):
                continue
            before = _held(chain.database)
            reply = _answer(chain, replace(push, token=seen.token))
            is_refused = reply is None or reply.status >= _REFUSED_FROM
            require(36, is_refused, "a register's entries were taken from another one")
            require(36, _held(chain.database) == before, "another register changed a journal")


def _register(request: Request) -> bytes:
    """Return the first register that entries of a push name."""
    _, _, rest = (request.body or b"").partition(_REGISTER)
    return rest[:36]


def _answer(chain: Any, request: Request) -> Reply | None:
    try:
        reply: Reply = chain.answer(request)
    except NoReply:
        return None
    return reply


def _held(database: Database) -> list[Any]:
    with database.read() as db:
        marks = db.exec_driver_sql("SELECT * FROM series ORDER BY 1, 2, 3").all()
        return [*marks, db.exec_driver_sql("SELECT count(*) FROM sale").scalar_one()]
