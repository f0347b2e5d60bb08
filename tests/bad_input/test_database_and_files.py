"""Bad input from the disk: what somebody can do to a data folder that no other test does."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from sqlalchemy.exc import IntegrityError

from pos.domain.canonical import NotCanonical, require_canonical
from pos.domain.event import EventInvalid, parse_event
from tests.register_folders import a_register_folder, evertill
from tests.registers import an_enrolled_register

PACKAGE = Path(__file__).parent.parent.parent / "pos"
# Each of these turns a file that somebody planted into code that runs.
RUNS_WHAT_IT_READS = {"pickle", "marshal", "shelve", "dill", "yaml", "jsonpickle", "imp"}
CALLS_WHAT_IT_READS = {"eval", "exec", "compile", "__import__"}
ANY_OF_THEM = re.compile("|".join(RUNS_WHAT_IT_READS | CALLS_WHAT_IT_READS))


class TestADeletedKeyring:
    """Delete the keyring, keep the file [locked; re-enrolling keeps the data]."""

    def test_leaves_the_register_locked_and_its_data_as_they_are(self, tmp_path: Path) -> None:
        folder = a_register_folder(tmp_path / "till")
        (folder / "keys.json").unlink()
        before = (folder / "register.db").read_bytes()

        opened = evertill("sessions", "list", "--data", str(folder))
        enrolled = evertill(
            "enrol",
            *("--data", str(folder), "--server", "http://127.0.0.1:1"),
            *("--code", "ABCD-EFGH-JKMN"),
        )

        for command in (opened, enrolled):
            assert command.returncode == 1
            assert "Traceback" not in command.stderr
            assert "keys" in command.stderr or "enrolled" in command.stderr
        assert (folder / "register.db").read_bytes() == before
        assert not (folder / "keys.json").exists()


class TestNaN:
    """NaN."""

    def test_is_no_number_of_an_event(self) -> None:
        with pytest.raises(NotCanonical):
            require_canonical(b'{"amount":NaN}')
        with pytest.raises(EventInvalid):
            parse_event(b'{"seq":NaN}')

    @pytest.mark.parametrize("value", [float("nan"), float("inf"), 1.5])
    def test_cannot_be_stored_where_an_amount_is(self, tmp_path: Path, value: float) -> None:
        register = an_enrolled_register(tmp_path)

        with register.database.begin() as db, pytest.raises(IntegrityError):
            db.exec_driver_sql("UPDATE register_state SET perpetual_total = ?", (value,))

        register.database.close()


class TestPlantedPickles:
    """Planted pickles."""

    def test_are_read_by_nothing(self) -> None:
        found = [
            f"{path.name}: {name}"
            for path in PACKAGE.rglob("*.py")
            if "simulation" not in path.parts  # whose canaries rewrite our own source
            and ANY_OF_THEM.search(text := path.read_text())
            for name in _imported_or_called(ast.parse(text))
            if name in RUNS_WHAT_IT_READS | CALLS_WHAT_IT_READS
        ]

        assert found == []

    def test_are_not_what_the_schedule_is_kept_in(self) -> None:
        source = (PACKAGE / "sync" / "scheduler.py").read_text()

        assert "SQLAlchemyJobStore" not in source


def _imported_or_called(tree: ast.AST) -> list[str]:
    names = []
    for node in ast.walk(tree):
        match node:
            case ast.Import():
                names += [one.name.partition(".")[0] for one in node.names]
            case ast.ImportFrom(module=str(module)):
                names.append(module.partition(".")[0])
            case ast.Call(func=ast.Name(id=name)):
                names.append(name)
    return names
