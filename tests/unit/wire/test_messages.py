"""Messages: each of them there and back, and from an older program that says less."""

from __future__ import annotations

from datetime import UTC, date, datetime
from uuid import UUID

import msgspec
import pytest

from pos.wire import messages
from pos.wire.codec import MessageInvalid, decode, encode
from pos.wire.messages import (
    BranchAnswer,
    BranchRequest,
    ChangeMessage,
    CommandMessage,
    DayTotalMessage,
    EnrolAnswer,
    EnrolRequest,
    EntryMessage,
    FeedPage,
    JournalPage,
    MarkAnswer,
    Message,
    NonceAnswer,
    NonceRequest,
    OperatorMessage,
    OtherSessionMessage,
    PresenceAnswer,
    PresenceRequest,
    ProductMessage,
    PushRequest,
    RefusalAnswer,
    RegisterStateAnswer,
    SeriesKeyMessage,
    SessionStateMessage,
    SessionTotalMessage,
    SettingMessage,
    SignedMessage,
    StoreMessage,
    StretchMessage,
    StuckSessionMessage,
    TaxRateMessage,
    TokenAnswer,
    TokenRequest,
    TotalsAnswer,
)

NOON = datetime(2026, 3, 28, 12, 0, tzinfo=UTC)
DAY = date(2025, 10, 4)
ONE, TWO, THREE = (UUID(int=number) for number in (1, 2, 3))

_store = StoreMessage(
    id=ONE,
    name="Café",
    currency="EUR",
    timezone="Europe/Paris",
    day_cut_off="04:00",
    price_mode="tax_inclusive",
    address="1 Rue",
    tax_registration="FR1",
    opened_on=date(2024, 5, 1),
    closed_through=date(2024, 12, 31),
)
_mark = MarkAnswer(
    epoch=ONE,
    register=TWO,
    series=1,
    high_water=7,
    head_hash="ab" * 32,
    quarantined=[3],
    flagged=[4],
    sig="xx",
)
_entry = EntryMessage(body="{}", sig="xx")
_other = OtherSessionMessage(id=THREE, register_name="Till 2", opened_at=NOON)
_closed = SessionStateMessage(
    id=ONE,
    state="closed",
    kind="deferred",
    business_date=DAY,
    opened_at=NOON,
    operator=TWO,
    closed_how="manager",
    closed_at=NOON,
    closed_by="Mia",
    closed_by_id=THREE,
    reason="typed twice",
    series=1,
    held_seq=17,
    also_open=_other,
)
_key = SeriesKeyMessage(key_id="cd" * 16, public_key="xx")
_stuck = StuckSessionMessage(
    id=ONE,
    register_name="Till 1",
    kind="normal",
    business_date=DAY,
    symptom="no_activity",
    since=NOON,
)
_command = CommandMessage(kind="close_cash_session", register=TWO, cash_session=ONE)
_change = ChangeMessage(topic="command", key=str(ONE), content=msgspec.Raw(encode(_command)))
_session_total = SessionTotalMessage(id=ONE, business_date=DAY, kind="normal", sales=2, total=25_29)
_day_total = DayTotalMessage(business_date=DAY, kind="normal", sales=2, total=25_29)

# One of each, with every field set to something else than its default.
MESSAGES: dict[type[Message], Message] = {
    type(message): message
    for message in (
        *(_store, _mark, _entry, _other, _closed, _stuck, _command, _change),
        *(_session_total, _day_total, _key),
        EnrolRequest(code="ABCD-EFGH", public_key="xx", program_version="1.0", sig="xx"),
        EnrolAnswer(
            store=_store,
            register_id=TWO,
            register_name="Till 1",
            series=1,
            epoch=ONE,
            server_key="xx",
            device="0" * 32,
        ),
        StretchMessage(series=2, written_as=1, after=7, through=9),
        BranchRequest(series=1, after=7, hash="0" * 64, first="f" * 64),
        BranchAnswer(
            epoch=ONE,
            register=TWO,
            series=1,
            after=7,
            hash="0" * 64,
            first="f" * 64,
            branch=2,
            high_water=7,
            head_hash="0" * 64,
            next=3,
            next_high_water=0,
        ),
        NonceRequest(register=TWO),
        NonceAnswer(nonce="n"),
        TokenRequest(register=TWO, nonce="n", sig="xx"),
        TokenAnswer(token="t", expires_in=900),
        PushRequest(series=1, entries=[_entry]),
        RegisterStateAnswer(
            mark=_mark,
            sessions=[_closed, SessionStateMessage(id=TWO, state="absent")],
            server_time=NOON,
            stuck=[_stuck],
            nonce="ab12",
            sig="xx",
        ),
        JournalPage(mark=_mark, entries=[_entry], keys=[_key], more=True, sig="xx"),
        PresenceRequest(operator=ONE, unsent=3, program_version="1.0"),
        PresenceAnswer(server_time=NOON),
        FeedPage(changes=[_change], cursor="c1", more=True),
        ProductMessage(
            sku="MILK",
            name="Milk",
            unit="ea",
            price="1.29",
            tax_category="reduced",
            gtin="4006381333931",
            department="Dairy",
            category="Milk",
            brand="Cow",
            package_size="1 l",
            cost="0.80",
            service=True,
        ),
        TaxRateMessage(category="reduced", rate="0.05"),
        OperatorMessage(
            id=ONE,
            name="Mia",
            role="cashier",
            pin_hash="$argon2id$",
            active=False,
            rights=["open a deferred session"],
        ),
        SettingMessage(name="variance_tolerance", value="500"),
        TotalsAnswer(
            mark=_mark,
            currency="EUR",
            sales=2,
            total=25_29,
            sessions=[_session_total],
            days=[_day_total],
        ),
        RefusalAnswer(error="gap", message="Send what is missing.", mark=_mark),
    )
}
each = pytest.mark.parametrize("kind", MESSAGES, ids=lambda kind: kind.__name__)


def required(message: Message) -> dict[str, object]:
    """Return the fields that have no default, as JSON names them."""
    encoded = msgspec.json.decode(encode(message))
    return {
        field.encode_name: encoded[field.encode_name]
        for field in msgspec.structs.fields(message)
        if field.required
    }


class TestEachMessage:
    def test_has_an_example_here(self) -> None:
        kinds = {
            kind
            for kind in vars(messages).values()
            if isinstance(kind, type) and issubclass(kind, Message)
        }

        assert set(MESSAGES) == kinds - {Message, SignedMessage}

    @each
    def test_is_read_as_it_was_written(self, kind: type[Message]) -> None:
        message = MESSAGES[kind]

        assert decode(encode(message), kind) == message

    @each
    def test_is_read_from_a_program_that_knows_nothing_of_what_may_be_missing(
        self, kind: type[Message]
    ) -> None:
        said = required(MESSAGES[kind])

        read = decode(msgspec.json.encode(said), kind)

        assert required(read) == said

    @each
    def test_is_read_from_a_program_that_says_more(self, kind: type[Message]) -> None:
        said = msgspec.json.decode(encode(MESSAGES[kind])) | {"of_a_newer_program": {"x": [1]}}

        assert decode(msgspec.json.encode(said), kind) == MESSAGES[kind]

    @each
    def test_is_refused_without_a_field_that_it_needs(self, kind: type[Message]) -> None:
        said = required(MESSAGES[kind])

        for name in said:
            rest = {other: value for other, value in said.items() if other != name}
            with pytest.raises(MessageInvalid, match=name):
                decode(msgspec.json.encode(rest), kind)


class TestDefaults:
    def test_say_nothing_of_an_absent_session(self) -> None:
        absent = decode(b'{"id":"%s","state":"absent"}' % str(ONE).encode(), SessionStateMessage)

        said = msgspec.to_builtins(absent)
        assert {name for name, value in said.items() if value} == {"id", "state"}

    def test_set_no_bounds_to_the_books_of_an_older_store(self) -> None:
        store = decode(msgspec.json.encode(required(_store)), StoreMessage)

        assert (store.opened_on, store.closed_through) == (None, None)

    def test_grant_nobody_anything(self) -> None:
        operator = decode(msgspec.json.encode(required(MESSAGES[OperatorMessage])), OperatorMessage)

        assert (operator.rights, operator.active) == ([], True)
