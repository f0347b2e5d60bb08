"""Failures of the database or the computer, apart from those of what was to be written."""

from __future__ import annotations

from sqlalchemy.exc import (
    DatabaseError,
    DBAPIError,
    DisconnectionError,
    InterfaceError,
    OperationalError,
)
from sqlalchemy.exc import TimeoutError as PoolTimeout

from pos.server.database import DatabaseUnreachable

_OF_DATABASE = (
    DatabaseUnreachable,
    OperationalError,
    InterfaceError,
    DisconnectionError,
    PoolTimeout,
)


def is_about_database(error: Exception) -> bool:
    """Tell whether the same may well work later, or elsewhere, without a change."""
    if isinstance(error, (*_OF_DATABASE, MemoryError, OSError)):
        return True
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        return True
    return type(error) is DatabaseError  # so SQLite says that its file is damaged
