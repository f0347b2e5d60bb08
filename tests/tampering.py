"""Tampering: what somebody with the key and a database tool could do to a register's file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tests.registers import RegisterInTest


def without_checks(register: RegisterInTest) -> None:
    """Let the connection write what the schema's checks would refuse."""
    connection = _raw(register)
    connection.execute("PRAGMA foreign_keys=OFF")
    connection.execute("PRAGMA ignore_check_constraints=ON")
    connection.execute("PRAGMA legacy_alter_table=ON")


def tamper(
    register: RegisterInTest,
    *statements: str,
    parameters: Sequence[Any] = (),
    more: Sequence[Any] = (),
) -> None:
    """Run the statements, the first with `parameters`, the others with `more`.

    Triggers are taken away before and put back after, so that nothing but the change shows.
    """
    connection = _raw(register)
    connection.execute("BEGIN IMMEDIATE")
    triggers = connection.execute(
        "SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'trigger'"
    ).fetchall()
    for name, _, _ in triggers:
        connection.execute(f"DROP TRIGGER {name}")
    for number, statement in enumerate(statements):
        connection.execute(statement, tuple(more if number else parameters))
    tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    for _, table, sql in triggers:
        if (table,) in tables:
            connection.execute(sql)
    connection.execute("COMMIT")


def loosen(register: RegisterInTest, table: str) -> None:
    """Make the table take any type in any column, as an older SQLite table would."""
    connection = _raw(register)
    ((sql,),) = connection.execute(
        "SELECT sql FROM sqlite_master WHERE name = ?", (table,)
    ).fetchall()
    loose = sql.removesuffix("STRICT").rstrip().removesuffix(",")
    tamper(
        register,
        loose.replace(f"CREATE TABLE {table}", f"CREATE TABLE loose_{table}", 1).replace(
            " INTEGER NOT NULL", " NOT NULL"
        ),
        f"INSERT INTO loose_{table} SELECT * FROM {table}",
        f"DROP TABLE {table}",
        f"ALTER TABLE loose_{table} RENAME TO {table}",
    )


def _raw(register: RegisterInTest) -> Any:
    with register.database._engine.connect() as db:
        return db.connection.driver_connection
