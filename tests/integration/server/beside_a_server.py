"""Commands that run beside a server, and the registers and sessions that they are about."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
import msgspec
import pytest

from pos.cli import main
from pos.server.feeds import read_topic
from pos.wire.messages import OperatorMessage
from tests.servers import RegisterOverHttp, RunningServer, enrol_over_http


def a_till(server: RunningServer, http: httpx.Client, name: str) -> RegisterOverHttp:
    """Enrol a register whose journal begins today, for the manager."""
    till = enrol_over_http(server, http, name)
    till.journal.business_date = server.store.business_date(server.clock.now())
    till.journal.operator = person(server, "Mia").id
    return till


def person(server: RunningServer, name: str) -> OperatorMessage:
    with server.database.read() as db:
        told = read_topic(db, server.store_number, "operator")
    people = [msgspec.json.decode(text, type=OperatorMessage) for text in told]
    (found,) = [one for one in people if one.name == name]
    return found


def an_open_session(till: RegisterOverHttp) -> UUID:
    till.journal.open()
    till.journal.sell()
    till.push(till.journal.push())
    assert till.journal.session_id is not None
    return till.journal.session_id


def a_stuck_session(till: RegisterOverHttp) -> UUID:
    """Open a session in which nothing happened for three days."""
    clock = till.server.clock
    today = clock.now()
    clock.set(today - timedelta(days=3))
    till.journal.business_date -= timedelta(days=3)
    session_id = an_open_session(till)
    clock.set(today)
    till.journal.business_date += timedelta(days=3)
    return session_id


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> Any:
    """Run a command that has to succeed, and return its JSON."""
    code = main([*map(str, arguments), "--json"])
    output = capsys.readouterr()
    assert code == 0, output.err
    return json.loads(output.out)


def refused(capsys: pytest.CaptureFixture[str], *arguments: object) -> str:
    """Run a command that has to be refused, and return the sentence."""
    assert main([*map(str, arguments)]) == 1
    output = capsys.readouterr()
    assert output.out == ""
    assert "Traceback" not in output.err
    return output.err
