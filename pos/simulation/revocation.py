"""A revoked key: its till is heard to the end, gives no number any more, and changes nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from pos.domain.handshake import Freeze
from pos.simulation.at_till import AtTill
from pos.simulation.chain import Chain
from pos.simulation.exchanges import come_to_rest, tick
from pos.simulation.faults import Faults
from pos.simulation.floor import Floor
from pos.simulation.office import boss_of, fence, gives_no_number
from pos.simulation.rest import check_at_rest, check_register_at_rest
from pos.simulation.told import require

_TIME_TO_HEAR = timedelta(minutes=60)
_FLOAT = 100  # minor units


def revoke_key(at: AtTill, floor: Floor, faults: Faults, *, is_unaware: bool) -> None:
    """Have a manager fence the till's register, and switch the till off for good.

    All that it has was sent before; or else it is unaware, and sells on until it hears of it.
    """
    chain, register = floor.chain, at.till.register.identity.register_name
    if not is_unaware:
        with faults.calmed():
            come_to_rest(at, chain.clock)
    at.told.closed_on_server |= fence(chain, at.till.shop, register)
    at.is_revoked = True
    heard_of, others = _sessions_held(chain), _figures_of_others(at, chain)
    if is_unaware:
        _sell_on(at)
    with faults.calmed():
        _hear_of_it(at, chain)
    at.told.unheard = {one for one in at.told.sessions if one.bytes not in heard_of}
    require(36, others == _figures_of_others(at, chain), "a revoked key changed other registers")
    gives_no_number(at, 36)
    floor.evaluations += check_at_rest(at, chain) + check_register_at_rest([at], chain)
    at.till.stop()


def _sell_on(at: AtTill) -> None:
    """Sell in what is open, close it, open and sell again, with exchanges under faults between."""
    boss, sku = boss_of(at), at.till.shop.articles[0].sku
    for _ in range(2):
        for told in at.told.unclosed():
            at.sell(told, boss, [sku], by_card=False)
            tick(at)
            at.discard(told, boss)
            at.close(told, boss, 0)
        at.open_normal(boss, _FLOAT)
        at.open_training(boss, _FLOAT)
    tick(at)
    for told in at.told.unclosed():
        at.sell(told, boss, [sku], by_card=True)


def _hear_of_it(at: AtTill, chain: Chain) -> None:
    """Let the till's own schedule bring it to know; what it has recorded is sent then."""
    come_to_rest(at, chain.clock)
    until = chain.clock.now() + _TIME_TO_HEAR
    while at.till.frozen is not Freeze.FENCED and chain.clock.now() < until:
        chain.clock.advance(max(tick(at), timedelta(milliseconds=100)))
    has_heard = at.till.frozen is Freeze.FENCED
    require(36, has_heard, f"{at.till.name} does not hear that its key was revoked")
    come_to_rest(at, chain.clock)


def _sessions_held(chain: Chain) -> set[bytes]:
    with chain.database.read() as db:
        rows = db.exec_driver_sql("SELECT cash_session_id FROM cash_session").scalars()
        return {bytes(row) for row in rows}


def _figures_of_others(at: AtTill, chain: Chain) -> list[Any]:
    register_id = at.till.register.identity.register_id.bytes
    with chain.database.read() as db:
        return [db.exec_driver_sql(query, (register_id,)).all() for query in _OF_OTHERS]


_OF_OTHERS = (
    "SELECT uuid, perpetual_total, z_number FROM register WHERE uuid <> ? ORDER BY 1",
    *(
        f"SELECT {table}.* FROM {table} JOIN register USING (store_id, register_id) "
        "WHERE uuid <> ? ORDER BY 1, 2"
        for table in ("sale", "cash_session", "journal_entry", "late_entry")
    ),
)
