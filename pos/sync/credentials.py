"""Credentials: the bearer token, got for a nonce that the device key signed."""

from __future__ import annotations

from base64 import b64encode

from pos.domain.signature import Purpose
from pos.runtime.clock import Clock
from pos.sync.open_link import OpenLink
from pos.sync.peer import Peer
from pos.wire.messages import NonceAnswer, NonceRequest, TokenAnswer, TokenRequest

_RENEWED_BEFORE_SECONDS = 60
_LIFE_SECONDS_MAX = 3600  # whatever the server says, a new one at least this often
_NANOSECONDS = 1_000_000_000


class Credentials:
    """A token that is kept in memory until shortly before it ends."""

    def __init__(self, peer: Peer, link: OpenLink, clock: Clock) -> None:
        self._peer = peer
        self._link = link
        self._clock = clock
        self._token: str | None = None
        self._renew_at_ns = 0

    def token(self) -> str:
        """Return a token that is good for the next request.

        :raises NoUsableAnswer: if the server gives none.
        """
        if self._token is None or self._clock.monotonic_ns() >= self._renew_at_ns:
            self._token = self._new_token()
        return self._token

    def forget(self) -> None:
        """Drop the token, so that the next request gets a new one."""
        self._token = None

    def _new_token(self) -> str:
        register = self._peer.register_id
        asked_at_ns = self._clock.monotonic_ns()
        asked = NonceRequest(register=register)
        nonce = self._link.post("/v1/nonces", asked, NonceAnswer).nonce
        sig = self._peer.key.sign(Purpose.NONCE, nonce.encode())
        signed = TokenRequest(register=register, nonce=nonce, sig=b64encode(sig).decode())
        answer = self._link.post("/v1/tokens", signed, TokenAnswer)
        seconds = min(answer.expires_in, _LIFE_SECONDS_MAX) - _RENEWED_BEFORE_SECONDS
        self._renew_at_ns = asked_at_ns + seconds * _NANOSECONDS
        return answer.token
