"""A counter of starts, by which an older copy of the database shows.

Revision ID: 0005
"""

from importlib.resources import files

from alembic import op

from pos.models.migrations.statements import statements

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    script = files("pos.models.migrations.versions").joinpath("0005_boots.sql")
    for statement in statements(script.read_text(encoding="utf-8")):
        op.get_bind().exec_driver_sql(statement)


def downgrade() -> None:
    raise NotImplementedError("a register's store is never taken back: restore a backup")
