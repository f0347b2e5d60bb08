"""A till whose disk was cloned, or put back and sold on: both histories are kept, both go on."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import func, select

from pos.cli.sync_words import result_text
from pos.domain.cash_session import CashSessionId
from pos.domain.handshake import Freeze, Verdict
from pos.domain.money import Money
from pos.domain.report import Declaration
from pos.domain.tender import Tender, TenderKind
from pos.runtime.paths import read_data_folder
from pos.runtime.secret_names import BOOTS, DATABASE_KEY, DEVICE_KEY, ENROLLED
from pos.runtime.secrets import open_secrets
from pos.server import tables
from pos.server.archive import write_server_archive
from pos.server.copied_registers import copied_registers, copies_text
from pos.server.manager_log import LogPen
from pos.server.operators import operators_of
from pos.server.register_deeds import Manager, fence_register
from pos.server.registers import register_line, registers_of
from pos.server.stores import store_by_number
from pos.services.operators import Operator
from pos.services.verification import Verified
from pos.services.verification_server import compare_with_server
from pos.simulation.chain import Chain, a_chain
from pos.simulation.line import Line
from pos.simulation.office import replacement_code
from pos.simulation.template import SHOPS
from pos.simulation.till import DATABASE, Till
from pos.simulation.virtual import Crashed, MemorySecrets, Mortality, NumberedIds
from pos.sync.enrolment import EnrolmentPorts, enrol
from pos.sync.status import CycleResult
from pos.sync.totals import ServerTotals
from tests.builders import USD
from tests.register_folders import REPOSITORY

FLOAT = Money(10_000, USD)
PRICE = 129
PLACES = ("branch.before_open", "branch.after_open", "branch.before_begin", "branch.after_begin")


@dataclass
class Copy:
    """One device, and what its cashiers were told was done on it."""

    till: Till
    sold: list[UUID] = field(default_factory=list)

    @property
    def mia(self) -> Operator:
        (mia,) = [one for one in self.till.people.values() if one.name == "Mia"]
        return mia

    def open(self) -> CashSessionId:
        return self.till.register.cash_sessions.open_normal(self.mia, FLOAT).id

    @property
    def session_id(self) -> CashSessionId:
        (resumable,) = self.till.register.cash_sessions.resumable()
        return resumable.id

    def sell(self, count: int = 1) -> None:
        checkout, session_id = self.till.register.checkout, self.session_id
        for _ in range(count):
            checkout.scan(session_id, self.mia, "MILK")
            checkout.tender(session_id, self.mia, Tender(TenderKind.CASH, Money(PRICE, USD)))
            self.sold.append(checkout.complete(session_id, self.mia).sale.id)

    def close(self, counted: int) -> None:
        sessions, session_id = self.till.register.cash_sessions, self.session_id
        sessions.begin_count(session_id, self.mia)
        sessions.close(session_id, self.mia, Declaration(counted=Money(counted, USD)))

    def cycle(self) -> CycleResult:
        assert self.till.exchange is not None
        return self.till.exchange.cycle()

    def rest(self) -> CycleResult:
        """Exchange until everything is said; a closing that follows may need another turn."""
        self.cycle()
        result = self.cycle()
        assert (result.problem, result.waiting, result.verdict) == (None, 0, Verdict.NORMAL)
        return result

    def frozen(self) -> str:
        return self.state()[-1]

    def state(self) -> tuple[int, int, int, int, int, str]:
        """Return series, receipt number, Z number, sales, perpetual total, and why frozen."""
        with self.till.register.database.begin() as db:
            row = db.exec_driver_sql(
                "SELECT series, receipt_number, z_number, sales, perpetual_total, frozen "
                "FROM register_state"
            ).one()
        return tuple(row)

    def proved(self) -> Verified:
        """Verify the journal from its first entry, and compare it with the server."""
        assert self.till.exchange is not None
        verified = self.till.register.verification.verify()
        totals: ServerTotals = self.till.exchange.totals()
        assert verified.findings == ()
        assert compare_with_server(verified, _Figures(totals)) == ()
        return verified


class _Figures:
    """The server's totals as the comparison takes them."""

    def __init__(self, totals: ServerTotals) -> None:
        self.head, self.currency = totals.head, totals.currency
        self.sales, self.total = totals.sales, totals.total
        self.sessions, self.days = totals.cash_sessions, totals.days


@pytest.fixture
def chain(tmp_path: Path) -> Iterator[Chain]:
    with a_chain(tmp_path, shops=SHOPS[:1]) as chain:
        yield chain


@pytest.fixture
def first(chain: Chain) -> Copy:
    """A till with an open session, which sold twice; all of it is sent."""
    first = Copy(chain.tills[0])
    first.open()
    first.sell(2)
    assert first.cycle().is_at_rest
    return first


def cloned(chain: Chain, copy: Copy) -> Copy:
    """Clone the disk of a device, keyring included, and start it in another computer."""
    number = len(chain.tills)
    root = copy.till.root.with_name(f"clone {number}")
    was_on = copy.till.is_on
    copy.till.stop()
    shutil.copytree(copy.till.root, root)
    keyring = MemorySecrets(copy.till.secrets.contents)
    if was_on:
        copy.till.start()
    till = Till(
        shop=copy.till.shop,
        name=copy.till.name,
        root=root,
        secrets=keyring,
        line=Line(chain),
        clock=copy.till.clock,
        ids=NumberedIds(source=100 + number),
        chance=copy.till.chance,
    )
    till.start()
    chain.tills.append(till)
    return Copy(till)


def server_sales(chain: Chain) -> int:
    with chain.database.read() as db:
        return db.execute(select(func.count()).select_from(tables.sale)).scalar_one()


def held(chain: Chain, *copies: Copy) -> None:
    """Check that the server holds what all cashiers were told, each sale once, and no other."""
    told = [one for copy in copies for one in copy.sold]
    with chain.database.read() as db:
        found = [UUID(bytes=one) for one in db.execute(select(tables.sale.c.sale_id)).scalars()]
        total = db.execute(select(func.sum(tables.sale.c.total))).scalar_one()
        quarantined = db.execute(select(tables.quarantine)).all()
        perpetual = db.execute(select(tables.register.c.perpetual_total)).scalars().first()
    assert sorted(found) == sorted(told)
    assert int(total) == perpetual == PRICE * len(told)
    assert quarantined == []


def replaced(chain: Chain, copy: Copy) -> Copy:
    """Have a new device take the register over; return it."""
    code = replacement_code(chain, copy.till.shop, copy.till.name)
    root = copy.till.root.with_name("spare")
    line, clock = Line(chain), copy.till.clock
    ports = EnrolmentPorts(
        clock=clock,
        ids=NumberedIds(source=900),
        chance=copy.till.chance,
        crash_points=Mortality(),
        ask_passphrase=lambda _: "pw",
        connect=lambda *_: line,
    )
    enrol(root, server="http://127.0.0.1:1", code=code, ports=ports)
    secrets = open_secrets(read_data_folder(root), lambda _: "pw", copy.till.chance, {})
    kept = {name: secrets.get(name) or b"" for name in (DATABASE_KEY, DEVICE_KEY, ENROLLED)}
    till = Till(
        shop=copy.till.shop,
        name=copy.till.name,
        root=root,
        secrets=MemorySecrets(kept),
        line=line,
        clock=clock,
        ids=NumberedIds(source=901),
        chance=copy.till.chance,
    )
    till.start()
    chain.tills.append(till)
    spare = Copy(till)
    spare.cycle()  # the products, which only the feed has
    return spare


def fence(chain: Chain, copy: Copy) -> None:
    with chain.database.write() as db:
        store = store_by_number(db, copy.till.shop.number)
        (mia,) = [one for one in operators_of(db, store.number) if one.name == "Mia"]
        manager = Manager(operator=mia, reason="it fell into the sea")
        pen = LogPen(chain.key, chain.ids, chain.clock.now())
        fence_register(db, store, copy.till.name, manager, pen)


class TestAClonedTill:
    def test_goes_on_beside_the_other_one_and_nothing_is_lost(
        self, chain: Chain, first: Copy
    ) -> None:
        second = cloned(chain, first)
        first.sell(3)
        second.sell(2)
        first.rest()

        result = second.cycle()

        assert (result.problem, result.waiting, result.verdict) == (None, 0, Verdict.NORMAL)
        assert (first.state()[:2], second.state()[:2]) == ((1, 5), (3, 4))
        second.sell()
        first.sell()
        first.rest()
        second.rest()
        held(chain, first, second)
        assert (first.proved().sales, second.proved().sales) == (6, 5)

    def test_with_unsent_entries_in_common_sends_them_once(self, chain: Chain, first: Copy) -> None:
        first.till.line.is_up = False
        first.sell(2)
        second = cloned(chain, first)
        first.till.line.is_up = True
        first.sell()
        second.sell()

        first.rest()
        second.rest()

        held(chain, first, second)
        assert (first.proved().sales, second.proved().sales) == (5, 5)

    def test_that_is_the_longer_one_loses_no_entry(self, chain: Chain, first: Copy) -> None:
        second = cloned(chain, first)
        first.sell()
        second.sell(5)

        first.rest()
        second.rest()

        held(chain, first, second)

    def test_that_sold_nothing_takes_over_what_the_other_sold(
        self, chain: Chain, first: Copy
    ) -> None:
        second = cloned(chain, first)
        first.sell(2)
        first.rest()

        second.rest()

        assert second.state() == first.state()
        assert second.proved().sales == 4

    def test_closes_the_session_that_was_open_on_both_with_its_own_figures(
        self, chain: Chain, first: Copy
    ) -> None:
        second = cloned(chain, first)
        first.sell(3)
        second.sell()
        first.close(10_000 + 5 * PRICE)
        first.rest()
        second.rest()
        assert second.session_id  # the other one's closing is not taken for its own

        second.close(10_000 + 3 * PRICE)
        second.open()
        second.sell()
        second.rest()

        held(chain, first, second)
        assert second.state()[:3] == (3, 4, 1)
        assert first.proved().sales + second.proved().sales == 9
        with chain.database.read() as db:
            reports = db.execute(
                select(tables.z_report).where(tables.z_report.c.origin == "register")
            ).all()
        assert [one.variance for one in reports] == [0, 0]

    def test_is_shown_wherever_somebody_looks(self, chain: Chain, first: Copy) -> None:
        second = cloned(chain, first)
        first.sell()
        second.sell()
        first.rest()
        second.rest()

        with chain.database.read() as db:
            shown = [register_line(one) for one in registers_of(db, 1)]

            doctor = "".join(copies_text(copied_registers(db, 1), first.till.shop.store))

        assert "two devices have sold as it" in shown[0]
        assert 'evertill register replace --name "Till 1"' in doctor
        assert "copied" not in shown[1]
        for copy in (first, second):
            assert copy.till.exchange is not None
            result = copy.till.exchange.ask()
            assert "This register was copied" in result_text(result, copy.till.exchange.status)

    @pytest.mark.parametrize("place", PLACES)
    def test_that_is_killed_anywhere_goes_on_at_the_next_start(
        self, chain: Chain, first: Copy, place: str
    ) -> None:
        second = cloned(chain, first)
        first.sell()
        second.sell(2)
        first.rest()

        second.till.mortality.armed = place
        with pytest.raises(Crashed):
            second.cycle()
        second.till.kill()
        second.till.start()
        second.rest()

        held(chain, first, second)
        assert second.state()[:2] == (3, 4)
        assert second.proved().sales == 4

    def test_whose_answers_are_lost_asks_again_and_doubles_nothing(
        self, chain: Chain, first: Copy
    ) -> None:
        second = cloned(chain, first)
        first.sell()
        second.sell(2)
        first.rest()

        for requests in range(1, 40):
            second.till.line = _Breaking(chain, requests)
            second.till.stop()
            second.till.start()
            second.cycle()
            if not second.frozen() and second.state()[0] == 3:
                break
        second.till.line = Line(chain)
        second.till.stop()
        second.till.start()
        second.rest()

        held(chain, first, second)
        second.proved()


class _Breaking(Line):
    """A line that loses the answer to one request of a start, and goes down with it."""

    def __init__(self, chain: Chain, at: int) -> None:
        super().__init__(chain)
        self._at = at

    def send(self, request):  # type: ignore[no-untyped-def]
        if self.requests + 1 == self._at:
            self.lost_answers = 1
            try:
                return super().send(request)
            finally:
                self.is_up = False
        return super().send(request)


class TestACloneOfAClone:
    @pytest.fixture
    def second(self, chain: Chain, first: Copy) -> Copy:
        """A clone that sold twice before it was cloned itself."""
        second = cloned(chain, first)
        second.sell(2)
        return second

    def test_parts_from_both_and_an_auditor_can_check_all_three(
        self, chain: Chain, first: Copy, second: Copy, tmp_path: Path
    ) -> None:
        third = cloned(chain, second)
        first.sell()
        second.sell()
        third.sell(2)

        for copy in (first, second, third):
            copy.rest()

        held(chain, first, second, third)
        for copy in (first, second, third):
            copy.sell()
            copy.rest()
            copy.proved()
        assert [copy.state()[:2] for copy in (first, second, third)] == [(1, 4), (3, 6), (5, 7)]
        archive = tmp_path / "store.jsonl"
        entries = write_server_archive(chain.server_root, archive, lambda *_: None)
        command = [sys.executable, REPOSITORY / "auditor" / "verify_archive.py", archive]
        audit = subprocess.run(command, capture_output=True, text=True, check=False)
        assert (audit.returncode, audit.stderr) == (0, "")
        assert str(entries) in audit.stdout

    def test_that_comes_after_the_other_went_on_parts_where_that_ended(
        self, chain: Chain, first: Copy, second: Copy
    ) -> None:
        third = cloned(chain, second)
        first.sell()
        first.rest()
        second.rest()
        second.sell()
        second.rest()
        third.sell()

        third.rest()

        held(chain, first, second, third)
        assert third.state()[:2] == (5, 5)
        third.proved()

    def test_that_sold_nothing_takes_over_what_that_one_sold(
        self, chain: Chain, first: Copy, second: Copy
    ) -> None:
        third = cloned(chain, second)
        first.sell()
        second.sell()
        first.rest()
        second.rest()
        second.sell()
        second.rest()

        third.rest()

        assert third.state() == second.state()
        held(chain, first, second, third)
        third.proved()


class TestACopiedTillThatIsReplaced:
    @pytest.fixture
    def second(self, chain: Chain, first: Copy) -> Copy:
        """A clone that sold otherwise; both have sent all of it, this one last."""
        second = cloned(chain, first)
        first.sell(2)
        second.sell()
        first.rest()
        chain.clock.advance(timedelta(minutes=1))
        second.rest()
        second.sell()
        second.rest()
        return second

    def test_goes_on_where_the_copy_stood_that_was_heard_of_last(
        self, chain: Chain, first: Copy, second: Copy, tmp_path: Path
    ) -> None:
        wanted = second.state()
        spare = replaced(chain, first)

        assert spare.state()[:5] == (4, *wanted[1:5])
        spare.sell()
        spare.rest()
        held(chain, first, second, spare)
        assert spare.proved().sales == 5
        with chain.database.read() as db:
            assert copied_registers(db, 1) == []

    def test_has_no_copy_that_may_go_on(self, chain: Chain, first: Copy, second: Copy) -> None:
        replaced(chain, first)

        for copy in (first, second):
            copy.cycle()  # its token is good for a while
            assert "was replaced by another one" in str(copy.cycle().problem)
            assert copy.frozen() == Freeze.REPLACED.value


class TestACopiedTillThatIsFenced:
    def test_sends_what_it_has_and_is_out_of_use(self, chain: Chain, first: Copy) -> None:
        second = cloned(chain, first)
        first.sell(2)
        second.sell(3)
        first.rest()
        fence(chain, first)

        result = second.cycle()

        assert (result.verdict, result.waiting) == (Verdict.FENCED, 0)
        assert second.frozen() == Freeze.FENCED.value
        assert server_sales(chain) == 7
        assert second.cycle().verdict is Verdict.FENCED
        first.cycle()  # refused: only its next handshake says why
        assert first.cycle().verdict is Verdict.FENCED


class TestYesterdaysDatabase:
    def test_is_caught_up_with_at_once_where_its_keyring_has_counted_on(
        self, chain: Chain, first: Copy
    ) -> None:
        first.till.save()
        first.sell(2)
        first.till.stop()
        assert first.till.backup is not None
        shutil.copy(first.till.backup / DATABASE, first.till.root / DATABASE)
        (first.till.root / f"{DATABASE}-wal").unlink(missing_ok=True)
        first.till.line.is_up = False

        first.till.start()

        assert first.frozen() == Freeze.RESTORED.value
        first.till.line.is_up = True
        first.cycle()
        assert first.frozen() == ""

    def test_that_sold_on_without_its_keyring_keeps_both_lives(
        self, chain: Chain, first: Copy
    ) -> None:
        first.till.save()
        first.sell(3)
        first.rest()
        first.till.stop()
        shutil.rmtree(first.till.root)
        assert first.till.backup is not None
        shutil.copytree(first.till.backup, first.till.root)
        first.till.secrets.delete(BOOTS)
        first.till.line.is_up = False
        first.till.start()
        first.sell(2)  # nobody knows yet
        first.till.line.is_up = True

        first.rest()

        held(chain, first)
        assert first.state()[:2] == (3, 4)
        assert first.proved().sales == 4

    def test_of_a_copy_that_went_on_is_caught_up_with_through_its_branch(
        self, chain: Chain, first: Copy
    ) -> None:
        second = cloned(chain, first)
        first.sell()
        first.rest()
        second.till.line.is_up = False
        second.sell(2)
        second.till.save()
        second.sell()
        second.till.line.is_up = True
        second.rest()
        second.sell()
        second.rest()
        wanted = second.state()

        second.till.go_back()
        second.rest()

        assert second.state() == wanted
        held(chain, first, second)
        second.proved()


class TestARestoredServer:
    def test_that_never_heard_of_the_copies_is_told_again_by_both(
        self, chain: Chain, first: Copy
    ) -> None:
        second = cloned(chain, first)
        chain.save_server()
        first.sell(2)
        second.sell()
        first.rest()
        second.rest()
        second.sell()
        second.rest()

        chain.restore_server()
        second.rest()
        first.rest()

        held(chain, first, second)
        assert second.state()[0] == 3
        first.proved()
        second.proved()
        first.sell()
        second.sell()
        first.rest()
        second.rest()
        held(chain, first, second)

    def test_is_told_again_in_the_other_order(self, chain: Chain, first: Copy) -> None:
        second = cloned(chain, first)
        chain.save_server()
        first.sell(2)
        second.sell()
        first.rest()
        second.rest()

        chain.restore_server()
        first.rest()
        second.rest()

        held(chain, first, second)
        first.proved()
        second.proved()
