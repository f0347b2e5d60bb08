"""Branches: where a copy of a register puts what it wrote beside the other one."""

from __future__ import annotations

from base64 import b64decode, b64encode
from dataclasses import replace
from typing import Any

import httpx
import msgspec
import pytest
from sqlalchemy import select

from pos.domain.chain import ChainHead
from pos.domain.event import EventKind
from pos.domain.signature import Purpose, SignatureWrong, load_verifying_key
from pos.server import tables
from pos.wire.codec import branch_bytes, decode, encode
from pos.wire.messages import BranchAnswer, BranchRequest, RegisterStateAnswer, TotalsAnswer
from pos.wire.payloads import ContinuedPayload, RegisterEnrolledPayload
from tests.builders import JournalWriter, a_push
from tests.servers import (
    RegisterOverHttp,
    RunningServer,
    enrol_over_http,
    post,
    refusal,
    rows,
)


class Copied:
    """A register whose first copy has sent `theirs` behind what both have; `journal` is the other.

    Both opened a cash session and sold once before they parted.
    """

    def __init__(self, till: RegisterOverHttp) -> None:
        self.till = till
        till.journal.open()
        till.journal.sell()
        till.push(a_push(till.journal.sealed))
        self.common = till.journal.head
        shared = till.journal
        self.journal: JournalWriter = replace(
            shared, sealed=[*shared.sealed], sales=[*shared.sales], movements=[]
        )
        till.journal.sell()
        self.theirs = till.journal.sealed[self.common.seq :]
        till.push(a_push(self.theirs))
        self.journal.sell()
        self.journal.sell()
        self.ours = self.journal.sealed[self.common.seq :]

    def request(self, **changes: Any) -> BranchRequest:
        asked = BranchRequest(
            series=1, after=self.common.seq, hash=self.common.hash, first=self.ours[0].hash
        )
        return msgspec.structs.replace(asked, **changes)

    def ask(self, **changes: Any) -> httpx.Response:
        return self.till.http.post(
            "/v1/branches",
            content=encode(self.request(**changes)),
            headers={**self.till.headers, "Content-Type": "application/json"},
        )

    def branch(self, **changes: Any) -> BranchAnswer:
        response = self.ask(**changes)
        assert response.status_code == 200, response.text
        return decode(response.content, BranchAnswer)

    def begin_next(self, told: BranchAnswer) -> None:
        """Push the first entry of the series behind the branch, which ends with our last one."""
        head = ChainHead(self.common.seq + len(self.ours), self.ours[-1].hash)
        self.journal.series, self.journal.head = told.next, ChainHead()
        session, self.journal.session_id = self.journal.session_id, None
        sealed = self.journal.write(
            EventKind.REGISTER_ENROLLED,
            RegisterEnrolledPayload(
                register_name="Till 1",
                public_key=b64encode(self.till.key.verifying_key.der).decode(),
                continues=ContinuedPayload(series=1, seq=head.seq, hash=head.hash),
            ),
        )
        self.journal.session_id = session
        assert self.till.push(a_push([sealed], told.next)).flagged == []


@pytest.fixture
def copied(till: RegisterOverHttp) -> Copied:
    return Copied(till)


class TestABranch:
    def test_begins_behind_the_last_common_entry_and_says_so_under_the_servers_key(
        self, copied: Copied, server: RunningServer
    ) -> None:
        told = copied.branch()

        assert (told.branch, told.next) == (2, 3)
        assert (told.high_water, told.head_hash) == (copied.common.seq, copied.common.hash)
        assert told.next_high_water == 0
        key = load_verifying_key(b64decode(copied.till.enrolled.server_key))
        key.verify(Purpose.BRANCH, branch_bytes(told), b64decode(told.sig))
        forged = msgspec.structs.replace(told, branch=9)
        with pytest.raises(SignatureWrong):
            key.verify(Purpose.BRANCH, branch_bytes(forged), b64decode(told.sig))

    def test_takes_the_entries_unchanged_with_their_effects_once(
        self, copied: Copied, server: RunningServer
    ) -> None:
        told = copied.branch()
        assert copied.branch() == told  # however often it is asked for
        assert rows(server, tables.series_origin) == 2
        for _ in range(2):
            mark = copied.till.push(a_push(copied.ours, told.branch))

        assert (mark.series, mark.high_water) == (told.branch, copied.common.seq + 2)
        assert (mark.quarantined, mark.flagged) == ([], [])
        assert rows(server, tables.sale) == 4

    def test_is_another_one_for_another_copy(self, copied: Copied) -> None:
        first = copied.branch()
        copied.till.push(a_push(copied.ours, first.branch))

        second = copied.branch(
            series=first.branch,
            after=copied.common.seq + 1,
            hash=copied.ours[0].hash,
            first="f" * 64,
        )

        assert (second.branch, second.next) == (4, 5)
        third = copied.branch(first="e" * 64, next=9)  # it has begun that one already
        assert (third.branch, third.next) == (10, 9)

    def test_ends_when_the_series_behind_it_begins(self, copied: Copied) -> None:
        told = copied.branch()
        copied.till.push(a_push(copied.ours, told.branch))
        late = copied.journal.sell()
        copied.begin_next(told)

        refused = refusal(copied.till.send(a_push([late], told.branch)), 422)

        assert refused.error == "series_unknown"
        assert refused.message == "Series 2 has ended: the register goes on in another one."
        assert copied.branch().next_high_water == 1


class TestABranchThatIsRefused:
    def test_is_no_end_of_the_registers_own_history(self, copied: Copied) -> None:
        assert refusal(copied.ask(hash="0" * 64), 409).error == "not_common"
        assert refusal(copied.ask(after=99), 409).error == "not_common"
        assert refusal(copied.ask(series=4), 404).error == "series_unknown"
        for nonsense in (
            {"hash": "x" * 64},
            {"first": "abc"},
            {"series": 0},
            {"after": -1},
            {"next": -1},
            {"after": 0, "before": "abc"},
        ):
            assert refusal(copied.ask(**nonsense), 422).error == "invalid"

    def test_would_hold_once_more_what_the_series_holds_already(
        self, copied: Copied, server: RunningServer
    ) -> None:
        """An older answer, heard again, had told the copy of less than both have."""
        earlier = copied.journal.sealed[copied.common.seq - 2]
        last_common = copied.journal.sealed[copied.common.seq - 1]

        refused = copied.ask(after=copied.common.seq - 1, hash=earlier.hash, first=last_common.hash)

        assert refusal(refused, 409).error == "more_in_common"
        assert rows(server, tables.series_origin) == 0

    def test_is_asked_for_by_another_register_or_by_nobody(
        self, copied: Copied, server: RunningServer, http: httpx.Client
    ) -> None:
        """What it asks is about its own series 1, where there is no such entry."""
        other = enrol_over_http(server, http, "Till 2")
        other.push(a_push(other.journal.sealed))
        nobody = refusal(post(http, "/v1/branches", copied.request()), 401)
        copied.till = other

        assert nobody.error == "unauthorised"
        assert refusal(copied.ask(), 409).error == "not_common"
        assert rows(server, tables.series_origin) == 0


class TestEachCopy:
    def test_is_told_of_its_own_history(self, copied: Copied) -> None:
        told = copied.branch()
        copied.till.push(a_push(copied.ours, told.branch))
        copied.begin_next(told)

        for series, head, sales in ((1, copied.theirs[-1].hash, 2), (3, None, 3)):
            state = copied.till.get("/v1/register", RegisterStateAnswer, series=series)
            totals = copied.till.get("/v1/register/totals", TotalsAnswer, series=series)
            assert state.mark.series == totals.mark.series == series
            assert head in {None, state.mark.head_hash}
            assert state.copied_at is not None
            assert (totals.sales, [one.sales for one in totals.sessions]) == (sales, [sales])
        unknown = copied.till.http.get(
            "/v1/register", params={"series": 9}, headers=copied.till.headers
        )
        assert refusal(unknown, 404).error == "series_unknown"

    def test_closes_the_session_that_was_open_on_both_with_its_own_figures(
        self, copied: Copied, server: RunningServer
    ) -> None:
        told = copied.branch()
        copied.till.push(a_push(copied.ours, told.branch))
        copied.begin_next(told)
        session = copied.journal.session_id
        assert session is not None
        ours_closed = [copied.journal.count(), copied.journal.close()]
        theirs_closed = [copied.till.journal.count(), copied.till.journal.close()]

        first = copied.till.push(a_push(theirs_closed, 1))
        asked = copied.till.get("/v1/register", RegisterStateAnswer, series=3, session=str(session))
        second = copied.till.push(a_push(ours_closed, 3))

        assert (first.quarantined, first.flagged) == ([], [])
        assert [one.state for one in asked.sessions] == ["open"]
        assert second.quarantined == []
        with server.database.read() as db:
            versions = db.execute(select(tables.z_report).order_by(tables.z_report.c.version)).all()
        assert [one.sales for one in versions if one.origin == "register"] == [2, 4]
        assert {one.variance for one in versions if one.origin == "register"} == {0}
