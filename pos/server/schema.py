"""Schema of the server's database: which revision it has, and how it comes to the newest."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text

from pos.domain.problem import Problem
from pos.server.database import Database

if TYPE_CHECKING:
    from alembic.config import Config

HEAD = "0007"


class SchemaTooNew(Problem):
    """A newer program wrote the database; it was not touched."""


class SchemaMissing(Problem):
    """The database holds no tables: it is empty or somebody else's."""


def upgrade(database: Database) -> None:
    """Bring the schema to the newest revision, in one database transaction.

    :raises SchemaTooNew: if a newer program wrote it; nothing was changed.
    """
    with database.write() as db:
        if _revision(db) == HEAD:
            return
        from alembic import command  # slow to import, and seldom needed

        config = alembic_config()
        _require_known(config, _revision(db))
        config.attributes["connection"] = db
        command.upgrade(config, "head")


def require_schema(database: Database) -> None:
    """Bring an older schema up to date; refuse a database without one.

    :raises SchemaMissing: if the database is empty.
    :raises SchemaTooNew: if a newer program wrote it; nothing was changed.
    """
    with database.read() as db:
        found = _revision(db)
    if found is None:
        raise SchemaMissing(
            "The server's database is empty: restore it from a backup; nothing was changed."
        )
    if found != HEAD:
        upgrade(database)


def _revision(db: Connection) -> str | None:
    if not inspect(db).has_table("alembic_version"):
        return None
    return db.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()


def _require_known(config: Config, revision: str | None) -> None:
    from alembic.script import ScriptDirectory

    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if revision is not None and revision not in known:
        raise SchemaTooNew(
            f"The server's database was written by a newer Evertill (schema {revision}): "
            "update this one; nothing was changed."
        )


def alembic_config() -> Config:
    """Return Alembic's settings without an ini file."""
    from alembic.config import Config

    config = Config()
    folder = Path(__file__).parent / "migrations"
    config.set_main_option("script_location", str(folder).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config
