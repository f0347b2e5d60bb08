"""The register's database file: what it refuses, and that schema and models agree."""

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.exc import IntegrityError

from pos.models.database import create_database, open_database
from pos.models.migrations import HEAD, alembic_config
from pos.models.schema import METADATA
from pos.models.storage_problems import (
    DatabaseEmpty,
    DatabaseMissing,
    DatabaseNotOpened,
    DatabaseTooNew,
    DatabaseUnreadable,
    StorageDamaged,
)

KEY = "ab" * 32
OTHER_KEY = "cd" * 32


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "register.db"


class TestSchema:
    def test_after_migration_equals_the_models(self, path: Path) -> None:
        database = create_database(path, KEY)

        with database.begin() as db:
            context = MigrationContext.configure(
                db,
                opts={
                    "include_object": lambda _object, name, kind, *_rest: (
                        kind != "table" or not name.startswith("product_search")
                    )
                },
            )
            differences = compare_metadata(context, METADATA)

        database.close()
        assert differences == []

    def test_names_the_head_that_alembic_finds(self) -> None:
        assert ScriptDirectory.from_config(alembic_config()).get_current_head() == HEAD

    def test_is_strict_in_every_table(self, path: Path) -> None:
        database = create_database(path, KEY)

        with database.begin() as db:
            loose = db.exec_driver_sql(
                "SELECT name FROM pragma_table_list WHERE strict = 0 AND type = 'table' "
                "AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'alembic%'"
            ).all()

        database.close()
        assert loose == []


class TestOpening:
    def test_finds_again_what_was_written(self, path: Path) -> None:
        database = create_database(path, KEY)
        with database.begin() as db:
            db.exec_driver_sql("INSERT INTO setting VALUES ('look', 'dark')")
        database.close()

        again = open_database(path, KEY)

        with again.begin() as db:
            assert db.exec_driver_sql("SELECT value FROM setting").scalar() == "dark"
        again.close()

    def test_is_refused_with_another_key(self, path: Path) -> None:
        create_database(path, KEY).close()

        with pytest.raises(DatabaseUnreadable):
            open_database(path, OTHER_KEY)

    def test_writes_nothing_to_the_terminal_about_a_damaged_file(
        self, path: Path, capfd: pytest.CaptureFixture[str]
    ) -> None:
        path.write_bytes(bytes(range(256)) * 64)

        with pytest.raises(DatabaseUnreadable):
            open_database(path, KEY)

        assert capfd.readouterr().err == ""

    def test_tells_a_schema_without_a_revision(self, path: Path) -> None:
        database = create_database(path, KEY)
        with database.begin() as db:
            db.exec_driver_sql("DELETE FROM alembic_version")
        database.close()

        with pytest.raises(DatabaseUnreadable):
            open_database(path, KEY)

    def test_tells_what_is_no_file(self, path: Path) -> None:
        path.mkdir()

        with pytest.raises(DatabaseNotOpened, match="Allow your user"):
            open_database(path, KEY)

    def test_tells_in_a_sentence_of_damage_that_shows_later(self, path: Path) -> None:
        database = create_database(path, KEY)
        with database.begin() as db:
            where = "SELECT rootpage FROM sqlite_master WHERE name = 'setting'"
            page = int(db.exec_driver_sql(where).scalar() or 0)
        database.close()
        content = bytearray(path.read_bytes())
        content[4096 * (page - 1) + 100] ^= 1
        path.write_bytes(content)
        database = open_database(path, KEY)

        with pytest.raises(StorageDamaged, match="restore a backup"), database.begin() as db:
            db.exec_driver_sql("SELECT value FROM setting").scalar()

        database.close()

    def test_tells_a_missing_file(self, path: Path) -> None:
        with pytest.raises(DatabaseMissing):
            open_database(path, KEY)

    def test_tells_an_empty_file_and_leaves_it_alone(self, path: Path) -> None:
        path.touch()

        with pytest.raises(DatabaseEmpty):
            open_database(path, KEY)

        assert path.stat().st_size == 0

    def test_tells_a_truncated_file(self, path: Path) -> None:
        create_database(path, KEY).close()
        whole = path.read_bytes()
        path.write_bytes(whole[: len(whole) // 3])

        with pytest.raises(DatabaseUnreadable):
            open_database(path, KEY)

    def test_leaves_a_newer_schema_untouched(self, path: Path) -> None:
        database = create_database(path, KEY)
        with database.begin() as db:
            db.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
        database.close()

        with pytest.raises(DatabaseTooNew, match="9999"):
            open_database(path, KEY)


class TestJournalTable:
    def insert(self, db, seq: int) -> None:
        db.exec_driver_sql(
            "INSERT INTO journal (series, seq, event_id, kind, recorded_at, body, hash, sig) "
            "VALUES (1, ?, ?, 'sale_completed', '', '', '', x'00')",
            (seq, str(seq)),
        )

    @pytest.mark.parametrize(
        "change",
        [
            "UPDATE journal SET body = 'x'",
            "DELETE FROM journal",
            "REPLACE INTO journal (position, series, seq, event_id, kind, recorded_at, body, hash, "
            "sig) "
            "VALUES (1, 1, 2, '2', '', '', '', '', x'')",
        ],
    )
    def test_refuses_every_change(self, path: Path, change: str) -> None:
        database = create_database(path, KEY)
        with database.begin() as db:
            self.insert(db, 1)

        with pytest.raises(IntegrityError), database.begin() as db:
            db.exec_driver_sql(change)

        database.close()

    def test_refuses_a_gap(self, path: Path) -> None:
        database = create_database(path, KEY)

        with pytest.raises(IntegrityError, match="gap"), database.begin() as db:
            self.insert(db, 2)

        database.close()
