"""Nonces and bearer tokens: a register shows that it holds its key, and is let in for a while."""

from __future__ import annotations

import hashlib
import hmac
from base64 import b64decode, urlsafe_b64decode, urlsafe_b64encode
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Connection, delete, insert

from pos.domain.signature import Purpose, SignatureWrong
from pos.runtime.ids import Chance
from pos.server import tables
from pos.server.moments import microseconds
from pos.server.refusals import Refusal, unauthorised
from pos.server.register_keys import older_keys
from pos.server.registers import KnownRegister

NONCE_LIVES = timedelta(seconds=60)
TOKEN_LIVES = timedelta(minutes=15)
_NONCE_BYTES = 24
_ID_BYTES = 16
_MAC_BYTES = 32
_KEY_BYTES = 16  # of a key id, which is their hexadecimal text
_UNTIL_BYTES = 8
_CONTENT_BYTES = 2 * _ID_BYTES + _KEY_BYTES + _UNTIL_BYTES
_nonce = tables.nonce.c


@dataclass(frozen=True, slots=True)
class Bearer:
    """Whom a token was given to: a register, and the device that it is now."""

    store: UUID
    register: UUID
    key_id: str


class DeviceReplaced(Exception):
    """An older device of a register asks to be let in; its text is what it is told."""

    def __init__(self, name: str, replaced_at: datetime | None) -> None:
        day = "" if replaced_at is None else f" on {replaced_at:%Y-%m-%d}"
        super().__init__(
            f"This device was replaced by another one{day}, which goes on as “{name}”: sell there. "
            "What was not sent from here is kept here; tell whoever looks after the server."
        )


def new_nonce(db: Connection, register: KnownRegister, *, chance: Chance, now: datetime) -> str:
    """Return a nonce for the register to sign within a minute; old ones are forgotten."""
    here = (
        _nonce.store_id == register.store_number,
        _nonce.register_id == register.number,
    )
    db.execute(delete(tables.nonce).where(*here, _nonce.expires_at <= microseconds(now)))
    nonce = urlsafe_b64encode(chance.random_bytes(_NONCE_BYTES)).decode()
    db.execute(
        insert(tables.nonce).values(
            store_id=register.store_number,
            register_id=register.number,
            nonce_hash=_hash(nonce),
            expires_at=microseconds(now + NONCE_LIVES),
        )
    )
    return nonce


def spend_nonce(
    db: Connection, register: KnownRegister, nonce: str, sig: str, now: datetime
) -> None:
    """Accept a nonce that was given to this register, once, if its key signed it.

    :raises Refusal: if it was not given, is too old, was used, or is signed by another key.
    :raises DeviceReplaced: if that is an older key of this register.
    """
    spent = db.execute(
        delete(tables.nonce)
        .where(
            _nonce.store_id == register.store_number,
            _nonce.register_id == register.number,
            _nonce.nonce_hash == _hash(nonce),
        )
        .returning(_nonce.expires_at)
    ).scalar()
    if spent is None or spent <= microseconds(now) or register.key is None:
        raise unauthorised("The nonce is not known or too old: ask for a new one.")
    try:
        register.key.verify(Purpose.NONCE, nonce.encode(), b64decode(sig, validate=True))
    except (SignatureWrong, ValueError) as error:
        _tell_replaced(db, register, nonce, sig)
        raise unauthorised("The signature over the nonce is not this register's.") from error


def new_token(bearer: Bearer, secret: bytes, now: datetime) -> str:
    """Return a token that says who bears it and until when, under the server's own seal."""
    until = microseconds(now + TOKEN_LIVES).to_bytes(_UNTIL_BYTES, "big")
    key = bytes.fromhex(bearer.key_id)
    content = bearer.store.bytes + bearer.register.bytes + key + until
    return urlsafe_b64encode(content + _seal(content, secret)).decode()


def read_token(token: str, secret: bytes, now: datetime) -> Bearer:
    """Return whom the token was given to.

    :raises Refusal: if we did not make it, or it has run out.
    """
    try:
        whole = urlsafe_b64decode(token.encode("ascii"))
    except ValueError as error:
        raise _sign_in_again() from error
    content, seal = whole[:_CONTENT_BYTES], whole[_CONTENT_BYTES:]
    if not hmac.compare_digest(seal, _seal(content, secret)):
        raise _sign_in_again()
    if int.from_bytes(content[-_UNTIL_BYTES:], "big") <= microseconds(now):
        raise _sign_in_again()
    return Bearer(
        UUID(bytes=content[:_ID_BYTES]),
        UUID(bytes=content[_ID_BYTES : 2 * _ID_BYTES]),
        content[2 * _ID_BYTES : -_UNTIL_BYTES].hex(),
    )


def _tell_replaced(db: Connection, register: KnownRegister, nonce: str, sig: str) -> None:
    """Tell a device that was replaced; nobody else can show that it is one.

    :raises DeviceReplaced: if the nonce is signed with an older key of this register.
    """
    for held in older_keys(db, register.store_number, register.number):
        with suppress(SignatureWrong, ValueError):
            held.key.verify(Purpose.NONCE, nonce.encode(), b64decode(sig, validate=True))
            raise DeviceReplaced(register.name, held.replaced_at)


def _sign_in_again() -> Refusal:
    return unauthorised("The token is not valid or has run out: ask for a new one.")


def _seal(content: bytes, secret: bytes) -> bytes:
    return hmac.digest(secret, content, hashlib.sha256)


def _hash(nonce: str) -> bytes:
    return hashlib.sha256(nonce.encode("utf-8", "surrogatepass")).digest()
