"""Schema changes of the server's store, one Alembic revision each."""
