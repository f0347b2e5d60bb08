"""PostgreSQL as the server uses it: its address, its connections, its locks and its failures."""

from __future__ import annotations

import hashlib
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, func, make_url, select
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from pos.domain.problem import Problem

_CONNECTIONS = 8  # that stay open, for each process; as many more come and go
_CONNECT_SECONDS = 5
_POOL_SECONDS = 15
_SILENCE_MILLISECONDS = 20_000  # until a connection on which nobody answers counts as lost
# A request waits for another's lock at most as long as SQLite waits for its writer.
_LIMITS = "-c lock_timeout=15s -c idle_in_transaction_session_timeout=60s"
_DRIVER = "postgresql+psycopg"
_EVERYTHING = "evertill: all writing"

_UNDONE = {"40001", "40P01"}  # a serialization failure, a deadlock
_AWAY = {"57P01", "57P02", "57P03", "25006"}  # ending, crashing, starting, read-only


class AddressUnusable(Problem):
    """The text is left out of the sentence: it may hold a password."""

    def __init__(self) -> None:
        super().__init__(
            "The address of the server's database cannot be used: write it like "
            "postgresql://user@host/name, and install what it needs with: "
            "pip install 'evertill[postgresql]'"
        )


class PasswordInAddress(Problem):
    def __init__(self) -> None:
        super().__init__(
            "The address holds a password, which would be kept where others read it: leave it out, "
            "and put it into ~/.pgpass or PGPASSWORD. Nothing was changed."
        )


def address(text: str) -> URL:
    """Return the address of a PostgreSQL database.

    :raises AddressUnusable: if it is none.
    """
    try:
        url = make_url(text)
    except (SQLAlchemyError, ValueError) as error:
        raise AddressUnusable from error
    if url.drivername not in {"postgres", "postgresql", _DRIVER}:
        raise AddressUnusable
    return url.set(drivername=_DRIVER)


def address_to_keep(text: str) -> str:
    """Return the address as a folder keeps it.

    :raises AddressUnusable: if it is none.
    :raises PasswordInAddress: if there is a password in it.
    """
    url = address(text)
    if url.password is not None or "password" in url.query:
        raise PasswordInAddress
    return url.set(drivername="postgresql").render_as_string()


def open_engine(text: str) -> Engine:
    """Return the engine for an address; no connection is made yet.

    :raises AddressUnusable: if it is none, or the driver is not installed.
    """
    url = address(text)
    wanted = {
        "application_name": "evertill",
        "connect_timeout": _CONNECT_SECONDS,
        "tcp_user_timeout": _SILENCE_MILLISECONDS,
    }
    own: dict[str, Any] = {key: value for key, value in wanted.items() if key not in url.query}
    own["options"] = " ".join([_LIMITS, *_texts(url.query.get("options", ()))])
    try:
        engine = create_engine(
            url.difference_update_query(["options"]),
            connect_args=own,
            hide_parameters=True,  # a log must not hold what was sold to whom
            pool_pre_ping=True,
            pool_size=_CONNECTIONS,
            max_overflow=_CONNECTIONS,
            pool_timeout=_POOL_SECONDS,
        )
    except (SQLAlchemyError, ImportError) as error:
        raise AddressUnusable from error
    event.listen(engine, "connect", _require_durable)
    return engine


def hold(db: Connection, what: str) -> None:
    """Let nobody else hold the same until this database transaction ends.

    SQLite has one writer at a time anyhow.
    """
    if db.dialect.name == "postgresql":
        db.execute(select(func.pg_advisory_xact_lock(_key(what))))


def write_alone(db: Connection) -> None:
    """Let nobody else write until this database transaction ends."""
    hold(db, _EVERYTHING)


def write_beside(db: Connection) -> None:
    """Let others write at the same time, but nobody alone."""
    if db.dialect.name == "postgresql":
        db.execute(select(func.pg_advisory_xact_lock_shared(_key(_EVERYTHING))))


def is_undone(error: DBAPIError) -> bool:
    """Tell whether PostgreSQL took the transaction back to let another one pass."""
    return _state(error) in _UNDONE


def is_lost(error: DBAPIError) -> bool:
    """Tell whether the connection ended, so that an open transaction was taken back."""
    return error.connection_invalidated or _state(error) in _AWAY


def sentence_of(error: DBAPIError) -> str:
    """Tell why PostgreSQL cannot be used, without its address: this goes to registers too."""
    text = str(error.orig)
    if is_undone(error):
        return "The database was busy with another request: try again in a moment."
    if "password" in text or "authentication" in text or "pg_hba" in text:
        return (
            "PostgreSQL refuses the server's user: see that the address names the right one and "
            "that ~/.pgpass or PGPASSWORD holds its password."
        )
    if "does not exist" in text:
        return "PostgreSQL has no such database or user: make it with createdb or createuser."
    if _state(error) == "55P03":
        return "The server's database is in use by something else: try again in a moment."
    if _state(error) in {"53100", "53200", "53300"}:  # disk, memory, connections
        return "PostgreSQL has no room left (disk, memory or connections): make some, try again."
    return "PostgreSQL does not answer: see that it runs and that its address is right."


def _texts(value: str | tuple[str, ...]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else value


def _state(error: DBAPIError) -> str | None:
    state: str | None = getattr(error.orig, "sqlstate", None)
    return state


def _key(what: str) -> int:
    return int.from_bytes(hashlib.sha256(what.encode()).digest()[:8], "big", signed=True)


def _require_durable(connection: Any, _: object) -> None:
    """Have commits wait for the disk, whatever the database's default is: we acknowledge them."""
    connection.execute(
        "SELECT set_config('synchronous_commit', 'on', false) "
        "WHERE current_setting('synchronous_commit') = 'off'"
    )
    connection.commit()
