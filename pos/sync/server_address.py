"""Server address: what may be typed for a server, and what is refused before anything is sent."""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

from pos.domain.problem import Problem

_SHOWN_MAX = 100
_EXAMPLE = "https://shop.example or http://127.0.0.1:8765"


class ServerAddressInvalid(Problem):
    def __init__(self, address: str, reason: str) -> None:
        super().__init__(
            f"“{address[:_SHOWN_MAX]}” cannot be the server's address: {reason}. "
            f"Write it like {_EXAMPLE}."
        )


def server_address(typed: str) -> str:
    """Return the address as it is kept: scheme, host and port, without a slash at the end.

    :raises ServerAddressInvalid: if it is no address, holds more than one, or would send without
        encryption over a network.
    """
    address = typed.strip().rstrip("/")
    try:
        parts = urlsplit(address)
        host, port = parts.hostname, parts.port
    except ValueError:
        raise ServerAddressInvalid(typed, "it is not an address") from None
    if parts.scheme not in {"http", "https"} or not host or not address.isprintable():
        raise ServerAddressInvalid(typed, "it does not begin with https:// and a name")
    if " " in address or port == 0:
        raise ServerAddressInvalid(typed, "its host or port is not one")
    _require_bare(parts, typed)
    if parts.scheme == "http" and not is_loopback(host):
        raise ServerAddressInvalid(
            typed, "http is not encrypted and only for a server on this computer; use https"
        )
    return address


def is_loopback(host: str) -> bool:
    """Tell whether the name stands for this computer itself."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _require_bare(parts: SplitResult, typed: str) -> None:
    if parts.username is not None or parts.password is not None:
        raise ServerAddressInvalid(typed, "it holds a user name")
    if parts.query or parts.fragment:
        raise ServerAddressInvalid(typed, "it ends with a query or a fragment")
