"""Settings from the environment, read once at the start of the process."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Self

from pos.domain.problem import Problem
from pos.runtime.crash_points import CrashPoints, NoCrash, crash_points_from

LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")


class SettingNotUnderstood(Problem):
    def __init__(self, name: str, value: str, allowed: str) -> None:
        super().__init__(f"{name}={value} is not understood. Use {allowed}.")


@dataclass(frozen=True, slots=True)
class Settings:
    """What the environment says. Neither PIN nor passphrase ever shows in its `repr`."""

    log_level: str = "INFO"
    pin: str | None = field(default=None, repr=False)
    crash_points: CrashPoints = field(default_factory=NoCrash)

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> Self:
        """Read EVERTILL_LOG, EVERTILL_PIN and EVERTILL_CRASH_AT; empty is as good as absent.

        EVERTILL_PASSPHRASE is read by `open_secrets` alone, to be held by as few as possible.

        :raises SettingNotUnderstood, CrashPointUnknown: if a value makes no sense.
        """
        level = environment.get("EVERTILL_LOG") or "INFO"
        if level.upper() not in LOG_LEVELS:
            allowed = "one of " + ", ".join(name.lower() for name in LOG_LEVELS)
            raise SettingNotUnderstood("EVERTILL_LOG", level, allowed)
        return cls(
            log_level=level.upper(),
            pin=environment.get("EVERTILL_PIN") or None,
            crash_points=crash_points_from(environment),
        )
