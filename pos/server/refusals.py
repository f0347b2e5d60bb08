"""Refusals: why a request is not served, as a status, a word for programs and a sentence."""

from __future__ import annotations

from http import HTTPStatus

from pos.wire.messages import MarkAnswer, RefusalAnswer


class Refusal(Exception):
    """Ends a request with an answer of status 400 or more."""

    def __init__(
        self,
        status: HTTPStatus,
        error: str,
        message: str,
        *,
        mark: MarkAnswer | None = None,
        retry_after: int | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.answer = RefusalAnswer(error=error, message=message, mark=mark)
        self.retry_after = retry_after  # seconds


def unauthorised(message: str) -> Refusal:
    """Return the refusal of a request whose sender is not known."""
    return Refusal(HTTPStatus.UNAUTHORIZED, "unauthorised", message)


def invalid(message: str) -> Refusal:
    """Return the refusal of a request that is not what the contract says."""
    return Refusal(HTTPStatus.UNPROCESSABLE_ENTITY, "invalid", message)


def series_unknown(series: int) -> Refusal:
    """Return the refusal of a request about a series that the register does not have."""
    return Refusal(
        HTTPStatus.NOT_FOUND,
        "series_unknown",
        f"Series {series} is not one of this register's.",
    )
