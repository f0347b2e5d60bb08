"""SQL scripts, split into statements that run inside one database transaction."""

from __future__ import annotations

from collections.abc import Iterator

from sqlcipher3.dbapi2 import complete_statement


def statements(script: str) -> Iterator[str]:
    """Yield the statements of a script; a trigger's body is not cut at its semicolons."""
    pending = ""
    for line in script.splitlines(keepends=True):
        if not pending and (not line.strip() or line.startswith("--")):
            continue
        pending += line
        if complete_statement(pending):
            yield pending.strip()
            pending = ""
