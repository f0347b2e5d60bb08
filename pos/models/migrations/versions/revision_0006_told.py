"""What the server told last of single entries, and what of the feed was passed over.

Revision ID: 0006
"""

from importlib.resources import files

from alembic import op

from pos.models.migrations.statements import statements

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    script = files("pos.models.migrations.versions").joinpath("0006_told.sql")
    for statement in statements(script.read_text(encoding="utf-8")):
        op.get_bind().exec_driver_sql(statement)


def downgrade() -> None:
    raise NotImplementedError("a register's store is never taken back: restore a backup")
