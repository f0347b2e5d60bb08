"""Bad input that is well formed: texts, numbers, barcodes and files meant to be misread."""

from __future__ import annotations

import gzip
from pathlib import Path

import httpx
import pytest
from sqlalchemy import update

from pos.domain.cash_session import CashSession
from pos.domain.clean_text import TextInvalid, clean_text
from pos.domain.event import EventInvalid, parse_event
from pos.domain.tender import Tender, TenderKind
from pos.models.catalogue import ProductRecord
from pos.runtime.backup_making import file_name_of
from pos.server.catalogue_file import FileUnusable, catalogue_file
from pos.services.catalogue import UnknownBarcode
from pos.wire.codec import MessageInvalid, decode
from pos.wire.messages import PushRequest
from tests.registers import MIA, RegisterInTest, usd
from tests.servers import RunningServer, refusal

JSON = {"Content-Type": "application/json"}
HEADER = "sku,gtin,description,unit,price,tax_category\n"


class TestABarcode:
    """A barcode of 4,096 characters, with control characters, with a wrong check digit, with a
    forged price.
    """

    @pytest.mark.parametrize(
        "code",
        [
            "4" * 4_096,
            "400638\x1d1333931",
            "\x1b@4006381333931",
            "\0",
            "4006381333932",
            "2912345000019",
            "%",
            "_" * 13,
            "' OR 1=1 --",
            "",
        ],
        ids=lambda one: ascii(one)[:20],
    )
    def test_that_is_none_of_ours_rings_nothing_up(
        self, register: RegisterInTest, session: CashSession, code: str
    ) -> None:
        with pytest.raises(UnknownBarcode) as refused:
            register.checkout.scan(session.id, MIA, code)

        assert len(str(refused.value)) < 300
        assert str(refused.value).isprintable()
        assert register.checkout.ticket(session.id).lines == ()


class TestATemplateInAName:
    """`{0.__class__}`, `%s` in templates."""

    @pytest.mark.parametrize(
        "name", ["{0.__class__}", "%s%n%(x)s", "{", "$name {x!r:>9}", "<b>x</b>"]
    )
    def test_is_text_on_receipt_and_journal(
        self, register: RegisterInTest, session: CashSession, name: str
    ) -> None:
        lamp = ProductRecord.sku == "LAMP"
        with register.database.begin() as db:
            db.execute(update(ProductRecord).where(lamp).values(name=name))
        register.checkout.scan(session.id, MIA, "LAMP")
        register.checkout.tender(session.id, MIA, Tender(TenderKind.CASH, usd("24.90")))

        sold = register.checkout.complete(session.id, MIA)

        assert [line.item.name for line in sold.sale.lines] == [name]
        assert name in str(sold.receipt)


class TestAMessage:
    """JSON of 100 MB, 100,000 deep, duplicate keys, NaN, Infinity, 1e400, 5,000 digits, `true` for
    1, "12" for 12.
    """

    @pytest.mark.parametrize(
        "series",
        [
            *(b"true", b'"12"', b"1e400", b"1.5", b"NaN", b"Infinity", b"9" * 5_000, b"null"),
            *(b"[1]", b"[" * 100_000),
        ],
        ids=lambda one: one[:8].decode(),
    )
    def test_with_something_else_for_a_number_is_refused(
        self, http: httpx.Client, series: bytes
    ) -> None:
        body = b'{"series":' + series + b',"entries":[]}'
        with pytest.raises(MessageInvalid):
            decode(body, PushRequest)

        response = http.post("/v1/nonces", content=body, headers=JSON)

        assert refusal(response, response.status_code).error in {"not_json", "invalid"}

    def test_with_a_name_twice_is_no_event(self) -> None:
        with pytest.raises(EventInvalid):
            parse_event(b'{"actor":null,"actor":null}')


class TestText:
    """Bidi overrides, zero width, 500 combining marks, NUL, lone surrogates."""

    @pytest.mark.parametrize(
        "text",
        [
            *("a\u202eb", "a\u200bb", "e" + "\u0301" * 500, "a\0b", "a\ud800", "\x1b@", "\x1bp\0"),
            *("a\x85", "\u2066x", "\ufeffx", "\x07", "\u2028"),
        ],
        ids=ascii,
    )
    def test_that_misleads_is_no_name(self, text: str) -> None:
        with pytest.raises(TextInvalid):
            clean_text(text, what="The name")


class TestACatalogueFile:
    """CSV with formulas, 1 GB, a million columns, an open quote, cp874, UTF-16, BOM, `;`."""

    def test_of_a_million_columns_is_refused_before_it_is_read(self, tmp_path: Path) -> None:
        path = tmp_path / "wide.csv"
        path.write_text("a," * 1_000_000 + "\n")

        with pytest.raises(FileUnusable, match="longer than"):
            catalogue_file(path)

    def test_with_one_endless_line_below_its_header_is_refused(self, tmp_path: Path) -> None:
        path = tmp_path / "long.csv"
        path.write_text(HEADER + "A" * 5_000_000)

        with pytest.raises(FileUnusable, match="line 2 is longer than"):
            catalogue_file(path)

    def test_that_unpacks_to_a_gigabyte_is_not_held_in_memory(self, tmp_path: Path) -> None:
        """Zip bombs and paths that climb."""
        path = tmp_path / "bomb.csv"
        path.write_bytes(gzip.compress(HEADER.encode() + bytes(50_000_000), compresslevel=1))

        with pytest.raises(FileUnusable):
            catalogue_file(path)

    def test_in_a_code_page_of_thailand_is_refused_at_its_line(self, tmp_path: Path) -> None:
        path = tmp_path / "thai.csv"
        path.write_bytes(HEADER.encode() + "A,,\u0e19\u0e21,each,1.00,standard\n".encode("cp874"))

        with pytest.raises(FileUnusable, match="line 2"):
            catalogue_file(path)


class TestFileNames:
    """File names from data."""

    @pytest.mark.parametrize(
        "name", ["../../etc/passwd", "a/b", "\0", "-rf", ".", "C:\\x", "\u202e"]
    )
    def test_are_letters_digits_and_dashes(self, name: str) -> None:
        made = file_name_of(name)

        assert all(letter.isalnum() or letter == "-" for letter in made)


class TestASearch:
    """SQL and LIKE metacharacters."""

    @pytest.mark.parametrize(
        "typed", ["%", "_", "'", '"', "*", "MATCH", "a OR b", "-", "NEAR(", "\\"]
    )
    def test_is_searched_for_words_only(self, register: RegisterInTest, typed: str) -> None:
        found = register.catalogue.search(typed)

        assert found in (register.catalogue.search(""), ())


class TestALogLine:
    """ANSI and CR/LF in logs."""

    def test_of_a_request_shows_no_control_characters(
        self, server: RunningServer, http: httpx.Client, caplog: pytest.LogCaptureFixture
    ) -> None:
        http.get("/v1/%1b%5b2J%0d%0aforged")

        assert all("\x1b" not in record.getMessage() for record in caplog.records)
