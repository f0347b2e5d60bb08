"""Answers: what a reply of the server means, translated once for everything above.

Exception
└── Problem
    └── NoUsableAnswer
        ├── ServerUnreachable   no answer, or none of our server's: temporary, ask again later
        ├── NotAuthorised       401, 403: a new token may help, else it is as good as unknown
        ├── AnswerNotGenuine    not signed by our server, or about another register: unknown
        └── RequestRefused      our server understood and said no: final, a person must look
            └── RequestTooLarge 413, of the server or a proxy before it: less may be taken
"""

from __future__ import annotations

from datetime import datetime, timedelta
from http import HTTPStatus
from typing import TypeVar

from pos.domain.clean_text import TextInvalid, clean_text
from pos.domain.problem import Problem
from pos.sync.retry import read_retry_after
from pos.sync.transport import Reply
from pos.wire.codec import MessageInvalid, decode
from pos.wire.messages import MarkAnswer, Message, RefusalAnswer

M = TypeVar("M", bound=Message)

SENTENCE_LENGTH_MAX = 300
_JSON = "application/json"
_KEPT = "Everything is kept here and sent when it can be."
_TEMPORARY = {
    HTTPStatus.REQUEST_TIMEOUT,
    HTTPStatus.TOO_EARLY,
    HTTPStatus.TOO_MANY_REQUESTS,
}
_UNKNOWN_SENDER = {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}
_FIRST_SUCCESS, _FIRST_REDIRECT, _FIRST_REFUSAL, _FIRST_FAILURE = 200, 300, 400, 500


class NoUsableAnswer(Problem):
    """The exchange brought nothing that could be used; nothing was changed."""


class ServerUnreachable(NoUsableAnswer):
    """No answer, or none of our server's: worth asking again.

    `reason` is a clause; `retry_after` is how long the server asked us to wait, if it did.
    """

    def __init__(
        self, reason: str, way_out: str = _KEPT, retry_after: timedelta | None = None
    ) -> None:
        super().__init__(f"The server cannot be reached: {reason}. {way_out}")
        self.reason = reason
        self.retry_after = retry_after


class NotAuthorised(NoUsableAnswer):
    """The server does not let us in, now; `error` is its word for it.

    `mark`, not yet verified, is there if this device was replaced.
    """

    def __init__(self, error: str, sentence: str, mark: MarkAnswer | None = None) -> None:
        super().__init__(sentence)
        self.error = error
        self.mark = mark


class AnswerNotGenuine(NoUsableAnswer):
    """The answer is not signed by our server, is about something else, or cannot be true."""


class SeriesForgotten(NoUsableAnswer):
    """The server was set back to before the register's series began; the one before is asked."""


class AnswerOutdated(AnswerNotGenuine):
    """The answer is older than what the server said before, or the server was set back since.

    A question that no older answer can pass for tells which: the handshake.
    """

    def __init__(self) -> None:
        super().__init__("The server says less than it said before; it is asked where it is.")


class RequestRefused(NoUsableAnswer):
    """Our server understood and said no; asking the same again will not help.

    `error` is its word for programs; `mark`, not yet verified, says where it is.
    """

    def __init__(self, error: str, sentence: str, mark: MarkAnswer | None = None) -> None:
        super().__init__(sentence)
        self.error = error
        self.mark = mark


class RequestTooLarge(RequestRefused):
    """The request is larger than the server, or something before it, takes."""

    def __init__(self) -> None:
        super().__init__("too_large", "The server takes no request as large as that.")


def read_answer(reply: Reply, kind: type[M], now: datetime) -> M:
    """Return the message that the server's reply carries.

    :raises ServerUnreachable: on 408, 425, 429, 5xx and whatever our server would not say.
    :raises NotAuthorised: on 401 and 403.
    :raises RequestTooLarge: on 413, whoever says so.
    :raises RequestRefused: on every other refusal in our server's own words.
    """
    status = reply.status
    if status == HTTPStatus.NOT_IMPLEMENTED:  # some other program: ours implements what it says
        raise _not_our_server(f"it answered with the status {status}")
    if status in _TEMPORARY or status >= _FIRST_FAILURE:
        raise _busy(reply, now)
    if status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
        raise RequestTooLarge
    if status >= _FIRST_REFUSAL:
        raise _refusal(reply)
    if not _FIRST_SUCCESS <= status < _FIRST_REDIRECT:
        raise _not_our_server(f"it answered with the status {status}")
    return _decoded(reply, kind)


def _decoded(reply: Reply, kind: type[M]) -> M:
    if reply.content_type != _JSON:
        raise _not_our_server(f"it sent {reply.content_type or 'something'}, not JSON")
    try:
        return decode(reply.body, kind)
    except MessageInvalid as error:
        raise _not_our_server("its answer cannot be read") from error


def _refusal(reply: Reply) -> NoUsableAnswer:
    answer = _decoded(reply, RefusalAnswer)
    sentence = _shown(answer.message)
    if reply.status in _UNKNOWN_SENDER:
        return NotAuthorised(answer.error, sentence, answer.mark)
    return RequestRefused(answer.error, sentence, answer.mark)


def _busy(reply: Reply, now: datetime) -> ServerUnreachable:
    wait = read_retry_after(reply.retry_after, now)
    return ServerUnreachable(f"it cannot answer now (status {reply.status})", retry_after=wait)


def _not_our_server(reason: str) -> ServerUnreachable:
    return ServerUnreachable(
        f"what answers at its address is no Evertill server ({reason})",
        "Check the address, or sign in to this network if it asks for that.",
    )


def _shown(sentence: str) -> str:
    """Return a sentence from the network fit for a screen."""
    try:
        return clean_text(sentence, what="it", longest=SENTENCE_LENGTH_MAX)
    except TextInvalid:
        return "The server refused without a reason that can be shown."
