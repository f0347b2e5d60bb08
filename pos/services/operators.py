"""Operators: who may sign in here, and the PIN that proves it."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import count
from math import ceil
from typing import Any

from sqlalchemy import Connection, delete, select
from sqlalchemy.dialects.sqlite import insert

from pos.domain.cash_session import OperatorId
from pos.domain.permission import Right, Role, has_right, require
from pos.domain.problem import Problem
from pos.domain.sign_in import delay_after, require_pin_shape
from pos.domain.typed_number import shown
from pos.models.database import Database
from pos.models.operator import OperatorRecord, WrongPinRecord
from pos.runtime.clock import Clock
from pos.runtime.pin_hash import pin_matches

logger = logging.getLogger(__name__)


class NoSuchOperator(Problem):
    """Nobody of that name may sign in on this register."""


class PinWrong(Problem):
    """The PIN is not this operator's. `wait` is how long the next try has to."""

    def __init__(self, name: str, wait: timedelta) -> None:
        seconds = ceil(wait.total_seconds())
        then = f"Try again in {seconds} s." if seconds else "Try again."
        super().__init__(f"That is not {name}'s PIN. {then}")
        self.wait = wait


class PinDelayed(Problem):
    """A PIN was tried before the delay after the last wrong one had passed."""

    def __init__(self, name: str, wait: timedelta) -> None:
        super().__init__(f"Wait {ceil(wait.total_seconds())} s before {name} signs in again.")
        self.wait = wait


class SignedOut(Problem):
    """Work of somebody who has signed out meanwhile was still to be done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Operator:
    """A person who may sign in. `sign_in` numbers this sign-in; 0: not by PIN (a list, a job)."""

    id: OperatorId
    name: str
    role: Role
    granted: frozenset[Right] = frozenset()  # beside the role's
    sign_in: int = field(default=0, compare=False)

    def may(self, right: Right) -> bool:
        return has_right(self.role, right, self.granted)

    def require(self, right: Right) -> None:
        """Refuse what this person may not do.

        :raises NotPermitted: if neither role nor person has the right.
        """
        require(self.role, right, name=self.name, granted=self.granted)


class SignIns:
    """Numbers sign-ins, and knows which have ended. From any thread."""

    def __init__(self) -> None:
        self._numbers = count(1)
        self._ended: set[int] = set()

    def begin(self) -> int:
        """Return the number of a new sign-in."""
        return next(self._numbers)

    def end(self, operator: Operator) -> None:
        """Have work that this sign-in asked for, and that is not done yet, refused."""
        if operator.sign_in:
            self._ended.add(operator.sign_in)

    def require_current(self, operator: Operator) -> None:
        """Refuse the work of somebody who has signed out.

        :raises SignedOut: if that sign-in has ended.
        """
        if operator.sign_in in self._ended:
            raise SignedOut(
                f"{operator.name} signed out before this was done; nothing happened. Sign in and "
                "do it again."
            )


@dataclass(frozen=True, slots=True)
class Operators:
    """The people the feed brought; only the wrong PINs are this register's own."""

    database: Database
    clock: Clock
    sign_ins: SignIns = field(default_factory=SignIns)

    def active(self) -> tuple[Operator, ...]:
        """Return who may sign in, by name."""
        with self.database.begin() as db:
            rows = db.execute(
                select(OperatorRecord)
                .where(OperatorRecord.active == 1)
                .order_by(OperatorRecord.name)
            ).all()
        return tuple(_operator(row) for row in rows)

    def named(self, name: str) -> Operator:
        """Return the operator with this name.

        :raises NoSuchOperator: if nobody active has it.
        """
        for operator in self.active():
            if operator.name.casefold() == name.casefold():
                return operator
        known = ", ".join(operator.name for operator in self.active()) or "nobody yet"
        raise NoSuchOperator(
            f"There is no operator “{shown(name)}” on this register; known: {known}."
        )

    def sign_in(self, operator_id: OperatorId, pin: str) -> Operator:
        """Return the operator whose PIN this is.

        :raises PinInvalid: if it cannot be a PIN; that does not count as a try.
        :raises PinWrong: if it is another's; each further one in a row delays longer.
        :raises PinDelayed: if the delay has not passed; the PIN is not even looked at.
        """
        require_pin_shape(pin)
        with self.database.begin() as db:  # commits before any refusal: a restarted delay stays
            row = _find(db, operator_id)
            failures, wait = self._failures(db, operator_id)
        if wait:
            raise PinDelayed(row.name, wait)
        matches = pin_matches(row.pin_hash, pin)
        with self.database.begin() as db:
            self._note(db, operator_id, 0 if matches else failures + 1)
        if not matches:
            logger.warning("wrong PIN: operator=%s failures=%s", operator_id, failures + 1)
            raise PinWrong(row.name, delay_after(failures + 1))
        logger.info("signed in: operator=%s", operator_id)
        return replace(_operator(row), sign_in=self.sign_ins.begin())

    def sign_out(self, operator: Operator) -> None:
        """End a sign-in; what it asked for and is not done yet has no effect."""
        self.sign_ins.end(operator)
        logger.info("signed out: operator=%s", operator.id)

    def _failures(self, db: Connection, operator_id: OperatorId) -> tuple[int, timedelta]:
        """Return the wrong PINs in a row, and what is left of the delay after them.

        Within one boot the monotonic clock counts; after a reboot the delay starts anew, so
        that neither setting the clock nor the switch at the wall ends it.
        """
        row = db.execute(
            select(WrongPinRecord).where(WrongPinRecord.operator_id == operator_id)
        ).one_or_none()
        if row is None:
            return 0, timedelta(0)
        delay = delay_after(row.failures)
        if row.boot_id != self.clock.boot_id:
            if delay:
                self._note(db, operator_id, row.failures)
            return row.failures, delay
        passed = timedelta(microseconds=self.clock.monotonic_ns() // 1000 - row.monotonic_us)
        return row.failures, max(delay - passed, timedelta(0))

    def _note(self, db: Connection, operator_id: OperatorId, failures: int) -> None:
        if failures == 0:
            db.execute(delete(WrongPinRecord).where(WrongPinRecord.operator_id == operator_id))
            return
        now = {
            "failures": failures,
            "last_at": self.clock.now(),
            "boot_id": self.clock.boot_id,
            "monotonic_us": self.clock.monotonic_ns() // 1000,
        }
        db.execute(
            insert(WrongPinRecord)
            .values(operator_id=operator_id, **now)
            .on_conflict_do_update(index_elements=["operator_id"], set_=now)
        )


def _find(db: Connection, operator_id: OperatorId) -> Any:
    row = db.execute(
        select(OperatorRecord).where(OperatorRecord.id == operator_id, OperatorRecord.active == 1)
    ).one_or_none()
    if row is None:
        raise NoSuchOperator("This operator may no longer sign in: choose another.")
    return row


def _operator(row: Any) -> Operator:
    return Operator(
        id=OperatorId(row.id), name=row.name, role=Role(row.role), granted=_granted(row.rights)
    )


def _granted(rights: str) -> frozenset[Right]:
    """Return the rights that a row names; one of a newer program is passed over."""
    known = set(Right)
    return frozenset(Right(name) for name in rights.split(",") if name in known)
