"""Importing catalogues: good rows taken, bad ones named, broken files refused whole."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select

from pos.cli import main
from pos.domain.product import gtin_check_digit
from pos.server import tables
from pos.server.catalogue_file import FileUnusable, catalogue_file
from pos.server.catalogue_import import ImportReport, import_catalogue
from pos.server.feeds import read_topic
from tests.servers import MadeServer, a_made_server

HEADER = "sku,gtin,description,department,category,brand,package_size,unit,price,tax_category"


def a_gtin(number: int) -> str:
    digits = f"200{number:09}"
    return digits + gtin_check_digit(digits)


def a_row(number: int = 1, **cells: str) -> str:
    row = {
        "sku": str(number),
        "gtin": a_gtin(number),
        "description": f"Thing {number}",
        "department": "Grocery",
        "category": "",
        "brand": "",
        "package_size": "",
        "unit": "each",
        "price": "1.50",
        "tax_category": "standard",
    }
    return ",".join((row | cells).values())


@pytest.fixture
def server(tmp_path: Path) -> Iterator[MadeServer]:
    with a_made_server(tmp_path / "server") as made:
        yield made


def written(tmp_path: Path, *lines: str, name: str = "products.csv") -> Path:
    path = tmp_path / name
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def imported(server: MadeServer, path: Path) -> ImportReport:
    return import_catalogue(server.database, catalogue_file(path), on_progress=lambda _: None)


def products(server: MadeServer) -> list[dict[str, object]]:
    with server.database.read() as db:
        return [json.loads(text) for text in read_topic(db, 1, "product")]


class TestAGoodFile:
    def test_becomes_products_of_the_feed(self, server: MadeServer, tmp_path: Path) -> None:
        report = imported(server, written(tmp_path, HEADER, a_row(1), a_row(2, price="2.268941")))

        assert (report.added, report.changed, report.unchanged, report.refused) == (2, 0, 0, [])
        assert [one["price"] for one in products(server)] == ["1.5", "2.268941"]

    def test_imported_again_changes_nothing(self, server: MadeServer, tmp_path: Path) -> None:
        path = written(tmp_path, HEADER, a_row(1), a_row(2))
        imported(server, path)

        report = imported(server, path)

        assert (report.added, report.changed, report.unchanged) == (0, 0, 2)

    def test_changes_what_it_says_differently(self, server: MadeServer, tmp_path: Path) -> None:
        imported(server, written(tmp_path, HEADER, a_row(1), a_row(2)))

        report = imported(server, written(tmp_path, HEADER, a_row(1, price="9"), a_row(2)))

        assert (report.added, report.changed, report.unchanged) == (0, 1, 1)

    def test_may_be_gzipped_under_any_name(self, server: MadeServer, tmp_path: Path) -> None:
        path = tmp_path / "products"
        path.write_bytes(gzip.compress(f"{HEADER}\n{a_row()}\n".encode()))

        assert imported(server, path).added == 1

    def test_may_begin_with_a_byte_order_mark(self, server: MadeServer, tmp_path: Path) -> None:
        assert imported(server, written(tmp_path, "\ufeff" + HEADER, a_row())).added == 1

    def test_may_use_semicolons_and_decimal_commas(
        self, server: MadeServer, tmp_path: Path
    ) -> None:
        row = a_row(price="1.50").replace(",", ";").replace("1.50", "1,50")

        assert imported(server, written(tmp_path, HEADER.replace(",", ";"), row)).added == 1
        assert products(server)[0]["price"] == "1.5"

    def test_may_tell_costs_and_services(self, server: MadeServer, tmp_path: Path) -> None:
        path = written(
            tmp_path,
            HEADER + ",cost,service",
            a_row(1, gtin="") + ",0.9,",
            a_row(2, gtin="") + ",,yes",
        )

        imported(server, path)

        told = [(one["cost"], one["service"]) for one in products(server)]
        assert told == [("0.9", False), (None, True)]

    def test_keeps_formulas_as_text(self, server: MadeServer, tmp_path: Path) -> None:
        imported(server, written(tmp_path, HEADER, a_row(description="=1+1")))

        assert products(server)[0]["name"] == "=1+1"


class TestABadRow:
    @pytest.mark.parametrize(
        ("cells", "column", "reason"),
        [
            ({"gtin": "2000000000019"}, "gtin", "wrong check digit"),
            ({"gtin": "12345"}, "gtin", "8, 12, 13 or 14 digits"),
            ({"price": "NaN"}, "price", "is not a price"),
            ({"price": "1e9"}, "price", "is not a price"),
            ({"price": "1000000000"}, "price", "too large"),
            ({"price": "-1"}, "price", "negative"),
            ({"price": "1.2345678"}, "price", "decimals"),
            ({"price": ""}, "price", "is not a price"),
            ({"unit": "crate"}, "unit", "unknown"),
            ({"tax_category": "luxury"}, "tax_category", "standard, reduced, exempt"),
            ({"sku": ""}, "sku", "is not a SKU"),
            ({"sku": "a b"}, "sku", "is not a SKU"),
            ({"sku": "x" * 41}, "sku", "is not a SKU"),
            ({"description": ""}, "description", "empty"),
            ({"description": "x" * 201}, "description", "too long"),
            ({"description": "a\u202eb"}, "description", "U+202E"),
            ({"brand": "x" * 81}, "brand", "too long"),
        ],
    )
    def test_is_named_and_the_others_are_taken(
        self,
        server: MadeServer,
        tmp_path: Path,
        cells: dict[str, str],
        column: str,
        reason: str,
    ) -> None:
        report = imported(server, written(tmp_path, HEADER, a_row(2), a_row(1, **cells), a_row(3)))

        assert report.added == 2
        (refused,) = report.refused
        assert (refused.line, refused.column) == (3, column)
        assert reason in refused.reason

    def test_with_a_cell_too_many_is_named(self, server: MadeServer, tmp_path: Path) -> None:
        report = imported(server, written(tmp_path, HEADER, a_row() + ",more"))

        assert "11 cells" in report.refused[0].reason

    def test_with_a_sku_for_the_second_time_is_named(
        self, server: MadeServer, tmp_path: Path
    ) -> None:
        report = imported(server, written(tmp_path, HEADER, a_row(1), "", a_row(1, price="9")))

        assert (report.added, report.refused[0].line) == (1, 4)
        assert "line 2" in report.refused[0].reason

    def test_with_a_barcode_for_the_second_time_is_named(
        self, server: MadeServer, tmp_path: Path
    ) -> None:
        report = imported(server, written(tmp_path, HEADER, a_row(1), a_row(2, gtin=a_gtin(1))))

        assert (report.added, report.refused[0].column) == (1, "gtin")

    def test_with_a_barcode_of_an_earlier_import_is_named(
        self, server: MadeServer, tmp_path: Path
    ) -> None:
        imported(server, written(tmp_path, HEADER, a_row(1)))

        report = imported(server, written(tmp_path, HEADER, a_row(2, gtin=a_gtin(1))))

        assert "belongs to the SKU 1" in report.refused[0].reason

    def test_in_a_quoted_cell_over_lines_is_counted_right(
        self, server: MadeServer, tmp_path: Path
    ) -> None:
        report = imported(
            server,
            written(tmp_path, HEADER, a_row(1, department='"two\nlines"'), a_row(2, price="x")),
        )

        assert report.refused[-1].line == 4


class TestABrokenFile:
    def refused(self, server: MadeServer, path: Path) -> str:
        with pytest.raises(FileUnusable) as refusal:
            imported(server, path)
        assert products(server) == []
        return str(refusal.value)

    def test_without_a_column_is_refused(self, server: MadeServer, tmp_path: Path) -> None:
        path = written(tmp_path, HEADER.replace("price", "prize"), a_row())

        assert "lacks the column price" in self.refused(server, path)

    def test_with_a_column_twice_is_refused(self, server: MadeServer, tmp_path: Path) -> None:
        path = written(tmp_path, HEADER + ",price", a_row() + ",1")

        assert "price twice" in self.refused(server, path)

    def test_that_is_empty_is_refused(self, server: MadeServer, tmp_path: Path) -> None:
        path = tmp_path / "empty.csv"
        path.touch()

        assert "is empty" in self.refused(server, path)

    def test_that_is_a_folder_is_refused(self, server: MadeServer, tmp_path: Path) -> None:
        assert "is a folder" in self.refused(server, tmp_path)

    def test_that_is_not_there_is_refused(self, server: MadeServer, tmp_path: Path) -> None:
        assert "does not exist" in self.refused(server, tmp_path / "none.csv")

    def test_in_another_encoding_is_refused_at_its_line(
        self, server: MadeServer, tmp_path: Path
    ) -> None:
        path = tmp_path / "thai.csv"
        path.write_bytes(f"{HEADER}\n{a_row()}\n".encode() + b"2,,\xa1\xa2,,,,,each,1,standard\n")

        assert "line 3: the byte 0xA1" in self.refused(server, path)

    def test_in_utf16_is_refused(self, server: MadeServer, tmp_path: Path) -> None:
        path = tmp_path / "wide.csv"
        path.write_bytes(f"{HEADER}\n{a_row()}\n".encode("utf-16"))

        assert "UTF-16" in self.refused(server, path)

    def test_with_a_nul_is_refused(self, server: MadeServer, tmp_path: Path) -> None:
        path = written(tmp_path, HEADER, a_row(description="a\0b"))

        assert "line 2: the byte 0x00" in self.refused(server, path)

    def test_that_ends_inside_a_letter_is_refused(self, server: MadeServer, tmp_path: Path) -> None:
        path = tmp_path / "cut.csv"
        path.write_bytes(f"{HEADER}\n{a_row()}".encode() + "é".encode()[:1])

        assert "line 2: the byte 0xC3" in self.refused(server, path)

    @pytest.mark.parametrize("kept", [40, 200])
    def test_whose_gzip_is_cut_off_is_refused(
        self, server: MadeServer, tmp_path: Path, kept: int
    ) -> None:
        rows = "\n".join(a_row(number) for number in range(300))
        path = tmp_path / "cut.csv.gz"
        path.write_bytes(gzip.compress(f"{HEADER}\n{rows}".encode())[:kept])

        assert "cut off" in self.refused(server, path)

    def test_whose_gzip_is_damaged_is_refused(self, server: MadeServer, tmp_path: Path) -> None:
        packed = bytearray(gzip.compress(f"{HEADER}\n{a_row()}\n".encode()))
        packed[-6] ^= 1  # of the checksum
        path = tmp_path / "bad.csv.gz"
        path.write_bytes(packed)

        assert "damaged" in self.refused(server, path)

    def test_with_an_open_quotation_mark_is_refused(
        self, server: MadeServer, tmp_path: Path
    ) -> None:
        path = written(tmp_path, HEADER, a_row(1), a_row(2, description='"open'), a_row(3))

        assert "quotation mark" in self.refused(server, path)


class TestTheCommand:
    def test_reports_in_one_object_and_exits_with_1_when_rows_were_refused(
        self, server: MadeServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        path = written(tmp_path, HEADER, a_row(1), a_row(2, price="-1"))

        code = main(["import-catalogue", str(path), "--data", str(server.root), "--json"])

        report = json.loads(capsys.readouterr().out)
        assert code == 1
        assert list(report) == ["added", "changed", "unchanged", "refused", "seconds"]
        assert [(one["line"], one["column"]) for one in report["refused"]] == [(3, "price")]

    def test_exits_with_0_when_all_were_taken(
        self, server: MadeServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        path = written(tmp_path, HEADER, a_row(1))

        assert main(["import-catalogue", str(path), "--data", str(server.root)]) == 0
        assert "1 added" in capsys.readouterr().out
        with server.database.read() as db:
            query = select(func.count()).where(tables.feed_item.c.topic == "product")
            assert db.execute(query).scalar_one() == 1
