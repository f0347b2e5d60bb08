"""Schema changes of the register's store, one Alembic revision each."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from alembic.config import Config

HEAD = "0006"  # a test holds it equal to Alembic's head, so that starting need not import Alembic


def alembic_config() -> Config:
    """Return Alembic's settings without an ini file."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.set_main_option("path_separator", "newline")
    return config
