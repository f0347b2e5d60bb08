"""The container of a backup: read when it is as it was written, refused in every other form."""

from __future__ import annotations

import io
import tarfile
from pathlib import Path

import pytest

from pos.runtime.backup_file import NoBackup, read_backup_file, read_database
from pos.runtime.backup_making import file_name_of
from pos.runtime.backup_manifest import BackupDamaged, BackupProblem, BackupTooNew
from tests.backups import a_manifest, a_small_backup, member, no_progress, signed

KEYS = b'{"format": 1}'
DATABASE = b"database " * 200


def read_all(path: Path) -> bytes:
    """Read a backup to its end, as verifying does."""
    found = io.BytesIO()
    read_database(read_backup_file(path), found.write, no_progress)
    return found.getvalue()


def packed(path: Path, *members: tarfile.TarInfo | tuple[str, bytes]) -> Path:
    """Write any tar."""
    with tarfile.open(path, "w", format=tarfile.GNU_FORMAT) as tar:
        for one in members:
            if isinstance(one, tarfile.TarInfo):
                tar.addfile(one)
            else:
                found = tarfile.TarInfo(one[0])
                found.size, found.mode = len(one[1]), 0o600
                tar.addfile(found, io.BytesIO(one[1]))
    return path


class TestABackupAsItWasWritten:
    def test_gives_its_members_back(self, tmp_path: Path) -> None:
        path = a_small_backup(tmp_path)

        assert read_all(path) == DATABASE
        assert read_backup_file(path).keys == KEYS
        assert read_backup_file(path).manifest.name == "Till 1"

    def test_is_a_tar_that_any_tar_unpacks(self, tmp_path: Path) -> None:
        with tarfile.open(a_small_backup(tmp_path)) as tar:
            names = tar.getnames()

        assert names == ["manifest.json", "manifest.sig", "keys.json", "register.db"]

    def test_tells_how_far_it_was_read(self, tmp_path: Path) -> None:
        told: list[tuple[int, int]] = []
        backup = read_backup_file(a_small_backup(tmp_path))

        read_database(backup, lambda chunk: None, lambda done, whole: told.append((done, whole)))

        assert told == [(1800, 1800)]


class TestADamagedBackup:
    def test_is_refused_whichever_byte_is_flipped(self, tmp_path: Path) -> None:
        path = a_small_backup(tmp_path)
        content = path.read_bytes()
        missed = []

        for at in range(len(content)):
            path.write_bytes(content[:at] + bytes([content[at] ^ 0x20]) + content[at + 1 :])
            try:
                read_all(path)
            except BackupProblem:
                continue
            missed.append(at)

        assert missed == []

    def test_is_refused_wherever_it_is_cut_off(self, tmp_path: Path) -> None:
        path = a_small_backup(tmp_path)
        content = path.read_bytes()

        for length in range(0, len(content), 97):
            path.write_bytes(content[:length])
            with pytest.raises(BackupProblem):
                read_all(path)

    def test_is_refused_with_anything_behind_it(self, tmp_path: Path) -> None:
        path = a_small_backup(tmp_path)
        path.write_bytes(path.read_bytes() + b"\0")

        with pytest.raises(BackupDamaged, match="added behind its end"):
            read_backup_file(path)

    @pytest.mark.parametrize(
        ("changed", "named"),
        [
            ({"public_key": "AAAA"}, "manifest cannot be read"),
            ({"kind": "fridge"}, "manifest cannot be read"),
            ({"format": 0}, "makes no sense"),
            ({"created_at": "2026-03-28T16:00:00"}, "makes no sense"),
            ({"members": []}, "says nothing of keys.json"),
            ({"members": [member("keys.json", b"")] * 2}, "makes no sense"),
            ({"members": [member("keys.json", b"other")]}, "keys.json is not the one"),
        ],
    )
    def test_is_refused_with_a_manifest_that_does_not_fit(
        self, tmp_path: Path, changed: dict[str, object], named: str
    ) -> None:
        path = a_small_backup(tmp_path, a_manifest(KEYS, DATABASE, **changed))

        with pytest.raises(BackupDamaged, match=named):
            read_all(path)

    @pytest.mark.parametrize(
        "manifest", [b"", b"{", b"[" * 100_000, b'{"format": "1"}', b"\xff", b"null"]
    )
    def test_is_refused_with_a_manifest_that_is_none(self, tmp_path: Path, manifest: bytes) -> None:
        path = a_small_backup(tmp_path, manifest or b" ")

        with pytest.raises(BackupDamaged, match="manifest cannot be read"):
            read_backup_file(path)


class TestABackupOfANewerProgram:
    def test_is_refused_with_the_way_out(self, tmp_path: Path) -> None:
        content, _ = signed({"format": 2, "what": "nobody knows yet"})
        path = packed(tmp_path / "newer", ("manifest.json", content), ("other", b"new"))

        with pytest.raises(BackupTooNew, match=r"format 2.*Update Evertill"):
            read_backup_file(path)


class TestAFileThatSomebodyMadeUp:
    def test_is_no_backup(self, tmp_path: Path) -> None:
        path = tmp_path / "holiday.jpg"
        for content in (b"", b"JFIF" * 1000, b"manifest.json"):
            path.write_bytes(content)

            with pytest.raises(NoBackup, match="not a backup of Evertill"):
                read_backup_file(path)

    @pytest.mark.parametrize(
        "name", ["../../etc/passwd", "/etc/passwd", "keys.json/../x", "x" * 90]
    )
    def test_may_not_climb(self, tmp_path: Path, name: str) -> None:
        content, sig = signed(a_manifest(KEYS, DATABASE))
        path = packed(
            tmp_path / "climbs", ("manifest.json", content), ("manifest.sig", sig), (name, KEYS)
        )

        with pytest.raises(BackupDamaged, match=r"header of its keys\.json"):
            read_backup_file(path)

    @pytest.mark.parametrize(
        "kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.DIRTYPE, b"S", b"L"]
    )
    def test_may_hold_no_links_or_folders(self, tmp_path: Path, kind: bytes) -> None:
        content, sig = signed(a_manifest(KEYS, DATABASE))
        link = tarfile.TarInfo("keys.json")
        link.type, link.linkname, link.mode = kind, "/etc/passwd", 0o600
        path = packed(tmp_path / "links", ("manifest.json", content), ("manifest.sig", sig), link)

        with pytest.raises(BackupDamaged, match=r"header of its keys\.json"):
            read_backup_file(path)

    def test_may_not_name_a_member_twice(self, tmp_path: Path) -> None:
        content, sig = signed(a_manifest(KEYS, DATABASE))
        path = packed(
            tmp_path / "doubled",
            ("manifest.json", content),
            ("manifest.sig", sig),
            ("keys.json", KEYS),
            ("keys.json", KEYS),
            ("register.db", DATABASE),
        )

        with pytest.raises(BackupDamaged, match=r"header of its register\.db"):
            read_backup_file(path)

    @pytest.mark.parametrize("size", [2**30, 2**62, -1])
    def test_may_not_promise_more_than_there_is(self, tmp_path: Path, size: int) -> None:
        huge = tarfile.TarInfo("manifest.json")
        huge.size, huge.mode = size, 0o600
        path = tmp_path / "bomb"
        path.write_bytes(huge.tobuf(tarfile.GNU_FORMAT))

        with pytest.raises(BackupDamaged, match=r"manifest\.json"):
            read_backup_file(path)


class TestTheNameOfTheFile:
    @pytest.mark.parametrize(
        ("name", "cleaned"),
        [
            ("Till 1", "Till-1"),
            ("صندوق ١", "صندوق-١"),
            ("../../etc/passwd", "etc-passwd"),
            ("a\x00b\n\u202ec:d*", "a-b-c-d"),
            ("...", "backup"),
            ("x" * 300, "x" * 40),
        ],
    )
    def test_is_made_of_letters_and_digits(self, name: str, cleaned: str) -> None:
        assert file_name_of(name) == cleaned
