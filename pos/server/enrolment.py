"""Enrolment: a one-time code becomes a register that the server knows by its key."""

from __future__ import annotations

import hashlib
from base64 import b64decode, b64encode
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from pos.domain.event import GENESIS_HASH
from pos.domain.history import Origin, Stretch
from pos.domain.signature import Purpose, VerifyingKey, load_verifying_key
from pos.runtime.ids import Chance, CodeNotReadable, one_time_code, read_one_time_code
from pos.server import tables
from pos.server.branches import heard_last, keep_origin
from pos.server.moments import microseconds
from pos.server.refusals import Refusal, invalid
from pos.server.register_keys import begin_key, held_key, is_in_use, newest_series
from pos.server.register_rows import kept_version, lock_register
from pos.server.registers import register_by_number
from pos.server.series_numbers import forgotten
from pos.server.stores import KnownStore, store_by_number
from pos.wire.codec import enrol_request_bytes
from pos.wire.messages import EnrolAnswer, EnrolRequest, StretchMessage

CODE_LIVES = timedelta(hours=24)
FIRST_SERIES = 1
_code = tables.enrolment_code.c
_register = tables.register.c


def new_code(
    db: Connection,
    store_number: int,
    register_number: int,
    *,
    chance: Chance,
    now: datetime,
    replaces: int | None = None,
) -> str:
    """Return a fresh code for a register; the database keeps only what recognises it.

    `replaces` is the series whose device gives way to the one that uses the code; None for a
    register that has no device yet.
    """
    code = one_time_code(chance)
    db.execute(
        insert(tables.enrolment_code).values(
            store_id=store_number,
            code_hash=_code_hash(code),
            register_id=register_number,
            expires_at=microseconds(now + CODE_LIVES),
            replaces=replaces,
        )
    )
    return code


def enrol(
    db: Connection, request: EnrolRequest, *, server_key: VerifyingKey, now: datetime
) -> EnrolAnswer:
    """Let a register in. The same code with the same key gets the same answer again.

    A device that takes another's place begins a new series; from here on the other's key is
    out of use.

    :raises Refusal: if the code is wrong, expired or used by another key, or the key is none or
        was damaged on its way.
    """
    key = _public_key(request.public_key)
    _require_own(key, request)
    row = _row_of(db, request.code)
    if row.used_by is None:
        _require_fresh(row, now)
        _admit(db, row, key, request.program_version, now)
    elif row.used_by != key.der:
        raise Refusal(
            HTTPStatus.CONFLICT,
            "code_used",
            "This code was used by another device: ask for a new one.",
        )
    register = register_by_number(db, row.store_id, row.register_id)
    if register.is_revoked:
        raise Refusal(HTTPStatus.FORBIDDEN, "revoked", "This register was taken out of use.")
    held = held_key(db, row.store_id, key.der)
    if held is None or held.replaced_at is not None:
        raise Refusal(
            HTTPStatus.CONFLICT,
            "replaced",
            "The device that this code let in was replaced by another: ask for a new code.",
        )
    store: KnownStore = store_by_number(db, row.store_id)
    return EnrolAnswer(
        store=store.message,
        register_id=register.id,
        register_name=register.name,
        series=held.series,
        epoch=store.epoch,
        server_key=b64encode(server_key.der).decode(),
        history=[_stretch(one) for one in register.history(held.series) or ()],
        device=key.key_id,
    )


def _row_of(db: Connection, typed: str) -> Row[Any]:
    try:
        code = read_one_time_code(typed)
    except CodeNotReadable as error:
        raise Refusal(HTTPStatus.NOT_FOUND, "code_wrong", str(error)) from error
    row = db.execute(
        select(tables.enrolment_code).where(_code.code_hash == _code_hash(code))
    ).first()
    if row is None:
        raise Refusal(
            HTTPStatus.NOT_FOUND,
            "code_wrong",
            "This code is not known here: type it again as it was shown, or ask for a new one.",
        )
    return row


def _require_fresh(row: Row[Any], now: datetime) -> None:
    if row.expires_at <= microseconds(now):
        raise Refusal(
            HTTPStatus.CONFLICT, "code_expired", "This code has expired: ask for a new one."
        )


def _admit(
    db: Connection, row: Row[Any], key: VerifyingKey, program_version: str, now: datetime
) -> None:
    series, at = _next_series(db, row, key), microseconds(now)
    db.execute(
        update(tables.register)
        .where(_register.store_id == row.store_id, _register.register_id == row.register_id)
        .values(
            public_key=key.der,
            program_version=kept_version(program_version),
            enrolled_at=at,
        )
    )
    _keep_origin(db, row, series, at)
    begin_key(db, row.store_id, row.register_id, series, key=key, at=at)
    db.execute(
        insert(tables.series).values(
            store_id=row.store_id,
            register_id=row.register_id,
            series=series,
            high_water=0,
            head_hash=GENESIS_HASH,
        )
    )
    db.execute(
        update(tables.enrolment_code)
        .where(_code.store_id == row.store_id, _code.code_hash == row.code_hash)
        .values(used_by=key.der)
    )


def _next_series(db: Connection, row: Row[Any], key: VerifyingKey) -> int:
    """Return the series that the device begins: the first, or the one behind what it replaces."""
    lock_register(db, row.store_id, row.register_id)
    register = register_by_number(db, row.store_id, row.register_id)
    is_free = row.replaces is not None or register.key is None
    if not is_free or held_key(db, row.store_id, key.der) is not None:
        raise Refusal(
            HTTPStatus.CONFLICT,
            "already_enrolled",
            "This register or this device is enrolled already: add a new register for it.",
        )
    if row.replaces is None:
        return FIRST_SERIES
    if not is_in_use(db, row.store_id, row.register_id, row.replaces):
        raise Refusal(
            HTTPStatus.CONFLICT,
            "code_void",
            "Another device has replaced this register meanwhile: ask for a new code.",
        )
    newest = newest_series(db, row.store_id, row.register_id)
    return newest + forgotten(db, row.store_id) + 1


def _keep_origin(db: Connection, row: Row[Any], series: int, at: int) -> None:
    """Have a device that replaces one of several copies continue what was heard of last."""
    register = register_by_number(db, row.store_id, row.register_id)
    if register.origins or forgotten(db, row.store_id):
        continues = heard_last(db, register)
        origin = Origin(series=series, continues=continues, after=None, written_as=series)
        keep_origin(db, row.store_id, row.register_id, origin, at=at)


def _stretch(one: Stretch) -> StretchMessage:
    return StretchMessage(
        series=one.series, written_as=one.written_as, after=one.after, through=one.through
    )


def _public_key(text: str) -> VerifyingKey:
    try:
        return load_verifying_key(b64decode(text, validate=True))
    except ValueError as error:
        raise invalid("The public key is not an Ed25519 or P-256 key.") from error


def _require_own(key: VerifyingKey, request: EnrolRequest) -> None:
    """Refuse a key that whoever sent it does not hold: the code would be used up by nobody.

    :raises Refusal: if the signature is not the key's; an older register sends none.
    """
    if not request.sig:
        return
    try:
        sig = b64decode(request.sig, validate=True)
        key.verify(Purpose.ENROLMENT_REQUEST, enrol_request_bytes(request), sig)
    except ValueError as error:
        sentence = "The request was damaged on its way: do this again with the same code."
        raise invalid(sentence) from error


def _code_hash(code: str) -> bytes:
    return hashlib.sha256(f"evertill enrolment code {code}".encode()).digest()
