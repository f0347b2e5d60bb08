"""The feed in the register's tables: first load, later changes, deletions and doubts."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import msgspec
import pytest

from pos.services.catalogue import Catalogue, UnknownBarcode, barcode_key
from pos.sync.feed_topics import Topics
from pos.sync.first_catalogue import fill_catalogue, rows_at_once
from pos.sync.product_rows import product_row, put_product
from pos.sync.progress import no_progress
from pos.wire.codec import encode
from pos.wire.messages import (
    ChangeMessage,
    FeedPage,
    Message,
    OperatorMessage,
    ProductMessage,
    SettingMessage,
    TaxRateMessage,
)
from tests.builders import OPERATOR, USD
from tests.fakes import Crashed, FakeCrashPoints
from tests.fakes_server import A_STORE, NEW_EPOCH, a_change, a_refusal, a_reply
from tests.fakes_sync import ExchangeInTest

MIA = OperatorMessage(id=OPERATOR, name="Mia", role="manager", pin_hash="$argon2id$x")


def a_product(sku: str = "MILK", name: str = "Fresh Milk", **fields: object) -> ProductMessage:
    given = {"unit": "each", "price": "1.29", "tax_category": "reduced"} | fields
    return ProductMessage(sku=sku, name=name, **given)  # type: ignore[arg-type]


def changed(message: Message) -> ChangeMessage:
    match message:
        case ProductMessage():
            return a_change("product", message.sku, message)
        case TaxRateMessage():
            return a_change("tax_rate", message.category, message)
        case OperatorMessage():
            return a_change("operator", str(message.id), message)
        case SettingMessage():
            return a_change("setting", message.name, message)
    return a_change("store", str(A_STORE.id), message)


def pulled(exchange: ExchangeInTest, *changes: ChangeMessage) -> None:
    """Have the server say so, and the register hear it."""
    exchange.server.feed.extend(changes)
    result = exchange.engine.cycle()
    assert result.problem is None


def found(exchange: ExchangeInTest, text: str) -> list[str]:
    return [str(item.sku) for item in Catalogue(exchange.database, USD).search(text)]  # type: ignore[union-attr]


MILK = a_product(gtin="4006381333931", cost="0.8", department="Dairy")
BREAD = a_product("BREAD", "Crème-Brûlée Bread", price="2.268941")
SNAPSHOT = [
    changed(MILK),
    changed(BREAD),
    changed(TaxRateMessage(category="reduced", rate="0.05")),
    changed(MIA),
    changed(SettingMessage(name="receipt_footer", value="Thank you")),
]


@pytest.fixture
def loaded(exchange: ExchangeInTest) -> ExchangeInTest:
    pulled(exchange, *SNAPSHOT)
    return exchange


class TestTheFirstLoad:
    def test_brings_what_can_be_scanned_searched_and_taxed(self, loaded: ExchangeInTest) -> None:
        item = Catalogue(loaded.database, USD).find("4006381333931")

        assert (item.name, str(item.price)) == ("Fresh Milk", "1.29")
        assert found(loaded, "creme BRU") == ["BREAD"]
        assert loaded.value("SELECT price FROM product WHERE sku = 'BREAD'") == 2_268_941
        assert loaded.value("SELECT rate FROM tax_rate WHERE category = 'reduced'") == "0.05"
        assert loaded.value("SELECT name FROM operator") == "Mia"
        assert loaded.value("SELECT value FROM setting") == "Thank you"
        assert loaded.value("SELECT cursor FROM sync_state") == "c5"

    def test_tells_how_far_it_is(self, exchange: ExchangeInTest) -> None:
        exchange.server.feed.extend(SNAPSHOT)
        seen: list[tuple[int, int]] = []

        exchange.engine.cycle(lambda done, total: seen.append((done, total)))

        assert seen[-1] == (2, 2)

    @pytest.mark.parametrize("point", ["snapshot.before_swap", "snapshot.after_swap"])
    def test_is_whole_after_a_death(self, exchange: ExchangeInTest, point: str) -> None:
        exchange.server.feed.extend(SNAPSHOT)
        object.__setattr__(exchange.local, "crash_points", FakeCrashPoints(point))
        with pytest.raises(Crashed):
            exchange.engine.cycle()

        exchange.engine.cycle()

        assert found(exchange, "milk") == ["MILK"]
        assert exchange.value("SELECT count(*) FROM product") == 2

    def test_takes_the_good_products_beside_a_bad_one(
        self, exchange: ExchangeInTest, caplog: pytest.LogCaptureFixture
    ) -> None:
        bad = [
            a_product("P1", price="-1"),
            a_product("P2", price="1e9"),
            a_product("P3", unit="furlong"),
            a_product("P4", "with \x1b[2J control"),
            a_product("P 5"),
            a_product("P6", gtin="12a"),
        ]
        garbage = ChangeMessage(topic="product", key="P7", content=msgspec.Raw(b'{"sku": 1}'))

        pulled(exchange, *map(changed, bad), garbage, *SNAPSHOT)

        assert exchange.rows("SELECT sku FROM product ORDER BY sku") == [("BREAD",), ("MILK",)]
        assert len([one for one in caplog.records if "passed over" in one.message]) == 7

    def test_gives_the_same_as_one_product_after_the_other(self, exchange: ExchangeInTest) -> None:
        products = [
            MILK,
            BREAD,
            a_product("A_B", "Under_score 8"),
            a_product("AR", "حَلِيب كامل الدسم", gtin="96385074", service=True),
            a_product("U12", "Lamp", gtin="036000291452"),
            a_product("U14", "Case", gtin="10012345678902"),
            a_product("DOUBLE", "Same barcode", gtin="036000291452"),
        ]
        one_by_one = [product_row(product) for product in products]
        at_once = rows_at_once([msgspec.Raw(encode(product)) for product in products])
        assert at_once == [tuple(row) for row in one_by_one]
        with exchange.database.begin() as db:
            for row in one_by_one:
                put_product(db, row)
        first = exchange.dump()
        searched = {name: found(exchange, name) for name in ("under_score", "score", "حليب")}
        with exchange.database.begin() as db:
            for table in ("barcode", "search_rank", "product"):
                db.exec_driver_sql(f"DELETE FROM {table}")
            db.exec_driver_sql("INSERT INTO product_search (product_search) VALUES ('delete-all')")
            fill_catalogue(db, at_once or [], no_progress)

        second = exchange.dump()

        tables = ("product", "barcode", "search_rank")
        assert {name: second[name] for name in tables} == {name: first[name] for name in tables}
        assert {name: found(exchange, name) for name in searched} == searched
        assert searched["حليب"] == ["AR"]
        codes = dict(exchange.rows("SELECT code, product_id FROM barcode"))
        assert codes[barcode_key("96385074")] == 4


class TestALaterChange:
    def test_of_price_and_name_moves_the_search_entry(self, loaded: ExchangeInTest) -> None:
        pulled(loaded, changed(a_product(name="Oat Drink", price="2.49", gtin=MILK.gtin)))

        item = Catalogue(loaded.database, USD).find("4006381333931")
        assert (item.name, str(item.price)) == ("Oat Drink", "2.49")
        assert found(loaded, "milk") == []
        assert found(loaded, "oat") == ["MILK"]

    def test_of_a_barcode_frees_the_old_one(self, loaded: ExchangeInTest) -> None:
        pulled(loaded, changed(a_product(gtin="036000291452")))

        catalogue = Catalogue(loaded.database, USD)
        assert str(catalogue.find("0036000291452").sku) == "MILK"  # type: ignore[union-attr]
        with pytest.raises(UnknownBarcode):
            catalogue.find("4006381333931")

    def test_adds_a_product_behind_the_others(self, loaded: ExchangeInTest) -> None:
        pulled(loaded, changed(a_product("NEW", "Fresh Water")))

        assert found(loaded, "fresh") == ["MILK", "NEW"]

    def test_deletes_a_product_from_every_table(self, loaded: ExchangeInTest) -> None:
        pulled(loaded, a_change("product", "MILK"), a_change("product", "NEVER WAS"))

        assert found(loaded, "milk") == []
        assert loaded.rows("SELECT * FROM barcode") == []
        assert loaded.value("SELECT count(*) FROM search_rank") == 1

    def test_of_an_operator_lets_nobody_in_who_was_deleted(self, loaded: ExchangeInTest) -> None:
        pulled(loaded, a_change("operator", str(MIA.id)))

        assert loaded.rows("SELECT name, active FROM operator") == [("Mia", 0)]

    def test_of_rates_and_settings_replaces_and_deletes(self, loaded: ExchangeInTest) -> None:
        pulled(
            loaded,
            changed(TaxRateMessage(category="reduced", rate="0.07")),
            a_change("setting", "receipt_footer"),
        )

        assert loaded.rows("SELECT * FROM tax_rate") == [("reduced", "0.07")]
        assert loaded.rows("SELECT * FROM setting") == []

    def test_of_the_store_is_taken_over(self, loaded: ExchangeInTest) -> None:
        moved = msgspec.structs.replace(A_STORE, name="Corner Shop 2", address="2 Main St")

        pulled(loaded, changed(moved))

        assert loaded.rows("SELECT store_name, address FROM enrolment") == [
            ("Corner Shop 2", "2 Main St")
        ]

    def test_of_the_store_tells_which_days_its_books_take(self, loaded: ExchangeInTest) -> None:
        days = {"opened_on": date(2020, 1, 2), "closed_through": date(2025, 12, 31)}

        pulled(loaded, changed(msgspec.structs.replace(A_STORE, **days)))

        assert loaded.rows("SELECT opened_on, closed_through FROM enrolment") == [
            ("2020-01-02", "2025-12-31")
        ]

    def test_of_an_operator_gives_rights_and_takes_them_away(self, loaded: ExchangeInTest) -> None:
        rights = ["open a deferred session", "of a newer program", "", "a,b", "x" * 99]
        pulled(loaded, changed(msgspec.structs.replace(MIA, rights=rights)))
        given = loaded.value("SELECT rights FROM operator")

        pulled(loaded, changed(MIA))

        assert given == "of a newer program,open a deferred session"
        assert loaded.value("SELECT rights FROM operator") == ""

    @pytest.mark.parametrize(
        "bad",
        [
            changed(msgspec.structs.replace(A_STORE, timezone="Mars/Olympus")),
            changed(msgspec.structs.replace(A_STORE, currency="XXX")),
            changed(msgspec.structs.replace(A_STORE, day_cut_off="late")),
            a_change("store", str(A_STORE.id)),
            changed(TaxRateMessage(category="reduced", rate="NaN")),
            changed(msgspec.structs.replace(MIA, role="king")),
            a_change("operator", "not an id"),
            changed(a_product(price="NaN")),
            a_change("weather", "today", SettingMessage(name="rain", value="yes")),
            ChangeMessage(topic="setting", key="x", content=msgspec.Raw(b"[1]")),
        ],
    )
    def test_that_makes_no_sense_is_passed_over_and_holds_nothing_up(
        self, loaded: ExchangeInTest, bad: ChangeMessage
    ) -> None:
        before = loaded.dump()

        pulled(loaded, bad, bad)
        after = loaded.dump()

        assert {name for name in after if after[name] != before[name]} == {"sync_state"}
        pulled(loaded, changed(a_product("NEXT", "Next")))
        assert found(loaded, "next") == ["NEXT"]

    def test_of_an_unknown_topic_is_logged_once(self, caplog: pytest.LogCaptureFixture) -> None:
        topics = Topics()
        weather = a_change("weather", "today", SettingMessage(name="rain", value="yes"))

        for _ in range(3):
            assert not topics.apply(None, weather)  # type: ignore[arg-type]

        assert len(caplog.records) == 1

    @pytest.mark.parametrize("point", ["pull.before_commit", "pull.after_commit"])
    def test_moves_with_its_cursor_or_not_at_all(self, loaded: ExchangeInTest, point: str) -> None:
        loaded.server.feed.append(changed(a_product(name="Oat Drink")))
        object.__setattr__(loaded.local, "crash_points", FakeCrashPoints(point))
        with pytest.raises(Crashed):
            loaded.engine.cycle()
        came = found(loaded, "oat") == ["MILK"]
        assert (loaded.value("SELECT cursor FROM sync_state") == "c6") is came
        assert came is point.endswith("after_commit")

        loaded.engine.cycle()

        assert found(loaded, "oat") == ["MILK"]

    def test_comes_page_after_page(self, loaded: ExchangeInTest) -> None:
        pulled(loaded, *[changed(a_product(f"P{number}", "Page")) for number in range(400)])

        assert loaded.value("SELECT count(*) FROM product") == 402
        assert loaded.value("SELECT cursor FROM sync_state") == "c405"


class TestACursorTheServerDoesNotKnow:
    def test_leads_to_a_snapshot_over_what_is_there(self, loaded: ExchangeInTest) -> None:
        loaded.server.feed[:] = [
            changed(a_product(name="Oat Drink")),
            changed(a_product("NEW", "New")),
            changed(TaxRateMessage(category="standard", rate="0.2")),
        ]
        loaded.server.answer_next("/v1/feed", a_refusal(409, "cursor_unknown"))

        assert loaded.engine.cycle().problem is None

        assert loaded.rows("SELECT sku, name FROM product ORDER BY sku") == [
            ("MILK", "Oat Drink"),
            ("NEW", "New"),
        ]
        assert loaded.rows("SELECT category FROM tax_rate") == [("standard",)]
        assert loaded.rows("SELECT active FROM operator") == [(0,)]
        assert loaded.rows("SELECT name FROM setting") == []
        assert loaded.value("SELECT cursor FROM sync_state") == "c3"

    def test_has_an_idle_register_send_a_restored_server_what_it_lost(
        self, loaded: ExchangeInTest
    ) -> None:
        loaded.sell(3)
        assert loaded.engine.cycle().is_at_rest
        del loaded.server.hashes[1:], loaded.server.entries[1:]
        loaded.server.epoch = NEW_EPOCH
        loaded.server.answer_next("/v1/feed", a_refusal(409, "cursor_unknown"))

        result = loaded.engine.cycle()

        assert (result.pushed, result.waiting) == (2, 0)
        assert len(loaded.server.hashes) == 3

    def test_ends_well_after_a_death_half_way(self, loaded: ExchangeInTest) -> None:
        loaded.server.feed[:] = [changed(a_product(name="Oat Drink"))]
        loaded.server.answer_next("/v1/feed", *[a_refusal(409, "cursor_unknown")] * 2)
        points = FakeCrashPoints("snapshot.before_swap")
        object.__setattr__(loaded.local, "crash_points", points)
        with pytest.raises(Crashed):
            loaded.engine.cycle()
        assert loaded.value("SELECT cursor FROM sync_state") == "c5"

        assert loaded.engine.cycle().problem is None

        assert loaded.rows("SELECT name FROM product") == [("Oat Drink",)]


class TestAFeedThatDoesNotMove:
    def test_is_not_believed(self, loaded: ExchangeInTest) -> None:
        before = loaded.dump()
        page = FeedPage(changes=[changed(BREAD)], cursor="c5", more=True)
        loaded.server.answer_next("/v1/feed", a_reply(page))

        assert loaded.engine.cycle().problem
        assert loaded.dump() == before

    def test_nor_is_a_snapshot_without_an_end(self, exchange: ExchangeInTest) -> None:
        before = exchange.dump()["product"]
        page = FeedPage(changes=[changed(BREAD)], cursor="", more=False)
        exchange.server.answer_next("/v1/feed/snapshot", a_reply(page))

        assert exchange.engine.cycle().problem
        assert exchange.dump()["product"] == before


class TestAPageThatWasNotAskedFor:
    """A till took the empty page of another one, with its cursor: a price never came."""

    @pytest.mark.parametrize("other", [{"after": "c1"}, {"after": ""}, {"store": UUID(int=7)}])
    def test_is_not_believed(self, loaded: ExchangeInTest, other: dict[str, Any]) -> None:
        before = loaded.dump()
        page = FeedPage(**{"changes": [], "cursor": "c9", "more": False, **other})
        loaded.server.answer_next("/v1/feed", a_reply(page))

        assert loaded.engine.cycle().problem
        assert loaded.dump() == before

    def test_nor_is_the_snapshot_of_another_store(self, exchange: ExchangeInTest) -> None:
        before = exchange.dump()["product"]
        page = FeedPage(changes=[changed(BREAD)], cursor="c5", more=False, store=UUID(int=7))
        exchange.server.answer_next("/v1/feed/snapshot", a_reply(page))

        assert exchange.engine.cycle().problem
        assert exchange.dump()["product"] == before

    def test_is_believed_of_an_older_server_that_does_not_say(self, loaded: ExchangeInTest) -> None:
        page = FeedPage(changes=[changed(BREAD)], cursor="c9", more=False)
        loaded.server.answer_next("/v1/feed", a_reply(page))

        assert loaded.engine.cycle().problem is None
