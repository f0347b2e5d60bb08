"""Guards of the database: whether the tables, checks and triggers are those it was made with."""

from __future__ import annotations

from collections.abc import Iterator

import sqlcipher3.dbapi2 as driver
from sqlalchemy import Connection, create_engine
from sqlalchemy.pool import StaticPool

Schema = dict[tuple[str, str], str | None]  # (type, name) → the statement that made it


def changed_guards(db: Connection) -> Iterator[tuple[str, str]]:
    """Yield (table, sentence) for all that is missing from the schema, changed or added to it."""
    found, wanted = _schema(db), _fresh_schema()
    for (kind, name), statement in wanted.items():
        if (kind, name) not in found:
            yield name, f"the {kind} {name} is missing"
        elif found[kind, name] != statement:
            yield name, f"the {kind} {name} was changed"
    for kind, name in found.keys() - wanted.keys():
        yield name, f"the {kind} {name} is not Evertill's"


def _schema(db: Connection) -> Schema:
    rows = db.exec_driver_sql("SELECT type, name, sql FROM sqlite_master")
    return {(kind, name): statement for kind, name, statement in rows}


def _fresh_schema() -> Schema:
    """Return the schema of a new database, made in memory by the same revisions."""
    from alembic import command  # slow to import, and nothing that a till needs every day

    from pos.models.migrations import alembic_config

    config = alembic_config()
    engine = create_engine("sqlite://", module=driver, poolclass=StaticPool)
    try:
        with engine.begin() as db:
            config.attributes["connection"] = db
            command.upgrade(config, "head")
            return _schema(db)
    finally:
        engine.dispose()
