"""The row of a register: held by whoever writes for it, and what it may say of itself."""

from __future__ import annotations

from sqlalchemy import Connection, select

from pos.server import tables

_VERSION_LENGTH_MAX = 40
_register = tables.register.c


def lock_register(db: Connection, store_number: int, register_number: int) -> None:
    """Let nobody else write for the register until this database transaction ends.

    SQLite has one writer at a time anyhow; PostgreSQL locks the row.
    """
    db.execute(
        select(_register.register_id)
        .where(_register.store_id == store_number, _register.register_id == register_number)
        .with_for_update()
    )


def kept_version(program_version: str) -> str:
    """Return what a register calls its program as it is kept: short, without control characters."""
    return "".join(one for one in program_version if one.isprintable())[:_VERSION_LENGTH_MAX]
