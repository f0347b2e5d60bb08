"""The attacker: somebody who reads along on a line and tries what they can with it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from pos.server.database import Database
from pos.simulation.told import require
from pos.sync.transport import NoReply, Reply, Request

_REFUSED_FROM = 400


class Attacker:
    """Keeps what every till pushed last, and sends it again changed, unsigned, or as another."""

    def __init__(self) -> None:
        self._pushes: dict[str, Request] = {}

    def strike(self, seen: Request, chain: Any) -> None:
        """Try everything: each must be refused, and not a row of the journals may change.

        :raises Violation: if one of them had an effect.
        """
        before = _held(chain.database)
        for forged in self._forgeries(seen):
            reply = _answer(chain, forged)
            is_refused = reply is None or reply.status >= _REFUSED_FROM
            require(36, is_refused, f"a forged {forged.path} was taken")
        require(36, _held(chain.database) == before, "an attack changed what the server holds")
        if seen.path == "/v1/journal" and seen.token and seen.body:
            self._pushes[seen.token] = seen

    def _forgeries(self, seen: Request) -> list[Request]:
        forged = []
        if seen.token is not None:
            forged += [replace(seen, token=None), replace(seen, token=f"{seen.token[:-8]}AAAAAAA=")]
        if seen.body and b'\\"total\\":' in seen.body:
            forged.append(replace(seen, body=seen.body.replace(b'\\"total\\":', b'\\"total\\":1')))
        for token, push in self._pushes.items():
            if seen.token not in (None, token) and _registers(seen) != _registers(push):
                forged.append(replace(push, token=seen.token))
        return forged


def _registers(request: Request) -> bytes:
    """Return the first register that entries of a push name."""
    _, _, rest = (request.body or b"").partition(b'\\"register\\":\\"')
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
