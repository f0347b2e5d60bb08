"""Keys of older series: kept beside the journal, for what another device of this register wrote."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection

from pos.domain.signature import VerifyingKey, load_verifying_key
from pos.models.journal import SeriesKeyRecord
from pos.models.rows import all_rows, insert_rows
from pos.services.verification_findings import Findings

_TABLE = SeriesKeyRecord.__tablename__


def load_series_keys(db: Connection, findings: Findings) -> dict[int, VerifyingKey]:
    """Return the keys of the older series; one that cannot be a key is a finding."""
    keys = {}
    for series, key_id, der in all_rows(db, _KEYS):
        try:
            key = load_verifying_key(der)
        except (ValueError, TypeError):
            findings.add(f"the key of series {series} is no key", None, _TABLE, "public_key")
            continue
        if key.key_id != key_id:
            findings.add(f"the key of series {series} has another id", None, _TABLE, "key_id")
        keys[series] = key
    return keys


def insert_series_keys(db: Connection, keys: Mapping[int, VerifyingKey]) -> None:
    """Keep the keys of older series, before entries of theirs are written."""
    rows = [(series, key.key_id, key.der) for series, key in sorted(keys.items())]
    insert_rows(db, SeriesKeyRecord, rows)


_KEYS = "SELECT series, key_id, public_key FROM series_key ORDER BY series"
