"""Server link: messages to the server and back, as the register that was enrolled."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Mapping
from dataclasses import replace
from typing import TypeVar

from pos.domain.signature import Purpose
from pos.runtime.clock import Clock
from pos.sync.answers import NotAuthorised
from pos.sync.credentials import Credentials
from pos.sync.open_link import OpenLink
from pos.sync.peer import Peer
from pos.sync.transport import ANSWER_BYTES_MAX, Reply, Request, Transport
from pos.wire.codec import encode, feed_page_bytes
from pos.wire.messages import Message

M = TypeVar("M", bound=Message)


class ServerLink:
    """Requests with a token; one that is no longer accepted is renewed once."""

    def __init__(self, link: OpenLink, credentials: Credentials) -> None:
        self._link = link
        self._credentials = credentials

    def get(
        self,
        path: str,
        kind: type[M],
        *,
        query: Mapping[str, str | tuple[str, ...]] | None = None,
        answer_bytes_max: int = ANSWER_BYTES_MAX,
    ) -> M:
        """Ask for a message.

        :raises NoUsableAnswer: see `pos.sync.answers`.
        """
        request = Request(
            method="GET", path=path, query=query or {}, answer_bytes_max=answer_bytes_max
        )
        return self._exchange(request, kind)

    def post(self, path: str, message: Message, kind: type[M]) -> M:
        """Send a message.

        :raises NoUsableAnswer: see `pos.sync.answers`.
        """
        return self._exchange(Request(method="POST", path=path, body=encode(message)), kind)

    def close(self) -> None:
        self._link.close()

    def _exchange(self, request: Request, kind: type[M]) -> M:
        try:
            return self._exchange_once(request, kind)
        except NotAuthorised:
            self._credentials.forget()
        return self._exchange_once(request, kind)

    def _exchange_once(self, request: Request, kind: type[M]) -> M:
        return self._link.exchange(replace(request, token=self._credentials.token()), kind)


def link_to(peer: Peer, transport: Transport, clock: Clock) -> ServerLink:
    """Return the way to the peer's server over a transport."""
    link = OpenLink(transport, clock, lambda reply: _is_genuine(peer, reply))
    return ServerLink(link, Credentials(peer, link, clock))


def _is_genuine(peer: Peer, reply: Reply) -> bool:
    """Tell whether what the server says to have signed is what came; not all of it is signed."""
    if reply.signature is None:
        return True
    try:
        sig = b64decode(reply.signature, validate=True)
        peer.server_key.verify(Purpose.FEED_PAGE, feed_page_bytes(reply.body), sig)
    except ValueError:
        return False
    return True
