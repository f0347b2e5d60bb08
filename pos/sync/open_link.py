"""Open link: messages to the server and back, without a credential."""

from __future__ import annotations

from typing import TypeVar

from pos.runtime.clock import Clock
from pos.sync.answers import ServerUnreachable, read_answer
from pos.sync.transport import NoReply, Request, Transport
from pos.wire.codec import encode
from pos.wire.messages import Message

M = TypeVar("M", bound=Message)


class OpenLink:
    """Sends a request and returns the message that answers it, or raises `NoUsableAnswer`."""

    def __init__(self, transport: Transport, clock: Clock) -> None:
        self._transport = transport
        self._clock = clock

    def post(self, path: str, message: Message, kind: type[M]) -> M:
        """Send a message.

        :raises NoUsableAnswer: see `pos.sync.answers`.
        """
        return self.exchange(Request(method="POST", path=path, body=encode(message)), kind)

    def exchange(self, request: Request, kind: type[M]) -> M:
        """Send any request.

        :raises NoUsableAnswer: see `pos.sync.answers`.
        """
        try:
            reply = self._transport.send(request)
        except NoReply as reason:
            raise ServerUnreachable(str(reason)) from reason
        return read_answer(reply, kind, self._clock.now())

    def close(self) -> None:
        self._transport.close()
