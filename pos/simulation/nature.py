"""Nature: what happens to tills and to the server, whatever people are doing just then."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal

from pos.domain.cash_session import CashSessionState
from pos.domain.problem import Problem
from pos.simulation.at_till import AtTill
from pos.simulation.chain import Chain
from pos.simulation.devices import copy_till, record_newer_event, replace_till
from pos.simulation.exchanges import come_to_rest, tick
from pos.simulation.faults import AT_THE_OFFICE, AT_THE_TILL, Fault, Faults
from pos.simulation.line import StormyLine
from pos.simulation.office import change_price, gives_no_number
from pos.simulation.revocation import revoke_key
from pos.simulation.shop_floor import DEATHS, ShopFloor
from pos.simulation.till_faults import damaged_file, full_disk, read_only_disk
from pos.simulation.told import require

_DEATHS_IN_RECOVERY = ("recovery.before_commit", "recovery.after_commit")
_DEATHS_IN_EXCHANGES = (
    "push.before_send",
    "push.after_answer",
    "push.after_commit",
    "pull.before_commit",
    "pull.after_commit",
    *_DEATHS_IN_RECOVERY,
    "session.clear.before_commit",
    "session.clear.after_commit",
    "snapshot.before_swap",
    "snapshot.after_swap",
    "branch.before_open",
    "branch.after_open",
    "branch.before_begin",
    "branch.after_begin",
)
PLACES = (DEATHS, _DEATHS_IN_EXCHANGES)
_TICKS_OF_RECOVERY = 6
_TILLS_MAX = 5  # copies among them
_SPARES = 2  # of a till in one run
_LEFT_IN_USE = 2  # tills, whatever keys are revoked
_CLOCK_JUMPS = (
    timedelta(minutes=-10),
    timedelta(hours=1),
    timedelta(hours=-1),
    timedelta(days=-1),
    timedelta(days=1),
)


class KeyringLocked(Problem):
    def __init__(self) -> None:
        super().__init__("The keyring is locked: unlock it and start again.")


def phase_of_work(at: AtTill) -> str:
    """Return what the till is in the middle of, for the table of faults and phases."""
    if not at.till.is_on:
        return "off"
    unclosed = at.told.unclosed()
    if not unclosed:
        return "no session"
    if any(told.state is CashSessionState.COUNTING for told in unclosed):
        return "counting"
    [(tickets,)] = at.till.register.database.fetch("SELECT count(*) FROM ticket")
    if tickets:
        return "open ticket"
    kinds = {told.kind.value for told in unclosed}
    return f"{min(kinds)} session" if len(kinds) == 1 else "several sessions"


@dataclass(slots=True)
class Nature:
    """Strikes one till at a time, by the rates of the run."""

    chain: Chain
    floor: ShopFloor
    faults: Faults
    _spares: Counter[int] = field(default_factory=Counter)  # left for each till

    def __post_init__(self) -> None:
        self._spares.update(dict.fromkeys(range(len(self.floor.at)), _SPARES))
        self.chain.save_server()
        for at in self.floor.at:
            at.till.save()

    def strike(self, number: int) -> None:
        """Let happen what happens now to the till and to the server."""
        at = self.floor.at[number]
        if isinstance(at.till.line, StormyLine):
            at.till.line.deliver_late()
        phase = phase_of_work(at)
        at_till = self.faults.draw(AT_THE_TILL, phase)
        if at_till is not None:
            self._at_till(at_till, number, phase)
        elif not at.till.is_on:
            self._switch_on(at)
        at_office = self.faults.draw(AT_THE_OFFICE, phase)
        if at_office is not None:
            self._at_office(at_office, number, phase)

    def _at_till(self, fault: Fault, number: int, phase: str) -> None:
        at = self.floor.at[number]
        if fault is Fault.OUTAGE:
            at.till.line.is_up = not at.till.line.is_up
        elif fault is Fault.CLOCK_JUMPED:
            at.till.clock.offset = _CLOCK_JUMPS[self._below(len(_CLOCK_JUMPS))]
        elif not at.till.is_on:
            self._switch_on(at)
        elif not self._to_the_program(fault, at):
            self._to_the_folder(fault, number, phase)

    def _to_the_program(self, fault: Fault, at: AtTill) -> bool:
        """Do what ends or hinders the program; tell whether it was that."""
        match fault:
            case Fault.KILLED:
                at.till.kill()
                self._switch_on(at)
            case Fault.KILLED_AT_A_PLACE:
                places = PLACES[self._below(len(PLACES))]
                at.till.mortality.armed = places[self._below(len(places))]
                at.by_power = self._below(3) == 0
            case Fault.POWER_CUT:
                at.till.cut_power()
                self._switch_on(at)
            case Fault.DISK_FULL:
                full_disk(at)
            case Fault.READ_ONLY:
                read_only_disk(at)
            case Fault.KEYRING_LOCKED:
                at.till.kill()
                at.till.secrets.become(KeyringLocked())
            case _:
                return False
        return True

    def _to_the_folder(self, fault: Fault, number: int, phase: str) -> None:
        at = self.floor.at[number]
        match fault:
            case Fault.BIT_FLIPPED:
                damaged_file(at, self.faults.chance)
            case Fault.REGISTER_RESTORED if not at.copies:
                self._restore(number)
            case Fault.REGISTER_REPLACED if self._spares[number] and not at.copies:
                self._replace(number)
            case Fault.REGISTER_CLONED if len(self.floor.at) < _TILLS_MAX and not self._is_replaced(
                number
            ):
                self.floor.join(copy_till(at, self.chain), number)
            case Fault.NEWER_EVENT:
                record_newer_event(at)
            case _:
                self.faults.undo(fault, phase)

    def _restore(self, number: int) -> None:
        """Set the till back to its copy, whatever goes wrong while it recovers; or copy it anew."""
        at = self.floor.at[number]
        if at.till.backup is None:
            at.till.save()
            return
        with self.faults.calmed():
            come_to_rest(at, self.chain.clock)
            at.till.go_back()
            gives_no_number(at)
        self._recover(at)
        with self.faults.calmed():
            come_to_rest(at, self.chain.clock)
        at.till.backup = None

    def _recover(self, at: AtTill) -> None:
        """Have the till ask for its journal, with faults on the line and deaths on the way."""
        at.till.mortality.armed = (None, *_DEATHS_IN_RECOVERY)[self._below(3)]
        for _ in range(_TICKS_OF_RECOVERY):
            self.chain.clock.advance(max(tick(at), timedelta(milliseconds=100)))
            self._switch_on(at)

    def _is_replaced(self, number: int) -> bool:
        return self._spares[number] < _SPARES

    def _replace(self, number: int) -> None:
        """Throw the till away once all it has is sent, and put a spare in its place."""
        at = self.floor.at[number]
        self._spares[number] -= 1
        with self.faults.calmed():
            come_to_rest(at, self.chain.clock)
        replace_till(at, self.chain, self.faults)
        self.floor.save_server()  # a server from before it would not know the spare's key

    def _at_office(self, fault: Fault, number: int, phase: str) -> None:
        at = self.floor.at[number]
        match fault:
            case Fault.SESSION_CLOSED_AT_THE_OFFICE if at.told.sessions:
                self.floor.close_on_server(number, self._below(1_000))
            case Fault.PRICE_CHANGED:
                articles = at.till.shop.articles
                sku = articles[self._below(len(articles))].sku
                price = Decimal(1 + self._below(30_000)) / 1_000
                self.floor.prices[sku].add(price)
                change_price(self.chain, at.till.shop, sku, price)
            case Fault.SERVER_RESTORED:
                if self._below(3) == 0:
                    self.floor.save_server()
                else:
                    self.floor.restore_server()
            case Fault.KEY_REVOKED if self._may_be_revoked(number):
                self._revoke(number)
            case _:
                self.faults.undo(fault, phase)

    def _may_be_revoked(self, number: int) -> bool:
        """Tell whether the till is the only one that ever was its register, and others are left."""
        in_use = sum(not at.is_revoked for at in self.floor.at)
        is_one = not self.floor.at[number].copies and not self._is_replaced(number)
        return is_one and in_use > _LEFT_IN_USE

    def _revoke(self, number: int) -> None:
        """Have a manager revoke the till's key, all that it has being sent or not."""
        at = self.floor.at[number]
        at.till.secrets.become(None)
        self._switch_on(at)
        revoke_key(at, self.floor, self.faults, is_unaware=self._below(2) == 0)
        self.floor.save_server()  # a server from before it would take the key again

    def _switch_on(self, at: AtTill) -> None:
        """Start a till that is off; with a locked keyring it says so and stays off."""
        if at.till.is_on:
            return
        try:
            at.till.start()
        except KeyringLocked:
            at.till.secrets.become(None)
            return
        require(43, at.till.is_on, f"{at.till.name} does not start")

    def _below(self, limit: int) -> int:
        return self.faults.chance.below(limit)
