"""Events: read back from their bytes, and only from exactly those."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone
from uuid import UUID

import msgspec
import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from pos.domain.canonical import NotCanonical
from pos.domain.event import EventInvalid, EventKind, as_payload, event_hash, parse_event
from tests.keys import new_signing_key
from tests.unit.domain.builders import an_event, body_with_payload
from tests.unit.domain.test_canonical import contents, texts

KEY = new_signing_key()
moments = st.datetimes(
    datetime.fromisoformat("1970-01-01"),
    datetime.fromisoformat("9998-12-31"),
    timezones=st.integers(-14 * 60, 14 * 60).map(lambda m: timezone(timedelta(minutes=m))),
)


class TestBody:
    @given(payload=contents, kind=texts, occurred_at=moments, seq=st.integers(0, 2**53 - 1))
    def test_is_canonical_and_read_back_as_the_same_event(
        self, payload: object, kind: str, occurred_at: datetime, seq: int
    ) -> None:
        event = an_event(
            KEY,
            seq,
            kind=kind,
            occurred_at=occurred_at,
            payload=msgspec.Raw(rfc8785.dumps(payload)),
        )

        body = event.body()

        assert body == rfc8785.dumps(json.loads(body))
        assert parse_event(body) == event
        assert parse_event(body).occurred_at.utcoffset() == occurred_at.utcoffset()

    def test_says_the_offset_of_the_shop(self) -> None:
        at = datetime(2026, 3, 28, 12, 0, tzinfo=timezone(timedelta(hours=3, minutes=30)))

        body = an_event(KEY, occurred_at=at).body()

        assert b'"occurred_at":"2026-03-28T12:00:00+03:30"' in body
        assert b'"recorded_at":"2026-03-28T12:00:00Z"' in body

    def test_refuses_text_outside_of_its_normal_form(self) -> None:
        with pytest.raises(NotCanonical):
            an_event(KEY, kind="e\u0301").body()
        with pytest.raises(NotCanonical):
            as_payload({"name": "e\u0301"})

    def test_has_a_hash_of_all_of_it(self) -> None:
        assert event_hash(b"") == (
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
        )


class TestParseEvent:
    @pytest.mark.parametrize(
        "payload",
        [
            *(
                b'{"total":1,"total":2}',
                b'{"total":1,"total":1}',
                b'{"total": 1}',
                b'{"total":1.0}',
            ),
            *(b'{"total":1e3}', b'{"total":-0}', b'{"b":1,"a":2}', b'{"a":"\\u0041"}', b"{}\n"),
            *(b'{"total":9007199254740992}', b'{"a":"e\xcc\x81"}', b'{"a":"\xff"}', b"", b"NaN"),
            *(b'{"a":"\\ud800"}', b"[" * 100_000, b"[" * 5000 + b"]" * 5000),
        ],
    )
    def test_refuses_a_payload_in_another_form(self, payload: bytes) -> None:
        with pytest.raises(EventInvalid):
            parse_event(body_with_payload(an_event(KEY), payload))

    @pytest.mark.parametrize(
        ("old", "new"),
        [
            (b'"seq":1', b'"seq":1,"seq":1'),
            (b'"seq":1', b'"seq":1.0'),
            (b'"seq":1', b'"seq":"1"'),
            (b'"seq":1', b'"seq":true'),
            (b'"seq":1', b'"seq":-1'),
            (b'"seq":1', b'"seq":9223372036854775808'),
            (b'"seq":1', b'"seq":' + b"9" * 5000),
            (b'"series":1', b'"series":null'),
            (b'"series":1', b'"series": 1'),
            (b'"monotonic_us":17', b'"monotonic_us":18014398509481984'),
            (b'"version":1', b'"version":1,"wersion":1'),
            (b'"actor":', b'"zctor":'),
            (b'"recorded_at":"2026-03-28T12:00:00Z"', b'"recorded_at":"2026-03-28T12:00:00+00:00"'),
            (b'"recorded_at":"2026-03-28T12:00:00Z"', b'"recorded_at":"2026-03-28T12:00:00"'),
            (b'"recorded_at":"2026-03-28T12:00:00Z"', b'"recorded_at":"2026-02-29T12:00:00Z"'),
            (b'"recorded_at":"2026-03-28T12:00:00Z"', b'"recorded_at":"9999-12-31T23:59:59-23:59"'),
            (b'"occurred_at":"2026-03-28T12:00:00Z"', b'"occurred_at":"0001-01-01T00:00:00+23:59"'),
            (b'"occurred_at":"2026-03-28T12:00:00Z"', b'"occurred_at":"1969-12-31T00:00:00Z"'),
            (b'"business_date":"2026-03-28"', b'"business_date":"20260328"'),
            (b'"approver":null', b'"approver":""'),
            (b'"kind":"sale_completed"', b'"kind":"e\xcc\x81"'),
            (b'"kind":"sale_completed"', b'"kind":"\\u0073ale_completed"'),
            (b'"kind":"sale_completed"', b'"kind":"\xff"'),
        ],
    )
    def test_refuses_a_field_in_another_form(self, old: bytes, new: bytes) -> None:
        body = an_event(KEY).body()
        assert body.count(old) == 1

        with pytest.raises(EventInvalid):
            parse_event(body.replace(old, new))

    def test_refuses_ids_in_capitals(self) -> None:
        body = an_event(KEY, actor=UUID(int=0xABC)).body()

        with pytest.raises(EventInvalid, match="not in canonical form"):
            parse_event(body.replace(b"abc", b"ABC"))

    def test_refuses_fields_in_another_order(self) -> None:
        fields = json.loads(an_event(KEY).body())
        turned = json.dumps(
            dict(reversed(fields.items())), separators=(",", ":"), ensure_ascii=False
        )

        with pytest.raises(EventInvalid, match="not in canonical form"):
            parse_event(turned.encode())

    @pytest.mark.parametrize("field", json.loads(an_event(KEY).body()))
    def test_refuses_an_event_without_one_of_its_fields(self, field: str) -> None:
        fields = json.loads(an_event(KEY).body())
        del fields[field]

        with pytest.raises(EventInvalid, match=field):
            parse_event(rfc8785.dumps(fields))

    @given(body=st.binary(max_size=200))
    def test_refuses_garbage(self, body: bytes) -> None:
        with pytest.raises(EventInvalid):
            parse_event(body)

    def test_keeps_a_kind_of_a_newer_program(self) -> None:
        event = an_event(KEY, kind="order_placed", version=7)

        assert parse_event(event.body()) == event
        assert "order_placed" not in set(EventKind)

    def test_reads_what_has_no_session_and_nobody(self) -> None:
        event = an_event(
            KEY,
            cash_session_id=None,
            cash_session_kind=None,
            business_date=None,
            actor=None,
            recorded_at=datetime(2026, 1, 1, tzinfo=UTC),
        )

        assert parse_event(event.body()) == event
