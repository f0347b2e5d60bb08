"""Tests of what every command line meets: the table, help, and how things end."""

from __future__ import annotations

import importlib.util
import logging
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
import typer

from pos.cli import commands, main
from pos.cli.commands import COMMANDS, Command
from pos.domain.problem import Problem


@pytest.fixture(autouse=True)
def log_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Keep the log of bugs in the test's own folder, and the root logger as it was."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    monkeypatch.setattr(logging, "raiseExceptions", True)
    before = list(logging.getLogger().handlers)
    yield tmp_path
    for handler in set(logging.getLogger().handlers) - set(before):
        logging.getLogger().removeHandler(handler)
        handler.close()


@pytest.fixture
def till(monkeypatch: pytest.MonkeyPatch) -> Callable[[object], None]:
    """Put something in the place of the till's code."""

    def install(loaded: object) -> None:
        module = SimpleNamespace(till=loaded)
        monkeypatch.setattr(commands, "import_module", lambda _name: module)

    return install


def raising(error: BaseException) -> Callable[[list[str]], int]:
    def command(_arguments: list[str]) -> int:
        raise error

    return command


class TestHelp:
    def test_lists_every_command_with_a_line(self, capsys: pytest.CaptureFixture[str]) -> None:
        code = main(["--help"])

        text = capsys.readouterr().out
        assert code == 0
        assert all(f"  {name} " in text for name in COMMANDS)
        assert all(command.summary in text for command in COMMANDS.values())
        assert max(map(len, text.splitlines())) <= 80

    def test_imports_no_command_and_no_library_of_one(self) -> None:
        program = (
            "import sys; from pos.cli import main; main(['--help']); "
            "print(*sys.modules, file=sys.stderr)"
        )

        run = subprocess.run(
            [sys.executable, "-c", program], capture_output=True, text=True, check=True
        )

        loaded = {name.split(".")[0] for name in run.stderr.split()}
        assert loaded.isdisjoint({"typer", "PySide6", "sqlalchemy", "httpx", "fastapi", "rich"})

    def test_version_is_told(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["--version"]) == 0
        assert capsys.readouterr().out == "evertill 0.1.0\n"


class TestTheTable:
    @pytest.mark.parametrize("name", COMMANDS)
    def test_points_at_code_that_exists(self, name: str) -> None:
        module = COMMANDS[name].target.partition(":")[0]
        if importlib.util.find_spec(module) is None:
            pytest.skip(f"{module} is not written yet")

        assert callable(COMMANDS[name].load())


class TestAnUnknownCommand:
    def test_is_refused_with_a_guess(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["verfy"]) == 2
        assert "no command 'verfy'. Did you mean verify?" in capsys.readouterr().err


class TestNoCommand:
    @pytest.mark.parametrize("arguments", [[], ["--data", "here"]])
    def test_opens_the_till(self, arguments: list[str], till: Callable[[object], None]) -> None:
        got: list[list[str]] = []
        till(got.append)

        assert main(arguments) == 0
        assert got == [arguments]


class TestACommandOfTyper:
    def test_gets_its_arguments_and_its_name(
        self, till: Callable[[object], None], capsys: pytest.CaptureFixture[str]
    ) -> None:
        app = typer.Typer(add_completion=False, rich_markup_mode=None)

        @app.command()
        def till_with(count: int) -> None:
            raise typer.Exit(count)

        till(app)

        assert main(["till", "7"]) == 7
        assert main(["till", "seven"]) == 2
        assert "Usage: evertill till" in capsys.readouterr().err


class TestTheEndOfACommand:
    def test_a_problem_is_one_sentence_and_1(
        self, till: Callable[[object], None], capsys: pytest.CaptureFixture[str]
    ) -> None:
        till(raising(Problem("The folder srv is in use: end the other Evertill first.")))

        assert main(["till"]) == 1
        assert capsys.readouterr().err == (
            "The folder srv is in use: end the other Evertill first.\n"
        )

    def test_a_bug_is_apologised_for_and_its_traceback_logged(
        self,
        till: Callable[[object], None],
        capsys: pytest.CaptureFixture[str],
        log_folder: Path,
    ) -> None:
        till(raising(ZeroDivisionError("by nothing")))

        code = main(["till"])

        [log] = log_folder.rglob("evertill.log")
        shown = capsys.readouterr().err
        assert code == 70
        assert str(log) in shown
        assert "Traceback" not in shown
        assert "ZeroDivisionError: by nothing" in log.read_text()

    def test_a_bug_goes_to_the_log_already_open(
        self, till: Callable[[object], None], capsys: pytest.CaptureFixture[str], tmp_path: Path
    ) -> None:
        logging.getLogger().addHandler(logging.FileHandler(tmp_path / "register.log"))
        till(raising(ZeroDivisionError("by nothing")))

        assert main(["till"]) == 70
        assert "register.log" in capsys.readouterr().err
        assert "by nothing" in (tmp_path / "register.log").read_text()

    def test_a_bug_with_no_place_for_a_log_still_ends_in_a_sentence(
        self,
        till: Callable[[object], None],
        capsys: pytest.CaptureFixture[str],
        log_folder: Path,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        (log_folder / "a-file").touch()
        monkeypatch.setenv("XDG_STATE_HOME", str(log_folder / "a-file"))
        till(raising(ZeroDivisionError("by nothing")))

        assert main(["till"]) == 70
        assert "no log" in capsys.readouterr().err

    def test_an_interrupt_is_130_without_a_word(
        self, till: Callable[[object], None], capsys: pytest.CaptureFixture[str]
    ) -> None:
        till(raising(KeyboardInterrupt()))

        assert main(["till"]) == 130
        assert capsys.readouterr().err == ""

    def test_a_disk_too_full_for_the_output_ends_in_a_sentence(self) -> None:
        run = shell('"$0" -m pos.cli --help > /dev/full')

        assert run.returncode == 1
        assert run.stderr.startswith("No space left on device: free some space")

    @pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
    def test_streams_that_the_starter_closed_do_no_harm(self, closed: str) -> None:
        assert shell(f'"$0" -m pos.cli store {closed}').returncode == 2

    def test_a_name_that_the_terminal_cannot_show_does_no_harm(self) -> None:
        program = "from pos.cli import main; main(['--version']); print('قهوة')"

        run = shell(f'PYTHONIOENCODING=latin1 "$0" -c "{program}"')

        assert run.stdout.splitlines()[1].startswith("\\u0642")

    @pytest.mark.parametrize(
        "command", ["serve", "store", "enrol", "import-catalogue", "sync", "verify"]
    )
    def test_help_is_text_and_offers_nothing_but_our_own_options(self, command: str) -> None:
        run = shell(f'"$0" -m pos.cli {command} --help')

        assert run.returncode == 0
        assert run.stdout.startswith(f"Usage: evertill {command} ")
        assert "completion" not in run.stdout

    def test_help_of_a_catalogue_names_its_columns(self) -> None:
        shown = " ".join(shell('"$0" -m pos.cli import-catalogue --help').stdout.split())

        assert "sku, gtin, description, unit, price and tax_category" in shown

    def test_sys_exit_keeps_its_code(self, till: Callable[[object], None]) -> None:
        till(raising(SystemExit(3)))

        assert main(["till"]) == 3

    def test_a_reader_who_has_gone_makes_no_noise(self) -> None:
        command = Command("builtins:print", "")
        assert command.run("", ["works"]) == 0
        program = (
            "import sys; from pos.cli.guard import guarded\n"
            "sys.exit(guarded(lambda: [print('x' * 80) for _ in range(9999)] and 0))"
        )

        run = subprocess.run(
            ["sh", "-c", f'"{sys.executable}" -c "$0" | head -n 1', program],
            capture_output=True,
            text=True,
            check=True,
        )

        assert run.stderr == ""


def shell(line: str) -> subprocess.CompletedProcess[str]:
    """Run a line of the shell, with this Python as "$0"."""
    return subprocess.run(
        ["sh", "-c", line, sys.executable], capture_output=True, text=True, check=False, timeout=60
    )
