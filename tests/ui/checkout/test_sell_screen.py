"""The sell screen by its keys and buttons, on a real register."""

from PySide6.QtCore import QLocale, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from pos.domain.tender import Tender, TenderKind
from pos.runtime.worker import DatabaseWorker
from pos.ui.checkout.finder_pane import FinderPane
from pos.ui.checkout.results_list import ResultsList
from pos.ui.formatting import plain
from pos.ui.language import ARABIC, apply_language
from pos.ui.widgets.tile_grid import TileGrid
from tests.registers import TOM, usd
from tests.ui.tills import TillInTest, a_till, show


def results(till: TillInTest) -> list[str]:
    return [offer.title for offer in till.screen("sell").findChild(ResultsList).offers]


def shows_results(till: TillInTest) -> bool:
    return till.screen("sell").findChild(FinderPane).shows_results


class TestScanning:
    def test_puts_barcodes_and_skus_on_the_ticket_and_keeps_the_keyboard(self, till) -> None:
        till.enter("4006381333931")
        till.enter("LAMP")

        assert till.ticket == [("Fresh Milk 1 L", "1", "1.29"), ("Desk Lamp", "1", "24.90")]
        assert till.total == "$26.19"
        assert till.scan_field.text() == ""
        assert till.scan_field.hasFocus()

    def test_takes_a_quantity_before_the_code(self, till) -> None:
        till.enter("3*4006381333931")
        till.enter("2.5*APPLE")

        assert till.ticket == [("Fresh Milk 1 L", "3", "3.87"), ("Apples Loose", "2.500", "9.98")]

    def test_keeps_a_quantity_in_the_field_until_its_code_comes(self, till) -> None:
        till.enter("3*")
        assert "of what?" in till.message

        till.enter("4006381333931")

        assert till.ticket == [("Fresh Milk 1 L", "3", "3.87")]

    def test_says_that_a_code_is_unknown_until_somebody_reads_it(self, till) -> None:
        till.enter("4006381333999")
        till.enter("LAMP")

        assert "4006381333999" in till.message
        assert till.ticket == [("Desk Lamp", "1", "24.90")]
        assert till.scan_field.hasFocus()

        till.key(Qt.Key.Key_Escape)
        assert till.message == ""

    def test_refuses_a_quantity_that_the_unit_does_not_allow(self, till) -> None:
        till.enter("2.5*LAMP")
        assert "whole units" in till.message

        till.enter("0*LAMP")
        assert "more than zero" in till.message
        assert till.ticket == []

    def test_faster_than_the_worker_loses_nothing_and_keeps_the_order(
        self, tmp_path, english, qtbot
    ) -> None:
        worker = DatabaseWorker()
        till = a_till(tmp_path, english, worker=worker)
        qtbot.addWidget(till.window)
        show(till)

        for code in ("LAMP", "4006381333931", "BREAD") * 4:
            QTest.keyClicks(till.scan_field, code)
            QTest.keyClick(till.scan_field, Qt.Key.Key_Return)
        QTest.keyClick(till.scan_field, Qt.Key.Key_F12)
        qtbot.waitUntil(lambda: till.window.current_screen == "pay")

        names = ["Desk Lamp", "Fresh Milk 1 L", "Crème-Brûlée Bread"] * 4
        assert [line.item.name for line in till.on_disk.lines] == names
        assert [name for name, _, _ in till.ticket] == names
        till.settle()
        worker.close()
        till.register.database.close()

    def test_from_a_button_lands_in_the_field(self, till) -> None:
        till.part(QPushButton, "pay").setFocus()

        till.enter("LAMP")

        assert till.ticket == [("Desk Lamp", "1", "24.90")]


class TestWhatIsWeighed:
    def test_asks_for_its_quantity(self, till) -> None:
        till.enter("APPLE")
        assert till.ticket == []

        till.enter("0.75")

        assert till.ticket == [("Apples Loose", "0.750", "2.99")]
        assert till.scan_field.hasFocus()

    def test_says_why_a_quantity_is_none(self, till) -> None:
        till.enter("APPLE")

        till.enter("0.1234")

        problems = [label.text() for label in till.screen("sell").findChildren(QLabel)]
        assert any("at most" in text for text in problems)
        assert till.ticket == []

    def test_keeps_asking_while_other_things_are_scanned(self, till) -> None:
        till.enter("APPLE")
        till.enter("4006381333931")
        assert till.ticket == [("Fresh Milk 1 L", "1", "1.29")]

        till.enter("1")

        assert till.ticket[-1] == ("Apples Loose", "1.000", "3.99")

    def test_stands_in_the_way_of_paying_until_it_is_known(self, till) -> None:
        till.enter("LAMP")
        till.enter("APPLE")

        till.press("pay")
        assert "First say how much" in till.message
        till.key(Qt.Key.Key_Escape)
        till.press("pay")

        assert till.window.current_screen == "pay"


class TestSearching:
    def test_shows_what_begins_with_the_words_and_enter_takes_the_first(self, till) -> None:
        till.type("creme br")
        assert results(till) == ["Crème-Brûlée Bread"]

        till.key(Qt.Key.Key_Return)

        assert till.ticket == [("Crème-Brûlée Bread", "1", "2.50")]
        assert not shows_results(till)

    def test_moves_with_the_arrows(self, till) -> None:
        till.type("l")
        before = results(till)
        till.key(Qt.Key.Key_Down)
        till.key(Qt.Key.Key_Return)

        assert till.on_disk.lines == () or till.on_disk.lines[0].item.name == before[1]

    def test_takes_the_quantity_typed_before_the_words(self, till) -> None:
        till.type("3*lamp")

        till.key(Qt.Key.Key_Return)

        assert till.ticket == [("Desk Lamp", "3", "74.70")]

    def test_says_that_nothing_was_found(self, till) -> None:
        till.type("zebra")

        assert "“zebra”" in plain(till.part(QLabel, "nothing_found").text())
        till.key(Qt.Key.Key_Escape)
        assert till.scan_field.text() == ""
        assert not shows_results(till)

    def test_gives_words_back_that_fit_nothing_so_that_the_next_scan_replaces_them(
        self, till
    ) -> None:
        till.enter("zebra")
        assert till.scan_field.text() == "zebra"

        till.enter("LAMP")

        assert till.ticket == [("Desk Lamp", "1", "24.90")]

    def test_of_digits_waits_for_a_rest_and_takes_none_unasked(self, till, qtbot) -> None:
        till.type("1")
        assert not shows_results(till)
        qtbot.waitUntil(lambda: shows_results(till))

        till.key(Qt.Key.Key_Return)

        assert till.ticket == []
        assert "“1”" in till.message


class TestTiles:
    def test_ring_up_at_a_touch(self, till) -> None:
        tiles = till.part(TileGrid, "quick_tiles")
        lamp = next(at for at, tile in enumerate(tiles.tiles) if tile.title == "Desk Lamp")

        tiles.choose(lamp)
        till.settle()

        assert till.ticket == [("Desk Lamp", "1", "24.90")]
        assert till.scan_field.hasFocus()

    def test_are_those_of_the_chosen_department(self, till) -> None:
        departments = till.part(TileGrid, "departments")
        names = [tile.title for tile in departments.tiles]
        assert names[0] == "Best sellers"

        departments.choose(names.index("Fuel"))
        till.settle()

        tiles = till.part(TileGrid, "quick_tiles").tiles
        assert [(tile.title, plain(tile.caption)) for tile in tiles] == [
            ("Gasoline Unleaded", "$2.268941 / gal")
        ]


class TestTheEmptyCatalogue:
    def test_says_where_products_come_from(self, tmp_path, english, qtbot) -> None:
        till = a_till(tmp_path, english)
        with till.register.database.begin() as db:
            for table in ("search_rank", "barcode", "product"):
                db.exec_driver_sql(f"DELETE FROM {table}")
        qtbot.addWidget(till.window)
        show(till)

        assert "comes with the first sync" in till.part(QLabel, "nothing_found").text()
        till.register.database.close()


class TestGoingOn:
    def test_comes_back_to_the_ticket_as_it_stands_on_disk(self, till) -> None:
        till.register.checkout.scan(till.cash_session.id, TOM, "LAMP")

        till.window.show_screen("sell")
        till.settle()

        assert till.ticket == [("Desk Lamp", "1", "24.90")]

    def test_says_what_was_paid_already(self, till) -> None:
        till.enter("LAMP")
        checkout = till.register.checkout
        checkout.tender(till.cash_session.id, TOM, Tender(TenderKind.CARD, usd("4.90")))

        till.window.show_screen("sell")
        till.settle()

        assert till.total == "$20.00"

    def test_asks_nothing_about_the_last_ticket_on_the_next(self, till) -> None:
        till.enter("LAMP")
        till.key(Qt.Key.Key_F4)
        till.key(Qt.Key.Key_F12)
        till.key(Qt.Key.Key_Return)
        till.key(Qt.Key.Key_F12)

        till.enter("BREAD")

        assert till.ticket == [("Crème-Brûlée Bread", "1", "2.50")]

    def test_refuses_to_pay_an_empty_ticket(self, till) -> None:
        till.key(Qt.Key.Key_F12)

        assert till.window.current_screen == "sell"
        assert "empty" in till.message

    def test_does_not_pay_over_a_scan_that_was_refused(self, tmp_path, english, qtbot) -> None:
        worker = DatabaseWorker()
        till = a_till(tmp_path, english, worker=worker)
        qtbot.addWidget(till.window)
        show(till)
        till.enter("LAMP")

        QTest.keyClicks(till.scan_field, "4006381333999")
        QTest.keyClick(till.scan_field, Qt.Key.Key_Return)
        QTest.keyClick(till.scan_field, Qt.Key.Key_F12)
        till.settle()

        assert till.window.current_screen == "sell"
        assert "4006381333999" in till.message
        worker.close()
        till.register.database.close()

    def test_is_refused_while_the_session_is_counted(self, till) -> None:
        till.register.cash_sessions.begin_count(till.cash_session.id, TOM)

        till.enter("LAMP")

        assert "being counted or is closed" in till.message

    def test_changes_its_language_in_the_middle_of_a_ticket(self, till) -> None:
        till.enter("3*LAMP")

        apply_language(QApplication.instance(), ARABIC)
        till.settle()

        assert QLocale().name().startswith("ar")
        assert till.ticket == [("Desk Lamp", "٣", "٧٤٫٧٠")]
        assert "F12" in till.part(QPushButton, "pay").text()
        assert till.window.isRightToLeft()
