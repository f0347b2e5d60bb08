"""Settings of a store: their names, what each may be, and what it is when nobody set it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from pos.domain.problem import Problem
from pos.domain.typed_number import shown


class SettingInvalid(Problem):
    """There is no such setting, or it cannot have that value."""


@dataclass(frozen=True, slots=True)
class Setting:
    """A whole number within bounds. `meaning` is a sentence for people, with its unit."""

    name: str
    default: int
    least: int
    most: int
    meaning: str

    def parse(self, text: str) -> int:
        """Return the value.

        :raises SettingInvalid: unless it is a whole number within the bounds.
        """
        is_number = text.isascii() and text.removeprefix("-").isdigit() and len(text) <= 18
        if not is_number or not self.least <= int(text) <= self.most:
            raise SettingInvalid(
                f"{self.name} is a whole number from {self.least} to {self.most}: {self.meaning}"
            )
        return int(text)


NORMAL_SESSIONS_PER_OPERATOR = Setting(
    "normal_sessions_per_operator",
    1,
    1,
    100,
    "how many normal cash sessions one person may have open on different registers.",
)
VARIANCE_TOLERANCE = Setting(
    "variance_tolerance",
    500,
    0,
    1_000_000_000,
    "the variance, in minor units, up to which a close needs no comment.",
)
STUCK_NORMAL_HOURS = Setting(
    "stuck_normal_hours",
    12,
    1,
    1_000,
    "hours without activity, after its business date has ended, that make a normal or training "
    "session stuck.",
)
STUCK_DEFERRED_DAYS = Setting(
    "stuck_deferred_days",
    7,
    1,
    1_000,
    "days without activity that make an open deferred session stuck.",
)
STUCK_COUNTING_MINUTES = Setting(
    "stuck_counting_minutes",
    60,
    1,
    100_000,
    "minutes without activity that make a count stuck.",
)
LOST_REGISTER_DAYS = Setting(
    "lost_register_days",
    30,
    1,
    10_000,
    "days without a word from a register with open sessions that make it lost.",
)

SETTINGS: Mapping[str, Setting] = MappingProxyType(
    {
        setting.name: setting
        for setting in (
            NORMAL_SESSIONS_PER_OPERATOR,
            VARIANCE_TOLERANCE,
            STUCK_NORMAL_HOURS,
            STUCK_DEFERRED_DAYS,
            STUCK_COUNTING_MINUTES,
            LOST_REGISTER_DAYS,
        )
    }
)


def setting_named(name: str) -> Setting:
    """Return the setting.

    :raises SettingInvalid: if there is none of that name.
    """
    if name not in SETTINGS:
        known = ", ".join(SETTINGS)
        raise SettingInvalid(f"There is no setting “{shown(name)}”; there are: {known}.")
    return SETTINGS[name]
