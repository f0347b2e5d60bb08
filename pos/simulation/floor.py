"""The floor of a chain: its tills, what was told at each, and what must hold of all."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from decimal import Decimal
from uuid import UUID

from pos.simulation.at_till import AtTill
from pos.simulation.chain import Chain
from pos.simulation.exchanges import heal
from pos.simulation.rest import both_sides_agree, check_at_rest, check_register_at_rest
from pos.simulation.server_invariants import ServerWatch, check_server
from pos.simulation.till_invariants import Watch, check_till
from pos.simulation.told import ToldTill, require


@dataclass
class Floor:
    """The tills of a chain with their references, and all that must hold of them."""

    chain: Chain
    at: list[AtTill] = field(default_factory=list)
    refused: Counter[str] = field(default_factory=Counter)
    evaluations: int = 0
    server_watch: ServerWatch = field(default_factory=ServerWatch)
    watches: list[Watch] = field(default_factory=list)
    touched: int = -1

    def __post_init__(self) -> None:
        prices: dict[str, set[Decimal]] = {}
        for till in self.chain.tills:
            for article in till.shop.articles:
                prices.setdefault(article.sku, set()).add(article.price)
        self.prices = prices
        self.at = [AtTill(till, ToldTill(), prices) for till in self.chain.tills]
        self.watches = [Watch() for _ in self.at]

    def join(self, twin: AtTill, number: int) -> None:
        """Have the copy of a till work beside it from now on."""
        family = [self.at[number], *self.at[number].copies]
        for one in family:
            one.copies.append(twin)
        twin.copies.extend(family)
        self.at.append(twin)
        self.watches.append(replace(self.watches[number]))

    def check(self) -> None:
        """Check all that must hold after every step."""
        for number in range(len(self.at)):
            self.check_till(number)
        self.check_server()

    def check_till(self, number: int) -> None:
        """Check what must hold at one till, and of the server if it was touched."""
        at = self.at[number]
        if at.copies and at.till.is_on:
            at.adopt()
        self.evaluations += check_till(at, self.watches[number])
        self.check_server()

    def check_server(self) -> None:
        if self.chain.broken:
            raise self.chain.broken[0]
        if not self._server_rests():
            self.evaluations += check_server(self.chain, self.server_watch)

    def rest(self) -> None:
        """Heal everything, let it come to rest, and prove it."""
        for at in self.at:
            result = heal(at, self.chain.clock)
            is_at_rest = result.reached and not result.waiting and not result.problem
            require(5, is_at_rest, result)
            if not at.copies:
                both_sides_agree(at, self.chain)
        self.check()
        for at in self.at:
            self.evaluations += check_at_rest(at, self.chain)
        for copies in self._registers().values():
            self.evaluations += check_register_at_rest(copies, self.chain)

    def _registers(self) -> dict[UUID, list[AtTill]]:
        """Return the tills by the register that they are; a copied one is two."""
        by_register: dict[UUID, list[AtTill]] = {}
        for at in self.at:
            by_register.setdefault(at.till.register.identity.register_id, []).append(at)
        return by_register

    def _server_rests(self) -> bool:
        """Tell whether nothing has reached the server since this was asked last."""
        touched, self.touched = self.touched, sum(at.till.line.requests for at in self.at)
        return touched == self.touched
