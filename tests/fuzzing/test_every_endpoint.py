"""Requests drawn from what the server says of itself: each gets an answer that it announced.

Schemathesis makes requests that fit the OpenAPI description, and others that do not, for every
operation, from somebody who is signed in and from nobody. No answer may be a failure of the
server's, and none may be outside of the description.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
import requests
import schemathesis
from hypothesis import given
from schemathesis import Case, GenerationMode, Response
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.endpoints import Endpoint, description, endpoints
from tests.fuzzing.effort import effort
from tests.servers import RegisterOverHttp, RunningServer

EXAMPLES = 10
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
# What a request can come to; anything else would be news.
EXPECTED = {200, 400, 401, 403, 404, 405, 409, 413, 415, 422, 429}
SECONDS_BETWEEN = 6  # so that nobody is told to wait
TOKEN_IS_GOOD_FOR = timedelta(minutes=10)
EVERY = endpoints()
TAKES_INPUT = [one for one in EVERY if one.path.startswith("/v1/")]
SCHEMA = schemathesis.openapi.from_dict(description())


class Asker:
    """Sends drawn requests to a real server, as a register that is signed in or as nobody."""

    def __init__(self, till: RegisterOverHttp, http: requests.Session) -> None:
        self._till = till
        self._http = http
        self._signed_in_at = till.server.clock.now()

    def send(self, case: Case, *, signed_in: bool) -> Response:
        clock = self._till.server.clock
        clock.advance(timedelta(seconds=SECONDS_BETWEEN))
        if clock.now() - self._signed_in_at > TOKEN_IS_GOOD_FOR:
            self._till.sign_in()
            self._signed_in_at = clock.now()
        return case.call(
            base_url=self._till.server.url,
            session=self._http,
            headers=self._till.headers if signed_in else {},
        )


@pytest.fixture(scope="module")
def asker(till: RegisterOverHttp) -> Iterator[Asker]:
    with requests.Session() as http:
        http.trust_env = False
        yield Asker(till, http)


def operation(endpoint: Endpoint) -> schemathesis.APIOperation:
    return SCHEMA[endpoint.path][endpoint.method.lower()]


class TestEveryEndpoint:
    @pytest.mark.parametrize("endpoint", EVERY, ids=str)
    def test_answers_what_fits_its_description(self, asker: Asker, endpoint: Endpoint) -> None:
        statuses = set()

        @effort(EXAMPLES)
        @given(operation(endpoint).as_strategy(GenerationMode.POSITIVE))
        def each(case: Case) -> None:
            response = asker.send(case, signed_in=True)
            case.validate_response(response, checks=CHECKS)
            statuses.add(response.status_code)

        each()
        assert statuses <= EXPECTED - {401, 403}

    @pytest.mark.parametrize("endpoint", TAKES_INPUT, ids=str)
    def test_refuses_what_does_not_fit_and_never_fails_over_it(
        self, asker: Asker, endpoint: Endpoint
    ) -> None:
        statuses = set()

        @effort(EXAMPLES)
        @given(operation(endpoint).as_strategy(GenerationMode.NEGATIVE))
        def each(case: Case) -> None:
            response = asker.send(case, signed_in=True)
            case.validate_response(response, checks=CHECKS)
            statuses.add(response.status_code)

        each()
        assert statuses <= EXPECTED

    @pytest.mark.parametrize("mode", GenerationMode)
    @pytest.mark.parametrize("endpoint", [one for one in EVERY if one.is_guarded], ids=str)
    def test_that_wants_a_token_tells_nobody_anything_else(
        self, asker: Asker, endpoint: Endpoint, mode: GenerationMode
    ) -> None:
        @effort(EXAMPLES)
        @given(operation(endpoint).as_strategy(mode))
        def each(case: Case) -> None:
            response = asker.send(case, signed_in=False)
            case.validate_response(response, checks=CHECKS)
            assert response.status_code == 401

        each()


class TestAMethodThatAPathDoesNotHave:
    @pytest.mark.parametrize("path", sorted({one.path for one in EVERY}))
    def test_is_refused_with_those_that_it_has(self, server: RunningServer, path: str) -> None:
        known = {one.method for one in EVERY if one.path == path}
        with server.client() as http:
            for method in {"GET", "POST", "PUT", "PATCH", "DELETE", "TRACE"} - known:
                response = http.request(method, path)

                assert response.status_code == 405
                allowed = {one.strip() for one in response.headers["allow"].split(",")}
                assert allowed == known
