"""Words about cash sessions from the network, made fit for screens and Z reports."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import msgspec
import pytest

from pos.domain.reconciliation import ServerState
from pos.domain.server_session import HalfAnAnswer
from pos.sync.session_answers import read_session, read_sessions, read_stuck
from pos.wire.messages import OtherSessionMessage, StuckSessionMessage
from tests.fakes_server import NOW, said_closed, said_open

ID = UUID(int=7)
OWN = {1, 2}


class TestAnAnswer:
    def test_in_words_that_open_drawers_is_not_shown(self) -> None:
        said = said_closed(ID, closed_by="Ada\x1bp0", reason="typed twice")

        found = read_session(said, OWN)

        assert found.closed_by == "(what was written cannot be shown)"
        assert found.reason == "typed twice"

    def test_is_put_into_normal_form_for_the_journal(self) -> None:
        found = read_session(said_closed(ID, reason="cafe\u0301"), OWN)

        assert found.reason == "caf\u00e9"

    @pytest.mark.parametrize(("series", "state"), [(2, ServerState.OPEN), (None, ServerState.OPEN)])
    def test_of_a_series_that_is_ours_counts(self, series: int | None, state: ServerState) -> None:
        assert read_session(said_open(ID, series=series), OWN).state is state

    def test_of_another_series_is_never_a_closing(self) -> None:
        assert read_session(said_closed(ID, series=3), OWN).state is ServerState.OTHER_SERIES

    def test_in_half_does_not_take_the_next_with_it(self) -> None:
        half = said_open(ID, state="resting")
        whole = said_open(UUID(int=8))

        assert [one.id for one in read_sessions([half, whole], OWN)] == [whole.id]

    def test_about_another_session_at_a_time_without_a_zone_is_half(self) -> None:
        other = OtherSessionMessage(
            id=UUID(int=9),
            register_name="Till 2",
            opened_at=datetime(2026, 3, 28),  # noqa: DTZ001
        )

        with pytest.raises(HalfAnAnswer):
            read_session(said_open(ID, also_open=other), OWN)


class TestAStuckSession:
    def test_at_a_time_without_a_zone_is_passed_over(self) -> None:
        known = StuckSessionMessage(
            id=ID,
            register_name="Till 2",
            kind="deferred",
            business_date=NOW.date(),
            symptom="of a newer server",
            since=NOW,
        )
        strange = msgspec.structs.replace(known, since=NOW.replace(tzinfo=None))

        assert [one.symptom for one in read_stuck([known, strange])] == ["of a newer server"]
