"""A disk that is full or fails, at each operation once: refused in words, and done again.

Nothing that was acknowledged is lost, nothing that was refused is there, on either side.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pos.domain.problem import Problem
from pos.models.storage_problems import StepUncertain
from tests.power_loss.commits import digest
from tests.power_loss.failing_day import (
    UNDISTURBED,
    Refusals,
    open_session,
    sent_stubbornly,
    stubbornly,
)
from tests.power_loss.failing_disk import FailingDisk, Failure
from tests.power_loss.operations import Sync
from tests.power_loss.recorder import contents
from tests.power_loss.register_judge import database_key, opened_with
from tests.power_loss.scratch import lay_out, scratch
from tests.power_loss.shop import Shop, a_shop
from tests.power_loss.till_day import Day

SENTENCES = {
    Failure.FULL: "The disk is full. This step was not kept, everything before it was: ",
    Failure.IO_ERROR: "The disk failed (input or output error). This step was not kept: ",
}


@pytest.fixture
def shop() -> Iterator[Shop]:
    with scratch() as base, a_shop(base) as made:
        made.till.enrol(made.server.code("Till 1"))
        made.server.database.close()
        yield made


@pytest.fixture
def look(shop: Shop) -> Iterator[Callable[[], str]]:
    """Return what a register would hold that were started on a copy of the files."""
    with scratch() as folder:
        path = Path("register") / "register.db"

        def found() -> str:
            lay_out(contents(shop.till.root), folder / "pc")
            return opened_with(database_key(shop.till.folder))(folder / "pc" / path, digest)

        yield found


@pytest.mark.parametrize("failure", Failure)
class TestARegisterOnAFailingDisk:
    def test_refuses_each_step_in_words_and_does_it_when_it_can(
        self, shop: Shop, look: Callable[[], str], failure: Failure
    ) -> None:
        disk, refusals = FailingDisk(shop.till.root), Refusals()
        with disk.standing():
            shop.till.start()
            shop.till.cycle()
            stubbornly(Day(shop), disk, failure, refusals, look)
            fetch = shop.till.register.database.fetch
            kinds = dict(fetch("SELECT kind, count(*) FROM journal GROUP BY kind"))
            verified = shop.till.register.verification.verify()
            shop.till.cycle()
            _stop(shop)

        assert disk.failures > 250
        (sentence,) = refusals.sentences
        assert sentence.startswith(SENTENCES[failure])
        assert kinds == UNDISTURBED
        assert verified.findings == ()

    def test_sends_and_takes_all_when_it_can(self, shop: Shop, failure: Failure) -> None:
        disk = FailingDisk(shop.till.root)
        with disk.standing():
            _exchange_on(shop, disk, failure, every=1)
            _stop(shop)

        assert disk.failures > 5


class TestARegisterOnADiskThatStaysBroken:
    """Whether a refused commit comes back at the next start cannot be known then: it is said."""

    def test_says_that_a_step_may_have_been_kept(self, shop: Shop) -> None:
        disk, told = FailingDisk(shop.till.root, stays=True), Counter[type[Problem]]()
        with disk.standing():
            shop.till.start()
            shop.till.cycle()
            day = Day(shop)
            while not isinstance(disk.failed_at, Sync):
                disk.arm(Failure.IO_ERROR, told.total())
                with pytest.raises(Problem, match="look before you do this step again") as refused:
                    open_session(day)
                disk.disarm()
                told[refused.type] += 1
            open_session(day)
            sessions = day.register.session_list.all()
            _stop(shop)

        assert set(told) == {StepUncertain}
        assert len(sessions) == 1


@pytest.mark.parametrize("failure", Failure)
class TestAServerOnAFailingDisk:
    def test_acknowledges_only_what_it_holds(self, shop: Shop, failure: Failure) -> None:
        disk = FailingDisk(shop.server.root)
        with disk.standing():
            _exchange_on(shop, disk, failure, every=1 if failure is Failure.FULL else 3)
            _stop(shop)

        assert disk.failures > 10


def _exchange_on(shop: Shop, disk: FailingDisk, failure: Failure, every: int) -> None:
    """Exchange while the disk fails, at one operation each time; both sides agree at last."""
    shop.till.start()
    shop.till.cycle()
    sent_stubbornly(Day(shop), disk, failure, every)
    verified = shop.till.register.verification.verify()
    assert verified.findings == ()
    assert shop.till.exchange is not None
    assert shop.till.exchange.totals().head == verified.head


def _stop(shop: Shop) -> None:
    shop.till.stop()
    shop.server.database.close()
