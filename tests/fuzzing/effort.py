"""How hard the fuzzing tests try: the same examples each time, or more of them when asked.

`FUZZ_EXAMPLES=5000 ./test tests/fuzzing` draws that many new examples for each test.
"""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

_ASKED = os.environ.get("FUZZ_EXAMPLES")


def effort(examples: int) -> settings:
    """Return settings that draw so many examples, always the same, unless more are asked for."""
    return settings(
        max_examples=int(_ASKED) if _ASKED else examples,
        derandomize=_ASKED is None,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
