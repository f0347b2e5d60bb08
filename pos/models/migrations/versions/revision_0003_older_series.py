"""Keys of the series that a replaced device of this register wrote.

Revision ID: 0003
"""

from importlib.resources import files

from alembic import op

from pos.models.migrations.statements import statements

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    script = files("pos.models.migrations.versions").joinpath("0003_older_series.sql")
    for statement in statements(script.read_text(encoding="utf-8")):
        op.get_bind().exec_driver_sql(statement)


def downgrade() -> None:
    raise NotImplementedError("a register's store is never taken back: restore a backup")
