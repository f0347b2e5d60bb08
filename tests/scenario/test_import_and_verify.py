"""Importing and verifying by command, in real processes that are killed on the way."""

import json
from pathlib import Path

import pytest

from pos.models.database import Database, open_database
from tests.register_folders import a_register_folder, evertill
from tests.registers import KEY
from tests.sales_files import (
    SAMPLE,
    SAMPLE_DATES,
    SAMPLE_LINES,
    SAMPLE_TICKETS,
    SAMPLE_TOTAL,
    a_line,
    a_sales_file,
)

KILLED = 137


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return a_register_folder(tmp_path / "till1")


def import_of(path: Path, folder: Path) -> tuple[str, ...]:
    return ("import-sales", str(path), "--data", str(folder), "--operator", "mia")


class TestAnImport:
    def test_that_is_killed_again_and_again_ends_as_if_nothing_had_been(self, folder: Path) -> None:
        command = import_of(SAMPLE, folder)
        for crash_at in (
            "cash_session.open.after_commit:1",
            "import.ticket.after_commit:3",
            "sale.complete.before_commit:5",
            "cash_session.close.before_commit:2",
            "cash_session.close.after_commit:2",
            "import.session.after_close:3",
        ):
            died = evertill(*command, environment={"EVERTILL_CRASH_AT": crash_at})
            assert died.returncode == KILLED, died.stderr

        ended = evertill(*command, "--json")
        again = evertill(*command, "--json")

        assert ended.returncode == again.returncode == 0
        first, second = json.loads(ended.stdout), json.loads(again.stdout)
        assert first["added"] + first["already_there"] == SAMPLE_TICKETS
        assert (second["added"], second["already_there"]) == (0, SAMPLE_TICKETS)
        assert (second["tickets"], second["lines"]) == (SAMPLE_TICKETS, SAMPLE_LINES)
        assert (second["total"], second["business_dates"]) == (SAMPLE_TOTAL, SAMPLE_DATES)
        proved = evertill("verify", "--data", str(folder), "--json")
        assert proved.returncode == 0, proved.stdout
        verdict = json.loads(proved.stdout)
        assert (verdict["ok"], verdict["problems"]) == (True, [])
        # one opening, one count begun, one closing for each date; a count may begin again
        assert verdict["entries"] == SAMPLE_TICKETS + 3 * SAMPLE_DATES
        assert (verdict["sales"], verdict["total"]) == (SAMPLE_TICKETS, SAMPLE_TOTAL)

    def test_says_what_it_did_in_json(self, folder: Path, tmp_path: Path) -> None:
        lines = [a_line("A"), a_line("B", quantity="0")]

        done = evertill(*import_of(a_sales_file(tmp_path, lines), folder), "--json")

        told = json.loads(done.stdout)
        assert done.returncode == 1
        assert list(told) == [
            *("tickets", "lines", "total", "business_dates", "added", "already_there", "refused"),
            *("seconds", "commit_ms", "days"),
        ]
        assert (told["tickets"], told["total"], told["added"]) == (2, "1.29", 1)
        (refused,) = told["refused"]
        assert (refused["ticket"], refused["line"]) == ("B", 3)
        assert "more than zero" in refused["reason"]

    def test_says_what_it_did_in_words(self, folder: Path, tmp_path: Path) -> None:
        lines = [a_line("A"), a_line("B", quantity="0")]

        done = evertill(*import_of(a_sales_file(tmp_path, lines), folder))

        assert "2017-03-01        1        1           1.29" in done.stdout
        assert "Refused: ticket B, line 3: The quantity must be more than zero" in done.stdout
        assert "2 tickets with 2 lines: 1 added, 0 there already, 1 refused." in done.stdout

    @pytest.mark.parametrize(
        ("environment", "sentence"),
        [
            ({"EVERTILL_PIN": ""}, "The PIN of Mia is needed"),
            ({"EVERTILL_PIN": "9999"}, "That is not Mia's PIN"),
            ({"EVERTILL_PIN": "abc"}, "A PIN is 4 to 12 digits"),
            ({"EVERTILL_PASSPHRASE": ""}, "A passphrase is needed"),
            ({"EVERTILL_PASSPHRASE": "wrong"}, "passphrase"),
        ],
    )
    def test_by_somebody_who_cannot_prove_it_is_refused(
        self, folder: Path, environment: dict[str, str], sentence: str
    ) -> None:
        refused = evertill(*import_of(SAMPLE, folder), environment=environment)

        assert refused.returncode == 1
        assert sentence in refused.stderr
        assert "Traceback" not in refused.stderr

    def test_of_a_folder_instead_of_a_file_is_refused(self, folder: Path) -> None:
        refused = evertill(*import_of(folder, folder))

        assert refused.returncode == 1
        assert "is a folder" in refused.stderr


class TestAVerification:
    def test_names_what_was_changed(self, folder: Path, tmp_path: Path) -> None:
        evertill(*import_of(a_sales_file(tmp_path, [a_line("A"), a_line("B")]), folder))
        database = _opened(folder)
        with database.begin() as db:
            db.exec_driver_sql("DROP TRIGGER sale_line_is_never_changed")
            db.exec_driver_sql("UPDATE sale_line SET name = 'Mild' WHERE position = 3")
        database.close()

        as_json = evertill("verify", "--data", str(folder), "--json")
        in_words = evertill("verify", "--data", str(folder))

        assert as_json.returncode == in_words.returncode == 1
        told = json.loads(as_json.stdout)
        assert told["ok"] is False
        named = [one for one in told["problems"] if one["table"] == "sale_line"]
        assert [(one["seq"], one["kind"], one["receipt_number"]) for one in named] == [
            (3, "sale_completed", 2)
        ]
        assert named[0]["column"] == "name"
        assert "NOT everything is as it was written" in in_words.stdout

    def test_of_a_damaged_file_is_refused_in_a_sentence(self, folder: Path) -> None:
        path = folder / "register.db"
        content = bytearray(path.read_bytes())
        content[len(content) // 2] ^= 1
        path.write_bytes(content)

        refused = evertill("verify", "--data", str(folder))

        assert refused.returncode == 1
        assert "damaged" in refused.stderr
        assert "Traceback" not in refused.stderr

    @pytest.mark.parametrize("at", [40, 1000, 4096 + 100])
    def test_of_a_file_damaged_at_its_beginning_is_refused_in_a_sentence(
        self, folder: Path, at: int
    ) -> None:
        path = folder / "register.db"
        content = bytearray(path.read_bytes())
        content[at] ^= 1
        path.write_bytes(content)

        refused = evertill("verify", "--data", str(folder))

        assert refused.returncode == 1
        assert "damaged" in refused.stderr

    @pytest.mark.parametrize(
        "statement",
        ["UPDATE enrolment SET public_key = x'00'", "UPDATE enrolment SET timezone = 'Mars'"],
    )
    def test_of_a_register_that_forgot_who_it_is_is_refused_in_a_sentence(
        self, folder: Path, statement: str
    ) -> None:
        database = _opened(folder)
        with database.begin() as db:
            db.exec_driver_sql(statement)
        database.close()

        refused = evertill("verify", "--data", str(folder))

        assert refused.returncode == 1
        assert "does not say whose register this is" in refused.stderr

    def test_without_an_answer_of_the_server_is_not_sound(self, folder: Path) -> None:
        done = evertill("verify", "--data", str(folder), "--server", "http://127.0.0.1:9", "--json")

        told = json.loads(done.stdout)
        assert done.returncode == 1
        assert told["server"] == {"ok": False, "head": None, "total": None}
        assert "could not be compared" in told["problems"][0]["message"]

    def test_says_apart_that_only_the_server_was_not_compared(self, folder: Path) -> None:
        done = evertill("verify", "--data", str(folder), "--server", "http://127.0.0.1:9")

        assert done.returncode == 1
        assert "at http://127.0.0.1:9 could not be compared: nothing listens there" in done.stdout
        assert "Here everything is as it was written; the server was NOT compared." in done.stdout


def _opened(folder: Path) -> Database:
    return open_database(folder / "register.db", KEY)
