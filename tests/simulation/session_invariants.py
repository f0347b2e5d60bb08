"""Invariants of cash sessions (numbers as in docs/reliability.md), looked at after every step."""

from __future__ import annotations

from collections import Counter
from typing import Any

from pos.domain.cash_session import CashSessionKind
from pos.domain.permission import Right
from tests.simulation.till_actions import AtTill
from tests.simulation.world import Till, World


def check_till(at: AtTill) -> None:
    """Check one running till against what was told there."""
    if at.till.program is None:
        return
    rows = _session_rows(at.till)
    assert {row["id"] for row in rows} == {str(key) for key in at.told.sessions}
    for row in rows:
        _check_session(at, row)
    _one_of_each_is_open(rows)
    _deferred_ones_are_of_the_past(at)
    _every_sale_has_its_session(at)
    _nothing_follows_a_close(at.till)
    _the_drawer_holds_what_was_told(at)


def check_server(world: World) -> None:
    """Check what the server holds of all tills."""
    with world.database.read() as db:
        open_ones = db.exec_driver_sql(_OPEN).all()
        slots = db.exec_driver_sql("SELECT operator_id FROM operator_slot").scalars().all()
        unmarked = db.exec_driver_sql(_LATE_BUT_NOT_MARKED).all()
        unbalanced = db.exec_driver_sql(_UNBALANCED).all()
    keys = Counter(
        (row.register_id, row.kind, row.business_date if row.kind == "deferred" else "")
        for row in open_ones
    )
    assert all(count == 1 for count in keys.values()), f"20/21: {keys}"
    assert len(slots) == len(set(slots)), "20: an operator has two slots"
    assert not unmarked, f"24: behind a manager's closing, not marked late: {unmarked}"
    assert not unbalanced, f"9: postings of {unbalanced} do not sum to zero"


def closed_figures(world: World) -> dict[tuple[bytes, int], tuple[Any, ...]]:
    """Return every version of every Z report on the server: none of them may ever change."""
    with world.database.read() as db:
        rows = db.exec_driver_sql("SELECT * FROM z_report").mappings()
        return {(row["cash_session_id"], row["version"]): tuple(row.values()) for row in rows}


def _check_session(at: AtTill, row: dict[str, Any]) -> None:
    told = next(one for key, one in at.told.sessions.items() if str(key) == row["id"])
    assert row["state"] == told.state.value, f"19: {row} was told as {told}"
    assert (row["closed_at"] is not None) == (row["state"] == "closed"), "19"
    assert (row["kind"], row["business_date"]) == (
        told.kind.value,
        told.business_date.isoformat(),
    ), "kind and business date never change"
    assert told.closings <= 1, f"closed twice: {told}"


def _one_of_each_is_open(rows: list[dict[str, Any]]) -> None:
    open_ones = [row for row in rows if row["state"] != "closed"]
    normal = [row for row in open_ones if row["kind"] == "normal"]
    assert len(normal) <= 1, "20: two normal sessions are open"
    dates = [row["business_date"] for row in open_ones if row["kind"] == "deferred"]
    assert len(dates) == len(set(dates)), "21: two deferred sessions for one date are open"


def _deferred_ones_are_of_the_past(at: AtTill) -> None:
    for told in at.told.sessions.values():
        if told.kind is CashSessionKind.DEFERRED:
            assert told.business_date < told.opened_on, "21: not before its opening"
            opener = at.till.people[told.opened_by]
            assert opener.may(Right.OPEN_DEFERRED_SESSION), "21: not allowed to"


def _every_sale_has_its_session(at: AtTill) -> None:
    found = at.till.register.database.fetch("SELECT sale_id, cash_session_id, total FROM sale")
    told = {
        (str(sale_id), str(session_id), total)
        for session_id, session in at.told.sessions.items()
        for sale_id, total in session.sales.items()
    }
    assert set(found) == told, "23: sales and what was told of them differ"


def _nothing_follows_a_close(till: Till) -> None:
    fetch = till.register.database.fetch
    assert not (behind := fetch(_BEHIND_A_CLOSE)), f"24: {behind} follow a close"
    assert not (twice := fetch(_CLOSED_TWICE)), f"19: closed twice: {twice}"


def _the_drawer_holds_what_was_told(at: AtTill) -> None:
    expected = dict(at.till.register.database.fetch(_EXPECTED))
    for told in at.told.unclosed():
        found = expected.get(str(told.id), 0)
        assert found == told.expected, f"22: {found} is expected in {told}"


def _session_rows(till: Till) -> list[dict[str, Any]]:
    names = ("id", "kind", "business_date", "state", "closed_at")
    rows = till.register.database.fetch(f"SELECT {', '.join(names)} FROM cash_session")
    return [dict(zip(names, row, strict=True)) for row in rows]


_EXPECTED = "SELECT cash_session_id, sum(amount) FROM cash_move GROUP BY cash_session_id"
_BEHIND_A_CLOSE = (
    "SELECT later.kind FROM journal AS closing JOIN journal AS later "
    "ON later.cash_session_id = closing.cash_session_id "
    "AND later.position > closing.position WHERE closing.kind = 'cash_session_closed' "
    "AND later.kind NOT IN ('cash_session_redated', 'cash_session_joined')"
)
_CLOSED_TWICE = (
    "SELECT cash_session_id FROM journal WHERE kind = 'cash_session_closed' "
    "GROUP BY cash_session_id HAVING count(*) > 1"
)
_OPEN = "SELECT register_id, kind, business_date FROM cash_session WHERE state <> 'closed'"
_LATE_BUT_NOT_MARKED = (
    "SELECT entry.seq, entry.kind FROM sale JOIN cash_session AS held "
    "ON held.cash_session_id = sale.cash_session_id "
    "JOIN journal_entry AS entry ON entry.event_id = sale.event_id "
    "WHERE held.closed_how = 'manager' AND entry.seq > held.held_seq "
    "AND NOT EXISTS (SELECT 1 FROM late_entry WHERE late_entry.register_id = entry.register_id "
    "AND late_entry.series = entry.series AND late_entry.seq = entry.seq)"
)
_UNBALANCED = "SELECT hex(event_id) FROM posting GROUP BY event_id HAVING sum(amount) <> 0"
