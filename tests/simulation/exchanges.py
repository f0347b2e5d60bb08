"""Exchanges of a till with the server, what must hold when all is at rest, and the proof of it."""

from __future__ import annotations

from datetime import timedelta

from pos.sync.status import CycleResult
from pos.sync.transport import Reply
from tests.simulation.till_actions import AtTill

_CYCLES_MAX = 5
NOT_OURS = (
    Reply(status=200, content_type="text/html", body=b"<html>Sign in to the hotel</html>"),
    Reply(status=200, content_type="application/json", body=b"null"),
    Reply(status=200, content_type="application/json", body=b'{"sessions": []}'),
    Reply(status=401, content_type="application/json", body=b'{"error":"x","message":"y"}'),
    Reply(status=403, content_type="application/json", body=b"{}"),
    Reply(status=404, content_type="text/plain", body=b"not found"),
    Reply(status=408, content_type="text/plain", body=b""),
    Reply(status=409, content_type="application/json", body=b"{}"),
    Reply(status=429, content_type="text/plain", body=b"", retry_after="5"),
    Reply(status=500, content_type="text/plain", body=b"oops"),
    Reply(status=503, content_type="text/plain", body=b"", retry_after="1000000000"),
    Reply(status=302, content_type="text/html", body=b""),
)


def cycle(at: AtTill) -> CycleResult:
    """Exchange once; note which sessions the cashier was told are closed."""
    assert at.till.exchange is not None
    result = at.till.exchange.cycle()
    for cleared in result.cleared:
        assert cleared.id in at.told.closed_on_server, f"{cleared} was not closed by a manager"
        at.heard_of_clearing(cleared.id)
    return result


def sync(at: AtTill) -> None:
    """Exchange; where nothing was heard, not a byte may have changed."""
    armed, at.till.mortality.armed = at.till.mortality.armed, None
    before = None if at.till.line.is_up else at.till.contents()
    result = cycle(at)
    assert before is None or at.till.contents() == before, "27: unknown changed something"
    at.till.mortality.armed = armed
    if result.is_at_rest:
        both_sides_agree(at)


def hear_nonsense(at: AtTill, nonsense: Reply) -> None:
    """Exchange with something in between that is not our server: not a byte may change."""
    line, before = at.till.line, at.till.contents()
    line.instead = nonsense
    result = cycle(at)
    line.instead = None
    assert not result.cleared, "27: nonsense cleared a session"
    assert at.till.contents() == before, "27: nonsense changed something"


def heal(at: AtTill) -> CycleResult:
    """Mend the line and exchange until nothing moves any more."""
    at.till.mortality.armed = None
    at.till.line.is_up, at.till.line.lost_answers = True, 0
    result = cycle(at)
    for _ in range(_CYCLES_MAX):
        if result.is_at_rest:
            break
        at.till.world.clock.advance(timedelta(minutes=2))
        result = cycle(at)
    return result


def both_sides_agree(at: AtTill) -> None:
    """26: what the register can resume is what the server holds open."""
    mine = {one.id.bytes for one in at.till.register.cash_sessions.resumable()}
    register_id = at.till.register.identity.register_id.bytes
    with at.till.world.database.read() as db:
        theirs = {bytes(row) for row in db.exec_driver_sql(_OPEN, (register_id,)).scalars()}
    assert mine == theirs, "26: open here and there differ"


def prove(at: AtTill) -> None:
    """1, 14, 28, 29: every row follows from the journal, and the server holds the same."""
    verified = at.till.register.verification.verify()
    assert verified.is_sound, "\n".join(map(str, verified.findings))
    assert at.till.exchange is not None
    totals = at.till.exchange.totals()
    assert totals.head == verified.head, "29: the heads differ"
    assert totals.total == verified.total.minor == at.told.counted_total(), "1: totals differ"


_OPEN = (
    "SELECT cash_session_id FROM cash_session JOIN register USING (register_id) "
    "WHERE register.uuid = ? AND state <> 'closed'"
)
