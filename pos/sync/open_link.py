"""Open link: messages to the server and back, without a credential."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from pos.runtime.clock import Clock
from pos.sync.answers import AnswerNotGenuine, ServerUnreachable, read_answer
from pos.sync.transport import NoReply, Reply, Request, Transport
from pos.wire.codec import encode
from pos.wire.messages import Message

M = TypeVar("M", bound=Message)


def _any_is(_: Reply) -> bool:
    return True


class OpenLink:
    """Sends a request and returns the message that answers it, or raises `NoUsableAnswer`."""

    def __init__(
        self, transport: Transport, clock: Clock, is_genuine: Callable[[Reply], bool] = _any_is
    ) -> None:
        self._transport = transport
        self._clock = clock
        self._is_genuine = is_genuine

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
        if not self._is_genuine(reply):
            raise AnswerNotGenuine("The answer was damaged on its way; nothing was changed.")
        return read_answer(reply, kind, self._clock.now())

    def close(self) -> None:
        self._transport.close()
