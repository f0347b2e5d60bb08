"""Alembic's environment: it runs on the connection it is given (pos/server/schema.py)."""

from __future__ import annotations

from alembic import context

from pos.server.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transaction_per_migration=False,
)
context.run_migrations()
