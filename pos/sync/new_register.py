"""New register: the database of a register that was just enrolled, there whole or not at all."""

from __future__ import annotations

import os
from base64 import b64decode
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, insert

from pos.domain.event import GENESIS_HASH
from pos.domain.handshake import Verdict
from pos.models.database import Database, create_database
from pos.models.journal import RegisterStateRecord
from pos.models.sync_state import EnrolmentRecord, SyncStateRecord
from pos.runtime.atomic_file import CannotWrite, sync_folder
from pos.wire.messages import EnrolAnswer

Fill = Callable[[Database], None]
"""Writes into a database that nobody else can see yet."""

_SQLITE_SUFFIXES = ("", "-wal", "-shm", "-journal")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRegister:
    """What enrolment found out."""

    answer: EnrolAnswer
    server_url: str
    public_key: bytes
    enrolled_at: datetime


def write_new_register(
    path: Path, key: str, register: NewRegister, fill: Fill = lambda _: None
) -> None:
    """Make the register's database at `path`, beside it first and then by its name.

    `fill` writes what it has to hold beside its enrolment; what it raises leaves nothing at
    `path`.

    :raises CannotWrite: if the disk refuses; then nothing is at `path`.
    """
    part = path.with_name(f"{path.name}.part")
    try:
        _remove(part)
        _build(part, key, register, fill)
        _sync(part)
        part.rename(path)
        sync_folder(path.parent)
    except OSError as error:
        raise CannotWrite(path, error) from error


def _build(part: Path, key: str, register: NewRegister, fill: Fill) -> None:
    database = create_database(part, key)
    try:
        with database.begin() as db:
            _write_rows(db, register)
        fill(database)
    finally:
        database.close()  # moves the write-ahead log into the file, whose name will change


def _write_rows(db: Connection, register: NewRegister) -> None:
    answer, store = register.answer, register.answer.store
    db.execute(
        insert(EnrolmentRecord).values(
            id=1,
            store_id=store.id,
            store_name=store.name,
            currency=store.currency,
            timezone=store.timezone,
            day_cut_off=store.day_cut_off,
            price_mode=store.price_mode,
            address=store.address,
            tax_registration=store.tax_registration,
            opened_on=store.opened_on,
            closed_through=store.closed_through,
            register_id=answer.register_id,
            register_name=answer.register_name,
            public_key=register.public_key,
            server_url=register.server_url,
            server_key=b64decode(answer.server_key),
            enrolled_at=register.enrolled_at,
        )
    )
    db.execute(
        insert(SyncStateRecord).values(
            id=1,
            epoch=answer.epoch,
            cursor="",
            acknowledged_series=answer.series,
            acknowledged_seq=0,
            acknowledged_hash=GENESIS_HASH,
            verdict=Verdict.UNKNOWN.value,
            answered_at=None,
            last_answer="Enrolled; nothing was exchanged yet.",
        )
    )
    db.execute(
        insert(RegisterStateRecord).values(
            id=1,
            series=answer.series,
            seq=0,
            head_hash=GENESIS_HASH,
            receipt_number=0,
            z_number=0,
            sales=0,
            perpetual_total=0,
        )
    )


def _remove(part: Path) -> None:
    """Clear away what an interrupted enrolment left."""
    for suffix in _SQLITE_SUFFIXES:
        part.with_name(part.name + suffix).unlink(missing_ok=True)


def _sync(part: Path) -> None:
    """Make the finished file survive a power cut before it gets its name."""
    log = part.with_name(f"{part.name}-wal")
    if log.exists() and log.stat().st_size:
        raise OSError(None, "the write-ahead log could not be merged")
    handle = os.open(part, os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
