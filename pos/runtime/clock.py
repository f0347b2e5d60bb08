"""The clock: the only place that reads the time."""

from __future__ import annotations

import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol
from uuid import UUID, uuid4

_LINUX_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


class Clock(Protocol):
    """What time it is, and how much of it has passed.

    `now` follows the computer's clock, which people and time servers may set; `monotonic_ns` never
    goes back. Stored side by side with `boot_id`, they show when the clock was set.
    """

    @property
    def boot_id(self) -> UUID:
        """Name the run of the computer within which `monotonic_ns` readings may be compared."""

    def now(self) -> datetime:
        """Return the current time, timezone-aware, in UTC."""

    def monotonic_ns(self) -> int:
        """Return nanoseconds since an arbitrary start; comparable under one `boot_id` only."""


class SystemClock:
    def __init__(self) -> None:
        self._boot_id = _read_boot_id()

    @property
    def boot_id(self) -> UUID:
        return self._boot_id

    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic_ns(self) -> int:
        return _monotonic_ns()


if sys.platform == "linux":

    def _monotonic_ns() -> int:
        # Time asleep counts: a till that was suspended for three days did not have its clock set.
        return time.clock_gettime_ns(time.CLOCK_BOOTTIME)
else:
    _monotonic_ns = time.monotonic_ns


def _read_boot_id() -> UUID:
    """Return the operating system's id of this boot, or a new one where it gives none."""
    try:
        return UUID(_LINUX_BOOT_ID.read_text(encoding="ascii").strip())
    except (OSError, ValueError):
        return uuid4()
