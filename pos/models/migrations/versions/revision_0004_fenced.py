"""A register that was fenced by a manager, as a reason to give no further number.

Revision ID: 0004
"""

from importlib.resources import files

from alembic import op

from pos.models.migrations.statements import statements

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    script = files("pos.models.migrations.versions").joinpath("0004_fenced.sql")
    for statement in statements(script.read_text(encoding="utf-8")):
        op.get_bind().exec_driver_sql(statement)


def downgrade() -> None:
    raise NotImplementedError("a register's store is never taken back: restore a backup")
