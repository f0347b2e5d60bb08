"""The start of the till: modules it needs before its first paint import nothing heavy."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = {"argon2", "cryptography", "keyring", "platformdirs", "pydantic", "sqlalchemy", "socket"}


@pytest.mark.parametrize(
    "module", ["clock", "ids", "paths", "lock", "worker", "crash_points", "config", "secrets"]
)
def test_a_module_needed_at_the_start_is_light(module: str) -> None:
    program = f"import sys, pos.runtime.{module}; print(*sys.modules)"

    imported = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    ).stdout.split()

    assert HEAVY & set(imported) == set()
