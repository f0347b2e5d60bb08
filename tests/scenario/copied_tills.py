"""Copies of one till on several devices, and what must hold of them together."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import func, select

from pos.domain.cash_session import CashSessionId
from pos.domain.handshake import Verdict
from pos.domain.money import Money
from pos.domain.permission import Role
from pos.domain.report import Declaration
from pos.domain.tender import Tender, TenderKind
from pos.runtime.paths import read_data_folder
from pos.runtime.secret_names import DATABASE_KEY, DEVICE_KEY, ENROLLED
from pos.runtime.secrets import open_secrets
from pos.server import tables
from pos.server.archive import write_server_archive
from pos.server.manager_log import LogPen
from pos.server.operators import operators_of
from pos.server.register_deeds import Manager, fence_register
from pos.server.stores import store_by_number
from pos.services.operators import Operator
from pos.services.verification import Verified
from pos.services.verification_server import compare_with_server
from pos.simulation.chain import Chain
from pos.simulation.line import Line
from pos.simulation.office import replacement_code
from pos.simulation.till import Till
from pos.simulation.virtual import MemorySecrets, Mortality, NumberedIds
from pos.sync.enrolment import EnrolmentPorts, enrol
from pos.sync.status import CycleResult
from pos.sync.totals import ServerTotals
from pos.sync.transport import Reply, Request
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

    @property
    def boss(self) -> Operator:
        return next(one for one in self.till.people.values() if one.role is Role.MANAGER)

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


def gone_on(chain: Chain, first: Copy) -> Copy:
    """Return a clone that writes a series of its own, which a backup of the server knows not."""
    second = cloned(chain, first)
    chain.save_server()
    first.sell(2)
    second.sell()
    rest_all(first, second)
    second.sell()
    second.rest()
    return second


def rest_all(*copies: Copy) -> None:
    """Have each exchange until everything is said, one after the other."""
    for copy in copies:
        copy.rest()


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


def audited(chain: Chain, archive: Path) -> None:
    """Have the verifier that shares no code with the rest find the server's archive sound."""
    entries = write_server_archive(chain.server_root, archive, lambda *_: None)
    command = [sys.executable, REPOSITORY / "auditor" / "verify_archive.py", archive]
    audit = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (audit.returncode, audit.stderr) == (0, "")
    assert str(entries) in audit.stdout


def spoil_next(monkeypatch: pytest.MonkeyPatch, copy: Copy, path: str) -> None:
    """Damage the signature of the next answer at a path on its way to a copy."""
    monkeypatch.setattr(copy.till.line, "send", _spoiling(copy.till.line.send, path))


def _spoiling(send: Callable[[Request], Reply], path: str) -> Callable[[Request], Reply]:
    still = [path]

    def spoil(request: Request) -> Reply:
        reply = send(request)
        if request.path not in still:
            return reply
        still.clear()
        return replace(reply, body=reply.body.replace(b'"sig":"', b'"sig":"AAAA'))

    return spoil
