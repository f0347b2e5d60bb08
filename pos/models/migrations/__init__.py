"""Schema changes of the register's store, one Alembic revision each."""
