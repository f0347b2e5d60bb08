"""The report of a run, for people and for programs."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from tests.power_loss.crash_states import Tally
from tests.power_loss.findings import Harm

_FINDINGS_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Report:
    """What one command showed: how many states of what, and what was found in them.

    `asked` is how many states were to be made at least.
    """

    asked: int
    seed: int
    tally: Tally
    operations: int
    points: int
    seconds: float

    @property
    def is_sound(self) -> bool:
        return not self.tally.findings

    def of(self, harm: Harm) -> int:
        return sum(finding.harm is harm for finding in self.tally.findings)

    def as_json(self) -> dict[str, Any]:
        return {
            "asked": self.asked,
            "seed": self.seed,
            "states": self.tally.states,
            "points": self.points,
            "operations": self.operations,
            "proved_and_sold_on": self.tally.thorough,
            **{str(harm): self.of(harm) for harm in Harm},
            "seconds": round(self.seconds, 1),
            "by_transaction": dict(self.tally.by_transaction),
            "by_cut": dict(self.tally.by_cut),
            "findings": [asdict(finding) for finding in self.tally.findings],
        }

    def as_text(self) -> str:
        tally = self.tally
        width = max(map(len, tally.by_transaction), default=0)
        lines = [f"{name:<{width}} {count:>8,}" for name, count in tally.by_transaction.items()]
        lines += ["", *(f"{name:<{width}} {count:>8,}" for name, count in tally.by_cut.items())]
        lines += [
            "",
            f"{tally.states:,} crash states at {self.points:,} points among {self.operations:,} "
            f"file operations, seed {self.seed}, {self.seconds:.0f} s; "
            f"{tally.thorough:,} of them proved from the first entry and sold on.",
            ", ".join(f"{harm}: {self.of(harm)}" for harm in Harm),
        ]
        lines += [str(finding) for finding in tally.findings[:_FINDINGS_SHOWN]]
        return "\n".join(lines)
