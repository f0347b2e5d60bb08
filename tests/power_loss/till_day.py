"""A day at a till, each kind of transaction by name; a new kind is one function here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from unittest.mock import patch

from msgspec.structs import replace

from pos.bootstrap import Register
from pos.domain.cash_movement import MovementKind
from pos.domain.cash_session import CashSession
from pos.domain.event import EventKind
from pos.domain.money import Money
from pos.domain.report import Declaration
from pos.domain.tender import Tender, TenderKind
from pos.server import apply
from pos.server.catalogue_file import catalogue_file
from pos.server.catalogue_import import import_catalogue
from pos.server.entry_deeds import Outcome, apply_again
from pos.server.kept_entries import waiting_places
from pos.server.proved_deeds import ProvedClaim
from pos.server.session_closing import Hand, close_here
from pos.server.session_rows import ClosedHow
from pos.server.stores import the_store
from pos.services.operators import Operator
from tests.power_loss.shop import LAMP, Shop
from tests.registers import usd


@dataclass
class Day:
    """A shop in the middle of its day, and what its till works on."""

    shop: Shop
    opened: CashSession | None = None
    others: list[CashSession] = field(default_factory=list)

    @property
    def session(self) -> CashSession:
        assert self.opened is not None
        return self.opened

    @property
    def register(self) -> Register:
        return self.shop.till.register

    @property
    def mia(self) -> Operator:
        return self.register.operators.named("Mia")

    @property
    def tom(self) -> Operator:
        return self.register.operators.named("Tom")


Deed = Callable[[Day], None]
DAY: list[tuple[str, Deed]] = []


def deed(name: str) -> Callable[[Deed], Deed]:
    """Add a kind of transaction to the day, in the order of this file."""

    def add(deed: Deed) -> Deed:
        DAY.append((name, deed))
        return deed

    return add


@deed("start")
def start(day: Day) -> None:
    day.shop.till.start()


@deed("snapshot")
def snapshot(day: Day) -> None:
    day.shop.till.cycle()


@deed("open normal")
def open_normal(day: Day) -> None:
    day.opened = day.register.cash_sessions.open_normal(day.mia, usd("100.00"))


@deed("open deferred")
def open_deferred(day: Day) -> None:
    yesterday = day.register.cash_sessions.today() - timedelta(days=1)
    day.others.append(day.register.cash_sessions.open_deferred(day.mia, yesterday))


@deed("open training")
def open_training(day: Day) -> None:
    day.others.append(day.register.cash_sessions.open_training(day.mia, usd("50.00")))


@deed("sale")
def sale(day: Day) -> None:
    checkout, session = day.register.checkout, day.session
    checkout.scan(session.id, day.mia, "LAMP")
    checkout.scan(session.id, day.mia, "MILK")
    checkout.tender(session.id, day.mia, Tender(TenderKind.CASH, usd("30.00")))
    checkout.complete(session.id, day.mia)


@deed("checkpoint")
def checkpoint(day: Day) -> None:
    day.register.database.checkpoint()


@deed("void")
def void(day: Day) -> None:
    day.register.checkout.scan(day.session.id, day.mia, "MILK")
    day.register.checkout.void_ticket(day.session.id, day.mia)


@deed("park")
def park(day: Day) -> None:
    day.register.checkout.scan(day.session.id, day.mia, "MILK")
    day.register.parked_tickets.park(day.session.id, day.mia)


@deed("recall")
def recall(day: Day) -> None:
    parked = day.register.parked_tickets
    (ticket,) = parked.waiting(day.session.id)
    parked.recall(day.session.id, day.mia, ticket.sale.id)
    parked.park(day.session.id, day.mia)


@deed("discard")
def discard(day: Day) -> None:
    parked = day.register.parked_tickets
    (ticket,) = parked.waiting(day.session.id)
    parked.discard(day.session.id, day.mia, ticket.sale.id)


@deed("cash move")
def cash_move(day: Day) -> None:
    movements = day.register.cash_movements
    movements.move(day.session.id, day.mia, MovementKind.PAID_OUT, usd("10.00"), "windows")


@deed("no sale")
def no_sale(day: Day) -> None:
    day.register.cash_movements.open_drawer(day.session.id, day.mia, "change for a note")


@deed("hand over")
def hand_over(day: Day) -> None:
    day.register.cash_sessions.hand_over(day.session.id, day.mia, day.tom)
    day.register.cash_sessions.resume(day.session.id, day.mia)


@deed("push: ingest and mark")
def mark_after_push(day: Day) -> None:
    day.shop.till.cycle()


@deed("quarantine of an entry")
def quarantine(day: Day) -> None:
    no_sale(day)
    kind = EventKind.DRAWER_OPENED
    with patch.dict(apply._APPLIERS, {kind: _fail}):
        day.shop.till.cycle()


@deed("quarantined entry applied")
def quarantined_entry_applied(day: Day) -> None:
    server = day.shop.server
    claim = ProvedClaim(server.mia, "the bug is mended", server.pen().key)
    with server.database.write() as db:
        (place,) = waiting_places(db, server.store_number)
        attempt = apply_again(db, the_store(db), place, claim, day.shop.clock)
    assert attempt.outcome is Outcome.APPLIED


@deed("pull of a page")
def pull_of_a_page(day: Day) -> None:
    day.shop.server.put(replace(LAMP, price="19.90"))
    day.shop.till.cycle()
    ((price,),) = day.register.database.fetch("SELECT price FROM product WHERE sku = 'LAMP'")
    assert price == 19_900_000


@deed("catalogue import")
def catalogue_import(day: Day) -> None:
    path = day.shop.server.root / "products.csv"
    rows = [f"P{number},,Product {number},each,{number}.50,standard" for number in range(1, 60)]
    path.write_text("\n".join(["sku,gtin,description,unit,price,tax_category", *rows]))
    report = import_catalogue(
        day.shop.server.database, catalogue_file(path), on_progress=lambda _: None
    )
    assert (report.added, report.refused) == (59, [])
    path.unlink()


@deed("checkpoint of the server")
def checkpoint_of_the_server(day: Day) -> None:
    with day.shop.server.database.engine.connect() as db:
        db.exec_driver_sql("PRAGMA wal_checkpoint(PASSIVE)").all()
        db.rollback()


@deed("pull of many pages")
def pull_of_many_pages(day: Day) -> None:
    day.shop.till.cycle()
    assert day.register.database.fetch("SELECT count(*) FROM product") == [(61,)]


@deed("sale after a checkpoint")
def sale_after_a_checkpoint(day: Day) -> None:
    day.register.database.checkpoint()
    sale(day)


@deed("count")
def count(day: Day) -> None:
    day.register.cash_sessions.begin_count(day.session.id, day.mia)


@deed("leave count")
def leave_count(day: Day) -> None:
    day.register.cash_sessions.leave_count(day.session.id, day.mia)
    day.register.cash_sessions.begin_count(day.session.id, day.mia)


@deed("close normal")
def close_normal(day: Day) -> None:
    _close(day, day.session)


@deed("close deferred and training")
def close_others(day: Day) -> None:
    for session in day.others:
        day.register.checkout.scan(session.id, day.mia, "MILK")
        day.register.checkout.tender(session.id, day.mia, Tender(TenderKind.CASH, usd("5.00")))
        day.register.checkout.complete(session.id, day.mia)
        day.register.cash_sessions.begin_count(session.id, day.mia)
        _close(day, session)


@deed("correction")
def correction(day: Day) -> None:
    today = day.session.business_date
    day.register.corrections.redate(
        day.session.id, day.mia, today - timedelta(days=1), "the cut-off was wrong"
    )


@deed("correction by joining")
def joining(day: Day) -> None:
    sessions = day.register.cash_sessions
    sale_session = sessions.open_normal(day.mia, usd("20.00"))
    sessions.begin_count(sale_session.id, day.mia)
    sessions.close(sale_session.id, day.mia, Declaration(counted=usd("20.00")))
    third = sessions.open_normal(day.mia, usd("20.00"))
    sessions.begin_count(third.id, day.mia)
    sessions.close(third.id, day.mia, Declaration(counted=usd("20.00")))
    day.register.corrections.join(third.id, day.mia, sale_session.id, "one day, two tills")


@deed("server closing by a manager")
def server_closing(day: Day) -> None:
    day.opened = day.register.cash_sessions.open_normal(day.mia, usd("100.00"))
    sale(day)
    day.shop.till.cycle()
    server = day.shop.server
    hand = Hand(how=ClosedHow.MANAGER, by=server.mia, reason="the till broke")
    pen = server.pen()
    with server.database.write() as db:
        close_here(db, the_store(db), day.session.id, hand, pen)


@deed("stale clearing")
def stale_clearing(day: Day) -> None:
    day.shop.till.cycle()
    assert not day.register.cash_sessions.resumable()


@deed("end")
def end(day: Day) -> None:
    day.shop.till.stop()
    day.shop.server.database.close()


def _close(day: Day, session: CashSession) -> None:
    counted = day.register.cash_sessions.x_report(session.id).cash.expected
    day.register.cash_sessions.close(
        session.id, day.mia, Declaration(counted=Money(counted.minor, counted.currency))
    )


def _fail(*_: object) -> None:
    raise KeyError("a bug of the server")
