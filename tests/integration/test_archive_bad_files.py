"""Files that are no archive, or hostile: each is told in a sentence, in little memory."""

import gzip
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.archives import AUDITOR, Line, archive_of, lines_of, says, verifier, write_lines
from tests.registers import TOM, an_enrolled_register, usd

MEGABYTE = 1024 * 1024


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The archive of two entries."""
    folder = tmp_path_factory.mktemp("register")
    register = an_enrolled_register(folder)
    opened = register.cash_sessions.open_normal(TOM, usd("1.00"))
    register.cash_sessions.begin_count(opened.id, TOM)
    yield archive_of(register, folder / "till.jsonl")
    register.database.close()


@pytest.fixture(scope="module")
def lines(archive: Path) -> list[Line]:
    return lines_of(archive)


class TestAFileThatIsNoArchive:
    @pytest.mark.parametrize(
        ("content", "told"),
        [
            (b"", "cut off"),
            (b"\n", "no JSON"),
            (b"hello\n", "no JSON"),
            (b"\x00\xff\xfe garbage\n", "not UTF-8"),
            (b"no end of line", "cut off in the middle of a line"),
            (b"[]\n", "no object"),
            (b"{}\n", "lacks"),
            (b'{"a": 1, "a": 2}\n', "twice"),
            (b'{"a": NaN}\n', "NaN is not an integer"),
            (b'{"a": Infinity}\n', "Infinity is not an integer"),
            (b'{"a": 1e400}\n', "1e400 is not an integer"),
            (b'{"a": 1.0}\n', "1.0 is not an integer"),
            (b'{"a": %s}\n' % (b"9" * 5000), "too large"),
            (b'{"a": 9223372036854775808}\n', "too large"),
            (b"[" * 100_000 + b"\n", "nested too deep"),
            (b'{"a":' * 100_000 + b"\n", "nested too deep"),
            (b"{} {}\n", "behind the JSON"),
            (b"\x1f\x8b but no gzip", "cut off or damaged"),
        ],
    )
    def test_is_told_in_a_sentence(self, tmp_path: Path, content: bytes, told: str) -> None:
        path = tmp_path / "file"
        path.write_bytes(content)

        assert told in says(path)

    def test_may_be_packed_and_cut_off(self, archive: Path, tmp_path: Path) -> None:
        path, packed = tmp_path / "till.jsonl.gz", gzip.compress(archive.read_bytes())

        for length in (len(packed) // 2, len(packed) - 1):
            path.write_bytes(packed[:length])

            assert "cut off or damaged" in says(path)

    def test_may_not_be_there_or_a_folder(self, tmp_path: Path) -> None:
        assert "cannot be read: No such file" in says(tmp_path / "nowhere")
        assert "cannot be read: Is a directory" in says(tmp_path)

    def test_is_told_without_a_stack_trace(self, tmp_path: Path) -> None:
        path = tmp_path / "file"
        path.write_bytes(b"[" * 100_000 + b"\n")

        done = subprocess.run(
            [sys.executable, "-I", str(AUDITOR), str(path)], capture_output=True, text=True
        )

        assert done.returncode == 1
        assert done.stdout.startswith("NOT as it was written.")
        assert done.stderr == ""

    def test_may_explode_and_is_stopped_at_one_line(self, tmp_path: Path) -> None:
        path = tmp_path / "bomb.gz"
        with gzip.open(path, "wb", compresslevel=1) as file:
            for _ in range(64):
                file.write(b"0" * MEGABYTE)

        assert "longer than" in says(path)

    def test_may_explode_in_empty_lines(self, tmp_path: Path) -> None:
        path = tmp_path / "bomb.gz"
        path.write_bytes(gzip.compress(b"\n" * MEGABYTE))

        assert "line 1: it is no JSON" in says(path)


class TestAnArchiveThatSaysSomethingElse:
    @pytest.mark.parametrize(
        ("changes", "told"),
        [
            ({"format": "other"}, "format is none of evertill-archive"),
            ({"version": 2}, "use a newer verifier"),
            ({"version": True}, "version is not a number"),
            ({"version": "1"}, "version is not a number"),
            ({"series": {}}, "series is not a list"),
            ({"series": [1]}, "one of series is not an object"),
            ({"more": 1}, "which nothing of its kind has"),
            ({"store": {"id": "x", "name": "", "currency": "USD"}}, "id is not an id"),
        ],
    )
    def test_in_its_first_line_is_told(
        self, lines: list[Line], tmp_path: Path, changes: Line, told: str
    ) -> None:
        assert told in says(write_lines(tmp_path / "c", [lines[0] | changes, *lines[1:]]))

    @pytest.mark.parametrize(
        ("changes", "told"),
        [
            ({"public_key": "???"}, "not base64"),
            ({"public_key": "AAAA"}, "a public key of it is none"),
            ({"key_id": "0" * 32}, "goes by another id"),
            ({"sig_alg": "none"}, "goes by another id or algorithm"),
        ],
    )
    def test_of_its_keys_is_told(
        self, lines: list[Line], tmp_path: Path, changes: Line, told: str
    ) -> None:
        first = json.loads(json.dumps(lines[0]))
        first["series"][0]["keys"][0] |= changes

        assert told in says(write_lines(tmp_path / "c", [first, *lines[1:]]))

    def test_about_a_series_is_told(self, lines: list[Line], tmp_path: Path) -> None:
        none = lines[0] | {"series": []}
        twice = lines[0] | {"series": lines[0]["series"] * 2}
        keyless = lines[0] | {"series": [lines[0]["series"][0] | {"keys": []}]}

        assert "does not name" in says(write_lines(tmp_path / "c", [none, *lines[1:]]))
        assert "stands twice" in says(write_lines(tmp_path / "c", [twice, *lines[1:]]))
        assert "has no key" in says(write_lines(tmp_path / "c", [keyless, *lines[1:]]))

    @pytest.mark.parametrize(
        ("changes", "told"),
        [
            ({"sig": ""}, "signature"),
            ({"sig": "not base64"}, "not base64"),
            ({"seq": 2**53}, "too large"),
            ({"seq": -1}, "not a number from 0 on"),
            ({"seq": True}, "not a number from 0 on"),
            ({"body": 1}, "body is not text"),
            ({"extra": 1}, "which nothing of its kind has"),
        ],
    )
    def test_in_an_entry_is_told(
        self, lines: list[Line], tmp_path: Path, changes: Line, told: str
    ) -> None:
        made = [lines[0], lines[1] | changes, *lines[2:]]

        assert told in says(write_lines(tmp_path / "c", made))

    def test_behind_its_end_is_told(self, lines: list[Line], tmp_path: Path) -> None:
        assert "behind the end" in says(write_lines(tmp_path / "c", [*lines, lines[1]]))
        assert "behind the end" in says(write_lines(tmp_path / "c", [*lines, lines[-1]]))

    def test_with_half_a_character_in_a_body_is_told(
        self, lines: list[Line], tmp_path: Path
    ) -> None:
        made = json.dumps(lines[1] | {"body": "\ud800"})
        path = tmp_path / "c"
        path.write_text(f"{json.dumps(lines[0])}\n{made}\n")

        assert "entry 1" in says(path)

    def test_of_another_store_is_not_compared(
        self, archive: Path, lines: list[Line], tmp_path: Path
    ) -> None:
        other = tmp_path / "other"
        store = lines[0]["store"] | {"id": "0190a000-0000-7000-8000-00000000000f"}
        empty = [
            lines[0] | {"store": store, "series": []},
            {"end": True, "entries": 0, "heads": []},
        ]
        write_lines(other, empty)

        _, problem = verifier.verify([archive, other], set())

        assert problem.why == "it is of another store"
