"""Archives under the independent verifier: what was written is sound, any change is named."""

import ast
import copy
import json
import subprocess
import sys
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.archives import (
    AUDITOR,
    Line,
    archive_of,
    lines_of,
    names_entry,
    resealed,
    says,
    verifier,
    with_event,
    work_a_week,
    write_lines,
)
from tests.keys import new_signing_key
from tests.registers import RegisterInTest, an_enrolled_register

Place = tuple[str | int, ...]


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RegisterInTest]:
    register = an_enrolled_register(tmp_path_factory.mktemp("register"))
    work_a_week(register)
    yield register
    register.database.close()


@pytest.fixture(scope="module")
def archive(register: RegisterInTest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return archive_of(register, tmp_path_factory.mktemp("archive") / "till.jsonl")


@pytest.fixture(scope="module")
def lines(archive: Path) -> list[Line]:
    return lines_of(archive)


def events(lines: list[Line]) -> list[dict[str, Any]]:
    return [json.loads(line["body"]) for line in lines[1:-1]]


def entry_of(lines: list[Line], kind: str) -> int:
    return 1 + [event["kind"] for event in events(lines)].index(kind)


def places(content: Any, at: Place = ()) -> Iterator[Place]:
    """Yield where each single value of an event stands."""
    match content:
        case dict() if content:
            for name, value in content.items():
                yield from places(value, (*at, name))
        case list() if content:
            for number, value in enumerate(content):
                yield from places(value, (*at, number))
        case _:
            yield at


def changed(content: Any, at: Place) -> Any:
    """Return the content with another value at one place."""
    made = copy.deepcopy(content)
    inside = made
    for step in at[:-1]:
        inside = inside[step]
    value = inside[at[-1]]
    inside[at[-1]] = {int: lambda: value + 1, str: lambda: f"{value}1"}.get(
        type(value), lambda: "something"
    )()
    return made


class TestAnArchiveAsItWasWritten:
    def test_is_sound_and_adds_up_to_the_cent(
        self, register: RegisterInTest, archive: Path
    ) -> None:
        walks, problem = verifier.verify([archive], set())

        told = verifier.as_object(walks, problem)["archives"][0]
        assert problem is None
        with register.database.begin() as db:
            balances = dict(
                db.exec_driver_sql(
                    "SELECT account, sum(amount) FROM posting GROUP BY account"
                ).all()
            )
            sales, total = db.exec_driver_sql(
                "SELECT sales, perpetual_total FROM register_state"
            ).one()
        assert (told["sales"], told["total"]) == (sales, f"{total // 100}.{total % 100:02}")
        assert told["accounts"] == {
            account: verifier.major(amount, "USD") for account, amount in balances.items()
        }

    def test_has_every_kind_of_entry_but_an_enrolment(self, lines: list[Line]) -> None:
        kinds = {event["kind"] for event in events(lines)}

        assert kinds == verifier.PAYLOADS.keys() - {"register_enrolled"}

    def test_is_equal_to_itself_packed(
        self, register: RegisterInTest, archive: Path, tmp_path: Path
    ) -> None:
        packed = archive_of(register, tmp_path / "till.jsonl.gz")

        walks, problem = verifier.verify([archive, packed], set())

        assert problem is None
        assert packed.read_bytes()[:2] == b"\x1f\x8b"
        assert walks[0].series[0].head == walks[1].series[0].head

    def test_is_believed_under_the_keys_that_one_knows_only(
        self, archive: Path, lines: list[Line]
    ) -> None:
        key_id = lines[0]["series"][0]["keys"][0]["key_id"]

        assert verifier.verify([archive], {key_id})[1] is None
        assert "not yours" in str(verifier.verify([archive], {"0" * 32})[1])


class TestOneChangedField:
    def test_of_an_entry_of_each_kind_is_found_and_named(
        self, lines: list[Line], tmp_path: Path
    ) -> None:
        missed = []
        written = events(lines)
        for number in {entry_of(lines, event["kind"]) for event in written}:
            event = written[number - 1]
            for place in places(event):
                made = list(lines)
                made[number] = with_event(lines[number], changed(event, place))
                if names_entry(write_lines(tmp_path / "changed.jsonl", made)) != number:
                    missed.append((number, place))
        assert not missed

    @pytest.mark.parametrize("field", ["register", "series", "seq", "body", "sig"])
    def test_around_any_entry_is_found(self, lines: list[Line], tmp_path: Path, field: str) -> None:
        for number in range(1, len(lines) - 1):
            made = list(lines)
            made[number] = changed(lines[number], (field,))

            assert says(write_lines(tmp_path / "changed.jsonl", made))

    @pytest.mark.parametrize("place", [("entries",), ("heads", 0, "seq"), ("heads", 0, "hash")])
    def test_of_the_end_is_found(self, lines: list[Line], tmp_path: Path, place: Place) -> None:
        made = [*lines[:-1], changed(lines[-1], place)]

        assert "end" in says(write_lines(tmp_path / "changed.jsonl", made)) or place[-1] == "hash"

    def test_names_register_series_entry_what_and_why(
        self, lines: list[Line], tmp_path: Path
    ) -> None:
        number = entry_of(lines, "sale_completed")
        event = events(lines)[number - 1]
        made = list(lines)
        made[number] = with_event(lines[number], changed(event, ("payload", "total")))

        path = write_lines(tmp_path / "changed.jsonl", made)

        assert says(path) == (
            f"{path}, line {number + 1}: register Till 1 ({event['register']}), series 1, entry "
            f"{number}: its signature is not its series' key's over these contents."
        )


class TestSomebodyWithTheKey:
    """The rules hold whoever signs: money that does not add up is found behind a good signature."""

    def test_is_believed_when_nothing_was_changed(
        self, register: RegisterInTest, lines: list[Line], tmp_path: Path
    ) -> None:
        path = write_lines(tmp_path / "same.jsonl", resealed(lines, register.journal.identity.key))

        assert verifier.verify([path], set())[1] is None

    @pytest.mark.parametrize(
        ("kind", "place"),
        [
            *(
                ("sale_completed", ("payload", name))
                for name in ("net", "tax", "total", "change", "receipt_number", "currency")
            ),
            *(
                ("sale_completed", ("payload", "lines", 0, name))
                for name in ("net", "tax", "discount_amount", "quantity", "unit_price", "tax_rate")
            ),
            ("sale_completed", ("payload", "tenders", 0, "amount")),
            ("sale_completed", ("cash_session_kind",)),
            ("sale_completed", ("business_date",)),
            ("sale_completed", ("cash_session_id",)),
            ("sale_voided", ("payload", "lines", 0, "tax")),
            ("cash_session_opened", ("payload", "opening_float")),
            ("cash_moved", ("payload", "amount")),
            *(
                ("cash_session_closed", ("payload", name))
                for name in (
                    *("z_number", "sales", "lines", "gross", "discount", "change", "expected"),
                    *("opening_float", "cash_tendered", "variance", "counted", "perpetual_total"),
                    *("drawer_openings", "opened_at", "opened_by", "currency"),
                )
            ),
            *(
                ("cash_session_closed", ("payload", "tenders", number, name))
                for number in range(4)
                for name in ("count", "amount")
            ),
            ("cash_session_closed", ("payload", "tax", 0, "net")),
            ("cash_session_closed", ("payload", "movements", 0, "amount")),
        ],
    )
    def test_is_found_out_by_the_rules(
        self,
        register: RegisterInTest,
        lines: list[Line],
        tmp_path: Path,
        kind: str,
        place: Place,
    ) -> None:
        number = entry_of(lines, kind)
        made = list(lines)
        made[number] = with_event(lines[number], changed(events(lines)[number - 1], place))

        path = write_lines(tmp_path / "c.jsonl", resealed(made, register.journal.identity.key))

        named = names_entry(path)
        assert named is not None
        assert named >= number
        assert "signature" not in says(path)

    def test_cannot_sell_in_a_session_that_is_closed(
        self, register: RegisterInTest, lines: list[Line], tmp_path: Path
    ) -> None:
        sale, closing = entry_of(lines, "sale_voided"), entry_of(lines, "cash_session_closed")
        made = [*lines[:sale], *lines[sale + 1 : closing + 1], lines[sale], *lines[closing + 1 :]]

        path = write_lines(tmp_path / "c.jsonl", resealed(made, register.journal.identity.key))

        assert names_entry(path) == closing
        assert "closed before" in says(path)

    def test_cannot_leave_a_sale_out(
        self, register: RegisterInTest, lines: list[Line], tmp_path: Path
    ) -> None:
        number = entry_of(lines, "sale_completed")
        made = [*lines[:number], *lines[number + 1 :]]

        path = write_lines(tmp_path / "c.jsonl", resealed(made, register.journal.identity.key))

        assert "receipt number" in says(path)

    def test_cannot_give_an_id_twice(
        self, register: RegisterInTest, lines: list[Line], tmp_path: Path
    ) -> None:
        first, second = events(lines)[:2]
        made = list(lines)
        made[2] = with_event(lines[2], {**second, "event_id": first["event_id"]})

        path = write_lines(tmp_path / "c.jsonl", resealed(made, register.journal.identity.key))

        assert "its id stands for another entry already" in says(path)


class TestSomebodyWithoutTheKey:
    def test_cannot_delete_an_entry(self, lines: list[Line], tmp_path: Path) -> None:
        for number in range(1, len(lines) - 1):
            path = write_lines(tmp_path / "c.jsonl", [*lines[:number], *lines[number + 1 :]])

            assert names_entry(path) == number + 1 or number == len(lines) - 2

    def test_cannot_swap_two(self, lines: list[Line], tmp_path: Path) -> None:
        made = [*lines[:4], lines[5], lines[4], *lines[6:]]

        assert names_entry(write_lines(tmp_path / "c.jsonl", made)) == 5

    def test_cannot_copy_a_signature(self, lines: list[Line], tmp_path: Path) -> None:
        made = list(lines)
        made[5] = {**lines[5], "sig": lines[4]["sig"]}

        assert names_entry(write_lines(tmp_path / "c.jsonl", made)) == 5

    def test_cannot_compute_the_chain_anew(self, lines: list[Line], tmp_path: Path) -> None:
        made = resealed(lines, new_signing_key())

        assert names_entry(write_lines(tmp_path / "c.jsonl", made)) == 1

    def test_is_known_by_the_key_of_somebody_else(self, lines: list[Line], tmp_path: Path) -> None:
        key = new_signing_key()
        public = key.verifying_key
        made = copy.deepcopy(lines)
        mine = {"key_id": public.key_id, "public_key": b64encode(public.der).decode()}
        made[0]["series"][0]["keys"][0] |= mine
        for number, event in enumerate(events(lines), start=1):
            made[number] = with_event(lines[number], {**event, "key_id": public.key_id})
        path = write_lines(tmp_path / "c.jsonl", resealed(made, key))

        trusted = {lines[0]["series"][0]["keys"][0]["key_id"]}

        assert verifier.verify([path], set())[1] is None  # nothing in a file vouches for its key
        assert public.key_id in str(verifier.verify([path], trusted)[1])

    def test_cannot_cut_the_end(self, archive: Path, lines: list[Line], tmp_path: Path) -> None:
        without_end = write_lines(tmp_path / "without-end.jsonl", lines[:-1])
        one_less = write_lines(tmp_path / "one-less.jsonl", [*lines[:-2], lines[-1]])
        in_a_line = tmp_path / "in-a-line.jsonl"
        in_a_line.write_bytes(archive.read_bytes()[:-20])

        assert "cut off" in says(without_end)
        assert "entries" in says(one_less)
        assert "cut off" in says(in_a_line)

    def test_is_found_out_by_the_other_sides_archive_when_the_end_says_so_too(
        self, archive: Path, lines: list[Line], tmp_path: Path
    ) -> None:
        made = copy.deepcopy([*lines[:-2], lines[-1]])
        made[-1]["entries"] -= 1
        before = json.loads(lines[-2]["body"])["prev_hash"]
        made[-1]["heads"][0] |= {"seq": made[-1]["entries"], "hash": before}
        path = write_lines(tmp_path / "one-less.jsonl", made)

        alone, beside = verifier.verify([path], set()), verifier.verify([path, archive], set())

        assert alone[1] is None
        assert beside[1].seq == made[-1]["entries"] + 1
        assert "has no such entry" in beside[1].why


class TestTheVerifier:
    def test_shares_no_code_with_the_program(self) -> None:
        tree = ast.parse(AUDITOR.read_text(encoding="utf-8"))
        names = {
            name.split(".")[0]
            for node in ast.walk(tree)
            for name in (
                [alias.name for alias in node.names]
                if isinstance(node, ast.Import)
                else [node.module or ""]
                if isinstance(node, ast.ImportFrom)
                else []
            )
        }

        assert names - sys.stdlib_module_names == {"cryptography"}

    def test_runs_alone_and_says_so_for_programs(self, archive: Path, tmp_path: Path) -> None:
        command = [sys.executable, "-I", str(AUDITOR), str(archive), str(archive), "--json"]

        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)

        told = json.loads(done.stdout)
        assert told["ok"]
        assert told["verdict"] == "equal"
        assert done.stderr == ""

    def test_says_in_words_what_it_found(
        self, archive: Path, lines: list[Line], capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert verifier.main([str(archive)]) == 0

        key_id = lines[0]["series"][0]["keys"][0]["key_id"]
        assert capsys.readouterr().out == (
            f"{archive}: {len(lines) - 2} entries of 1 register, 5 sales of 87.27 USD: sound.\n"
            f"  signed with the key {key_id}\n"
        )

    def test_compares_one_archive_with_one_other(
        self, archive: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        with pytest.raises(SystemExit) as ended:
            verifier.main([str(archive)] * 3)

        assert ended.value.code == 2
        assert "two are compared" in capsys.readouterr().err
