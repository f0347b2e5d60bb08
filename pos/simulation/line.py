"""The line between a till and the server, and all that goes wrong on it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Protocol

from pos.runtime.ids import Chance
from pos.simulation.faults import ON_THE_LINE, Fault, Faults
from pos.sync.transport import NoReply, Reply, Request

_JSON = "application/json"
_PHASES = {
    ("POST", "/v1/enrolments"): "enrolment",
    ("POST", "/v1/nonces"): "sign-in",
    ("POST", "/v1/tokens"): "sign-in",
    ("GET", "/v1/register"): "handshake",
    ("GET", "/v1/register/totals"): "totals",
    ("POST", "/v1/presence"): "presence",
    ("POST", "/v1/journal"): "push",
    ("GET", "/v1/journal"): "recovery",
    ("GET", "/v1/feed"): "pull",
    ("GET", "/v1/feed/snapshot"): "snapshot",
    ("POST", "/v1/branches"): "fork",
}
_HIGH_WATER = re.compile(rb'("high_water": ?)([0-9]+)')
_RETRY_AFTERS = (None, "3", "30", "-5", "1000000000", "Wed, 21 Oct 2026 07:28:00 GMT", "soon")
_TIMEOUT = timedelta(seconds=15)


def phase_of(request: Request) -> str:
    """Return what the till is doing when it sends this."""
    return _PHASES.get((request.method, request.path), "other")


class Answers(Protocol):
    """The server as a line sees it."""

    def answer(self, request: Request) -> Reply:
        """Return the whole reply, or raise NoReply if the server died over it."""


@dataclass
class Line:
    """A line that only does what it is told: to be down, to lose answers, to lie."""

    server: Answers
    is_up: bool = True
    lost_answers: int = 0  # of the next requests that arrive, so many answers are lost
    instead: Reply | None = None  # what somebody in between answers to everything
    requests: int = 0

    def send(self, request: Request) -> Reply:
        if not self.is_up:
            raise NoReply("the line is down")
        self.requests += 1
        if self.instead is not None:
            return self.instead
        reply = self.server.answer(request)
        if self.lost_answers:
            self.lost_answers -= 1
            raise NoReply("the answer was lost")
        return reply

    def close(self) -> None:
        pass


class ServerFaults(Protocol):
    """What a line can have happen to the server while it answers."""

    def answer_while(self, fault: Fault, request: Request) -> Reply:
        """Return the reply of a server that this happens to."""

    def attack(self, seen: Request) -> None:
        """Have somebody who saw the request try what they can."""


@dataclass
class Overheard:
    """What travelled on all lines of a chain lately: for swapped, stale and late deliveries."""

    replies: dict[tuple[str, str], Reply] = field(default_factory=dict)  # (till, phase) → reply
    late: list[Request] = field(default_factory=list)


@dataclass
class StormyLine(Line):
    """A line on which faults are drawn for each request."""

    name: str = field(kw_only=True)
    faults: Faults = field(kw_only=True)
    chance: Chance = field(kw_only=True)
    wait: Callable[[timedelta], None] = field(kw_only=True)
    overheard: Overheard = field(kw_only=True)
    trouble: ServerFaults = field(kw_only=True)

    def send(self, request: Request) -> Reply:
        if not self.is_up or self.instead is not None:
            return super().send(request)
        phase = phase_of(request)
        fault = self.faults.draw(ON_THE_LINE, phase)
        if fault is None:
            return self._kept(phase, super().send(request))
        self.requests += 1
        return self._fail(fault, request, phase)

    def deliver_late(self) -> None:
        """Let what was under way for long arrive now; nobody waits for the answer."""
        if self.is_up and self.overheard.late:
            self.requests += 1
            self.server.answer(self.overheard.late.pop(0))

    def _kept(self, phase: str, reply: Reply) -> Reply:
        self.overheard.replies[self.name, phase] = reply
        return reply

    def _fail(self, fault: Fault, request: Request, phase: str) -> Reply:
        for group in (self._fail_on_the_way, self._fail_on_the_way_back, self._fail_between):
            reply = group(fault, request, phase)
            if reply is not None:
                return reply
        return self.trouble.answer_while(fault, request)

    def _fail_on_the_way(self, fault: Fault, request: Request, _: str) -> Reply | None:
        match fault:
            case Fault.REQUEST_LOST:
                self.wait(_TIMEOUT)
                raise NoReply("it took too long")
            case Fault.REQUEST_REORDERED:
                self.overheard.late.append(request)
                self.wait(_TIMEOUT)
                raise NoReply("it took too long")
            case Fault.REQUEST_DUPLICATED:
                self.server.answer(request)
                return self.server.answer(request)
            case Fault.REQUEST_CORRUPTED if request.body:
                return self.server.answer(replace(request, body=self._flipped(request.body)))
            case Fault.REQUEST_TRUNCATED if request.body:
                cut = request.body[: self.chance.below(len(request.body))]
                return self.server.answer(replace(request, body=cut))
            case Fault.REQUEST_CORRUPTED | Fault.REQUEST_TRUNCATED:
                return self.server.answer(replace(request, token="cut off"))
            case Fault.ATTACK:
                self.trouble.attack(request)
                return self.server.answer(request)
        return None

    def _fail_on_the_way_back(self, fault: Fault, request: Request, phase: str) -> Reply | None:
        match fault:
            case Fault.ANSWER_LOST | Fault.HELD_OPEN:
                self.server.answer(request)
                self.wait(_TIMEOUT if fault is Fault.HELD_OPEN else timedelta(seconds=1))
                raise NoReply("the connection broke")
            case Fault.ANSWER_DELAYED:
                self.wait(timedelta(seconds=self.chance.below(12)))
                return self._kept(phase, self.server.answer(request))
            case Fault.ANSWER_TRUNCATED:
                reply = self.server.answer(request)
                return replace(reply, body=reply.body[: self.chance.below(len(reply.body) + 1)])
            case Fault.ANSWER_CORRUPTED:
                reply = self.server.answer(request)
                change = self._flipped if self.chance.below(2) else self._raised
                return replace(reply, body=change(reply.body))
            case Fault.ANSWER_SWAPPED | Fault.ANSWER_STALE:
                stale = fault is Fault.ANSWER_STALE
                other = self._heard(phase, of_this_till=stale)
                if self.chance.below(2):  # else somebody in between answers by themselves
                    self.server.answer(request)
                return other
        return None

    def _fail_between(self, fault: Fault, _: Request, __: str) -> Reply | None:
        match fault:
            case Fault.STATUS_4XX:
                status = (400, 401, 403, 404, 405, 408, 409, 413, 422)[self.chance.below(9)]
                return Reply(status=status, content_type=_JSON, body=b'{"error":"x","message":"y"}')
            case Fault.STATUS_429:
                wanted = _RETRY_AFTERS[self.chance.below(len(_RETRY_AFTERS))]
                return Reply(status=429, content_type="text/plain", body=b"", retry_after=wanted)
            case Fault.STATUS_5XX:
                status = (500, 501, 502, 503, 504)[self.chance.below(5)]
                return Reply(status=status, content_type="text/plain", body=b"oops")
            case Fault.HTML:
                page = b"<html>Sign in to the hotel</html>"
                return Reply(status=200, content_type="text/html", body=page)
            case Fault.EMPTY_BODY:
                body = (b"", b"null", b"{}", b"[]")[self.chance.below(4)]
                return Reply(status=200, content_type=_JSON, body=body)
        return None

    def _heard(self, phase: str, *, of_this_till: bool) -> Reply:
        for (name, other_phase), reply in self.overheard.replies.items():
            if other_phase == phase and (name == self.name) is of_this_till:
                return reply
        raise NoReply("the connection broke")

    def _raised(self, content: bytes) -> bytes:
        """Let the answer confirm more than the server did, as somebody in between could."""
        more = 1 + self.chance.below(3)
        return _HIGH_WATER.sub(lambda found: b"%s%d" % (found[1], int(found[2]) + more), content)

    def _flipped(self, content: bytes) -> bytes:
        if not content:
            return b"?"
        at = self.chance.below(len(content))
        return content[:at] + bytes([content[at] ^ (1 << self.chance.below(8))]) + content[at + 1 :]
