"""Cash session payloads: the Z report there and back."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta, timezone
from uuid import UUID

import msgspec
import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from pos.domain.canonical import canonical
from pos.domain.cash_count import count_cash
from pos.domain.cash_movement import MovementKind
from pos.domain.cash_session import CashSessionState, OperatorId, variance
from pos.domain.money import Money, total
from pos.domain.report import (
    CashFigures,
    Clearing,
    Declaration,
    DeclaredTender,
    MovementTotal,
    SessionReport,
    ZReport,
    figures_of,
)
from pos.domain.sale import Sale
from pos.domain.tender import TenderKind
from pos.wire.payloads import SessionClosedPayload
from pos.wire.session_payload import closed_payload, z_report_from
from tests.unit.domain.builders import (
    EUR,
    NOON,
    a_sale,
    an_open_session,
    eur,
    paid_in_cash,
)
from tests.unit.domain.strategies import amounts, completed_sales, few

BOSS = OperatorId(UUID(int=9))
declarations = st.builds(
    replace,
    st.sampled_from(
        [
            Declaration(counted=None),
            Declaration(counted=eur("12.34"), comment="drawer was stuck"),
            Declaration(counted=eur("20.05"), count=count_cash({2000: 1, 5: 1}, EUR)),
            Declaration(counted=eur("0"), count=count_cash({}, EUR)),
        ]
    ),
    earlier=st.lists(amounts, max_size=2).map(tuple),
    tenders=st.lists(
        st.builds(DeclaredTender, st.sampled_from(TenderKind), amounts), max_size=3
    ).map(tuple),
)
movements = st.lists(
    st.builds(MovementTotal, st.sampled_from(MovementKind), st.integers(1, 99), amounts), max_size=4
).map(tuple)
offsets = st.integers(-14 * 60, 14 * 60).map(lambda m: timezone(timedelta(minutes=m)))
clearings = st.none() | st.builds(
    Clearing,
    closed_by=st.sampled_from(["Mia", "Zoë 🥐"]),
    closed_at=st.datetimes(
        datetime.fromisoformat("2000-01-01"),
        datetime.fromisoformat("2040-01-01"),
        timezones=offsets,
    ),
    reason=st.sampled_from(["typed twice", "the “old” till\u2028"]),
    held_seq=st.integers(0, 2**53 - 1),
)

# What a closing said before it told of movements, recounts, other tenders and clearings.
BEFORE_MOVEMENTS = (
    b'{"cash_tendered":2529,"change":0,"comment":"short","counted":17500,"currency":"EUR",'
    b'"discount":0,"expected":17529,"gross":2529,"lines":2,'
    b'"opened_at":"2026-03-28T12:00:00+00:00",'
    b'"opened_by":"00000000-0000-0000-0000-000000000003","opening_float":15000,'
    b'"perpetual_total":12529,"pieces":[[10000,1],[5000,1],[2000,1],[500,1]],"sales":1,'
    b'"tax":[{"category":"standard","net":2108,"rate":"0.2","tax":421}],'
    b'"tenders":[{"amount":2529,"count":1,"kind":"cash"}],"variance":-29,"z_number":3}'
)


def a_z_report(sales: list[Sale], declaration: Declaration) -> ZReport:
    session = an_open_session().counting().closed()
    tendered = total((sale.cash_tendered for sale in sales), EUR)
    change = total((sale.change_due for sale in sales), EUR)
    expected = session.opening_float + tendered - change
    figures = figures_of(sales, EUR)
    return ZReport(
        number=3,
        report=SessionReport(
            session=session,
            sales=figures,
            cash=CashFigures(
                opening_float=session.opening_float,
                tendered=tendered,
                change=change,
                expected=expected,
            ),
            made_at=NOON,
            perpetual_total=figures.gross + Money(100_00, EUR),
        ),
        declaration=declaration,
        variance=(None if declaration.counted is None else variance(declaration.counted, expected)),
        closed_by=BOSS,
    )


class TestClosedPayload:
    @few
    @given(
        sales=st.lists(completed_sales(), max_size=3),
        declaration=declarations,
        movements=movements,
        clearing=clearings,
        drawer_openings=st.integers(0, 99),
    )
    def test_leads_back_to_the_same_report(
        self, sales, declaration, movements, clearing, drawer_openings
    ) -> None:
        z_report = a_z_report([sale for sale in sales if sale.currency == EUR], declaration)
        report = z_report.report
        z_report = replace(
            z_report,
            report=replace(
                report,
                cash=replace(report.cash, movements=movements),
                drawer_openings=drawer_openings,
            ),
            clearing=clearing,
        )

        encoded = canonical(closed_payload(z_report))
        payload = msgspec.json.decode(encoded, type=SessionClosedPayload)

        assert encoded == rfc8785.dumps(msgspec.to_builtins(payload))
        assert payload == closed_payload(z_report)
        again = z_report_from(
            payload, session=z_report.report.session, closed_at=NOON, closed_by=BOSS
        )
        assert again == z_report

    def test_reads_what_was_written_before_it_told_of_movements(self) -> None:
        payload = msgspec.json.decode(BEFORE_MOVEMENTS, type=SessionClosedPayload)

        z_report = z_report_from(
            payload,
            session=an_open_session().counting().closed(),
            closed_at=NOON,
            closed_by=BOSS,
        )

        counted = count_cash({10000: 1, 5000: 1, 2000: 1, 500: 1}, EUR)
        declaration = Declaration(counted=eur("175"), count=counted, comment="short")
        assert z_report == a_z_report([paid_in_cash(a_sale("24", "1.29"))], declaration)
        assert (z_report.clearing, z_report.report.drawer_openings) == (None, 0)
        assert z_report.report.cash.movements == z_report.declaration.earlier == ()

    def test_says_who_cleared_it_why_and_what_the_server_held(self) -> None:
        clearing = Clearing(closed_by="Mia", closed_at=NOON, reason="typed twice", held_seq=17)
        z_report = replace(a_z_report([], Declaration(counted=None)), clearing=clearing)

        cleared = msgspec.to_builtins(closed_payload(z_report).cleared)

        assert cleared == {
            "closed_by": "Mia",
            "closed_at": "2026-03-28T12:00:00+00:00",
            "reason": "typed twice",
            "held_seq": 17,
        }

    def test_keeps_the_first_count_before_a_recount_in_its_place(self) -> None:
        declaration = Declaration(counted=eur("150"), earlier=(eur("140"), eur("149")))

        assert closed_payload(a_z_report([], declaration)).earlier == [140_00, 149_00]

    def test_invents_nothing_when_nobody_counted(self) -> None:
        payload = closed_payload(a_z_report([], Declaration(counted=None)))

        assert (payload.counted, payload.pieces, payload.variance) == (None, None, None)
        assert payload.expected == 150_00

    def test_tells_short_cash_as_negative(self) -> None:
        payload = closed_payload(a_z_report([], Declaration(counted=eur("149"))))

        assert payload.variance == -1_00

    def test_refuses_what_it_does_not_know(self) -> None:
        encoded = canonical(closed_payload(a_z_report([], Declaration(counted=None))))

        with pytest.raises(msgspec.ValidationError, match="unknown field"):
            msgspec.json.decode(
                encoded.replace(b'"z_number"', b'"a_number":1,"z_number"'),
                type=SessionClosedPayload,
            )

    def test_is_of_a_closed_session(self) -> None:
        z_report = a_z_report([], Declaration(counted=None))

        assert z_report.report.session.state is CashSessionState.CLOSED
