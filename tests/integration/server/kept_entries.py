"""Entries that a server holds back, and the command that is about them."""

from __future__ import annotations

from typing import Any

import pytest

from pos.domain.chain import ChainHead
from pos.domain.event import EventKind, SealedEvent, event_hash
from pos.domain.signature import Purpose
from pos.server import apply as apply_module
from tests.integration.server.beside_a_server import run
from tests.servers import RegisterOverHttp, RunningServer

BY = ("--by", "Mia")


def a_fault(monkeypatch: pytest.MonkeyPatch, kind: EventKind) -> None:
    """Break the program: entries of a kind cannot be applied until it is mended."""

    def fail(*_: object) -> None:
        raise KeyError("fault")

    monkeypatch.setitem(apply_module._APPLIERS, kind, fail)


def unreadable(till: RegisterOverHttp, body: bytes) -> None:
    digest = event_hash(body)
    sig = till.key.sign(Purpose.EVENT, bytes.fromhex(digest))
    till.journal.head = ChainHead(till.journal.head.seq + 1, digest)
    till.journal.sealed.append(SealedEvent(body, digest, sig))


def push(till: RegisterOverHttp) -> list[int]:
    return till.push(till.journal.push()).quarantined


def of(server: RunningServer, *arguments: object) -> list[object]:
    command, *rest = arguments
    return ["entries", command, *rest, "--data", server.root]


def told(
    capsys: pytest.CaptureFixture[str], server: RunningServer, *arguments: object
) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = run(capsys, *of(server, *arguments))["entries"]
    return found
