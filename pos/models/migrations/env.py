"""Alembic's environment: runs revisions on the connection that `migrate` hands over."""

from alembic import context

from pos.models import schema

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=schema.METADATA, transactional_ddl=False)
context.run_migrations()
