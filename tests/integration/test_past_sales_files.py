"""Sales files that are none: each gets a sentence, and nothing of it is taken."""

import gzip
from collections.abc import Iterator
from pathlib import Path

import pytest

from pos.services.past_sales_file import SalesFileInvalid, file_tickets
from tests.registers import MIA, RegisterInTest, an_enrolled_register
from tests.sales_files import a_line, a_sales_file, all_rows, past_sales_of

GOOD = [a_line("A"), a_line("A"), a_line("B")]


@pytest.fixture
def register(tmp_path: Path) -> Iterator[RegisterInTest]:
    register = an_enrolled_register(tmp_path)
    yield register
    register.database.close()


@pytest.fixture
def good(tmp_path: Path) -> Path:
    return a_sales_file(tmp_path, GOOD)


def refused(register: RegisterInTest, path: Path) -> str:
    """Import the file, which must be refused without a trace, and return the sentence."""
    with pytest.raises(SalesFileInvalid) as refusal:
        past_sales_of(register).import_file(path, MIA)
    assert all_rows(register, "SELECT count(*) FROM journal") == [(0,)]
    assert all_rows(register, "SELECT count(*) FROM cash_session") == [(0,)]
    return str(refusal.value)


class TestAGoodFile:
    @pytest.mark.parametrize("compressed", [False, True])
    @pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"], ids=["plain", "BOM"])
    def test_is_read_with_and_without_a_mark_and_compression(
        self, good: Path, mark: bytes, compressed: bool
    ) -> None:
        content = mark + good.read_bytes()
        good.write_bytes(gzip.compress(content) if compressed else content)

        tickets = list(file_tickets(good))

        assert [(one.number, one.count, one.lines[0].number) for one in tickets] == [
            ("A", 2, 2),
            ("B", 1, 4),
        ]

    def test_may_have_more_columns_in_another_order(self, good: Path) -> None:
        rows = good.read_text(encoding="utf-8").splitlines()
        good.write_text(
            "\n".join(",".join(["extra", *reversed(row.split(","))]) for row in rows),
            encoding="utf-8",
        )

        assert [one.number for one in file_tickets(good)] == ["A", "B"]


class TestABadFile:
    def test_without_a_column_is_refused(self, register: RegisterInTest, good: Path) -> None:
        good.write_text(good.read_text(encoding="utf-8").replace("coupon", "kupon"), "utf-8")

        assert "has no column coupon" in refused(register, good)

    def test_with_a_column_twice_is_refused(self, register: RegisterInTest, good: Path) -> None:
        text = good.read_text(encoding="utf-8").replace("coupon,tender", "coupon,tender,coupon")
        good.write_text(text, "utf-8")

        assert "has the column coupon twice" in refused(register, good)

    def test_with_semicolons_is_refused(self, register: RegisterInTest, good: Path) -> None:
        good.write_text(good.read_text(encoding="utf-8").replace(",", ";"), "utf-8")

        assert "semicolons" in refused(register, good)

    @pytest.mark.parametrize("encoding", ["cp1252", "utf-16", "utf-16-be", "utf-16-le"])
    def test_in_another_encoding_is_refused(
        self, register: RegisterInTest, tmp_path: Path, encoding: str
    ) -> None:
        path = a_sales_file(tmp_path, [a_line("A"), a_line("B", description="Crème")])
        path.write_bytes(path.read_text(encoding="utf-8").encode(encoding))

        assert "UTF-" in refused(register, path)

    def test_that_is_empty_is_refused(self, register: RegisterInTest, good: Path) -> None:
        good.write_bytes(b"")

        assert "is empty" in refused(register, good)

    def test_that_is_a_folder_is_refused(self, register: RegisterInTest, tmp_path: Path) -> None:
        assert "is a folder" in refused(register, tmp_path)

    def test_that_is_not_there_is_refused(self, register: RegisterInTest, tmp_path: Path) -> None:
        assert "There is no file" in refused(register, tmp_path / "none.csv")

    @pytest.mark.parametrize("kept", [12, 60, -4])
    def test_that_is_cut_off_is_refused(
        self, register: RegisterInTest, good: Path, kept: int
    ) -> None:
        good.write_bytes(gzip.compress(good.read_bytes())[:kept])

        assert "cut off or damaged" in refused(register, good)

    def test_that_only_looks_compressed_is_refused(
        self, register: RegisterInTest, good: Path
    ) -> None:
        good.write_bytes(b"\x1f\x8b" + b"x" * 100)

        assert "cut off or damaged" in refused(register, good)

    def test_with_an_open_quotation_mark_is_refused(
        self, register: RegisterInTest, tmp_path: Path
    ) -> None:
        path = a_sales_file(tmp_path, GOOD)
        path.write_text(path.read_text(encoding="utf-8") + '"C,', encoding="utf-8")

        assert "quotation mark" in refused(register, path)

    def test_with_an_endless_line_is_refused(self, register: RegisterInTest, good: Path) -> None:
        good.write_text(good.read_text(encoding="utf-8") + "x" * 200_000, encoding="utf-8")

        assert "longer than" in refused(register, good)
