"""The scale of a chart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos.ui.widgets.chart import Chart, ChartKind, Point, scale


class TestScale:
    @pytest.mark.parametrize(
        ("values", "expected"),
        [
            ([], (0, 1, 1)),
            ([0, 0], (0, 1, 1)),
            ([85, 12], (0, 100, 50)),
            ([-8, 90], (-50, 100, 50)),
            ([-400], (-400, 0, 100)),
            ([1_481_689_00], (0, 1_500_000_00, 500_000_00)),
        ],
    )
    def test_has_round_figures(self, values: list[int], expected: tuple[int, int, int]) -> None:
        assert scale(values) == expected

    @given(values=st.lists(st.integers(-(10**15), 10**15)))
    def test_holds_every_value_and_zero_in_a_few_steps(self, values: list[int]) -> None:
        bottom, top, step = scale(values)

        assert bottom <= min([0, *values])
        assert top >= max([0, *values])
        assert bottom % step == top % step == 0
        assert 1 <= (top - bottom) // step <= 6


class TestChart:
    @pytest.mark.parametrize("kind", ChartKind)
    @pytest.mark.parametrize("count", [0, 1, 400])
    def test_draws_nothing_one_and_many(self, qtbot, kind: ChartKind, count: int) -> None:
        chart = Chart(kind, str)
        qtbot.addWidget(chart)

        chart.show_points(tuple(Point(str(at), at - 3) for at in range(count)), str)

        assert not chart.grab().isNull()
        assert chart.accessibleDescription().count(":") == count
