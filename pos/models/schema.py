"""The whole schema in one place: for migrations and for the test that both agree."""

from pos.models import (  # noqa: F401 -- importing a module registers its tables
    cash_session,
    catalogue,
    journal,
    ledger,
    operator,
    sale,
    sync_state,
    ticket,
)
from pos.models.base import Base

METADATA = Base.metadata
