"""Commands to registers: things of the feed that make one ask at once, and withdrawn when done."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import Connection

from pos.server.feeds import put
from pos.wire.codec import encode
from pos.wire.messages import CommandMessage

TOPIC = "command"
CLOSE = "close_cash_session"


def ask_to_close(db: Connection, store_number: int, register: UUID, cash_session: UUID) -> None:
    """Tell the register that there is news of its session; it shakes hands to learn which."""
    message = CommandMessage(kind=CLOSE, register=register, cash_session=cash_session)
    put(db, store_number, TOPIC, {str(cash_session): encode(message)})


def withdraw_close(db: Connection, store_number: int, cash_session: UUID) -> None:
    """Take the command back: the register has closed the session."""
    put(db, store_number, TOPIC, {str(cash_session): None})
