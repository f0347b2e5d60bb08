"""`evertill register replace` and `fence`: what a manager does, and what registers notice of it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import select, update

from pos.cli import main
from pos.cli.register_folder import exchange_of
from pos.domain.handshake import Verdict
from pos.domain.money import Money
from pos.domain.permission import Role
from pos.domain.report import Declaration
from pos.domain.stuck import Symptom
from pos.runtime.ids import SystemIds
from pos.server import tables
from pos.server.folder import opened as opened_server
from pos.server.manager_log import LogPen, problems_of_log
from pos.server.operators import add_operator, hash_pin
from pos.server.pin_proof import operator_named
from pos.server.session_closing import close_here
from pos.server.session_doctor import by_manager
from pos.server.session_list import listed_sessions, unapplied_sessions
from pos.server.stores import the_store
from pos.services.journal import NumbersFrozen
from pos.sync.answers import NotAuthorised
from tests.builders import USD
from tests.contract.closings import z_versions
from tests.real_tills import (
    FLOAT,
    a_till_that_sold,
    cycle,
    enrolled,
    opened,
    proved,
    sell,
    state,
)
from tests.registers import MIA
from tests.servers import RunningServer, a_running_server

PIN = "246810"


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[RunningServer]:
    """A server with a manager, Ann, and a cashier, Tom."""
    monkeypatch.setenv("EVERTILL_PIN", PIN)
    with a_running_server(tmp_path / "server") as running:
        with running.database.write() as db:
            for name, role in (("Ann", Role.MANAGER), ("Tom", Role.CASHIER)):
                add_operator(db, 1, name=name, role=role, pin_hash=hash_pin(PIN), ids=SystemIds())
        yield running


@pytest.fixture
def till(tmp_path: Path, server: RunningServer) -> Path:
    return a_till_that_sold(tmp_path / "till", server)


def deed(server: RunningServer, verb: str, name: str = "Till 1", **changes: str) -> int:
    options = {"by": "Ann", "reason": "the old one fell down", **changes}
    typed = [part for option, value in options.items() for part in (f"--{option}", value)]
    return main(["register", verb, "--data", str(server.root), "--name", name, *typed, "--json"])


def logged(server: RunningServer) -> list[dict[str, object]]:
    with opened_server(server.root) as folder, folder.database.read() as db:
        assert problems_of_log(db, 1, server.key.verifying_key) == []
        bodies = db.execute(select(tables.manager_log.c.body).order_by(tables.manager_log.c.seq))
        return [msgspec.json.decode(body) for body in bodies.scalars()]


class TestReplace:
    def test_prints_a_code_that_lets_another_device_go_on(
        self,
        till: Path,
        tmp_path: Path,
        server: RunningServer,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        capsys.readouterr()

        assert deed(server, "replace", "till 1") == 0

        told = json.loads(capsys.readouterr().out)
        made = enrolled(tmp_path / "new", server, told["code"])
        assert (told["register"], made.register_name, made.series) == ("Till 1", "Till 1", 2)
        (entry,) = logged(server)
        assert (entry["kind"], entry["reason"]) == ("register_replaced", "the old one fell down")

    def test_leaves_the_older_device_at_work_until_the_code_is_used(
        self, till: Path, server: RunningServer
    ) -> None:
        deed(server, "replace")

        with opened(till) as register:
            (session,) = register.cash_sessions.resumable()
            sell(register, session.id)
            assert cycle(register).is_at_rest

    def test_of_a_register_without_a_device_prints_a_plain_code(
        self, tmp_path: Path, server: RunningServer, capsys: pytest.CaptureFixture[str]
    ) -> None:
        server.code("Till 7")

        deed(server, "replace", "Till 7")

        code = json.loads(capsys.readouterr().out)["code"]
        assert enrolled(tmp_path / "new", server, code).series == 1

    @pytest.mark.parametrize("verb", ["replace", "fence"])
    @pytest.mark.parametrize(
        ("changes", "sentence"),
        [
            ({"name": "Till 9"}, "There is no register “Till 9” in this store; there are: Till 1."),
            ({"by": "Zoe"}, "There is no operator “Zoe”"),
            ({"by": "Tom"}, "may not"),
            ({"reason": " "}, "Say why"),
        ],
    )
    def test_is_refused_in_a_sentence(
        self,
        server: RunningServer,
        capsys: pytest.CaptureFixture[str],
        verb: str,
        changes: dict[str, str],
        sentence: str,
    ) -> None:
        server.code()

        assert deed(server, verb, **changes) == 1

        assert sentence in capsys.readouterr().err
        assert logged(server) == []

    @pytest.mark.parametrize("verb", ["replace", "fence"])
    def test_is_refused_with_another_pin(
        self,
        server: RunningServer,
        capsys: pytest.CaptureFixture[str],
        monkeypatch: pytest.MonkeyPatch,
        verb: str,
    ) -> None:
        server.code()
        monkeypatch.setenv("EVERTILL_PIN", "135790")

        assert deed(server, verb) == 1

        assert "not Ann's PIN" in capsys.readouterr().err


class TestFence:
    def test_closes_what_was_open_and_tells_the_device(
        self, till: Path, server: RunningServer, capsys: pytest.CaptureFixture[str]
    ) -> None:
        capsys.readouterr()
        with opened(till) as register:
            (session,) = register.cash_sessions.resumable()

            assert deed(server, "fence") == 0
            result = cycle(register)

            assert json.loads(capsys.readouterr().out)["closed"] == [str(session.id)]
            assert (result.verdict, result.is_at_rest) == (Verdict.FENCED, True)
            assert [one.id for one in result.cleared] == [session.id]
        with server.database.read() as db:
            row = db.execute(
                select(tables.cash_session).where(
                    tables.cash_session.c.cash_session_id == session.id.bytes
                )
            ).one()
        assert (row.state, row.closed_how, row.closed_by_name) == ("closed", "fence", "Ann")
        kinds = [entry["kind"] for entry in logged(server)]
        assert kinds == ["cash_session_closed", "register_fenced"]

    def test_is_for_good(
        self, till: Path, server: RunningServer, capsys: pytest.CaptureFixture[str]
    ) -> None:
        deed(server, "fence")

        for verb in ("fence", "replace"):
            assert deed(server, verb) == 1
            assert "out of use for good" in capsys.readouterr().err

    def test_keeps_all_that_the_device_sold_on_unaware(
        self, till: Path, server: RunningServer
    ) -> None:
        with opened(till) as register:
            (session,) = register.cash_sessions.resumable()
            sell(register, session.id, 2)
            deed(server, "fence")
            before = z_versions(server, session.id)
            sell(register, session.id)
            register.cash_sessions.begin_count(session.id, MIA)
            counted = Declaration(counted=Money(10_645, USD))
            register.cash_sessions.close(session.id, MIA, counted)
            unheard = register.cash_sessions.open_normal(MIA, FLOAT)
            sell(register, unheard.id, 3)

            result = cycle(register)

            assert (result.verdict, result.waiting, result.pushed) == (Verdict.FENCED, 0, 9)
            assert (result.quarantined, result.is_at_rest) == (4, True)
            with pytest.raises(NumbersFrozen, match="fenced on its server"):
                sell(register, unheard.id)
            (finding,) = register.doctor.examine()
            assert finding.diagnosis.symptom is Symptom.REGISTER_FENCED
            again = cycle(register)
            assert (again.verdict, again.pushed, again.is_at_rest) == (Verdict.FENCED, 0, True)
            assert proved(register).entries == 16
        versions = z_versions(server, session.id)
        assert (before, [one.sales for one in versions]) == (versions[:1], [2, 3, 4, 5, 5])
        assert (versions[-1].origin, versions[-1].counted) == ("register", 10_645)
        with server.database.read() as db:
            reasons = set(db.execute(select(tables.quarantine.c.reason)).scalars())
            (kept,) = unapplied_sessions(db, the_store(db))
            listed = listed_sessions(db, the_store(db), server.clock.now())
        assert {reason[:27] for reason in reasons} == {"the register was fenced on "}
        assert (kept.kept.id, kept.kept.entries) == (unheard.id, 4)
        assert {one.session.uuid: one.late for one in listed}[session.id] == 4

    def test_stays_though_the_server_would_take_it_back(
        self, till: Path, server: RunningServer
    ) -> None:
        deed(server, "fence")
        with opened(till) as register:
            cycle(register)
            with server.database.write() as db:
                db.execute(update(tables.register).values(revoked_at=None))

            assert cycle(register).verdict is Verdict.FENCED

            with pytest.raises(NumbersFrozen, match="fenced on its server"):
                register.cash_sessions.open_normal(MIA, FLOAT)

    def test_reaches_a_running_till_within_two_cycles(
        self, till: Path, server: RunningServer
    ) -> None:
        with opened(till) as register, exchange_of(register) as exchange:
            assert exchange.cycle().verdict is Verdict.NORMAL
            (session,) = register.cash_sessions.resumable()
            deed(server, "fence")
            sell(register, session.id)

            exchange.cycle()  # it has a token still, and is not in doubt
            result = exchange.cycle()

            assert (result.verdict, result.waiting) == (Verdict.FENCED, 0)
            assert "out of use for good" in str(exchange.status.problem)
            assert exchange.status.quarantined == ()

    def test_makes_an_unused_replacement_code_worthless(
        self, till: Path, tmp_path: Path, server: RunningServer, capsys: pytest.CaptureFixture[str]
    ) -> None:
        capsys.readouterr()
        deed(server, "replace")
        code = json.loads(capsys.readouterr().out)["code"]
        deed(server, "fence")

        with pytest.raises(NotAuthorised, match="taken out of use"):
            enrolled(tmp_path / "new", server, code)

    def test_of_a_register_without_a_device_is_refused(
        self, server: RunningServer, capsys: pytest.CaptureFixture[str]
    ) -> None:
        server.code("Till 7")

        assert deed(server, "fence", "Till 7") == 1

        assert "has no device yet" in capsys.readouterr().err


class TestASessionOfAReplacedRegister:
    def test_that_a_manager_closed_is_cleared_and_late_in_the_new_series(
        self, till: Path, tmp_path: Path, server: RunningServer, capsys: pytest.CaptureFixture[str]
    ) -> None:
        capsys.readouterr()
        deed(server, "replace")
        enrolled(tmp_path / "new", server, json.loads(capsys.readouterr().out)["code"])
        with opened(tmp_path / "new") as register:
            cycle(register)
            (session,) = register.cash_sessions.resumable()
            sell(register, session.id)
            assert cycle(register).is_at_rest
            sell(register, session.id, 2)  # not sent when the manager closes it
            with server.database.write() as db:
                ann = operator_named(db, 1, "Ann")
                pen = LogPen(server.key, SystemIds(), server.clock.now())
                close_here(db, the_store(db), session.id, by_manager(ann, "long gone"), pen)

            result = cycle(register)

            (cleared,) = result.cleared
            assert (cleared.id, cleared.late) == (session.id, 2)
            assert result.is_at_rest
            assert register.cash_sessions.resumable() == ()
            assert state(register)[:2] == (2, 6)
            proved(register)
