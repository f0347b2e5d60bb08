"""Behaviour of settings from the environment."""

from __future__ import annotations

import pytest

from pos.runtime.config import SettingNotUnderstood, Settings
from pos.runtime.crash_points import CrashPointUnknown, KillAt, NoCrash


class TestSettings:
    def test_have_quiet_defaults(self) -> None:
        settings = Settings.from_environment({})

        assert settings.log_level == "INFO"
        assert settings.pin is None
        assert isinstance(settings.crash_points, NoCrash)

    def test_are_read_from_the_environment(self) -> None:
        settings = Settings.from_environment(
            {
                "EVERTILL_LOG": "debug",
                "EVERTILL_PIN": "246810",
                "EVERTILL_CRASH_AT": "push.before_send:1",
            }
        )

        assert settings.log_level == "DEBUG"
        assert settings.pin == "246810"
        assert isinstance(settings.crash_points, KillAt)

    def test_take_empty_as_absent(self) -> None:
        empty = {"EVERTILL_LOG": "", "EVERTILL_PIN": "", "EVERTILL_CRASH_AT": ""}

        assert Settings.from_environment(empty).pin is None

    def test_never_show_the_pin(self) -> None:
        assert "246810" not in repr(Settings.from_environment({"EVERTILL_PIN": "246810"}))

    def test_refuse_what_makes_no_sense(self) -> None:
        with pytest.raises(SettingNotUnderstood, match=r"EVERTILL_LOG=loud.*debug, info"):
            Settings.from_environment({"EVERTILL_LOG": "loud"})
        with pytest.raises(CrashPointUnknown):
            Settings.from_environment({"EVERTILL_CRASH_AT": "nowhere:1"})
