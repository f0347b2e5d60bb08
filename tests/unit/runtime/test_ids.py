"""Behaviour of ids, chance and the codes people copy."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos.runtime.ids import (
    Chance,
    CodeNotReadable,
    Ids,
    SystemChance,
    SystemIds,
    one_time_code,
    read_one_time_code,
)
from tests.fakes import FakeChance, FakeIds


class TestSystemIds:
    def test_grow_and_never_repeat(self) -> None:
        ids: Ids = SystemIds()

        drawn = [ids.new_id() for _ in range(5000)]

        assert drawn == sorted(drawn)
        assert len(set(drawn)) == len(drawn)
        assert {new.version for new in drawn} == {7}


class TestFakeIds:
    def test_are_version_7_in_a_known_order(self) -> None:
        ids: Ids = FakeIds()

        drawn = [ids.new_id() for _ in range(100)]

        assert drawn == sorted(set(drawn))
        assert {(new.version, new.variant) for new in drawn} == {(7, "specified in RFC 4122")}
        assert str(drawn[0]) == "00000000-0001-7000-8000-000000000000"

    def test_of_two_sources_are_distinct(self) -> None:
        assert FakeIds(source=1).new_id() != FakeIds(source=2).new_id()


class TestSystemChance:
    def test_draws_what_is_asked(self) -> None:
        chance: Chance = SystemChance()

        assert len(chance.random_bytes(32)) == 32
        assert chance.random_bytes(32) != chance.random_bytes(32)
        assert {chance.below(3) for _ in range(200)} == {0, 1, 2}


class TestFakeChance:
    def test_repeats_itself_for_the_same_seed_only(self) -> None:
        chance: Chance = FakeChance(seed=7)

        drawn = chance.random_bytes(40)

        assert drawn == FakeChance(seed=7).random_bytes(40)
        assert drawn != FakeChance(seed=8).random_bytes(40)
        assert 0 <= chance.below(10) < 10


class TestOneTimeCode:
    @given(st.integers(min_value=0, max_value=1000))
    def test_is_three_groups_of_symbols_nobody_misreads(self, seed: int) -> None:
        code = one_time_code(FakeChance(seed))

        assert len(code) == 14
        assert not set(code) & set("ILOU")
        assert read_one_time_code(code) == code

    @pytest.mark.parametrize(
        "typed", ["abcd-efgh-jk10", " ABCDEFGHJK10 ", "ABCD EFGH JKIO", "abcd-efgh-jklo"]
    )
    def test_is_read_as_people_type_it(self, typed: str) -> None:
        assert read_one_time_code(typed) == "ABCD-EFGH-JK10"

    @pytest.mark.parametrize(
        "typed",
        ["", "ABCD-EFGH", "ABCD-EFGH-JKMN-P", "ABCD-EFGH-JKM!", "\N{ARABIC-INDIC DIGIT ONE}" * 12],
    )
    def test_is_refused_with_a_sentence_when_it_cannot_be_one(self, typed: str) -> None:
        with pytest.raises(CodeNotReadable, match="ABCD-EFGH-JKMN"):
            read_one_time_code(typed)
