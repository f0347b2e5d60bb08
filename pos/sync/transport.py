"""Transport: one request and its reply; the only module that knows httpx."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final, Protocol

from pos import __version__
from pos.runtime.clock import Clock
from pos.sync.deadline import Deadline, PatientConnector
from pos.sync.server_address import server_address
from pos.wire.codec import Coding, MessageInvalid, compress, decompress
from pos.wire.version import SIGNATURE_HEADER

if TYPE_CHECKING:
    import httpx

KIB: Final = 1024
ANSWER_BYTES_MAX: Final = 1024 * KIB
COMPRESS_FROM_BYTES: Final = 2 * KIB
CONNECT_SECONDS: Final = 5
READ_SECONDS: Final = 20  # between two pieces of an answer
WRITE_SECONDS: Final = 20
WHOLE_SECONDS: Final = 120  # from the first byte sent to the last one received
WHOLE_SECONDS_OF_MUCH: Final = 300  # a first catalogue over a slow line
_AS_IT_IS = "identity"


class NoReply(Exception):
    """Nothing that can be read came back; the text says why, without the address."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One request. `query` holds what follows the path; the token never shows in `repr`.

    A name in `query` with several values is repeated. `within` is how long all of it may take,
    where that is less than what any request may.
    """

    method: str
    path: str
    query: Mapping[str, str | tuple[str, ...]] = field(default_factory=dict)
    body: bytes | None = None  # JSON
    token: str | None = field(default=None, repr=False)
    answer_bytes_max: int = ANSWER_BYTES_MAX
    within: timedelta | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What came back, whatever it is: nothing here says that it is our server's."""

    status: int
    content_type: str  # without parameters, in lower case
    body: bytes
    retry_after: str | None = None
    signature: str | None = None  # base64, of the body


class Transport(Protocol):
    def send(self, request: Request) -> Reply:
        """Send one request and return the whole reply, of whatever status.

        :raises NoReply: if none came in time, or more than `answer_bytes_max`.
        """

    def close(self) -> None:
        """Let go of the connection; harmless when done twice."""


class HttpTransport:
    """HTTP to one server over one kept connection, for the one thread that sends.

    Proxies and certificates come from the system, never from the environment; redirects are
    replies like others, so that nothing is sent to another host; TLS is always verified.

    :raises ServerAddressInvalid: if the address is none, or http to another computer.
    """

    def __init__(self, address: str, clock: Clock) -> None:
        self._address = server_address(address)
        self._deadline = Deadline(clock)
        self._client: httpx.Client | None = None

    def send(self, request: Request) -> Reply:
        if self._client is None:
            self._client = _new_client(self._address, self._deadline)
        self._deadline.begin(_whole(request))
        with (
            _translated(),
            self._client.stream(
                request.method,
                request.path,
                params=dict(request.query),
                content=_content(request),
                headers=_headers(request),
                timeout=_timeout(request.within),
            ) as response,
        ):
            return Reply(
                status=response.status_code,
                content_type=_content_type(response.headers.get("content-type", "")),
                body=self._read(response, request),
                retry_after=response.headers.get("retry-after"),
                signature=response.headers.get(SIGNATURE_HEADER),
            )

    def close(self) -> None:
        if self._client is not None:
            self._client.close()
            self._client = None

    @staticmethod
    def _read(response: httpx.Response, request: Request) -> bytes:
        """Read the body as it travels and unpack it ourselves: no bomb of any packing."""
        largest = request.answer_bytes_max
        body = bytearray()
        for piece in response.iter_raw():
            body += piece
            if len(body) > largest:
                raise NoReply("its answer is too long")
        coding = response.headers.get("content-encoding", _AS_IT_IS).strip().lower()
        if coding == _AS_IT_IS:
            return bytes(body)
        if coding in set(Coding):
            return _unpacked(bytes(body), Coding(coding), largest)
        raise NoReply("its answer is packed in an unknown way")


def _new_client(address: str, deadline: Deadline) -> httpx.Client:
    """Make the client; importing httpx takes long, so only when something is sent."""
    import ssl

    import httpx

    way = httpx.HTTPTransport(
        verify=ssl.create_default_context(),
        trust_env=False,
        limits=httpx.Limits(max_connections=1, max_keepalive_connections=1),
    )
    pool: Any = way._pool  # noqa: SLF001 -- httpx has no way to say who connects
    pool._network_backend = PatientConnector(pool._network_backend, deadline)  # noqa: SLF001
    return httpx.Client(
        base_url=address,
        transport=way,
        trust_env=False,
        follow_redirects=False,
        headers={"user-agent": f"evertill/{__version__}", "accept": "application/json"},
    )


def _whole(request: Request) -> timedelta:
    """Return how long all of a request and its answer may take."""
    if request.within is not None:
        return request.within
    much = request.answer_bytes_max > ANSWER_BYTES_MAX
    return timedelta(seconds=WHOLE_SECONDS_OF_MUCH if much else WHOLE_SECONDS)


def _timeout(within: timedelta | None) -> httpx.Timeout:
    """Return how long each step may take: connecting half of a limit, so that another may come."""
    import httpx

    if within is not None:
        return httpx.Timeout(within / timedelta(seconds=1), connect=within / timedelta(seconds=2))
    return httpx.Timeout(
        connect=CONNECT_SECONDS, read=READ_SECONDS, write=WRITE_SECONDS, pool=CONNECT_SECONDS
    )


@contextmanager
def _translated() -> Iterator[None]:
    """Turn all of httpx's errors into one."""
    import httpx

    try:
        yield
    except httpx.ConnectTimeout as error:
        raise NoReply("no connection within a few seconds") from error
    except (httpx.TimeoutException, TimeoutError) as error:
        raise NoReply("it took too long") from error
    except httpx.ConnectError as error:
        raise NoReply(_connect_reason(error)) from error
    except (httpx.HTTPError, httpx.StreamError, httpx.InvalidURL) as error:
        raise NoReply("the connection broke") from error


def _connect_reason(error: Exception) -> str:
    text = str(error).lower()
    if "certificate" in text:
        return "its certificate is not trusted here"
    if "protocol_version" in text or "unsupported_protocol" in text:
        return "its encryption is too old to be trusted"
    if "ssl" in text:
        return "it gives no encrypted connection"
    if "refused" in text:
        return "nothing listens there"
    if "name or service" in text or "getaddrinfo" in text or "name resolution" in text:
        return "its name is not known"
    return "no connection"


def _content(request: Request) -> bytes | None:
    if request.body is None or len(request.body) < COMPRESS_FROM_BYTES:
        return request.body
    return compress(request.body)


def _headers(request: Request) -> dict[str, str]:
    headers = {"accept-encoding": ", ".join(Coding)}
    if request.token is not None:
        headers["authorization"] = f"Bearer {request.token}"
    if request.body is not None:
        headers["content-type"] = "application/json"
        if len(request.body) >= COMPRESS_FROM_BYTES:
            headers["content-encoding"] = Coding.ZSTD.value
    return headers


def _content_type(header: str) -> str:
    return header.partition(";")[0].strip().lower()


def _unpacked(body: bytes, coding: Coding, largest: int) -> bytes:
    try:
        return decompress(body, coding, largest=largest)
    except MessageInvalid as error:
        raise NoReply("its answer cannot be unpacked") from error
