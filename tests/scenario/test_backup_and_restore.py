"""Backups at the command line: made, checked and restored; killed anywhere; on a full disk."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.register_folders import PASSPHRASE, REPOSITORY, a_register_folder, evertill
from tests.sales_files import SAMPLE, SAMPLE_TICKETS

KILLED = 137
MADE = ["backup.copied", "backup.before_publish", "backup.after_publish"]
RESTORED = [
    "restore.begun",
    "restore.copied",
    "restore.checked",
    "restore.keys_stored",
    "restore.before_finish",
    "restore.after_finish",
]


@pytest.fixture(scope="module")
def till(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A register that took sixty tickets; commands only add backups to it."""
    root = a_register_folder(tmp_path_factory.mktemp("till") / "till1")
    done = evertill("import-sales", str(SAMPLE), "--data", str(root), "--operator", "Mia")
    assert done.returncode == 0, done.stderr
    return root


@pytest.fixture(scope="module")
def made(till: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Path(
        told("create", "--data", str(till), "--to", str(tmp_path_factory.mktemp("usb")))["file"]
    )


def told(*arguments: str, code: int = 0, environment: Mapping[str, str] | None = None) -> Any:
    """Run `evertill backup … --json` and return what it printed."""
    done = evertill("backup", *arguments, "--json", environment=environment)
    assert done.returncode == code, (done.stdout, done.stderr)
    return json.loads(done.stdout)


def backups_of(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.evertill-backup"))


class TestTheCommands:
    def test_make_a_backup_beside_the_database_unless_told_otherwise(self, till: Path) -> None:
        done = evertill("backup", "create", "--data", str(till))

        assert done.returncode == 0, done.stderr
        assert "register Till 1 of Corner Shop" in done.stdout
        assert f"{SAMPLE_TICKETS} sales" in done.stdout
        (path,) = backups_of(till / "backups")
        (listed,) = told("list", "--data", str(till))["backups"]
        assert listed["file"] == str(path)

    def test_say_what_is_in_a_backup(self, made: Path) -> None:
        result = told("verify", str(made))

        assert result["ok"]
        assert result["problems"] == []
        assert (result["backup"]["kind"], result["backup"]["name"]) == ("register", "Till 1")
        assert result["backup"]["sales"] == SAMPLE_TICKETS

    def test_restore_and_say_what_to_do_next(self, made: Path, tmp_path: Path) -> None:
        new = tmp_path / "new"

        done = evertill("backup", "restore", str(made), "--data", str(new))

        assert done.returncode == 0, done.stderr
        assert "It does not sell yet" in done.stdout
        assert f"evertill sync run --data {new}" in done.stdout
        assert evertill("verify", "--data", str(new)).returncode == 0
        import_again = evertill(
            "import-sales", str(SAMPLE), "--data", str(new), "--operator", "Mia"
        )
        assert import_again.returncode != 70, import_again.stderr

    def test_report_a_restore_as_json(self, made: Path, tmp_path: Path) -> None:
        result = told("restore", str(made), "--data", str(tmp_path / "new"))

        assert (result["frozen"], result["epoch"]) == ("restored", None)
        assert result["next"] == f"evertill sync run --data {tmp_path / 'new'}"


class TestWhatCannotBeUsed:
    def test_is_named_and_ends_with_an_exit_code(self, made: Path, tmp_path: Path) -> None:
        content = made.read_bytes()
        files = {
            "cut": content[:-5000],
            "flipped": content[:70_000] + b"\xff\xfe" + content[70_002:],
            "empty": b"",
            "photo": b"JFIF" * 100,
        }
        for name, damaged in files.items():
            path = tmp_path / name
            path.write_bytes(damaged)

            result = told("verify", str(path), code=1)
            plain = evertill("backup", "verify", str(path))
            restored = evertill("backup", "restore", str(path), "--data", str(tmp_path / "new"))

            assert not result["ok"]
            assert str(path) in result["problems"][0]
            assert (plain.returncode, restored.returncode) == (1, 1)
            assert plain.stderr.count("\n") == 1
            assert not (tmp_path / "new").exists()

    def test_may_be_a_file_that_is_not_there(self, tmp_path: Path) -> None:
        done = evertill("backup", "verify", str(tmp_path / "none"))

        assert done.returncode == 1
        assert "cannot be read: No such file" in done.stderr

    def test_may_be_a_passphrase(self, made: Path, tmp_path: Path) -> None:
        wrong = {"EVERTILL_PASSPHRASE": "wrong"}
        for arguments in (
            ["verify", str(made)],
            ["restore", str(made), "--data", str(tmp_path / "new")],
        ):
            done = evertill("backup", *arguments, environment=wrong)

            assert done.returncode == 1
            assert "The passphrase does not open the backup" in done.stderr
        assert not (tmp_path / "new").exists()

    def test_may_be_a_passphrase_that_nobody_can_be_asked_for(self, made: Path) -> None:
        done = evertill("backup", "verify", str(made), environment={"EVERTILL_PASSPHRASE": ""})

        assert done.returncode == 1
        assert "EVERTILL_PASSPHRASE" in done.stderr

    def test_may_be_the_folder(self, till: Path, made: Path, tmp_path: Path) -> None:
        taken = evertill("backup", "restore", str(made), "--data", str(till))
        absent = evertill("backup", "create", "--data", str(tmp_path / "none"))

        assert (taken.returncode, absent.returncode) == (1, 1)
        assert "already belongs to a register" in taken.stderr
        assert "does not exist" in absent.stderr


class TestAKilledBackup:
    @pytest.mark.parametrize("point", MADE)
    def test_is_there_whole_or_not_at_all(self, till: Path, tmp_path: Path, point: str) -> None:
        arguments = ("backup", "create", "--data", str(till), "--to", str(tmp_path))

        assert evertill(*arguments, environment={"EVERTILL_CRASH_AT": point}).returncode == KILLED
        found = backups_of(tmp_path)
        assert len(found) == (point == "backup.after_publish")
        assert all(told("verify", str(path))["ok"] for path in found)

        assert evertill(*arguments).returncode == 0
        assert len(backups_of(tmp_path)) == len(found) + 1
        assert sorted(tmp_path.iterdir()) == backups_of(tmp_path)


class TestAKilledRestore:
    @pytest.mark.parametrize("point", RESTORED)
    def test_is_completed_by_the_same_command(self, made: Path, tmp_path: Path, point: str) -> None:
        new = tmp_path / "new"
        arguments = ("backup", "restore", str(made), "--data", str(new))

        assert evertill(*arguments, environment={"EVERTILL_CRASH_AT": point}).returncode == KILLED
        if point != "restore.after_finish":
            unusable = evertill("sync", "status", "--data", str(new))
            assert unusable.returncode == 1
            assert f"evertill backup restore FILE --data {new}" in unusable.stderr
            assert evertill(*arguments).returncode == 0

        assert evertill("verify", "--data", str(new)).returncode == 0
        assert not list(new.glob("*.part*"))


class TestAKilledRestoreOfAServer:
    @pytest.mark.parametrize("point", ["restore.copied", "restore.keys_stored"])
    def test_is_completed_by_the_same_command(self, tmp_path: Path, point: str) -> None:
        root, new = tmp_path / "srv", tmp_path / "new"
        shop = ("--name", "Shop", "--currency", "USD", "--timezone", "America/New_York")
        assert evertill("store", "create", "--data", str(root), *shop).returncode == 0
        made = told("create", "--data", str(root))["file"]
        arguments = ("backup", "restore", made, "--data", str(new))

        assert evertill(*arguments, environment={"EVERTILL_CRASH_AT": point}).returncode == KILLED
        assert evertill("operator", "list", "--data", str(new)).returncode == 1
        assert evertill(*arguments).returncode == 0

        assert evertill("operator", "list", "--data", str(new)).returncode == 0
        assert not list(new.glob("*.part*"))


class TestAFullDisk:
    def test_ends_a_backup_with_a_sentence_and_no_file(self, till: Path, tmp_path: Path) -> None:
        done = _with_files_of_at_most(200_000, "create", "--data", str(till), "--to", str(tmp_path))

        assert done.returncode == 1, done.stderr
        assert str(tmp_path) in done.stderr
        assert "Traceback" not in done.stderr
        assert list(tmp_path.iterdir()) == []
        assert evertill("verify", "--data", str(till)).returncode == 0

    def test_ends_a_restore_with_a_sentence_and_no_folder(self, made: Path, tmp_path: Path) -> None:
        new = tmp_path / "new"
        done = _with_files_of_at_most(200_000, "restore", str(made), "--data", str(new))

        assert done.returncode == 1, done.stderr
        assert f"{new / 'register.db.part'} cannot be written" in done.stderr
        assert not new.exists()


def _with_files_of_at_most(size: int, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a backup command that can write no larger file, as on a disk that is nearly full."""
    plain = {name: value for name, value in os.environ.items() if "COV_" not in name}
    return subprocess.run(
        [sys.executable, "-m", "pos.cli", "backup", *arguments],
        env=plain | {"EVERTILL_PASSPHRASE": PASSPHRASE},
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size)),
    )
