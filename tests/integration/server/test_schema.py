"""The server's schema: made by revisions, equal to the tables the code uses."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.exc import IntegrityError

from pos.server.database import Database, open_sqlite, open_url
from pos.server.schema import HEAD, SchemaMissing, alembic_config, require_schema, upgrade
from pos.server.tables import metadata
from tests.postgresql import a_database


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Database]:
    database = open_sqlite(tmp_path / "server.db", create=True)
    yield database
    database.close()


@pytest.fixture
def empty_postgresql() -> Iterator[Database]:
    with a_database() as url:
        database = open_url(url)
        yield database
        database.close()


class TestTheRevisions:
    @pytest.mark.parametrize("kind", ["empty", "empty_postgresql"])
    def test_lead_from_nothing_to_what_the_code_uses(
        self, kind: str, request: pytest.FixtureRequest
    ) -> None:
        database: Database = request.getfixturevalue(kind)

        upgrade(database)

        with database.read() as db:
            assert compare_metadata(MigrationContext.configure(db), metadata) == []

    def test_run_once_when_several_processes_begin_at_once(
        self, empty_postgresql: Database
    ) -> None:
        with ThreadPoolExecutor(3) as processes:
            list(processes.map(upgrade, [empty_postgresql] * 3))

        require_schema(empty_postgresql)

    def test_end_at_the_head_that_the_code_names(self) -> None:
        assert ScriptDirectory.from_config(alembic_config()).get_heads() == [HEAD]

    def test_may_run_again(self, empty: Database) -> None:
        upgrade(empty)
        upgrade(empty)
        require_schema(empty)

    def test_make_strict_tables_led_by_the_store(self, empty: Database) -> None:
        upgrade(empty)

        with empty.read() as db:
            told = db.exec_driver_sql("PRAGMA table_list").mappings().all()
            tables = {row["name"]: row for row in told if row["name"] in metadata.tables}
            assert tables.keys() == metadata.tables.keys()
            assert all(row["strict"] for row in tables.values())
        keys = [table.primary_key.columns.keys() for table in metadata.sorted_tables]
        assert all(key[0] in {"store_id", "id"} for key in keys)


class TestTheDatabase:
    def test_is_not_taken_for_new_when_it_is_empty(self, empty: Database) -> None:
        with pytest.raises(SchemaMissing):
            require_schema(empty)

    @pytest.mark.parametrize(
        ("pragma", "value"),
        [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("trusted_schema", 0)],
    )
    def test_is_durable_and_strict(self, empty: Database, pragma: str, value: object) -> None:
        with empty.read() as db:
            assert db.exec_driver_sql(f"PRAGMA {pragma}").scalar_one() == value

    def test_refuses_text_in_a_column_of_integers(self, empty: Database) -> None:
        upgrade(empty)

        with pytest.raises(IntegrityError, match="cannot store TEXT"), empty.write() as db:
            db.exec_driver_sql("INSERT INTO flag VALUES (1, 1, 1, 'one', 1, '')")
