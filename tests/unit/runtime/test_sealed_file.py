"""Behaviour of the sealed key file, with real cryptography on real files."""

from __future__ import annotations

import json
import stat
import sys
from base64 import b64decode, b64encode
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from pos.runtime.ids import SystemChance
from pos.runtime.sealed_file import (
    KeysDamaged,
    KeysMissing,
    KeysTooNew,
    PassphraseEmpty,
    PassphraseWrong,
    SealedFileSecrets,
)
from pos.runtime.secrets import Secrets

FOLDER_ID = UUID("0199f3a0-0000-7000-8000-000000000001")
OTHER_FOLDER_ID = UUID("0199f3a0-0000-7000-8000-000000000002")
PASSPHRASE = "four words of mine"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "keys.json"


def created(path: Path) -> SealedFileSecrets:
    return SealedFileSecrets.create(path, PASSPHRASE, FOLDER_ID, SystemChance())


def opened(
    path: Path, passphrase: str = PASSPHRASE, folder_id: UUID = FOLDER_ID
) -> SealedFileSecrets:
    return SealedFileSecrets.open(path, passphrase, folder_id, SystemChance())


@pytest.fixture(scope="module")
def a_file_with_one_secret(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Made once: stretching a passphrase is slow, as it should be."""
    path = tmp_path_factory.mktemp("keys") / "keys.json"
    created(path).set("device", b"key")
    return path.read_bytes()


@pytest.fixture
def existing(path: Path, a_file_with_one_secret: bytes) -> Path:
    path.write_bytes(a_file_with_one_secret)
    return path


class TestSealing:
    def test_gives_back_what_was_kept_after_a_restart(self, path: Path) -> None:
        secrets: Secrets = created(path)
        secrets.set("database", bytes(range(256)))
        secrets.set("device", b"old")
        secrets.set("device", b"new")
        secrets.set("gone", b"x")
        secrets.delete("gone")
        secrets.delete("never was")

        again = opened(path)

        assert again.get("database") == bytes(range(256))
        assert again.get("device") == b"new"
        assert again.get("gone") is None

    def test_shows_neither_secrets_nor_their_names_in_the_file(self, path: Path) -> None:
        secrets = created(path)

        secrets.set("database", b"0123456789abcdef")

        content = path.read_bytes()
        assert b"0123456789abcdef" not in content
        assert b64encode(b"0123456789abcdef") not in content
        assert b'"database"' not in content

    @pytest.mark.skipif(sys.platform == "win32", reason="Windows has no mode bits")
    def test_is_readable_by_the_owner_only(self, path: Path) -> None:
        created(path).set("database", b"x")

        assert stat.S_IMODE(path.stat().st_mode) == 0o600

    def test_forgives_how_a_keyboard_composes_letters(self, path: Path) -> None:
        SealedFileSecrets.create(path, "caf\u00e9", FOLDER_ID, SystemChance()).set("device", b"x")

        assert opened(path, "cafe\u0301").get("device") == b"x"

    def test_never_writes_over_an_existing_file(self, path: Path) -> None:
        created(path)
        before = path.read_bytes()

        with pytest.raises(FileExistsError):
            created(path)

        assert path.read_bytes() == before

    def test_refuses_an_empty_passphrase(self, path: Path) -> None:
        with pytest.raises(PassphraseEmpty, match="empty"):
            SealedFileSecrets.create(path, "", FOLDER_ID, SystemChance())

        assert not path.exists()


class TestOpening:
    def test_is_refused_with_another_passphrase(self, existing: Path) -> None:
        with pytest.raises(PassphraseWrong, match="does not open"):
            opened(existing, "four words of yours")

    def test_is_refused_for_another_data_folder(self, existing: Path) -> None:
        with pytest.raises(PassphraseWrong):
            opened(existing, folder_id=OTHER_FOLDER_ID)

    def test_says_that_the_file_is_missing(self, path: Path) -> None:
        with pytest.raises(KeysMissing, match="is missing"):
            opened(path)

    def test_leaves_a_newer_format_alone(self, path: Path) -> None:
        path.write_text('{"format": 2}', encoding="utf-8")

        with pytest.raises(KeysTooNew, match="newer Evertill"):
            opened(path)

    @pytest.mark.parametrize(
        "damaged",
        [b"", b"\x00" * 50, b"[]", b"{}", b'{"format": 1}', b'{"format": "1"}', b"[" * 99999],
    )
    def test_says_that_garbage_is_damaged(self, path: Path, damaged: bytes) -> None:
        path.write_bytes(damaged)

        with pytest.raises(KeysDamaged, match="damaged or was changed"):
            opened(path)

    @pytest.mark.parametrize(
        "change",
        [
            {"memory_kib": 10**9},
            {"memory_kib": "65536"},
            {"passes": 0},
            {"lanes": -1},
            {"salt": "AA=="},
            {"salt": "not base64"},
            {"name": "none"},
        ],
        ids=str,
    )
    def test_refuses_planted_parameters_without_computing(
        self, existing: Path, change: dict[str, Any]
    ) -> None:
        stored = json.loads(existing.read_bytes())
        existing.write_text(json.dumps({**stored, "kdf": {**stored["kdf"], **change}}), "utf-8")

        with pytest.raises(KeysDamaged):
            opened(existing)

    @pytest.mark.parametrize("part", ["nonce", "sealed"])
    def test_finds_one_flipped_bit_among_the_secrets(self, existing: Path, part: str) -> None:
        stored = json.loads(existing.read_bytes())
        stored["secrets"][part] = flipped(stored["secrets"][part])
        existing.write_text(json.dumps(stored), encoding="utf-8")

        with pytest.raises(KeysDamaged):
            opened(existing)

    def test_finds_one_flipped_bit_in_the_wrapped_key(self, existing: Path) -> None:
        stored = json.loads(existing.read_bytes())
        stored["wrapped_key"]["sealed"] = flipped(stored["wrapped_key"]["sealed"])
        existing.write_text(json.dumps(stored), encoding="utf-8")

        with pytest.raises(PassphraseWrong):
            opened(existing)

    def test_refuses_the_wrapped_key_in_place_of_the_secrets(self, existing: Path) -> None:
        stored = json.loads(existing.read_bytes())
        existing.write_text(json.dumps({**stored, "secrets": stored["wrapped_key"]}), "utf-8")

        with pytest.raises(KeysDamaged):
            opened(existing)


def flipped(text: str) -> str:
    content = bytearray(b64decode(text))
    content[0] ^= 1
    return b64encode(content).decode("ascii")
