"""Writing archives: whole or not at all, and never over something that is there."""

from pathlib import Path

import pytest

from tests.archives import archive_of
from tests.registers import TOM, an_enrolled_register, usd


class TestWritingAnArchive:
    def test_leaves_what_is_there_and_says_so(self, tmp_path: Path) -> None:
        register = an_enrolled_register(tmp_path)
        path = tmp_path / "till.jsonl"
        path.write_text("mine")

        with pytest.raises(Exception, match="is not overwritten"):
            archive_of(register, path)

        assert path.read_text() == "mine"
        assert not [found for found in tmp_path.iterdir() if found.suffix == ".new"]
        register.database.close()

    def test_leaves_nothing_when_it_fails(self, tmp_path: Path) -> None:
        register = an_enrolled_register(tmp_path)
        register.cash_sessions.open_normal(TOM, usd("1.00"))
        with register.database.begin() as db:
            db.exec_driver_sql("DROP TABLE series_key")
        before = {path.name for path in tmp_path.iterdir()}

        with pytest.raises(Exception, match="series_key"):
            archive_of(register, tmp_path / "till.jsonl")

        assert {path.name for path in tmp_path.iterdir()} == before
        register.database.close()
