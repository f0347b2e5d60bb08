"""Cash session payloads: the Z report there and back."""

from __future__ import annotations

from uuid import UUID

import msgspec
import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from pos.domain.canonical import canonical
from pos.domain.cash_count import count_cash
from pos.domain.cash_session import CashSessionState, OperatorId, variance
from pos.domain.money import Money, total
from pos.domain.report import CashFigures, Declaration, SessionReport, ZReport, figures_of
from pos.domain.sale import Sale
from pos.wire.payloads import SessionClosedPayload
from pos.wire.session_payload import closed_payload, z_report_from
from tests.unit.domain.builders import EUR, NOON, an_open_session, eur
from tests.unit.domain.strategies import completed_sales, few

BOSS = OperatorId(UUID(int=9))
declarations = st.sampled_from(
    [
        Declaration(counted=None),
        Declaration(counted=eur("12.34"), comment="drawer was stuck"),
        Declaration(counted=eur("20.05"), count=count_cash({2000: 1, 5: 1}, EUR)),
        Declaration(counted=eur("0"), count=count_cash({}, EUR)),
    ]
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
    @given(sales=st.lists(completed_sales(), max_size=3), declaration=declarations)
    def test_leads_back_to_the_same_report(
        self, sales: list[Sale], declaration: Declaration
    ) -> None:
        z_report = a_z_report([sale for sale in sales if sale.currency == EUR], declaration)

        encoded = canonical(closed_payload(z_report))
        payload = msgspec.json.decode(encoded, type=SessionClosedPayload)

        assert encoded == rfc8785.dumps(msgspec.to_builtins(payload))
        assert payload == closed_payload(z_report)
        again = z_report_from(
            payload, session=z_report.report.session, closed_at=NOON, closed_by=BOSS
        )
        assert again == z_report

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
