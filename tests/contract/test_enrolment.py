"""Enrolment and tokens: who is let in, how often, and for how long."""

from __future__ import annotations

from base64 import b64encode
from datetime import timedelta

import httpx
import msgspec
import pytest
from sqlalchemy import select, update

from pos.domain.signature import Purpose, SignatureAlgorithm
from pos.runtime.ids import SystemIds
from pos.server import tables
from pos.wire.messages import (
    EnrolAnswer,
    EnrolRequest,
    NonceAnswer,
    NonceRequest,
    PushRequest,
    RegisterStateAnswer,
    TokenAnswer,
    TokenRequest,
)
from tests.keys import new_signing_key
from tests.servers import (
    RegisterOverHttp,
    RunningServer,
    an_enrol_request,
    ask,
    enrol_over_http,
    post,
    refusal,
)


class TestACode:
    def test_makes_a_register_of_the_store(self, server: RunningServer, http: httpx.Client) -> None:
        request = an_enrol_request(server.code("Till 7"), new_signing_key())

        enrolled = ask(http, "/v1/enrolments", request, EnrolAnswer)

        assert (enrolled.register_name, enrolled.series) == ("Till 7", 1)
        assert (enrolled.store.id, enrolled.store.timezone) == (
            server.store.id,
            "America/New_York",
        )
        assert enrolled.server_key == b64encode(server.key.verifying_key.der).decode()

    def test_with_the_same_key_gives_the_same_answer_again(
        self, server: RunningServer, http: httpx.Client
    ) -> None:
        request = an_enrol_request(server.code(), new_signing_key())

        first = ask(http, "/v1/enrolments", request, EnrolAnswer)
        server.clock.advance(timedelta(days=3))

        assert ask(http, "/v1/enrolments", request, EnrolAnswer) == first

    def test_is_understood_however_it_is_typed(
        self, server: RunningServer, http: httpx.Client
    ) -> None:
        typed = server.code().replace("-", " ").lower()

        assert post(http, "/v1/enrolments", an_enrol_request(typed, new_signing_key())).is_success

    def test_is_refused_to_another_device(self, server: RunningServer, http: httpx.Client) -> None:
        code = server.code()
        ask(http, "/v1/enrolments", an_enrol_request(code, new_signing_key()), EnrolAnswer)

        again = post(http, "/v1/enrolments", an_enrol_request(code, new_signing_key()))

        assert refusal(again, 409).error == "code_used"

    def test_expires_after_a_day(self, server: RunningServer, http: httpx.Client) -> None:
        code = server.code()
        server.clock.advance(timedelta(hours=24))

        late = post(http, "/v1/enrolments", an_enrol_request(code, new_signing_key()))

        assert refusal(late, 409).error == "code_expired"

    @pytest.mark.parametrize("code", ["ABCD-EFGH-JKMN", "", "x" * 5000, "AAAA-AAAA-AAA%"])
    def test_that_was_never_given_is_refused(self, http: httpx.Client, code: str) -> None:
        response = post(http, "/v1/enrolments", an_enrol_request(code, new_signing_key()))

        assert refusal(response, 404).error == "code_wrong"

    def test_cannot_be_guessed_for_long(self, server: RunningServer, http: httpx.Client) -> None:
        guess = an_enrol_request("ABCD-EFGH-JKMN", new_signing_key())
        statuses = [post(http, "/v1/enrolments", guess).status_code for _ in range(11)]

        assert statuses == [404] * 10 + [429]
        assert int(post(http, "/v1/enrolments", guess).headers["Retry-After"]) > 0
        server.clock.advance(timedelta(minutes=1))
        assert post(http, "/v1/enrolments", guess).status_code == 404

    def test_is_not_kept_as_it_is(self, server: RunningServer) -> None:
        code = server.code()

        with server.database.read() as db:
            held = db.execute(select(tables.enrolment_code.c.code_hash)).scalar_one()

        assert code.encode() not in held

    @pytest.mark.parametrize("key", ["", "AAAA", "not base64", "é"])
    def test_with_a_key_that_is_none_is_refused(
        self, server: RunningServer, http: httpx.Client, key: str
    ) -> None:
        request = EnrolRequest(code=server.code(), public_key=key, program_version="1")

        assert refusal(post(http, "/v1/enrolments", request), 422).error == "invalid"

    def test_takes_a_p256_key_too(self, server: RunningServer, http: httpx.Client) -> None:
        key = new_signing_key(SignatureAlgorithm.ECDSA_P256)

        assert post(http, "/v1/enrolments", an_enrol_request(server.code(), key)).is_success

    @pytest.mark.parametrize("damage", ["key", "code", "sig"])
    def test_that_was_damaged_on_its_way_uses_up_no_code(
        self, server: RunningServer, http: httpx.Client, damage: str
    ) -> None:
        code, key = server.code(), new_signing_key()
        asked = an_enrol_request(code, key)
        other = an_enrol_request(f"{code} ", new_signing_key())
        taken = {
            "key": {"public_key": other.public_key},
            "code": {"code": other.code},
            "sig": {"sig": other.sig},
        }[damage]

        refused = post(http, "/v1/enrolments", msgspec.structs.replace(asked, **taken))

        assert "damaged on its way" in refusal(refused, 422).message
        assert post(http, "/v1/enrolments", asked).is_success

    def test_of_an_older_register_is_signed_by_nobody_and_taken(
        self, server: RunningServer, http: httpx.Client
    ) -> None:
        asked = msgspec.structs.replace(an_enrol_request(server.code(), new_signing_key()), sig="")

        assert post(http, "/v1/enrolments", asked).is_success

    def test_for_a_device_that_is_enrolled_already_is_refused(
        self, server: RunningServer, http: httpx.Client
    ) -> None:
        key = new_signing_key()
        ask(http, "/v1/enrolments", an_enrol_request(server.code("Till 1"), key), EnrolAnswer)

        second = post(http, "/v1/enrolments", an_enrol_request(server.code("Till 2"), key))

        assert refusal(second, 409).error == "already_enrolled"


class TestAToken:
    def test_is_needed_for_everything_of_a_register(self, http: httpx.Client) -> None:
        for path in ("/v1/register", "/v1/register/totals", "/v1/feed", "/v1/feed/snapshot"):
            assert refusal(http.get(path), 401).error == "unauthorised"
        assert refusal(post(http, "/v1/journal", PushRequest(series=1, entries=[])), 401)

    @pytest.mark.parametrize("token", ["x", "AAAA" * 20, "é", "=" * 72])
    def test_that_we_did_not_make_is_refused(self, http: httpx.Client, token: str) -> None:
        headers = {"Authorization": f"Bearer {token}".encode()}

        refusal(http.get("/v1/register", headers=headers), 401)

    def test_that_was_changed_is_refused(
        self, server: RunningServer, http: httpx.Client, till: RegisterOverHttp
    ) -> None:
        other = enrol_over_http(server, http, "Till 2")
        mixed = till.token[:32] + other.token[32:]

        refusal(http.get("/v1/register", headers={"Authorization": f"Bearer {mixed}"}), 401)

    def test_runs_out_after_a_quarter_of_an_hour(
        self, server: RunningServer, till: RegisterOverHttp
    ) -> None:
        server.clock.advance(timedelta(minutes=14, seconds=59))
        till.get("/v1/register", RegisterStateAnswer)
        server.clock.advance(timedelta(seconds=1))

        refusal(till.http.get("/v1/register", headers=till.headers), 401)

    def test_of_a_revoked_register_fetches_nothing_any_more(
        self, server: RunningServer, till: RegisterOverHttp
    ) -> None:
        with server.database.write() as db:
            db.execute(update(tables.register).values(revoked_at=1))

        response = till.http.get("/v1/feed", headers=till.headers)

        assert refusal(response, 403).error == "revoked"


class TestANonce:
    def signed(self, till: RegisterOverHttp, nonce: str) -> TokenRequest:
        sig = b64encode(till.key.sign(Purpose.NONCE, nonce.encode())).decode()
        return TokenRequest(register=till.id, nonce=nonce, sig=sig)

    def nonce(self, till: RegisterOverHttp) -> str:
        return ask(till.http, "/v1/nonces", NonceRequest(register=till.id), NonceAnswer).nonce

    def test_is_good_for_one_token(self, till: RegisterOverHttp) -> None:
        request = self.signed(till, self.nonce(till))

        assert ask(till.http, "/v1/tokens", request, TokenAnswer).expires_in == 900
        refusal(post(till.http, "/v1/tokens", request), 401)

    def test_is_good_for_a_minute(self, server: RunningServer, till: RegisterOverHttp) -> None:
        request = self.signed(till, self.nonce(till))
        server.clock.advance(timedelta(seconds=60))

        refusal(post(till.http, "/v1/tokens", request), 401)

    def test_signed_for_another_purpose_is_refused(self, till: RegisterOverHttp) -> None:
        nonce = self.nonce(till)
        sig = b64encode(till.key.sign(Purpose.EVENT, nonce.encode())).decode()

        response = post(
            till.http, "/v1/tokens", TokenRequest(register=till.id, nonce=nonce, sig=sig)
        )

        refusal(response, 401)

    def test_of_another_register_is_refused(
        self, server: RunningServer, http: httpx.Client, till: RegisterOverHttp
    ) -> None:
        other = enrol_over_http(server, http, "Till 2")

        refusal(post(http, "/v1/tokens", self.signed(other, self.nonce(till))), 401)

    def test_is_not_given_to_strangers(self, http: httpx.Client) -> None:
        response = post(http, "/v1/nonces", NonceRequest(register=SystemIds().new_id()))

        assert refusal(response, 404).error == "register_unknown"

    def test_is_given_to_the_register_although_a_stranger_asked_too_often(
        self, server: RunningServer, till: RegisterOverHttp
    ) -> None:
        request = NonceRequest(register=till.id)
        elsewhere = httpx.HTTPTransport(local_address="127.0.0.2")
        with httpx.Client(base_url=server.url, transport=elsewhere) as stranger:
            for _ in range(60):
                ask(stranger, "/v1/nonces", request, NonceAnswer)
            refused = refusal(post(stranger, "/v1/nonces", request), 429)

        assert refused.error == "too_many_tries"
        assert self.nonce(till)
