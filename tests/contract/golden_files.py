"""The contract as bytes: every message and every kind of event, with fixed keys and ids.

`today` is made anew by `python -m tests.contract.golden_files`; look at the difference before you
commit it, because a program that is in use may say or expect the bytes that are gone. `newer`
and `older` were made by hand, from what a later and an earlier version may say.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, TypeVar

from msgspec.structs import replace

from pos.domain.cash_movement import MovementKind
from pos.domain.event import EventKind
from pos.domain.signature import Purpose, SigningKey, load_signing_key
from pos.wire.codec import (
    branch_bytes,
    encode,
    enrolment_bytes,
    journal_page_bytes,
    mark_bytes,
    register_state_bytes,
)
from pos.wire.messages import (
    BranchAnswer,
    EnrolAnswer,
    JournalPage,
    MarkAnswer,
    Message,
    RefusalAnswer,
    RegisterStateAnswer,
    SeriesKeyMessage,
    SignedMessage,
    TotalsAnswer,
)
from pos.wire.payloads import RegisterEnrolledPayload
from pos.wire.sale_payload import sale_payload
from tests.builders import STORE, JournalWriter, a_sale
from tests.fakes import FakeClock, FakeIds
from tests.unit.wire.test_messages import MESSAGES

M = TypeVar("M", bound=Message)
S = TypeVar("S", bound=SignedMessage)

FOLDER = Path(__file__).parent / "golden"
NOON = datetime(2026, 3, 28, 12, 0, tzinfo=UTC)
_ED25519 = bytes.fromhex("302e020100300506032b657004220420")  # PKCS #8 before the 32 bytes


def golden_key(number: int) -> SigningKey:
    """Return a key that is known to everybody."""
    return load_signing_key(_ED25519 + bytes([number]) * 32)


SERVER_KEY, DEVICE_KEY = golden_key(1), golden_key(2)
_SIGNING: dict[type[SignedMessage], tuple[Purpose, Callable[[Any], bytes]]] = {
    BranchAnswer: (Purpose.BRANCH, branch_bytes),
    EnrolAnswer: (Purpose.ENROLMENT, enrolment_bytes),
    MarkAnswer: (Purpose.ACKNOWLEDGEMENT, mark_bytes),
    RegisterStateAnswer: (Purpose.REGISTER_STATE, register_state_bytes),
    JournalPage: (Purpose.JOURNAL_PAGE, journal_page_bytes),
}


def messages_of_today() -> dict[str, Message]:
    """Return one of each message; what the server signs is signed, entries are real."""
    push, key = a_days_journal().push(), DEVICE_KEY.verifying_key
    public_key = b64encode(key.der).decode()
    mark = signed(of(MarkAnswer))
    page = replace(
        of(JournalPage),
        mark=mark,
        entries=push.entries,
        keys=[SeriesKeyMessage(key_id=key.key_id, public_key=public_key)],
    )
    real = (
        *(push, mark, signed(page), signed(replace(of(RegisterStateAnswer), mark=mark))),
        *(replace(of(TotalsAnswer), mark=mark), replace(of(RefusalAnswer), mark=mark)),
        *(signed(of(BranchAnswer)), signed(of(EnrolAnswer))),
    )
    found: dict[str, Message] = {kind.__name__: message for kind, message in MESSAGES.items()}
    return found | {type(message).__name__: message for message in real}


def of(kind: type[M]) -> M:
    """Return the example of a message."""
    message = MESSAGES[kind]
    assert isinstance(message, kind)
    return message


def a_days_journal() -> JournalWriter:
    """Return a journal with an event of every kind."""
    writer = JournalWriter(key=DEVICE_KEY, clock=FakeClock(NOON), ids=FakeIds(7))
    public_key = b64encode(DEVICE_KEY.verifying_key.der).decode()
    writer.write(
        EventKind.REGISTER_ENROLLED,
        RegisterEnrolledPayload(register_name="Till 1", public_key=public_key),
    )
    writer.open()
    first = writer.session_id
    writer.sell()
    writer.write(EventKind.SALE_VOIDED, sale_payload(a_sale(writer.ids.new_id())))
    writer.move_cash(MovementKind.PAID_OUT, 500)
    writer.open_drawer()
    writer.hand_over(STORE)
    writer.count()
    writer.leave_count()
    writer.count()
    writer.close(over=1)
    writer.redate(date(2026, 3, 27))
    writer.open()
    writer.close()
    assert first is not None
    writer.join(first)
    return writer


def bytes_signed(message: SignedMessage) -> tuple[Purpose, bytes]:
    """Return for what and over what the server signs a message."""
    for kind, (purpose, content_of) in _SIGNING.items():
        if isinstance(message, kind):
            return purpose, content_of(message)
    raise AssertionError(f"say what signs a {type(message).__name__}")


def signed(message: S) -> S:
    """Return the message with the signature of the golden server."""
    sig = SERVER_KEY.sign(*bytes_signed(message))
    return replace(message, sig=b64encode(sig).decode())


def verify(message: Message) -> None:
    """Verify all that is signed of a message that was read.

    :raises SignatureWrong: if that is not what the golden server signed.
    """
    if isinstance(message, SignedMessage):
        purpose, content = bytes_signed(message)
        SERVER_KEY.verifying_key.verify(purpose, content, b64decode(message.sig))
    mark = getattr(message, "mark", None)
    if mark is not None:
        verify(mark)


def golden(version: str) -> Iterator[tuple[str, bytes]]:
    """Give the name of each message in a folder of golden files, and its bytes."""
    for path in sorted((FOLDER / version).iterdir()):
        yield path.stem, path.read_bytes()


def write_today() -> None:
    """Write what messages look like today."""
    folder = FOLDER / "today"
    folder.mkdir(exist_ok=True)
    for name, message in messages_of_today().items():
        (folder / f"{name}.json").write_bytes(encode(message))


if __name__ == "__main__":
    write_today()
