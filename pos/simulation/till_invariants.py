"""Invariants of one till (numbers as in docs/reliability.md), looked at after every step."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pos.domain.cash_session import CashSessionKind
from pos.domain.permission import Right
from pos.simulation.at_till import AtTill
from pos.simulation.told import require


@dataclass
class Watch:
    """What a till was seen to have before: some figures may only rise."""

    entries: int = 0
    epoch: str = ""
    series: int = 0
    acknowledged: int = 0
    perpetual_total: int = 0


def check_till(at: AtTill, watch: Watch | None = None) -> int:
    """Check one running till against what was told there; return how many claims were checked."""
    if not at.till.is_on:
        return 0
    rows = _session_rows(at)
    require(19, {row["id"] for row in rows} == {str(key) for key in at.told.sessions}, rows)
    known = {str(key): told for key, told in at.told.sessions.items()}
    for row in rows:
        _check_session(known[row["id"]], row)
    _one_of_each_is_open(rows)
    _deferred_ones_are_of_the_past(at)
    _every_sale_has_its_session(at)
    _nothing_follows_a_close(at)
    _the_drawer_holds_what_was_told(at)
    _the_accounts_hold_what_was_told(at)
    _the_journal_is_whole(at)
    if watch is not None:
        _nothing_falls(at, watch)
    return len(rows) + 10


def _check_session(told: Any, row: dict[str, Any]) -> None:
    require(19, row["state"] == told.state.value, f"{row} was told as {told}")
    require(19, (row["closed_at"] is not None) == (row["state"] == "closed"), row)
    is_same = (row["kind"], row["business_date"]) == (
        told.kind.value,
        told.business_date.isoformat(),
    )
    require(19, is_same, f"kind or business date changed: {row} was told as {told}")
    require(19, told.closings <= 1, f"closed twice: {told}")


def _one_of_each_is_open(rows: list[dict[str, Any]]) -> None:
    open_ones = [row for row in rows if row["state"] != "closed"]
    normal = [row for row in open_ones if row["kind"] == "normal"]
    require(20, len(normal) <= 1, "two normal sessions are open")
    dates = [row["business_date"] for row in open_ones if row["kind"] == "deferred"]
    require(21, len(dates) == len(set(dates)), "two deferred sessions for one date are open")


def _deferred_ones_are_of_the_past(at: AtTill) -> None:
    for told in at.told.sessions.values():
        if told.kind is CashSessionKind.DEFERRED:
            require(21, told.business_date < told.opened_on, f"not before its opening: {told}")
            opener = at.till.people[told.opened_by]
            require(21, opener.may(Right.OPEN_DEFERRED_SESSION), f"{opener.name} may not")
        else:
            require(21, told.business_date == told.opened_on, f"not the store's day: {told}")


def _every_sale_has_its_session(at: AtTill) -> None:
    found = at.till.register.database.fetch(
        "SELECT sale_id, cash_session_id, total, receipt_number FROM sale"
    )
    told = {
        (str(sale_id), str(session_id), sale.total, sale.number)
        for session_id, one in at.told.sessions.items()
        for sale_id, sale in one.sales.items()
    }
    require(23, set(found) == told, "sales and what was told of them differ")


def _nothing_follows_a_close(at: AtTill) -> None:
    fetch = at.till.register.database.fetch
    require(24, not (behind := fetch(_BEHIND_A_CLOSE)), f"{behind} follow a close")
    require(19, not (twice := fetch(_CLOSED_TWICE)), f"closed twice: {twice}")


def _the_drawer_holds_what_was_told(at: AtTill) -> None:
    expected = dict(at.till.register.database.fetch(_EXPECTED))
    for told in at.told.unclosed():
        found = expected.get(str(told.id), 0)
        require(22, found == told.expected, f"{found} is expected in {told}")


def _the_accounts_hold_what_was_told(at: AtTill) -> None:
    """22: what stands on the drawer's account is that of the open normal session, no other's."""
    found = dict(at.till.register.database.fetch(_ON_ACCOUNTS))
    for kind, account in _CASH_OF.items():
        told = sum(one.expected for one in at.told.unclosed() if one.kind is kind)
        require(22, found.get(account, 0) == told, f"{found.get(account, 0)} on {account}: {told}")


def _the_journal_is_whole(at: AtTill) -> None:
    fetch = at.till.register.database.fetch
    for series, count, first, last in fetch(_SERIES):
        is_whole = (first, last) == (1, count)
        require(3, is_whole, f"series {series} has {count} entries from {first} to {last}")
    require(9, not (found := fetch(_UNBALANCED)), f"postings of {found} do not sum to zero")
    [(total,)] = fetch("SELECT perpetual_total FROM register_state")
    require(18, total == at.told.counted_total(), f"{total}, told {at.told.counted_total()}")


def _nothing_falls(at: AtTill, watch: Watch) -> None:
    """Compare with what was seen before; of one epoch the server's mark never falls."""
    fetch = at.till.register.database.fetch
    [(entries,)] = fetch("SELECT count(*) FROM journal")
    [row] = fetch("SELECT epoch, acknowledged_series, acknowledged_seq FROM sync_state")
    [(total,)] = fetch("SELECT perpetual_total FROM register_state")
    epoch, series, acknowledged = row
    require(4, entries >= watch.entries, f"{watch.entries} entries became {entries}")
    [(held,)] = fetch("SELECT count(*) FROM journal WHERE series = ?", series)
    require(4, acknowledged <= held, f"entry {acknowledged} counts as sent, {held} were written")
    # Of a copied till it may: where a restored server hears of the other one first.
    if (epoch, series) == (watch.epoch, watch.series) and not at.copies:
        is_risen = acknowledged >= watch.acknowledged
        require(6, is_risen, f"the mark fell from {watch.acknowledged} to {acknowledged}")
    require(18, total >= watch.perpetual_total, f"the perpetual total fell to {total}")
    watch.entries, watch.epoch, watch.series = entries, epoch, series
    watch.acknowledged, watch.perpetual_total = acknowledged, total


def _session_rows(at: AtTill) -> list[dict[str, Any]]:
    names = ("id", "kind", "business_date", "state", "closed_at")
    rows = at.till.register.database.fetch(f"SELECT {', '.join(names)} FROM cash_session")
    return [dict(zip(names, row, strict=True)) for row in rows]


_CASH_OF = {CashSessionKind.NORMAL: "till", CashSessionKind.DEFERRED: "deferred_cash"}
_ON_ACCOUNTS = "SELECT account, sum(amount) FROM posting GROUP BY account"
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
_SERIES = "SELECT series, count(*), min(seq), max(seq) FROM journal GROUP BY series"
_UNBALANCED = "SELECT position FROM posting GROUP BY position HAVING sum(amount) <> 0"
