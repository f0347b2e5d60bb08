"""Reconciliation: the decision table, cell by cell, and what holds in all of it."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos.domain.cash_session import CashSessionKind, CashSessionState
from pos.domain.reconciliation import (
    RECONCILIATION,
    Action,
    Cell,
    LocalState,
    ServerState,
    reconcile,
)
from tests.unit.domain.builders import an_open_session

PROTOCOL = Path(__file__).parents[3] / "docs" / "sync-protocol.md"

SERVER = ["absent", "open", "closed_by_register", "closed_by_manager", "other_series", "no_answer"]
EXPECTED = {
    ("none", "all sent"): "nothing offer nothing nothing attention ask_later",
    ("none", "unsent"): "nothing offer nothing nothing attention ask_later",
    ("open", "all sent"): "attention nothing recover clear attention ask_later",
    ("open", "unsent"): "send send recover clear attention ask_later",
    ("counting", "all sent"): "attention nothing recover clear attention ask_later",
    ("counting", "unsent"): "send send recover clear attention ask_later",
    ("closed", "all sent"): "attention attention nothing nothing attention ask_later",
    ("closed", "unsent"): "send send send send attention ask_later",
}
CELLS = [
    (local, sent, server, action)
    for (local, sent), actions in EXPECTED.items()
    for server, action in zip(SERVER, actions.split(), strict=True)
]

locals_ = st.sampled_from(LocalState)
servers = st.sampled_from(ServerState)


def table_of_the_document() -> dict[Cell, Action]:
    """Return the decision table of docs/sync-protocol.md: a row for each local side."""
    _, section = PROTOCOL.read_text().split("\n## The cash sessions at a handshake\n")
    section = section.split("\n## ")[0]
    rows = [
        [cell.strip(" `") for cell in line.strip("|").split("|")]
        for line in section.splitlines()
        if re.match(r"\| (the register|`\w+`, )", line)
    ]
    head, *body = rows
    servers = [ServerState(cell) for cell in head[1:]]
    table = {}
    for row in body:
        local, sent = row[0].split("`, ")
        assert sent in {"all sent", "unsent"}
        for server, cell in zip(servers, row[1:], strict=True):
            table[LocalState(local), sent == "unsent", server] = Action(cell)
    return table


class TestReconcile:
    @pytest.mark.parametrize(
        ("local", "sent", "server", "action"),
        [
            pytest.param(
                *cell, id="{3} for what is {0} here, {1}, and {2} at the server".format(*cell)
            )
            for cell in CELLS
        ],
    )
    def test_answers(self, local: str, sent: str, server: str, action: str) -> None:
        found = reconcile(LocalState(local), ServerState(server), unsent=sent == "unsent")

        assert found is Action(action)

    def test_has_no_cell_that_is_not_tested_and_none_twice(self) -> None:
        tested = {
            (LocalState(local), sent == "unsent", ServerState(server))
            for local, sent, server, _ in CELLS
        }

        assert len(CELLS) == len(tested) == len(LocalState) * 2 * len(ServerState)
        assert tested == set(RECONCILIATION)

    def test_is_what_the_document_says(self) -> None:
        assert table_of_the_document() == dict(RECONCILIATION)

    def test_is_explained_by_the_document_action_by_action(self) -> None:
        text = PROTOCOL.read_text()

        for action in Action:
            assert f"\n- `{action.value}`: " in text

    def test_cannot_be_changed_by_a_program_that_reads_it(self) -> None:
        cell = (LocalState.OPEN, False, ServerState.ABSENT)

        with pytest.raises(TypeError):
            RECONCILIATION[cell] = Action.CLEAR  # type: ignore[index]

    @given(local=locals_, unsent=st.booleans())
    def test_only_asks_again_when_there_was_no_answer(self, local, unsent) -> None:
        assert reconcile(local, ServerState.NO_ANSWER, unsent=unsent) is Action.ASK_LATER

    @given(local=locals_, unsent=st.booleans(), server=servers)
    def test_asks_again_for_no_other_reason(self, local, unsent, server) -> None:
        found = reconcile(local, server, unsent=unsent)

        assert (found is Action.ASK_LATER) == (server is ServerState.NO_ANSWER)

    @given(local=locals_, unsent=st.booleans(), server=servers)
    def test_clears_only_what_a_manager_closed_and_is_not_closed_here(
        self, local, unsent, server
    ) -> None:
        found = reconcile(local, server, unsent=unsent)

        assert (found is Action.CLEAR) == (
            server is ServerState.CLOSED_BY_MANAGER
            and local in {LocalState.OPEN, LocalState.COUNTING}
        )

    @given(local=locals_, unsent=st.booleans(), server=servers)
    def test_offers_only_what_is_open_there_and_unknown_here(self, local, unsent, server) -> None:
        found = reconcile(local, server, unsent=unsent)

        assert (found is Action.OFFER) == (server is ServerState.OPEN and local is LocalState.NONE)

    @given(local=locals_, server=servers)
    def test_clears_whether_or_not_something_waits_to_be_sent(self, local, server) -> None:
        found = {reconcile(local, server, unsent=unsent) for unsent in (False, True)}

        assert (Action.CLEAR in found) == (found == {Action.CLEAR})

    @given(local=locals_, server=servers)
    def test_sends_nothing_when_all_is_sent(self, local, server) -> None:
        assert reconcile(local, server, unsent=False) is not Action.SEND

    @given(server=servers.filter(lambda server: server is not ServerState.CLOSED_BY_MANAGER))
    def test_treats_a_count_as_it_treats_selling(self, server) -> None:
        for unsent in (False, True):
            counting = reconcile(LocalState.COUNTING, server, unsent=unsent)
            assert counting is reconcile(LocalState.OPEN, server, unsent=unsent)


class TestAction:
    def test_has_none_that_blocks_deletes_or_reopens(self) -> None:
        assert set(Action) == {
            *(Action.NOTHING, Action.SEND, Action.CLEAR, Action.OFFER),
            *(Action.RECOVER, Action.ATTENTION, Action.ASK_LATER),
        }

    @given(
        local=locals_,
        unsent=st.booleans(),
        server=servers,
        kind=st.sampled_from(CashSessionKind),
    )
    def test_can_be_taken_at_once_wherever_it_clears(self, local, unsent, server, kind) -> None:
        found = reconcile(local, server, unsent=unsent)

        if found is Action.CLEAR:
            stale = replace(an_open_session(kind), state=CashSessionState(local.value))
            assert stale.closed_uncounted().is_closed

    @given(server=servers, unsent=st.booleans())
    def test_leaves_a_session_that_sells_selling_unless_a_manager_closed_it(
        self, server, unsent
    ) -> None:
        found = reconcile(LocalState.OPEN, server, unsent=unsent)

        ends_it = found is Action.CLEAR
        assert ends_it == (server is ServerState.CLOSED_BY_MANAGER)
