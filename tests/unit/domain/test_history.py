"""Histories of a register whose journal runs through several series."""

from __future__ import annotations

from pos.domain.history import Origin, Stretch, history_of, is_part_of

COPIED = {
    2: Origin(series=2, continues=1, after=7, written_as=1, next=3),
    3: Origin(series=3, continues=2, after=None, written_as=3),
    4: Origin(series=4, continues=2, after=9, written_as=1, next=5),
    5: Origin(series=5, continues=4, after=None, written_as=5),
}


class TestTheHistoryOfASeries:
    def test_runs_through_all_before_it_where_nothing_was_copied(self) -> None:
        assert history_of(2, {}) == (
            Stretch(series=1, written_as=1),
            Stretch(series=2, written_as=2),
        )

    def test_leaves_the_copied_series_where_the_branch_begins(self) -> None:
        assert history_of(3, COPIED) == (
            Stretch(series=1, written_as=1, through=7),
            Stretch(series=2, written_as=1, after=7),
            Stretch(series=3, written_as=3),
        )

    def test_passes_through_a_branch_of_a_branch(self) -> None:
        assert history_of(5, COPIED) == (
            Stretch(series=1, written_as=1, through=7),
            Stretch(series=2, written_as=1, after=7, through=9),
            Stretch(series=4, written_as=1, after=9),
            Stretch(series=5, written_as=5),
        )

    def test_holds_all_of_a_branch_behind_which_nothing_of_the_next_series_is_shared(self) -> None:
        origins = COPIED | {
            6: Origin(series=6, continues=4, after=0, written_as=3, next=7),
        }

        assert history_of(6, origins) == (
            Stretch(series=1, written_as=1, through=7),
            Stretch(series=2, written_as=1, after=7, through=9),
            Stretch(series=4, written_as=1, after=9),
            Stretch(series=6, written_as=3),
        )

    def test_holds_nothing_of_a_series_that_parts_with_its_first_entry(self) -> None:
        origins = {2: Origin(series=2, continues=1, after=0, written_as=1, next=3)}

        assert history_of(2, origins) == (
            Stretch(series=1, written_as=1, through=0),
            Stretch(series=2, written_as=1),
        )

    def test_ends_where_origins_go_round_in_a_circle(self) -> None:
        circle = {1: Origin(series=1, continues=1, after=None, written_as=1)}

        assert history_of(1, circle) == (Stretch(series=1, written_as=1),)


class TestAnEntry:
    def test_is_part_of_a_history_between_its_ends(self) -> None:
        history = history_of(3, COPIED)

        assert is_part_of(history, 1, 7)
        assert not is_part_of(history, 1, 8)
        assert not is_part_of(history, 2, 7)
        assert is_part_of(history, 2, 8)
        assert is_part_of(history, 3, 1)
        assert not is_part_of(history, 4, 10)


class TestAnOrigin:
    def test_says_whether_the_series_is_a_branch(self) -> None:
        assert COPIED[2].is_branch
        assert not COPIED[3].is_branch
