"""Backups for tests: small files made by hand, and what opening one takes."""

from __future__ import annotations

import hashlib
import json
from base64 import b64encode
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from pos.bootstrap import Register, open_register
from pos.domain.signature import Purpose
from pos.domain.tender import Tender, TenderKind
from pos.runtime.backup import BackupPorts
from pos.runtime.backup_file import KEYS, MANIFEST, SIGNATURE, write_backup_file
from pos.runtime.clock import SystemClock
from pos.runtime.crash_points import NoCrash
from pos.runtime.ids import SystemChance, SystemIds
from pos.runtime.worker import DatabaseWorker
from tests.keys import new_signing_key
from tests.register_folders import MIAS_PIN, PASSPHRASE
from tests.registers import usd

SOME_ID = UUID("0199f3a0-0000-7000-8000-000000000001")
SIGNER = new_signing_key()


def ports_with(passphrase: str | None = PASSPHRASE) -> BackupPorts:
    return BackupPorts(
        clock=SystemClock(),
        ids=SystemIds(),
        chance=SystemChance(),
        crash_points=NoCrash(),
        ask_passphrase=lambda _: passphrase,
    )


def no_progress(done: int, whole: int) -> None:
    """Show nothing."""


def a_manifest(keys: bytes, database: bytes, **changed: Any) -> dict[str, Any]:
    return {
        "format": 1,
        "kind": "register",
        "id": str(SOME_ID),
        "created_at": datetime(2026, 3, 28, 16, tzinfo=UTC).isoformat(),
        "program_version": "0.1.0",
        "folder": str(SOME_ID),
        "store": str(SOME_ID),
        "store_name": "Corner Shop",
        "name": "Till 1",
        "schema": "0002",
        "marks": [],
        "entries": 0,
        "sales": 0,
        "keys": "file",
        "opened_by": "passphrase",
        "public_key": b64encode(SIGNER.verifying_key.der).decode(),
        "members": [member(KEYS, keys), member("register.db", database)],
        **changed,
    }


def member(name: str, content: bytes) -> dict[str, Any]:
    return {"name": name, "size": len(content), "sha256": hashlib.sha256(content).hexdigest()}


def signed(manifest: dict[str, Any] | bytes) -> tuple[bytes, bytes]:
    """Return the bytes of a manifest and their signature."""
    content = manifest if isinstance(manifest, bytes) else json.dumps(manifest).encode()
    return content, SIGNER.sign(Purpose.BACKUP, content)


def a_small_backup(folder: Path, manifest: dict[str, Any] | bytes | None = None) -> Path:
    """Write a backup whose members are a few bytes; only its container is genuine."""
    keys, database = b'{"format": 1}', b"database " * 200
    (folder / "register.db").write_bytes(database)
    content, sig = signed(manifest or a_manifest(keys, database))
    path = folder / "small.evertill-backup"
    small = {MANIFEST: content, SIGNATURE: sig, KEYS: keys}
    write_backup_file(path, small, folder / "register.db", no_progress)
    return path


def opened(folder: Path, worker: DatabaseWorker | None = None) -> Register:
    return open_register(folder, ask_passphrase=lambda _: PASSPHRASE, worker=worker)


def sell(register: Register, sales: int) -> None:
    mia = register.operators.sign_in(register.operators.named("Mia").id, MIAS_PIN)
    found = register.cash_sessions.resumable()
    session = found[0] if found else register.cash_sessions.open_normal(mia, usd("100.00"))
    for _ in range(sales):
        register.checkout.scan(session.id, mia, "MILK")
        register.checkout.tender(session.id, mia, Tender(TenderKind.CASH, usd("2.00")))
        register.checkout.complete(session.id, mia)
