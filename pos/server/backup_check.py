"""Checking a server's backup: the file, its rules, and every register's journal from its start."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, func, select

from pos.domain.chain import ChainBroken, ChainHead
from pos.domain.event import SealedEvent
from pos.domain.signature import SigningKey, VerifyingKey, load_signing_key, load_verifying_key
from pos.runtime.backup import BackupCheck, BackupPorts, BackupSummary
from pos.runtime.backup_file import copy_database_to
from pos.runtime.backup_manifest import BackupDamaged, SeriesMark
from pos.runtime.backup_opening import OpenedBackup, opened_backup
from pos.runtime.secret_names import DATABASE_KEY
from pos.server import tables
from pos.server.database import DatabaseUnreachable
from pos.server.database_copy import CopyFailed, sealed_database
from pos.server.held_chain import HeldChain
from pos.server.histories import origins_of
from pos.server.legible import legible
from pos.server.manager_log import problems_of_log
from pos.server.schema import SchemaTooNew, upgrade
from pos.server.server_key import SERVER_KEY

_KEPT_MAX = 100
_ENTRIES_AT_ONCE = 1_000

Progress = Callable[[int, int], None]


def verify_backup(path: Path, ports: BackupPorts, on_progress: Progress) -> BackupCheck:
    """Open a server's backup in a temporary folder, where it stays encrypted, and check it.

    :raises BackupProblem, PassphraseNeeded: if it cannot be opened, or is not what was written.
    :raises CannotWrite: if there is no room for the temporary folder.
    """
    with opened_backup(path, ports) as backup:
        copy = backup.scratch / backup.file.database_name
        copy_database_to(copy, backup.file, lambda done, whole: on_progress(done, 2 * whole))
        size = backup.file.size
        return check_sealed_copy(
            backup, copy, lambda done, whole: on_progress(size + size * done // whole, 2 * size)
        )


def check_sealed_copy(backup: OpenedBackup, copy: Path, on_progress: Progress) -> BackupCheck:
    """Check an encrypted copy; an older schema is brought up to date in it first.

    :raises BackupDamaged: if it cannot be read, or is not what the manifest says.
    """
    key = backup.secret(DATABASE_KEY).decode("ascii", "replace")
    problems: list[str] = []
    count = 0
    try:
        with sealed_database(copy, key) as database:
            upgrade(database)
            with database.read() as db:
                _require_server(backup, db)
                for problem in _problems(db, on_progress):
                    count += 1
                    problems += [problem] if count <= _KEPT_MAX else []
                _require_marks(backup.summary, db)
    except (DatabaseUnreachable, CopyFailed) as error:
        raise backup.damaged(f"its database cannot be read: {error}") from error
    except SchemaTooNew as error:
        raise SchemaTooNew(f"{backup.file.path}: {error}") from error
    return BackupCheck(backup=backup.summary, problems=tuple(problems), problems_count=count)


def server_key_of(backup: OpenedBackup) -> SigningKey:
    """Return the server's own key, which has to be the one that signed the manifest.

    :raises BackupDamaged: if it is not.
    """
    try:
        return backup.require_signer(load_signing_key(backup.secret(SERVER_KEY)))
    except ValueError as error:
        raise backup.damaged("the server's key in it is no key") from error


def marks_of(db: Connection) -> tuple[SeriesMark, ...]:
    """Return how far the server holds each series."""
    series, register = tables.series.c, tables.register.c
    query = (
        select(register.uuid, register.name, series.series, series.high_water, series.head_hash)
        .join_from(
            tables.series,
            tables.register,
            (series.store_id == register.store_id) & (series.register_id == register.register_id),
        )
        .order_by(series.store_id, series.register_id, series.series)
    )
    return tuple(
        SeriesMark(
            register=UUID(bytes=row[0]), name=row[1], series=row[2], seq=row[3], head_hash=row[4]
        )
        for row in db.execute(query)
    )


def _require_server(backup: OpenedBackup, db: Connection) -> None:
    key = server_key_of(backup).verifying_key
    known = db.execute(
        select(tables.server_key.c.key_id).where(tables.server_key.c.public_key == key.der)
    ).first()
    if known is None:
        raise backup.damaged("its database is not of the server whose key it has")


def _require_marks(backup: BackupSummary, db: Connection) -> None:
    entries = db.execute(select(func.count()).select_from(tables.journal_entry)).scalar_one()
    if backup.manifest.marks != marks_of(db) or backup.manifest.entries != entries:
        raise BackupDamaged(
            backup.path, "its manifest names another end of the journals than its database"
        )


def _problems(db: Connection, on_progress: Progress) -> Iterator[str]:
    pages = [str(row[0]) for row in db.exec_driver_sql("PRAGMA cipher_integrity_check")]
    rules = [str(row[0]) for row in db.exec_driver_sql("PRAGMA integrity_check")]
    yield from (f"a page of the file is damaged: {page}" for page in pages)
    yield from (f"the file is damaged: {rule}" for rule in rules if rule != "ok")
    for row in db.exec_driver_sql("PRAGMA foreign_key_check"):
        yield f"a row of {row[0]} belongs to no row of {row[2]}"
    yield from _log_problems(db)
    whole = db.execute(select(func.count()).select_from(tables.journal_entry)).scalar_one()
    done = 0
    for series in db.execute(select(tables.series)).all():
        for problem in _series_problems(db, series):
            if problem:
                yield problem
            done += 1
            on_progress(min(done, whole), max(1, whole))


def _log_problems(db: Connection) -> Iterator[str]:
    key = tables.server_key.c
    try:
        for row in db.execute(select(key.store_id, key.public_key)).all():
            yield from problems_of_log(db, row.store_id, load_verifying_key(row.public_key))
    except ValueError as error:
        yield f"the log of managers cannot be read: {error}"


def _series_problems(db: Connection, series: Row[Any]) -> Iterator[str]:
    """Yield for each entry what is wrong with it, or nothing, and at last how the series ends."""
    key = _key_of(db, series)
    name = f"register {series.register_id}, series {series.series}"
    if key is None:
        yield f"{name}: there is no key to check it with"
        return
    chain: HeldChain | None = None
    held_back = _held_back(db, series)
    for row in _entries(db, series):
        sealed = SealedEvent(row.body.encode(), row.hash, row.sig)
        try:
            chain = chain or HeldChain(key, _begin(sealed, series.series, row.seq))
            take = chain.take_held_back if row.seq in held_back else chain.take
            take(row.seq, sealed)
        except ChainBroken as error:
            yield f"{name}, entry {row.seq}: {error}"
            return
        yield ""
    yield from _end_problems(db, series, name, chain)


def _end_problems(
    db: Connection, series: Row[Any], name: str, chain: HeldChain | None
) -> Iterator[str]:
    try:
        if chain is not None:
            chain.require_vouched()
    except ChainBroken as error:
        yield f"{name}: {error}"
    at = ChainHead(_begun_at(db, series), series.head_hash) if chain is None else chain.head
    if (at.seq, at.hash) != (series.high_water, series.head_hash):
        yield f"{name} ends at entry {at.seq}, but its mark is {series.high_water}"


def _begin(first: SealedEvent, series: int, seq: int) -> ChainHead:
    """Return what the first entry follows: nothing, or for a later series an older history."""
    return ChainHead() if series == 1 else ChainHead(seq - 1, legible(first.body).prev_hash or "")


def _begun_at(db: Connection, series: Row[Any]) -> int:
    """Return the entry that a branch goes on behind; 0 for a series that is none."""
    known = origins_of(db, series.store_id, series.register_id).get(series.series)
    return 0 if known is None else known.after or 0


def _held_back(db: Connection, series: Row[Any]) -> set[int]:
    """Return the entries that were ever in quarantine."""
    held = tables.quarantine.c
    query = select(held.seq).where(
        held.store_id == series.store_id,
        held.register_id == series.register_id,
        held.series == series.series,
        held.body.is_(None),
    )
    return set(db.execute(query).scalars())


def _entries(db: Connection, series: Row[Any]) -> Iterator[Any]:
    entry = tables.journal_entry.c
    after = 0
    while True:
        page = db.execute(
            select(entry.seq, entry.body, entry.hash, entry.sig)
            .where(
                entry.store_id == series.store_id,
                entry.register_id == series.register_id,
                entry.series == series.series,
                entry.seq > after,
            )
            .order_by(entry.seq)
            .limit(_ENTRIES_AT_ONCE)
        ).all()
        if not page:
            return
        yield from page
        after = page[-1].seq


def _key_of(db: Connection, series: Row[Any]) -> VerifyingKey | None:
    key = tables.register_key.c
    der = db.execute(
        select(key.public_key).where(
            key.store_id == series.store_id,
            key.register_id == series.register_id,
            key.series == series.series,
        )
    ).scalar_one_or_none()
    return None if der is None else load_verifying_key(der)
