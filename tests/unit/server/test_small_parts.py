"""Moments, metrics, tokens and cursors: the server's parts that need no database."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos.server.feeds import CursorInvalid, cursor_at, position_of
from pos.server.metrics import Metrics
from pos.server.moments import microseconds, moment
from pos.server.refusals import Refusal
from pos.server.tokens import Bearer, new_token, read_token

NOW = datetime(2026, 3, 28, 14, 0, tzinfo=UTC)
SECRET = b"s" * 32
STORE, REGISTER, EPOCH = UUID(int=1), UUID(int=2), UUID(int=3)
BEARER = Bearer(STORE, REGISTER, "ab" * 16)


class TestMoments:
    @given(st.datetimes(timezones=st.just(UTC)))
    def test_survive_the_way_into_a_table_and_back(self, aware: datetime) -> None:
        assert moment(microseconds(aware)) == aware


class TestMetrics:
    def test_are_told_by_name_with_their_labels_escaped(self) -> None:
        metrics = Metrics()
        metrics.add("evertill_requests_total", route='/"x"\n', status="200")
        metrics.add("evertill_sales_total", 3)
        metrics.seen(b"1")
        metrics.seen(b"1")

        lines = metrics.text({"evertill_ready": 1}).splitlines()

        assert r'evertill_requests_total{route="/\"x\"\n",status="200"} 1' in lines
        assert "evertill_sales_total 3" in lines
        assert "evertill_registers_seen 1" in lines
        assert "# TYPE evertill_sales_total counter" in lines
        assert "# TYPE evertill_ready gauge" in lines


class TestTokens:
    def test_say_who_bears_them(self) -> None:
        token = new_token(BEARER, SECRET, NOW)

        assert read_token(token, SECRET, NOW) == BEARER

    def test_of_another_server_are_refused(self) -> None:
        token = new_token(BEARER, b"t" * 32, NOW)

        with pytest.raises(Refusal):
            read_token(token, SECRET, NOW)

    @given(st.integers(0, 71), st.integers(1, 255))
    def test_are_refused_when_one_bit_is_another(self, place: int, flip: int) -> None:
        from base64 import urlsafe_b64decode, urlsafe_b64encode

        whole = bytearray(urlsafe_b64decode(new_token(BEARER, SECRET, NOW)))
        whole[place] ^= flip

        with pytest.raises(Refusal):
            read_token(urlsafe_b64encode(whole).decode(), SECRET, NOW)


class TestCursors:
    @given(st.integers(0, 2**53))
    def test_stand_for_a_position(self, position: int) -> None:
        assert position_of(cursor_at(position, STORE, EPOCH), STORE, EPOCH) == position

    @given(st.text())
    def test_that_we_did_not_make_are_refused(self, text: str) -> None:
        if not text:
            assert position_of(text, STORE, EPOCH) == 0
            return
        with pytest.raises(CursorInvalid):
            position_of(text, STORE, EPOCH)

    def test_of_another_store_are_refused(self) -> None:
        with pytest.raises(CursorInvalid):
            position_of(cursor_at(1, REGISTER, EPOCH), STORE, EPOCH)
