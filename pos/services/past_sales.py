"""Past sales: typing in what a file tells of days before today, each ticket once."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import Connection

from pos.domain.cash_session import SessionNotOpen
from pos.domain.money import Money
from pos.domain.permission import Right, require
from pos.domain.product import Item
from pos.domain.sale import SaleId
from pos.models.base import utc_text
from pos.models.database import Database
from pos.runtime.crash_points import CrashPoints
from pos.services.cash_sessions import CashSessions
from pos.services.catalogue import Catalogue, find_sku, tax_rates
from pos.services.checkout import Checkout, PastSale
from pos.services.identity import load_store
from pos.services.journal import Journal
from pos.services.operators import Operator
from pos.services.past_sales_days import ImportSessions
from pos.services.past_sales_file import FileTicket, file_tickets
from pos.services.past_sales_summary import DayOfImport, ImportSummary, RefusedTicket
from pos.services.past_sales_ticket import PastTicket, TicketReader, TicketRefused

logger = logging.getLogger(__name__)

_ITEMS_REMEMBERED = 50_000
_SCATTERED = "its lines do not stand together in the file: sort the file by ticket."

Progress = Callable[[int, int], None]
"""Is told how many lines are done, and how many there are."""


class FileOutline(NamedTuple):
    """What a first look through the file finds, before anything of it is taken."""

    lines: int
    scattered: frozenset[str]  # ticket numbers whose lines do not stand together
    ends_at: dict[int, date]  # place of a ticket → the business date that has no further one


@dataclass(frozen=True, slots=True, kw_only=True)
class PastSales:
    """Rings up a file's tickets, one database transaction each, as the checkout would.

    Whatever ends the process, running the same file again goes on where it stopped.
    """

    database: Database
    journal: Journal
    checkout: Checkout
    cash_sessions: CashSessions
    catalogue: Catalogue
    crash_points: CrashPoints

    def import_file(
        self, path: Path, operator: Operator, on_progress: Progress = lambda done, lines: None
    ) -> ImportSummary:
        """Type in the tickets of a file, into a deferred session for each business date.

        :raises NotPermitted: unless the operator may import sales.
        :raises SalesFileInvalid: if the file cannot be read to its end; nothing was taken.
        """
        require(operator.role, Right.IMPORT_SALES, name=operator.name)
        items: dict[str, Item | None] = {}
        reader = self._reader(items)
        outline = _look_through(path, reader)
        sessions = ImportSessions(self.database, self.cash_sessions, operator, self.crash_points)
        sessions.resume(frozenset(outline.ends_at.values()))
        summary = ImportSummary(reader.store.currency)
        run = _Run(self, operator, reader, sessions, items, summary)
        refused_as_scattered: set[str] = set()
        for place, ticket in enumerate(file_tickets(path)):
            run.summary.lines += ticket.count
            if ticket.number not in outline.scattered:
                run.take(ticket)
            elif ticket.number not in refused_as_scattered:
                refused_as_scattered.add(ticket.number)
                run.refuse(ticket.number, ticket.lines[0].number, _SCATTERED)
            if place in outline.ends_at:
                run.end_day(outline.ends_at[place])
            on_progress(run.summary.lines, outline.lines)
        sessions.close_all()  # those of a file that was changed while it was read
        self.catalogue.rank_by_sales()
        logger.info(
            "sales imported: added=%s already_there=%s refused=%s",
            run.summary.added,
            run.summary.already_there,
            len(run.summary.refused),
        )
        return run.summary

    def _reader(self, items: dict[str, Item | None]) -> TicketReader:
        """Return a reader that knows `items`, and the tax rates of this moment."""
        with self.database.begin() as db:
            store, rates = load_store(db), tax_rates(db)
        now = self.journal.clock.now()
        return TicketReader(
            store=store,
            today=store.business_date(now),
            now=now,
            new_id=lambda: SaleId(self.journal.ids.new_id()),
            item_of=items.get,
            rates=rates,
        )


def _look_through(path: Path, reader: TicketReader) -> FileOutline:
    """Read the whole file once, so that a broken one is refused before anything is taken."""
    lines, seen, scattered = 0, set[str](), set[str]()
    last_of: dict[date, int] = {}
    for place, ticket in enumerate(file_tickets(path)):
        lines += ticket.count
        (scattered if ticket.number in seen else seen).add(ticket.number)
        try:
            last_of[reader.moment(ticket.lines[0])[1]] = place
        except TicketRefused:
            continue
    ends_at = {place: business_date for business_date, place in last_of.items()}
    return FileOutline(lines, frozenset(scattered), ends_at)


@dataclass(slots=True)
class _Run:
    """One pass over one file."""

    services: PastSales
    operator: Operator
    reader: TicketReader
    sessions: ImportSessions
    items: dict[str, Item | None]  # by SKU, as far as looked up; None: not in the catalogue
    summary: ImportSummary

    def take(self, ticket: FileTicket) -> None:
        """Ring the ticket up, unless it is in the journal or has to be refused."""
        self.summary.tickets += 1
        try:
            past, is_there = self._read(ticket)
            if is_there:
                self._count(past).already_there += 1
            else:
                self._ring_up(past)
                self._count(past).added += 1
        except TicketRefused as refusal:
            self._note_refusal(ticket.number, refusal.line, str(refusal))

    def refuse(self, number: str, line: int, reason: str) -> None:
        self.summary.tickets += 1
        self._note_refusal(number, line, reason)

    def end_day(self, business_date: date) -> None:
        """Close the session of a date that the file has no further ticket of."""
        self.sessions.close(business_date)
        day = self.summary.days.get(business_date)
        if day is not None:
            day.z_number = self.sessions.z_number(business_date)
            day.left_open = business_date in self.sessions.left_open()

    def _read(self, ticket: FileTicket) -> tuple[PastTicket, bool]:
        """Return the ticket, and whether it is in the journal.

        :raises TicketRefused: if it cannot be rung up, or another one of its number is there.
        """
        with self.services.database.begin() as db:
            self._learn(db, ticket)
            past = self.reader.read(ticket)
            there = db.exec_driver_sql(_OF_TICKET, (past.number,)).one_or_none()
        if there is None:
            return past, False
        currency = self.summary.currency
        told = (past.sale.total.minor, utc_text(past.occurred_at), len(past.sale.lines))
        if tuple(there[:3]) != told:
            raise TicketRefused(
                past.line,
                "it is in the journal already, with other contents: there "
                f"{Money(there[0], currency)} in {there[2]} line(s) at {there[1]} "
                f"(receipt {there[3]}), here {past.sale.total} in {told[2]} line(s) at {told[1]}.",
            )
        return past, True

    def _learn(self, db: Connection, ticket: FileTicket) -> None:
        """Look the ticket's SKUs up, those that were not looked up before."""
        if len(self.items) > _ITEMS_REMEMBERED:
            self.items.clear()
        for line in ticket.lines:
            if line.sku and line.sku not in self.items:
                self.items[line.sku] = find_sku(db, line.sku, self.summary.currency)

    def _ring_up(self, past: PastTicket) -> None:
        try:
            session = self.sessions.session_for(past.business_date)
        except SessionNotOpen as problem:
            raise TicketRefused(
                past.line, f"the deferred session of {past.business_date}: {problem}"
            ) from None
        clock = self.services.journal.clock
        started = clock.monotonic_ns()
        self.services.checkout.record_past(
            session.id,
            self.operator,
            past.sale,
            PastSale(paper_ticket=past.number, occurred_at=past.occurred_at),
        )
        self.summary.commit_ns.append(clock.monotonic_ns() - started)
        self.services.crash_points.reach("import.ticket.after_commit")

    def _count(self, past: PastTicket) -> DayOfImport:
        day = self.summary.days.setdefault(past.business_date, DayOfImport(past.business_date))
        day.tickets += 1
        day.lines += len(past.sale.lines)
        day.total += past.sale.total.minor
        return day

    def _note_refusal(self, ticket: str, line: int, reason: str) -> None:
        self.summary.refused.append(RefusedTicket(ticket, line, reason))
        logger.warning("ticket refused: ticket=%s line=%s", ticket, line)


_OF_TICKET = "SELECT total, occurred_at, lines, receipt_number FROM sale WHERE paper_ticket = ?"
