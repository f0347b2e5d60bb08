"""Responsibility, verdicts and corrections of cash sessions; a journal that can be frozen.

Revision ID: 0002
"""

from importlib.resources import files

from alembic import op

from pos.models.migrations.statements import statements

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    script = files("pos.models.migrations.versions").joinpath(
        "0002_sessions_that_never_get_stuck.sql"
    )
    for statement in statements(script.read_text(encoding="utf-8")):
        op.get_bind().exec_driver_sql(statement)


def downgrade() -> None:
    raise NotImplementedError("a register's store is never taken back: restore a backup")
