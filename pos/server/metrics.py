"""Metrics in Prometheus' text format: counters of this process, and a few gauges.

The format is a line per number; a library for it would be larger than its use here.
Source: https://prometheus.io/docs/instrumenting/exposition_formats/
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_HELP = {
    "evertill_requests_total": "Requests answered, by route and status.",
    "evertill_entries_total": "Journal entries accepted.",
    "evertill_entries_repeated_total": "Journal entries pushed that were held already.",
    "evertill_sales_total": "Completed sales applied.",
    "evertill_quarantined_total": "Entries kept but not applied.",
    "evertill_flagged_total": "Entries that the server computed differently.",
    "evertill_pushes_refused_total": "Pushes refused, by reason.",
    "evertill_requests_in_progress": "Requests that wait for their answer now.",
    "evertill_registers_seen": "Registers that this process has heard of since it started.",
    "evertill_quarantined_entries": "Entries in quarantine now, for a manager to look at.",
    "evertill_stuck_sessions": "Cash sessions that need a person's attention.",
    "evertill_ready": "1 when the database can be used, else 0.",
}
Labels = tuple[tuple[str, str], ...]


class Metrics:
    """Numbers that any thread may raise."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._values: dict[tuple[str, Labels], int] = {}
        self._registers: set[bytes] = set()

    def add(self, name: str, count: int = 1, **labels: str) -> None:
        """Raise a counter; a count of 0 only makes it appear."""
        key = (name, tuple(sorted(labels.items())))
        with self._lock:
            self._values[key] = self._values.get(key, 0) + count

    def seen(self, register: bytes) -> None:
        """Remember that a register has shown itself."""
        with self._lock:
            self._registers.add(register)

    def text(self, gauges: Mapping[str, int]) -> str:
        """Return all numbers, with `gauges` read by the caller just now."""
        with self._lock:
            values = dict(self._values)
            values["evertill_registers_seen", ()] = len(self._registers)
        values |= {(name, ()): value for name, value in gauges.items()}
        return "".join(_lines(values))


class InProgress:
    """How many requests are being worked on; used on the event loop only."""

    def __init__(self) -> None:
        self.count = 0

    def __enter__(self) -> None:
        self.count += 1

    def __exit__(self, *_: object) -> None:
        self.count -= 1


def _lines(values: Mapping[tuple[str, Labels], int]) -> Iterable[str]:
    previous = ""
    for (name, labels), value in sorted(values.items()):
        if name != previous:
            kind = "counter" if name.endswith("_total") else "gauge"
            yield f"# HELP {name} {_HELP[name]}\n# TYPE {name} {kind}\n"
            previous = name
        pairs = ",".join(f'{label}="{_escaped(text)}"' for label, text in labels)
        yield f"{name}{{{pairs}}} {value}\n" if pairs else f"{name} {value}\n"


def _escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")
