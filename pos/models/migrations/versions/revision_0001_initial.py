"""First schema of the register's store.

Revision ID: 0001
"""

from importlib.resources import files

from alembic import op

from pos.models.migrations.statements import statements

revision = "0001"
down_revision = None


def upgrade() -> None:
    script = files("pos.models.migrations.versions").joinpath("0001_initial.sql")
    for statement in statements(script.read_text(encoding="utf-8")):
        op.get_bind().exec_driver_sql(statement)


def downgrade() -> None:
    raise NotImplementedError("a register's store is never taken back: restore a backup")
