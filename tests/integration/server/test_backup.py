"""Backups of a real server: made while registers push, proved, and restored with a new epoch."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
import sqlcipher3.dbapi2 as driver
from sqlalchemy import select

from pos.runtime.atomic_file import CannotWrite
from pos.runtime.backup import BackupUnsound
from pos.runtime.backup_manifest import BackupDamaged, BackupProblem, KeysPlace
from pos.runtime.backup_opening import BackupPassphraseWrong
from pos.runtime.ids import SystemChance
from pos.runtime.paths import FolderExists, FolderKind, create_data_folder, open_data_folder
from pos.runtime.sealed_file import PassphraseWrong
from pos.runtime.secrets import PASSPHRASE as PASSPHRASE_NAME
from pos.server import tables
from pos.server.backup import NotInTheFolder, create_backup
from pos.server.backup_check import verify_backup
from pos.server.backup_restore import DatabaseElsewhere, restore_backup
from pos.server.database import open_sqlite
from pos.server.folder import DATABASE_URL, DatabaseMissing
from pos.server.server_key import keep_server_key, open_server_key
from pos.server.stores import the_store
from pos.wire.messages import MarkAnswer, RegisterStateAnswer
from tests.backups import SOME_ID, no_progress, ports_with
from tests.fakes import FakeClock
from tests.register_folders import PASSPHRASE
from tests.servers import (
    NOW,
    RegisterOverHttp,
    RunningServer,
    a_made_server,
    a_running_server,
    enrol_over_http,
    served,
)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[RunningServer]:
    with a_running_server(tmp_path / "server") as running:
        yield running


@pytest.fixture
def till(server: RunningServer) -> Iterator[RegisterOverHttp]:
    with server.client() as http:
        till = enrol_over_http(server, http)
        till.journal.open()
        sell(till, 3)
        yield till


def sell(till: RegisterOverHttp, sales: int) -> MarkAnswer:
    for _ in range(sales):
        till.journal.sell()
    return till.push(till.journal.push())


def made(server: RunningServer, destination: Path) -> Path:
    return create_backup(server.root, destination, ports_with(), no_progress).path


def plain(root: Path, *statements: str) -> None:
    """Change a server's database behind the server's back."""
    connection = driver.connect(str(root / "server.db"), isolation_level=None)
    for statement in statements:
        connection.execute(statement)
    connection.close()


class TestMakingABackupOfAServer:
    @pytest.mark.usefixtures("till")
    def test_says_how_far_each_journal_goes(self, server: RunningServer, tmp_path: Path) -> None:
        summary = create_backup(server.root, tmp_path / "usb", ports_with(), no_progress)

        (mark,) = summary.manifest.marks
        assert (mark.name, mark.series, mark.seq) == ("Till 1", 1, summary.manifest.entries)
        assert (summary.manifest.sales, summary.manifest.name) == (3, "Corner Shop")
        assert [path.name for path in (tmp_path / "usb").iterdir()] == [summary.path.name]

    def test_goes_on_while_a_register_pushes(
        self, server: RunningServer, till: RegisterOverHttp, tmp_path: Path
    ) -> None:
        enough = threading.Event()

        def go_on_pushing() -> None:
            while not enough.is_set():
                sell(till, 1)

        register = threading.Thread(target=go_on_pushing)
        register.start()
        paths = [made(server, tmp_path / str(number)) for number in range(3)]
        enough.set()
        register.join()

        checks = [verify_backup(path, ports_with(), no_progress) for path in paths]
        assert all(check.is_sound for check in checks), [check.problems for check in checks]
        entries = [check.backup.manifest.entries for check in checks]
        assert entries == sorted(entries)

    @pytest.mark.usefixtures("till")
    def test_shows_no_plain_text(self, server: RunningServer, tmp_path: Path) -> None:
        content = made(server, tmp_path).read_bytes()

        assert b"SQLite format" not in content
        assert b"sale_completed" not in content

    def test_works_while_nobody_serves(self, tmp_path: Path) -> None:
        with a_made_server(tmp_path / "server"):
            pass

        path = create_backup(tmp_path / "server", tmp_path, ports_with(), no_progress).path

        assert verify_backup(path, ports_with(), no_progress).is_sound

    def test_is_refused_for_a_database_elsewhere(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv(DATABASE_URL, "postgresql+psycopg://till@host/shop")
        create_data_folder(tmp_path / "server", FolderKind.SERVER, SOME_ID)

        with pytest.raises(NotInTheFolder, match=r"pg_dump.*store new-epoch"):
            create_backup(tmp_path / "server", tmp_path, ports_with(), no_progress)

    def test_is_refused_without_a_database(self, tmp_path: Path) -> None:
        create_data_folder(tmp_path / "server", FolderKind.SERVER, SOME_ID)

        with pytest.raises(DatabaseMissing):
            create_backup(tmp_path / "server", tmp_path, ports_with(), no_progress)

    def test_is_refused_where_nothing_can_be_written(
        self, server: RunningServer, tmp_path: Path
    ) -> None:
        (tmp_path / "file").write_bytes(b"")

        with pytest.raises(CannotWrite):
            made(server, tmp_path / "file")


class TestVerifyingABackupOfAServer:
    @pytest.mark.parametrize("at", [0, 700, 1600, 2100, 3000, -200_000, -1])
    @pytest.mark.usefixtures("till")
    def test_finds_a_flipped_byte(self, server: RunningServer, tmp_path: Path, at: int) -> None:
        path = made(server, tmp_path)
        content = bytearray(path.read_bytes())
        content[at] ^= 1
        path.write_bytes(content)

        with pytest.raises(BackupProblem):
            verify_backup(path, ports_with(), no_progress)

    def test_refuses_another_passphrase(self, server: RunningServer, tmp_path: Path) -> None:
        with pytest.raises(BackupPassphraseWrong):
            verify_backup(made(server, tmp_path), ports_with("wrong"), no_progress)

    @pytest.mark.usefixtures("till")
    def test_names_the_entry_that_somebody_changed(
        self, server: RunningServer, tmp_path: Path
    ) -> None:
        plain(
            server.root,
            "DROP TRIGGER journal_entry_refuses_update",
            "UPDATE journal_entry SET body = replace(body, '1', '2') WHERE seq = 4",
        )

        check = verify_backup(made(server, tmp_path), ports_with(), no_progress)

        assert not check.is_sound
        assert "entry 4: its hash does not match" in check.problems[0]

    def test_bears_entries_that_were_held_back(
        self, server: RunningServer, till: RegisterOverHttp, tmp_path: Path
    ) -> None:
        till.journal.write("novelty", {})
        till.journal.sell()
        till.journal.sealed[-1] = replace(till.journal.sealed[-1], sig=b"")
        till.journal.sell()
        assert till.send(till.journal.push()).status_code == 422  # once more, please
        assert len(sell(till, 1).quarantined) == 2

        check = verify_backup(made(server, tmp_path), ports_with(), no_progress)

        assert check.is_sound, check.problems

    @pytest.mark.usefixtures("till")
    def test_names_a_mark_that_its_entries_do_not_reach(
        self, server: RunningServer, tmp_path: Path
    ) -> None:
        plain(server.root, "UPDATE series SET high_water = high_water + 1")

        check = verify_backup(made(server, tmp_path), ports_with(), no_progress)

        assert "ends at entry" in check.problems[0]

    def test_refuses_a_database_of_another_server(
        self, server: RunningServer, tmp_path: Path
    ) -> None:
        plain(server.root, "UPDATE server_key SET public_key = x'00'")

        with pytest.raises(BackupDamaged, match="not of the server whose key it has"):
            verify_backup(made(server, tmp_path), ports_with(), no_progress)


class TestRestoringAServer:
    def test_begins_a_new_epoch_under_the_key_that_registers_know(
        self, server: RunningServer, till: RegisterOverHttp, tmp_path: Path
    ) -> None:
        path = made(server, tmp_path / "usb")

        restored = restore_backup(path, tmp_path / "new", ports_with(), no_progress)

        folder = open_data_folder(tmp_path / "new", restored.folder.kind)
        database = open_sqlite(folder.database_path)
        with database.read() as db:
            epoch = the_store(db).epoch
            epochs = db.execute(select(tables.epoch.c.number)).scalars().all()
            entries = len(db.execute(select(tables.journal_entry.c.seq)).all())
        database.close()
        key = open_server_key(folder, SystemChance(), {})
        assert key.verifying_key.der == server.key.verifying_key.der
        assert str(epoch) == restored.epoch != str(till.enrolled.epoch)
        assert (sorted(epochs), entries) == ([1, 2], till.journal.head.seq)

    def test_lets_a_register_send_again_what_the_backup_does_not_hold(
        self, server: RunningServer, till: RegisterOverHttp, tmp_path: Path
    ) -> None:
        path = made(server, tmp_path / "usb")
        before = till.journal.head
        sell(till, 2)
        restore_backup(path, tmp_path / "new", ports_with(), no_progress)

        database = open_sqlite(tmp_path / "new" / "server.db")
        with (
            served(database, server.key, FakeClock(NOW)) as (url, _),
            httpx.Client(base_url=url, trust_env=False, timeout=30) as http,
        ):
            till.http = http
            till.sign_in()
            mark = till.get("/v1/register", RegisterStateAnswer).mark
            again = till.push(till.journal.push(after=before.seq))
        database.close()

        assert (mark.high_water, mark.head_hash) == (before.seq, before.hash)
        assert (again.high_water, again.head_hash) == (
            till.journal.head.seq,
            till.journal.head.hash,
        )

    def test_keeps_a_sealed_key_sealed(self, tmp_path: Path) -> None:
        with a_made_server(tmp_path / "server") as made_server:
            folder = open_data_folder(tmp_path / "server", FolderKind.SERVER)
            (tmp_path / "server" / "server.key").unlink()
            keep_server_key(folder, made_server.key, PASSPHRASE, SystemChance())
        summary = create_backup(tmp_path / "server", tmp_path / "usb", ports_with(), no_progress)

        restore_backup(summary.path, tmp_path / "new", ports_with(), no_progress)

        new = open_data_folder(tmp_path / "new", folder.kind)
        assert summary.manifest.keys is KeysPlace.SEALED_FILE
        assert not (tmp_path / "new" / "server.key").exists()
        open_server_key(new, SystemChance(), {PASSPHRASE_NAME: PASSPHRASE})
        with pytest.raises(PassphraseWrong):
            open_server_key(new, SystemChance(), {PASSPHRASE_NAME: "wrong"})

    def test_leaves_no_encrypted_rest_and_no_folder_of_an_unsound_one(
        self, server: RunningServer, till: RegisterOverHttp, tmp_path: Path
    ) -> None:
        good = made(server, tmp_path / "good")
        plain(server.root, "UPDATE series SET high_water = high_water + 1")
        bad = made(server, tmp_path / "bad")

        with pytest.raises(BackupUnsound):
            restore_backup(bad, tmp_path / "new", ports_with(), no_progress)
        assert not (tmp_path / "new").exists()

        restore_backup(good, tmp_path / "new", ports_with(), no_progress)
        names = {path.name for path in (tmp_path / "new").iterdir()}
        assert names == {"evertill.json", "lock", "logs", "receipts", "server.db", "server.key"}
        with pytest.raises(FolderExists):
            restore_backup(good, tmp_path / "new", ports_with(), no_progress)

    def test_is_refused_beside_a_database_elsewhere(
        self, server: RunningServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        path = made(server, tmp_path / "usb")
        monkeypatch.setenv(DATABASE_URL, "postgresql+psycopg://till@host/shop")

        with pytest.raises(DatabaseElsewhere):
            restore_backup(path, tmp_path / "new", ports_with(), no_progress)

        assert not (tmp_path / "new").exists()
