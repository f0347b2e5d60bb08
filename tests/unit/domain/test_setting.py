"""Settings: whole numbers within bounds, each with a default that works."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos.domain.setting import (
    SETTINGS,
    VARIANCE_TOLERANCE,
    Setting,
    SettingInvalid,
    setting_named,
)

settings = st.sampled_from(list(SETTINGS.values()))


class TestSettings:
    def test_are_these_with_their_defaults(self) -> None:
        assert {name: setting.default for name, setting in SETTINGS.items()} == {
            "normal_sessions_per_operator": 1,
            "variance_tolerance": 500,
            "stuck_normal_hours": 12,
            "stuck_deferred_days": 7,
            "stuck_counting_minutes": 60,
            "lost_register_days": 30,
        }

    @pytest.mark.parametrize("setting", SETTINGS.values(), ids=lambda setting: setting.name)
    def test_start_within_their_bounds(self, setting: Setting) -> None:
        assert setting.least <= setting.default <= setting.most
        assert setting.parse(str(setting.default)) == setting.default
        assert setting.meaning.endswith(".")


class TestParse:
    @given(setting=settings, number=st.integers(-(10**12), 10**12))
    def test_takes_exactly_the_numbers_within_the_bounds(self, setting, number) -> None:
        if setting.least <= number <= setting.most:
            assert setting.parse(str(number)) == number
        else:
            with pytest.raises(SettingInvalid, match=setting.name):
                setting.parse(str(number))

    @pytest.mark.parametrize(
        "text",
        [
            *("", " ", "-", "--1", "1.0", "1,0", "1e3", "0x1", "1_000", "+1", " 1", "1\n"),
            *("true", "null", "١٢", "1²", "NaN", "9" * 19, "9" * 10_000),
        ],
    )
    def test_refuses_what_is_no_whole_number(self, text: str) -> None:
        with pytest.raises(
            SettingInvalid,
            match="variance_tolerance is a whole number from 0 to 1000000000: the variance",
        ):
            VARIANCE_TOLERANCE.parse(text)


class TestSettingNamed:
    def test_finds_each(self) -> None:
        assert [setting_named(name) for name in SETTINGS] == list(SETTINGS.values())

    def test_names_all_there_are_when_there_is_none(self) -> None:
        with pytest.raises(SettingInvalid) as refused:
            setting_named("tolerance")

        assert "no setting “tolerance”" in str(refused.value)
        assert all(name in str(refused.value) for name in SETTINGS)
