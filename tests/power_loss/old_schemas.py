"""Databases as an older program left them: made by the old revisions, filled from a new one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as driver
from alembic import command
from sqlalchemy import create_engine
from sqlalchemy.pool import StaticPool

from pos.models.database import configure_key
from pos.models.migrations import alembic_config as of_register
from pos.server.schema import alembic_config as of_server

# The oldest that hold all that today's rows say.
REGISTER_REVISION, SERVER_REVISION = "0004", "0004"


def age_register(path: Path, key: str) -> None:
    """Turn a register's closed database into one of an older program, with the same rows."""
    _age(path, of_register(), REGISTER_REVISION, key)


def age_server(path: Path) -> None:
    """Turn a server's closed database into one of an older program, with the same rows."""
    _age(path, of_server(), SERVER_REVISION, None)


def _age(path: Path, config: Any, revision: str, key: str | None) -> None:
    old_path = path.with_name("old.db")
    new, old = _connected(path, key), _connected(old_path, key)
    old.execute("PRAGMA journal_mode=WAL").fetchall()
    engine = create_engine("sqlite://", module=driver, creator=lambda: old, poolclass=StaticPool)
    with engine.begin() as db:
        config.attributes["connection"] = db
        command.upgrade(config, revision)
    old.execute("BEGIN")
    for table, columns in _tables(old).items():
        if columns and (shared := [one for one in columns if one in _tables(new).get(table, ())]):
            _copy(new, old, table, shared)
    old.execute("COMMIT")
    engine.dispose()
    new.close()
    old_path.replace(path)


def _connected(path: Path, key: str | None) -> Any:
    connection = driver.connect(str(path), isolation_level=None)
    if key is not None:
        configure_key(connection, key)
    return connection


def _tables(connection: Any) -> dict[str, list[str]]:
    """Return the columns of each table but those of Alembic and of the search index."""
    names = connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'alembic%' "
        "AND name NOT LIKE 'product_search%' AND name NOT LIKE 'sqlite_%'"
    ).fetchall()
    return {
        name: [row[1] for row in connection.execute(f'PRAGMA table_info("{name}")')]
        for (name,) in names
    }


def _copy(new: Any, old: Any, table: str, columns: list[str]) -> None:
    names = ", ".join(f'"{one}"' for one in columns)
    old.execute(f'DELETE FROM "{table}"')
    old.executemany(
        f'INSERT INTO "{table}" ({names}) VALUES ({", ".join("?" * len(columns))})',
        new.execute(f'SELECT {names} FROM "{table}"').fetchall(),
    )
