"""Findings of a verification: what is not as it was written, and which event it belongs to."""

from __future__ import annotations

from dataclasses import dataclass, field

FINDINGS_KEPT = 1000  # enough to see a pattern; a rewritten journal has one for each entry


@dataclass(frozen=True, slots=True, kw_only=True)
class EventName:
    """An entry of the journal as a person finds it again. None: the entry does not say."""

    series: int | None = None
    seq: int | None = None
    kind: str | None = None
    event_id: str | None = None
    receipt_number: int | None = None

    def __str__(self) -> str:
        receipt = "" if self.receipt_number is None else f", receipt {self.receipt_number}"
        return f"entry {self.seq} ({self.kind}{receipt}, event {self.event_id})"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong; `event` is None when it belongs to no entry of the journal."""

    message: str
    event: EventName | None = None
    table: str | None = None
    column: str | None = None

    def __str__(self) -> str:
        place = ".".join(part for part in (self.table, self.column) if part)
        about = "; ".join(part for part in (str(self.event or ""), place) if part)
        return f"{about}: {self.message}" if about else self.message


@dataclass(slots=True)
class Findings:
    """Collects findings; beyond the first thousand they are only counted."""

    kept: list[Finding] = field(default_factory=list)
    count: int = 0

    def add(
        self,
        message: str,
        event: EventName | None = None,
        table: str | None = None,
        column: str | None = None,
    ) -> None:
        self.count += 1
        if len(self.kept) < FINDINGS_KEPT:
            self.kept.append(Finding(message, event, table, column))
