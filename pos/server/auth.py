"""Authentication: a bearer token becomes the register that asks, and the store it belongs to."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus

from sqlalchemy import Connection

from pos.domain.signature import VerifyingKey
from pos.server.context import ServerContext
from pos.server.refusals import Refusal, unauthorised
from pos.server.registers import KnownRegister, register_by_id
from pos.server.stores import KnownStore, store_by_id
from pos.server.tokens import Bearer, read_token


@dataclass(frozen=True, slots=True)
class Caller:
    """An enrolled register with its store: the scope of all it may see."""

    store: KnownStore
    register: KnownRegister
    key: VerifyingKey


def bearer_of(context: ServerContext, authorization: str | None) -> Bearer:
    """Return whom the header's token was given to.

    :raises Refusal: if there is no valid token in it.
    """
    scheme, _, token = (authorization or "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise unauthorised("Send a bearer token: POST /v1/tokens gives one.")
    return read_token(token.strip(), context.secret, context.clock.now())


def caller_of(context: ServerContext, db: Connection, bearer: Bearer) -> Caller:
    """Return the register behind a token.

    :raises Refusal: if it is not known here any more, or was fenced.
    """
    caller = sender_of(context, db, bearer)
    if caller.register.is_revoked:
        raise Refusal(HTTPStatus.FORBIDDEN, "revoked", "This register was taken out of use.")
    return caller


def sender_of(context: ServerContext, db: Connection, bearer: Bearer) -> Caller:
    """Return the register behind a token, also a fenced one: it may send what it has, and ask.

    :raises Refusal: if it is not known here any more.
    """
    store = store_by_id(db, bearer.store)
    register = None if store is None else register_by_id(db, store.number, bearer.register)
    if store is None or register is None or register.key is None:
        raise unauthorised("This register is not known here: enrol it again.")
    if bearer.key_id != register.key.key_id:
        raise unauthorised("This token was given to another device: ask for a new one.")
    context.metrics.seen(register.id.bytes)
    return Caller(store, register, register.key)
