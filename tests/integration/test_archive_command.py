"""`evertill archive` on real folders: a register's and a server's, one beside the other."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from pos.cli import main
from pos.server.archive import write_server_archive
from pos.services.archive import RegisterArchives
from tests.archives import lines_of, verifier, write_lines
from tests.real_tills import a_till_that_sold, cycle, opened, sell
from tests.register_folders import PASSPHRASE, a_register_folder
from tests.servers import RunningServer, a_running_server


@pytest.fixture(scope="class")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    with a_running_server(tmp_path_factory.mktemp("server") / "server") as server:
        yield server


@pytest.fixture(scope="class")
def till(tmp_path_factory: pytest.TempPathFactory, server: RunningServer) -> Path:
    return a_till_that_sold(tmp_path_factory.mktemp("till") / "till", server)


def of_register(root: Path, path: Path) -> Path:
    with opened(root) as register:
        RegisterArchives(register.database, register.identity).write(path)
    return path


def of_server(server: RunningServer, path: Path) -> Path:
    write_server_archive(server.root, path, lambda done, whole: None)
    return path


class TestARegisterBesideItsServer:
    def test_is_equal_entry_by_entry_and_to_the_cent(
        self, server: RunningServer, till: Path, tmp_path: Path
    ) -> None:
        here = of_register(till, tmp_path / "till.jsonl.gz")
        there = of_server(server, tmp_path / "server.jsonl.gz")

        walks, problem = verifier.verify([here, there], set())

        assert problem is None
        told = verifier.as_object(walks, problem)
        ours, theirs = told["archives"]
        assert (ours["source"], theirs["source"]) == ("register", "server")
        assert ours["sales"] == theirs["sales"] == 3
        assert ours["accounts"] == theirs["accounts"]
        assert ours["heads"] == theirs["heads"]

    def test_is_ahead_of_it_by_what_was_not_sent(
        self, server: RunningServer, till: Path, tmp_path: Path
    ) -> None:
        with opened(till) as register:
            (session,) = register.cash_sessions.resumable()
            sell(register, session.id)
        here = of_register(till, tmp_path / "till.jsonl")
        there = of_server(server, tmp_path / "server.jsonl")

        _, problem = verifier.verify([here, there], set())

        assert problem.seq == len(lines_of(there)) - 1
        assert problem.why == f"{there} has no such entry"
        with opened(till) as register:
            assert cycle(register).is_at_rest

    def test_is_not_compared_with_other_registers(
        self, server: RunningServer, till: Path, tmp_path: Path
    ) -> None:
        another = a_till_that_sold_as(server, "Till 2", tmp_path / "till-2")
        ours, theirs = (
            of_register(root, tmp_path / f"{root.name}.jsonl") for root in (till, another)
        )
        there = of_server(server, tmp_path / "server.jsonl")

        assert verifier.verify([ours, there], set())[1] is None
        assert verifier.verify([theirs, there], set())[1] is None
        assert "no register in common" in str(verifier.verify([ours, theirs], set())[1])


_COLUMNS = "store_id, register_id, series, seq, hash, reason, body, sig, received_at"
_OF_ENTRY_2 = "FROM journal_entry WHERE seq = 2 AND register_id = 1"
_SET_ASIDE = (
    f"INSERT INTO quarantine ({_COLUMNS}) SELECT store_id, register_id, series, seq, hash, "
    f"'planted', NULL, NULL, 0 {_OF_ENTRY_2}"
)
_REFUSED = (
    f"INSERT INTO quarantine ({_COLUMNS}) SELECT store_id, register_id, series, 99, 'x', "
    f"'forged', 'what', x'00', 0 {_OF_ENTRY_2}"
)


class TestAServersArchive:
    def test_holds_what_is_in_quarantine_and_what_was_refused(
        self, server: RunningServer, till: Path, tmp_path: Path
    ) -> None:
        with server.database.write() as db:
            db.exec_driver_sql(_SET_ASIDE)
            db.exec_driver_sql(_REFUSED)

        path = of_server(server, tmp_path / "server.jsonl")

        lines = lines_of(path)
        assert [line["seq"] for line in lines if "quarantined" in line] == [2]
        assert [line["refused"] for line in lines if "refused" in line] == ["forged"]
        walks, problem = verifier.verify([path], set())
        assert problem is None
        assert (walks[0].refused, walks[0].quarantined) == (1, [])  # nothing is wrong with it

    def test_goes_on_behind_an_entry_in_quarantine_that_breaks_a_rule(
        self, server: RunningServer, till: Path, tmp_path: Path
    ) -> None:
        path = of_server(server, tmp_path / "server.jsonl")
        lines = lines_of(path)
        lines[2] = {**lines[2], "sig": lines[3]["sig"], "quarantined": "a bad signature"}

        walks, problem = verifier.verify([write_lines(path, lines)], set())

        assert problem is None  # the next entry, which is signed, names its hash
        assert (
            walks[0].entries == len([line for line in lines if "body" in line]) - walks[0].refused
        )


def a_till_that_sold_as(server: RunningServer, name: str, root: Path) -> Path:
    from tests.real_tills import FLOAT, enrolled
    from tests.registers import MIA

    enrolled(root, server, server.code(name))
    with opened(root) as register:
        cycle(register)
        session = register.cash_sessions.open_normal(MIA, FLOAT)
        sell(register, session.id)
        assert cycle(register).is_at_rest
    return root


class TestTheCommand:
    @pytest.fixture
    def folder(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        monkeypatch.setenv("EVERTILL_PASSPHRASE", PASSPHRASE)
        return a_register_folder(tmp_path / "till")

    def test_writes_one_file_and_says_how_many_entries(
        self, folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        path = tmp_path / "till.jsonl"

        assert main(["archive", str(path), "--data", str(folder), "--json"]) == 0

        assert json.loads(capsys.readouterr().out) == {"file": str(path), "entries": 0}
        assert verifier.main([str(path)]) == 0

    def test_writes_over_nothing(
        self, folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        path = tmp_path / "till.jsonl"
        path.write_text("mine")

        assert main(["archive", str(path), "--data", str(folder)]) == 1

        assert "is not overwritten" in capsys.readouterr().err
        assert path.read_text() == "mine"

    def test_takes_a_servers_folder_too(
        self, server: RunningServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        path = tmp_path / "server.jsonl.gz"

        assert main(["archive", str(path), "--data", str(server.root)]) == 0

        assert capsys.readouterr().out == f"{path}: 0 entries.\n"

    @pytest.mark.parametrize("name", ["nowhere/till.jsonl", "plain/till.jsonl"])
    def test_says_where_it_cannot_write(
        self, server: RunningServer, tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
    ) -> None:
        (tmp_path / "plain").write_text("")

        assert main(["archive", str(tmp_path / name), "--data", str(server.root)]) == 1

        assert "cannot be written" in capsys.readouterr().err

    def test_says_what_is_no_data_folder(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert main(["archive", str(tmp_path / "x"), "--data", str(tmp_path)]) == 1

        assert "evertill" in capsys.readouterr().err
        assert list(tmp_path.iterdir()) == []
