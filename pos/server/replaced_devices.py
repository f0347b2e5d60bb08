"""What an older device of a register is told: signed, so that it may stop for good."""

from __future__ import annotations

from http import HTTPStatus

from sqlalchemy import Connection

from pos.server.context import ServerContext
from pos.server.ingest import mark_of, signed
from pos.server.refusals import Refusal
from pos.server.registers import KnownRegister
from pos.server.stores import KnownStore
from pos.server.tokens import DeviceReplaced


def told_replaced(
    context: ServerContext,
    db: Connection,
    store: KnownStore,
    register: KnownRegister,
    replaced: DeviceReplaced,
) -> Refusal:
    """Return the refusal; its mark proves that a newer series goes on."""
    series = register.series_key(store.message, register.series)
    mark = signed(mark_of(db, series, store.epoch), context.key)
    return Refusal(HTTPStatus.FORBIDDEN, "replaced", str(replaced), mark=mark)
