"""What must hold of the catalogue at rest: a till sells at the prices that its server has."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import msgspec

from pos.simulation.at_till import AtTill
from pos.simulation.chain import Chain
from pos.simulation.told import require


def check_feed(at: AtTill, chain: Chain) -> int:
    """5: nothing that the feed has for a till waits; return how many claims were checked.

    A till whose key was revoked is given nothing of it any more.
    """
    if at.is_revoked:
        return 0
    fetch = at.till.register.database.fetch
    here = dict(fetch("SELECT sku, price FROM product"))
    with chain.database.read() as db:
        rows = db.exec_driver_sql(_PRODUCTS, (at.till.shop.number,)).all()
    there = {key: _millionths(content) for key, content in rows}
    require(5, here == there, f"{at.till.name} sells at {here}, its server says {there}")
    return 1


def _millionths(content: str) -> int:
    """Return the price that a product's message tells, as a till stores it."""
    message: dict[str, Any] = msgspec.json.decode(content)
    return int(Decimal(message["price"]).scaleb(6))


_PRODUCTS = (
    "SELECT key, content FROM feed_item WHERE store_id = ? AND topic = 'product' "
    "AND content IS NOT NULL"
)
