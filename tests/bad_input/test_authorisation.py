"""Bad input from somebody who would like to be somebody else."""

from __future__ import annotations

from base64 import b64encode
from concurrent.futures import ThreadPoolExecutor

import httpx
import msgspec
import pytest

from pos.domain.signature import Purpose, SignatureAlgorithm
from pos.runtime.pin_hash import pin_matches
from pos.server import tables
from pos.services.operators import PinWrong
from pos.wire.messages import EntryMessage, NonceAnswer, NonceRequest, TokenRequest
from tests.keys import new_signing_key
from tests.registers import PINS, TOM, RegisterInTest
from tests.servers import (
    RegisterOverHttp,
    RunningServer,
    an_enrol_request,
    ask,
    post,
    refusal,
    rows,
)


class TestASignature:
    """Empty signature, other key, other algorithm."""

    @pytest.mark.parametrize("sig", ["", "AA==", "not base64", b64encode(bytes(64)).decode()])
    def test_that_is_none_lets_no_entry_in(self, till: RegisterOverHttp, sig: str) -> None:
        till.push(till.journal.push())
        till.journal.open()
        push = till.journal.push(after=1)
        forged = [EntryMessage(body=one.body, sig=sig) for one in push.entries]

        told = refusal(till.send(msgspec.structs.replace(push, entries=forged)), 422)

        assert told.mark is not None
        assert told.mark.high_water == 1
        assert rows(till.server, tables.cash_session) == 0

    @pytest.mark.parametrize("algorithm", SignatureAlgorithm)
    def test_by_another_key_lets_nobody_in(
        self, till: RegisterOverHttp, algorithm: SignatureAlgorithm
    ) -> None:
        nonce = ask(till.http, "/v1/nonces", NonceRequest(register=till.id), NonceAnswer).nonce
        other = new_signing_key(algorithm)
        for sig in ("", b64encode(other.sign(Purpose.NONCE, nonce.encode())).decode()):
            refusal(
                post(till.http, "/v1/tokens", TokenRequest(register=till.id, nonce=nonce, sig=sig)),
                401,
            )


class TestAnEnrolmentCode:
    """Enrolment code guessed, used twice, expired, raced."""

    def test_that_is_raced_lets_one_device_in(
        self, server: RunningServer, http: httpx.Client
    ) -> None:
        code = server.code("Till 1")
        requests = [an_enrol_request(code, new_signing_key()) for _ in range(6)]

        with ThreadPoolExecutor(6) as pool:
            found = list(pool.map(lambda one: post(http, "/v1/enrolments", one), requests))

        assert sorted(one.status_code for one in found) == [200, 409, 409, 409, 409, 409]


class TestAPinHash:
    """A planted PIN hash (beside the list: found on the way)."""

    @pytest.mark.parametrize(
        "planted",
        [
            "",
            "$argon2id$",
            "letmein",
            "$argon2id$v=19$m=4194304,t=3,p=1$c2FsdHNhbHQ$aGFzaGhhc2hoYXNoaGFzaA",
            "$argon2id$v=19$m=8,t=4000000,p=1$c2FsdHNhbHQ$aGFzaGhhc2hoYXNoaGFzaA",
            "\N{SNOWMAN}",
        ],
    )
    def test_is_no_bodys_pin_and_found_out_at_once(self, planted: str) -> None:
        assert not pin_matches(planted, "1234")

    def test_in_the_database_lets_nobody_in(self, register: RegisterInTest) -> None:
        with register.database.begin() as db:
            db.exec_driver_sql("UPDATE operator SET pin_hash = 'x'")

        with pytest.raises(PinWrong):
            register.operators.sign_in(TOM.id, PINS[TOM.id])
