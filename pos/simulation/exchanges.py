"""Exchanges of a till with the server, and what must hold of them."""

from __future__ import annotations

from datetime import timedelta

from pos.domain.handshake import Verdict
from pos.simulation.at_till import AtTill
from pos.simulation.told import require
from pos.simulation.virtual import Crashed, VirtualClock
from pos.sync.exchange import Exchange
from pos.sync.status import Contact, CycleResult
from pos.sync.transport import Reply

_CYCLES_MAX = 5
_ERROR_OF_ITS_OWN = "The exchange met an error of its own"
_TIME_TO_REST = timedelta(minutes=60)  # longest backoff and Retry-After, a few times over
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


def tick(at: AtTill) -> timedelta:
    """Have the till exchange what is due, as its scheduler does; return when to come again."""
    if not at.till.is_on:
        return timedelta(minutes=1)
    exchange = _exchange(at)
    try:
        wait = exchange.engine.tick()
    except Crashed as death:
        at.die(str(death))
        return timedelta(seconds=1)
    problem = exchange.status.problem or ""
    require(42, not problem.startswith(_ERROR_OF_ITS_OWN), problem)
    is_fenced = exchange.status.verdict is Verdict.FENCED
    require(36, at.is_revoked or not is_fenced, f"nobody revoked the key of {at.till.name}")
    hear_of_cleared(at)
    return wait


def hear_of_cleared(at: AtTill) -> None:
    """Have the cashier read which sessions were ended here because a manager had closed them."""
    cleared = [one.id for one in _exchange(at).status.cleared]
    for session_id in cleared:
        was_closed = at.told.was_closed_on_server(session_id)
        require(27, was_closed, f"no manager closed {session_id}")
        at.heard_of_clearing(session_id)
    if cleared:
        _exchange(at).tell_cleared(cleared)


def cycle(at: AtTill) -> CycleResult:
    """Exchange once; note which sessions the cashier was told are closed."""
    result = _exchange(at).cycle()
    for cleared in result.cleared:
        was_closed = at.told.was_closed_on_server(cleared.id)
        require(27, was_closed, f"no manager closed {cleared}")
        at.heard_of_clearing(cleared.id)
    return result


def sync(at: AtTill) -> None:
    """Exchange; where nothing was heard, not a byte may have changed."""
    armed, at.till.mortality.armed = at.till.mortality.armed, None
    before = None if at.till.line.is_up else at.till.contents()
    cycle(at)
    require(27, before is None or at.till.contents() == before, "unknown changed something")
    at.till.mortality.armed = armed


def hear_nonsense(at: AtTill, nonsense: Reply) -> None:
    """Exchange with something in between that is not our server: not a byte may change."""
    line, before = at.till.line, at.till.contents()
    line.instead = nonsense
    result = cycle(at)
    line.instead = None
    require(27, not result.cleared, "nonsense cleared a session")
    require(27, at.till.contents() == before, "nonsense changed something")


def heal(at: AtTill, clock: VirtualClock) -> CycleResult:
    """Mend the line and exchange until nothing moves any more."""
    at.till.mortality.armed = None
    at.till.line.is_up, at.till.line.lost_answers = True, 0
    result = cycle(at)
    for _ in range(_CYCLES_MAX):
        if result.is_at_rest:
            break
        clock.advance(timedelta(minutes=2))
        result = cycle(at)
    return result


def come_to_rest(at: AtTill, clock: VirtualClock) -> None:
    """Let the till's own schedule bring it to rest, within an hour on a sound network.

    :raises Violation: if something still waits then.
    """
    at.till.mortality.armed = None
    at.till.line.is_up = True
    until = clock.now() + _TIME_TO_REST
    while clock.now() < until:
        wait = tick(at)
        if _rests(at):
            return
        clock.advance(max(wait, timedelta(milliseconds=100)))
    require(5, holds=False, sentence=f"{at.till.name} does not come to rest: {_status(at)}")


def _rests(at: AtTill) -> bool:
    status = _exchange(at).status
    is_reached = status.contact is Contact.ONLINE and not _in_the_way(at)
    return is_reached and not status.waiting


def _in_the_way(at: AtTill) -> str | None:
    """Return what hinders the exchange; that the register was fenced does not."""
    status = _exchange(at).status
    is_fence = status.verdict is Verdict.FENCED and status.problem == status.last_answer
    return None if is_fence else status.problem


def _status(at: AtTill) -> object:
    return _exchange(at).status


def _exchange(at: AtTill) -> Exchange:
    if at.till.exchange is None:
        raise RuntimeError(f"{at.till.name} is switched off")
    return at.till.exchange
