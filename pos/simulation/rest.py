"""What must hold once all has come to rest: both sides hold the same, and it is what was told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from pos.domain.cash_session import CashSessionKind
from pos.domain.chain import ChainHead
from pos.domain.event import EventKind
from pos.simulation.at_till import AtTill
from pos.simulation.chain import Chain
from pos.simulation.devices import NewerKind
from pos.simulation.told import Violation, require

Rows = set[tuple[Any, ...]]


def both_sides_agree(at: AtTill, chain: Chain) -> None:
    """26: what the register can resume is what the server holds open."""
    there = {one.id for one in at.till.register.cash_sessions.resumable()}
    mine = {one.bytes for one in there - at.told.unheard}
    register_id = at.till.register.identity.register_id.bytes
    with chain.database.read() as db:
        theirs = {bytes(row) for row in db.exec_driver_sql(_OPEN, (register_id,)).scalars()}
    require(26, mine == theirs, f"{at.till.name}: open here and there differ: {mine}, {theirs}")


def check_at_rest(at: AtTill, chain: Chain) -> int:
    """Check a till against the server; return how many claims were checked."""
    _journal_is_sound_and_held(at, chain)
    _nothing_of_others_is_seen(at)
    if at.copies:  # a session of both is closed by one of them
        return 6
    both_sides_agree(at, chain)
    with chain.database.read() as db:
        _z_reports_are_the_same(db, at, _register_number(db, at))
    return 8


def check_register_at_rest(copies: Sequence[AtTill], chain: Chain) -> int:
    """Check what the server holds of a register against all tills that ever were it.

    There is more than one if it was copied. Return how many claims were checked.
    """
    with chain.database.read() as db:
        number = _register_number(db, copies[0])
        _every_sale_is_there_once(db, copies, number)
        _entries_are_the_same(db, copies, number)
        _effects_are_the_same(db, copies, number)
        _only_what_is_newer_is_set_aside(db, copies, number)
    return 4 + len(_EFFECTS)


def _journal_is_sound_and_held(at: AtTill, chain: Chain) -> None:
    """28, 29: every row follows from the journal, and the server's head and totals are ours."""
    verified = at.till.register.verification.verify()
    findings = [str(one) for one in verified.findings if NewerKind.GIFT_CARD_SOLD not in str(one)]
    require(28, not findings, "; ".join(findings))
    head, total = _head_and_total(at, chain)
    told, applied = at.told.counted_total(), at.told.applied().counted_total()
    require(29, verified.total.minor == told, f"{verified.total} was told as {told}")
    if lies_behind(at, chain):
        _is_in_the_history_of_a_copy(at, chain, verified.head)
        return
    require(29, head == verified.head, f"heads differ: {head}, {verified.head}")
    require(29, total == applied, f"the server adds up to {total}, told {applied}")


def lies_behind(at: AtTill, chain: Chain) -> bool:
    """Tell whether a copy has recorded nothing since, and not heard yet that another went on."""
    [(seq,)] = at.till.register.database.fetch("SELECT seq FROM register_state")
    return bool(at.copies) and _head_and_total(at, chain)[0].seq > seq


def _is_in_the_history_of_a_copy(at: AtTill, chain: Chain, head: ChainHead) -> None:
    """29: what such a copy ends with is in what the server holds."""
    register_id = at.till.register.identity.register_id.bytes
    with chain.database.read() as db:
        found = db.exec_driver_sql(_HELD_HEAD, (register_id, head.seq, head.hash)).scalar_one()
    require(29, found == 1, f"{head} of {at.till.name} is in no history of its register")


def _head_and_total(at: AtTill, chain: Chain) -> tuple[ChainHead, int]:
    """Return how far the server has the till's journal, as it says itself, and what it adds up to.

    To a till whose key was revoked it says nothing.
    """
    if at.till.exchange is None:
        raise Violation(43, f"{at.till.name} is switched off")
    if not at.is_revoked:
        totals = at.till.exchange.totals()
        return totals.head, totals.total
    register_id = at.till.register.identity.register_id.bytes
    with chain.database.read() as db:
        row = db.exec_driver_sql(_HEAD_AND_TOTAL, (register_id,)).one()
    return ChainHead(row.high_water, row.head_hash), row.perpetual_total


def _every_sale_is_there_once(db: Connection, copies: Sequence[AtTill], number: int) -> None:
    rows = db.exec_driver_sql(_SALES, (copies[0].till.shop.number, number)).all()
    told: dict[bytes, set[int]] = {}
    for at in copies:
        for sale_id, sale in at.told.applied().sales().items():
            told.setdefault(sale_id.bytes, set()).add(sale.total)
    held = [bytes(row.sale_id) for row in rows]
    require(1, len(held) == len(set(held)), "a sale is on the server twice")
    require(1, set(held) == set(told), _differ("sales", set(held), set(told)))
    other = [row for row in rows if row.total not in told[bytes(row.sale_id)]]
    require(1, not other, f"totals of sales differ: {other}")


def _entries_are_the_same(db: Connection, copies: Sequence[AtTill], number: int) -> None:
    """2: byte for byte; series and sequence number are in the bytes."""
    rows = db.exec_driver_sql(_ENTRIES, (copies[0].till.shop.number, number)).all()
    theirs: Rows = {(row.body, row.hash, bytes(row.sig)) for row in rows}
    mine: Rows = {
        row
        for at in copies
        for row in at.till.register.database.fetch("SELECT body, hash, sig FROM journal")
    }
    require(2, mine == theirs, _differ("entries", theirs, mine))
    require(3, len(rows) == len(theirs), "an entry is on the server twice")


def _effects_are_the_same(db: Connection, copies: Sequence[AtTill], number: int) -> None:
    """17: the rows that an event calls for are the same here and there."""
    set_aside = {bytes(row.event_id) for row in _set_aside(db, copies, number) if row.event_id}
    for table, columns in _EFFECTS.items():
        here = (
            f"SELECT journal.event_id, {_of(table, columns)} FROM {table} "
            f"JOIN journal USING (position) WHERE journal.kind {_COMPARED}"
        )
        there = (
            f"SELECT {table}.event_id, {_of(table, columns)} FROM {table} "
            f"JOIN journal_entry AS entry ON entry.store_id = {table}.store_id "
            f"AND entry.event_id = {table}.event_id WHERE entry.store_id = ? "
            f"AND entry.register_id = ? AND entry.kind {_COMPARED}"
        )
        mine: Rows = {
            (UUID(event_id).bytes, *rest)
            for at in copies
            for event_id, *rest in at.till.register.database.fetch(here)
            if UUID(event_id).bytes not in set_aside
        }
        rows = db.exec_driver_sql(there, (copies[0].till.shop.number, number)).all()
        theirs: Rows = {(bytes(row[0]), *row[1:]) for row in rows}
        require(17, mine == theirs, _differ(table, theirs, mine))


def _only_what_is_newer_is_set_aside(db: Connection, copies: Sequence[AtTill], number: int) -> None:
    """17: what an honest till wrote is applied, unless only a newer program knows its kind.

    36: what its register recorded in sessions that the server had not heard of before the fence is
    kept, all of it.
    """
    rows = _set_aside(db, copies, number)
    kept = {event_id for at in copies for event_id in _entries_unheard(at)}
    lost = kept - {bytes(row.event_id) for row in rows if row.event_id}
    require(36, not lost, f"{len(lost)} entries of a revoked key are not kept for the manager")
    rows = [row for row in rows if not row.event_id or bytes(row.event_id) not in kept]
    known = [row for row in rows if row.kind in {kind.value for kind in EventKind}]
    if len(copies) > 1:  # what was there when the till was copied is ended or corrected on both
        known = [row for row in known if not any(one in row.reason for one in _DONE_BY_COPIES)]
    require(17, not known, f"set aside though it is known: {known}")


def _entries_unheard(at: AtTill) -> Iterator[bytes]:
    rows = at.till.register.database.fetch("SELECT event_id, cash_session_id FROM journal")
    unheard = {str(one) for one in at.told.unheard}
    return (UUID(event_id).bytes for event_id, held_in in rows if held_in in unheard)


def _set_aside(db: Connection, copies: Sequence[AtTill], number: int) -> Sequence[Any]:
    return db.exec_driver_sql(_SET_ASIDE, (copies[0].till.shop.number, number)).all()


def _z_reports_are_the_same(db: Connection, at: AtTill, number: int) -> None:
    """14: what the register counted and expected, the server has as its Z report too."""
    rows = db.exec_driver_sql(_Z_REPORTS, (at.till.shop.number, number)).all()
    newest = {UUID(bytes=bytes(row.cash_session_id)): row for row in rows}
    for told in at.told.applied().closed():
        if told.kind is CashSessionKind.TRAINING:
            continue
        found = newest.get(told.id)
        require(14, found is not None, f"no Z report of {told.id} on the server")
        if found is not None:
            gross = sum(sale.total for sale in told.sales.values())
            require(14, found.gross == gross, f"Z of {told.id}: {found.gross}, told {gross}")
            is_expected = found.expected == told.expected
            require(14, is_expected, f"Z of {told.id}: {found.expected}, told {told.expected}")


def _nothing_of_others_is_seen(at: AtTill) -> None:
    """35: products and people of the other store are nowhere here."""
    fetch = at.till.register.database.fetch
    products = {row[0] for row in fetch("SELECT sku FROM product")}
    require(35, products == {one.sku for one in at.till.shop.articles}, products)
    people = {row[0] for row in fetch("SELECT name FROM operator")}
    require(35, people == {name for name, _ in at.till.shop.people}, people)


def _of(table: str, columns: str) -> str:
    return ", ".join(f"{table}.{column.strip()}" for column in columns.split(","))


def _register_number(db: Connection, at: AtTill) -> int:
    register_id = at.till.register.identity.register_id.bytes
    query = "SELECT register_id FROM register WHERE store_id = ? AND uuid = ?"
    return int(db.exec_driver_sql(query, (at.till.shop.number, register_id)).scalar_one())


def _differ(what: str, theirs: Iterable[object], mine: Iterable[object]) -> str:
    there, here = set(theirs), set(mine)
    return f"{what}: {len(there - here)} more there, {len(here - there)} more here"


_DONE_BY_COPIES = (
    "ended the same ticket",
    "The session is counted on",
    "These two sessions are one already",
)
_OPEN = (
    "SELECT cash_session_id FROM cash_session JOIN register USING (store_id, register_id) "
    "WHERE register.uuid = ? AND state <> 'closed'"
)
_HEAD_AND_TOTAL = (
    "SELECT high_water, head_hash, perpetual_total FROM register "
    "JOIN series USING (store_id, register_id) WHERE uuid = ?"
)
_HELD_HEAD = (
    "SELECT count(*) AS held FROM journal_entry JOIN register USING (store_id, register_id) "
    "WHERE uuid = ? AND seq = ? AND hash = ?"
)
_SALES = (
    "SELECT sale_id, total FROM sale WHERE store_id = ? AND register_id = ? AND state = 'completed'"
)
_ENTRIES = (
    "SELECT series, seq, body, hash, sig FROM journal_entry WHERE store_id = ? AND register_id = ?"
)
_SET_ASIDE = (
    "SELECT entry.kind, entry.event_id, held.reason FROM quarantine AS held "
    "JOIN journal_entry AS entry USING (store_id, register_id, series, seq) "
    "WHERE entry.store_id = ? "
    "AND entry.register_id = ? AND held.body IS NULL"
)
_Z_REPORTS = (
    "SELECT z.cash_session_id, z.version, z.gross, z.expected FROM z_report AS z "
    "JOIN cash_session AS held USING (store_id, cash_session_id) "
    "WHERE held.store_id = ? AND held.register_id = ? ORDER BY z.version"
)
# A session that a manager closed was posted by the manager's entry, not by the register's; of a
# voided ticket the server keeps rows, the register only the entry.
_COMPARED = "NOT IN ('cash_session_closed', 'sale_voided')"
_EFFECTS = {
    "tender": "kind, amount",
    "cash_move": "line, kind, amount",
    "posting": "line, account, amount",
    "stock_move": "line, sku, quantity",
}
