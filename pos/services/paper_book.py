"""Use cases of typing a day from the paper book: ticket number, time, and the book's total."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import Connection, update

from pos.domain.cash_session import CashSession, CashSessionId, CashSessionKind
from pos.domain.clean_text import clean_text
from pos.domain.currency import CurrencyCode
from pos.domain.money import Money
from pos.domain.permission import SessionAction
from pos.domain.problem import Problem
from pos.domain.sale import SaleId
from pos.domain.store import Store
from pos.models.cash_session import CashSessionRecord
from pos.models.database import Database
from pos.models.rows import first_row
from pos.services.cash_session_rows import load_session
from pos.services.checkout import Checkout
from pos.services.identity import load_store
from pos.services.journal import Journal
from pos.services.operators import Operator
from pos.services.session_gate import Gate
from pos.services.ticket_rows import note_paper, open_ticket, save_ticket

PAPER_TICKET_CHARACTERS_MAX = 40


class NotFromPaper(Problem):
    """Only a deferred session is typed from the paper book."""


class PaperInvalid(Problem):
    """The number or the time on the paper cannot be."""


@dataclass(frozen=True, slots=True)
class Paper:
    """What is noted of the paper ticket in hand; None where it is not known."""

    number: str | None = None
    occurred_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperUse:
    """Where a paper ticket's number stands already."""

    receipt_number: int
    business_date: date
    total: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class BookProgress:
    """How far a deferred session has come against the book. `book_total` None: not noted."""

    sales: int
    entered: Money
    book_total: Money | None
    last_number: str | None = None  # of the paper ticket typed last, where it has one

    @property
    def left(self) -> Money | None:
        """Return what is still to be typed: negative is more than the book says."""
        return None if self.book_total is None else self.book_total - self.entered


@dataclass(frozen=True, slots=True)
class PaperBook:
    """What the deferred entry notes beside the sale itself."""

    database: Database
    journal: Journal
    gate: Gate = field(default_factory=Gate)

    def note(
        self,
        session_id: CashSessionId,
        operator: Operator,
        number: str,
        sold_at: time | None,
    ) -> Paper:
        """Note the paper ticket's number ("" for none) and its time on the shop's clock.

        A number that is used already is not refused here: `used` warns of it.

        :raises NotFromPaper: in a session that is not deferred.
        :raises PaperInvalid: on a number that is too long, or a time that the day did not have.
        """
        clean = clean_text(number, what="The paper ticket's number")
        if len(clean) > PAPER_TICKET_CHARACTERS_MAX:
            raise PaperInvalid(
                f"A paper ticket's number has at most {PAPER_TICKET_CHARACTERS_MAX} characters."
            )
        with self.database.begin("sale.line") as db:
            session = self._deferred(db, session_id, operator)
            store = load_store(db)
            occurred_at = None if sold_at is None else _moment(session, sold_at, store)
            ticket = open_ticket(db, session_id)
            sale_id = self._begun(db, session_id, operator) if ticket is None else ticket.sale.id
            note_paper(db, sale_id, clean or None, occurred_at)
        return Paper(clean or None, occurred_at)

    def paper(self, session_id: CashSessionId) -> Paper:
        """Return what is noted of the ticket in hand."""
        with self.database.begin() as db:
            ticket = open_ticket(db, session_id)
        return Paper() if ticket is None else Paper(ticket.paper_ticket, ticket.occurred_at)

    def used(self, number: str) -> PaperUse | None:
        """Return where a paper ticket's number stands already, or None if it is free."""
        with self.database.begin() as db:
            row = first_row(db, _USED, clean_text(number, what="The paper ticket's number"))
        if row is None:
            return None
        receipt_number, business_date, total, code = row
        return PaperUse(
            receipt_number=receipt_number,
            business_date=date.fromisoformat(business_date),
            total=Money(total, CurrencyCode(code)),
        )

    def note_total(
        self, session_id: CashSessionId, operator: Operator, total: Money | None
    ) -> BookProgress:
        """Note what the book says that the day's sales add up to.

        :raises NotFromPaper: in a session that is not deferred.
        """
        with self.database.begin("sale.line") as db:
            self._deferred(db, session_id, operator)
            db.execute(
                update(CashSessionRecord)
                .where(CashSessionRecord.id == session_id)
                .values(book_total=None if total is None else total.minor)
            )
        return self.progress(session_id)

    def progress(self, session_id: CashSessionId) -> BookProgress:
        """Return how far the session has come against the book."""
        with self.database.begin() as db:
            currency = load_session(db, session_id).opening_float.currency
            row = first_row(db, _PROGRESS, *[str(session_id)] * 3)
        sales, entered, book_total, last_number = (0, 0, None, None) if row is None else row
        return BookProgress(
            sales=sales,
            entered=Money(entered, currency),
            book_total=None if book_total is None else Money(book_total, currency),
            last_number=last_number,
        )

    def _deferred(
        self, db: Connection, session_id: CashSessionId, operator: Operator
    ) -> CashSession:
        session = self.gate.require(db, session_id, operator, SessionAction.SELL)
        if session.kind is not CashSessionKind.DEFERRED:
            raise NotFromPaper("Only a deferred session is typed from the paper book.")
        return session

    def _begun(self, db: Connection, session_id: CashSessionId, operator: Operator) -> SaleId:
        sale = Checkout(self.database, self.journal, self.gate).begun(db)
        save_ticket(db, session_id, operator.id, sale, self.journal.clock.now())
        return sale.id


def _moment(session: CashSession, sold_at: time, store: Store) -> datetime:
    """Return the moment of a wall-clock time within the business date.

    Before the cut-off it belongs to the night that the business date ends with.

    :raises PaperInvalid: if the clock skipped that time on that day.
    """
    day = session.business_date
    if sold_at < store.day_cut_off:
        day += timedelta(days=1)
    moment = datetime.combine(day, sold_at, store.zone)
    if store.business_date(moment) != session.business_date or not _exists(moment):
        raise PaperInvalid(
            f"On {session.business_date} the clock never showed {sold_at:%H:%M}: check the time, "
            "or leave it empty."
        )
    return moment


def _exists(moment: datetime) -> bool:
    return moment.astimezone(UTC).astimezone(moment.tzinfo).replace(fold=0) == moment.replace(
        fold=0
    )


_USED = "SELECT receipt_number, business_date, total, currency FROM sale WHERE paper_ticket = ?"
_PROGRESS = (
    "SELECT count(sale.position), coalesce(sum(total), 0), "
    "(SELECT book_total FROM cash_session WHERE id = ?), "
    "(SELECT paper_ticket FROM sale WHERE cash_session_id = ? AND paper_ticket IS NOT NULL "
    "ORDER BY position DESC LIMIT 1) FROM sale WHERE cash_session_id = ?"
)
