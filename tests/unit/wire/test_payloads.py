"""Payloads of the steps of a cash session: there and back, and nothing beside them."""

from __future__ import annotations

import msgspec
import pytest

from pos.domain.canonical import canonical
from pos.domain.event import as_payload
from pos.wire.payloads import (
    CashMovedPayload,
    ContinuedPayload,
    DrawerOpenedPayload,
    RegisterEnrolledPayload,
    SessionHandedOverPayload,
    SessionJoinedPayload,
    SessionOpenedPayload,
    SessionRedatedPayload,
    SessionStepPayload,
)

ID = "00000000-0000-7000-8000-000000000001"
# Each payload with the exact text that is hashed: a journal written today must always read so.
GOLDEN = [
    (
        SessionOpenedPayload(opening_float=150_00, currency="EUR", pieces=[(5000, 3)]),
        b'{"currency":"EUR","opening_float":15000,"pieces":[[5000,3]]}',
    ),
    (SessionStepPayload(), b"{}"),
    (SessionHandedOverPayload(to=ID), b'{"to":"' + ID.encode() + b'"}'),
    (
        SessionRedatedPayload(business_date="2025-10-04", reason="wrong day"),
        b'{"business_date":"2025-10-04","reason":"wrong day"}',
    ),
    (
        SessionJoinedPayload(into=ID, reason="opened twice"),
        b'{"into":"' + ID.encode() + b'","reason":"opened twice"}',
    ),
    (
        CashMovedPayload(kind="paid_out", amount=12_50, currency="EUR", reason="café"),
        '{"amount":1250,"currency":"EUR","kind":"paid_out","reason":"café"}'.encode(),
    ),
    (DrawerOpenedPayload(reason="change"), b'{"reason":"change"}'),
    (
        RegisterEnrolledPayload(
            register_name="Till 1",
            public_key="xx",
            continues=ContinuedPayload(series=1, seq=17, hash="ab"),
        ),
        b'{"continues":{"hash":"ab","seq":17,"series":1},"public_key":"xx",'
        b'"register_name":"Till 1"}',
    ),
]
each = pytest.mark.parametrize(
    ("payload", "text"), GOLDEN, ids=[type(payload).__name__ for payload, _ in GOLDEN]
)


class TestPayload:
    @each
    def test_has_this_text(self, payload: msgspec.Struct, text: bytes) -> None:
        assert canonical(payload) == bytes(as_payload(payload)) == text

    @each
    def test_is_read_as_it_was_written(self, payload: msgspec.Struct, text: bytes) -> None:
        assert msgspec.json.decode(text, type=type(payload)) == payload

    @each
    def test_refuses_what_it_does_not_know(self, payload: msgspec.Struct, text: bytes) -> None:
        said = msgspec.json.decode(text) | {"approved_by": "me"}

        with pytest.raises(msgspec.ValidationError, match="unknown field"):
            msgspec.convert(said, type=type(payload))


class TestOlderPayloads:
    def test_open_a_session_without_saying_how_the_float_was_counted(self) -> None:
        opened = msgspec.json.decode(
            b'{"currency":"EUR","opening_float":15000}', type=SessionOpenedPayload
        )

        assert opened == SessionOpenedPayload(opening_float=150_00, currency="EUR")
        assert opened.pieces is None

    def test_enrol_a_register_that_continues_nothing(self) -> None:
        enrolled = msgspec.json.decode(
            b'{"public_key":"xx","register_name":"Till 1"}', type=RegisterEnrolledPayload
        )

        assert enrolled.continues is None
