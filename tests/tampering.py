"""Tampering: what somebody with the key and a database tool could do to a register's file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tests.registers import RegisterInTest


def without_guards(register: RegisterInTest, *, strict: bool = True) -> None:
    """Drop the triggers and stop the checks; with `strict=False` the types too."""
    connection = _raw(register)
    for (name,) in connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    ).fetchall():
        connection.execute(f"DROP TRIGGER {name}")
    connection.execute("PRAGMA foreign_keys=OFF")
    connection.execute("PRAGMA ignore_check_constraints=ON")
    if not strict:
        for name, sql in connection.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'table' AND sql LIKE '%STRICT'"
        ).fetchall():
            loose = sql.removesuffix("STRICT").rstrip().removesuffix(",")
            copied = loose.replace(f"CREATE TABLE {name}", f"CREATE TABLE loose_{name}", 1)
            connection.execute(copied.replace(" INTEGER NOT NULL", " NOT NULL"))
            connection.execute(f"INSERT INTO loose_{name} SELECT * FROM {name}")
            connection.execute(f"DROP TABLE {name}")
            connection.execute("PRAGMA legacy_alter_table=ON")
            connection.execute(f"ALTER TABLE loose_{name} RENAME TO {name}")


def tamper(
    register: RegisterInTest,
    *statements: str,
    parameters: Sequence[Any] = (),
    more: Sequence[Any] = (),
) -> None:
    """Run the statements, the first with `parameters`, the others with `more`."""
    connection = _raw(register)
    for number, statement in enumerate(statements):
        connection.execute(statement, tuple(more if number else parameters))


def _raw(register: RegisterInTest) -> Any:
    with register.database._engine.connect() as db:
        return db.connection.driver_connection
