"""Codec: messages there and back, and nothing else."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import msgspec
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from pos.domain.canonical import NotCanonical
from pos.domain.signature import Purpose, SignatureWrong
from pos.wire.codec import (
    Coding,
    MessageInvalid,
    MessageTooLarge,
    branch_bytes,
    compress,
    decode,
    decompress,
    encode,
    enrol_request_bytes,
    enrolment_bytes,
    feed_page_bytes,
    journal_page_bytes,
    mark_bytes,
    register_state_bytes,
)
from pos.wire.messages import (
    BranchAnswer,
    ChangeMessage,
    EnrolAnswer,
    EnrolRequest,
    FeedPage,
    JournalPage,
    MarkAnswer,
    PushRequest,
    RefusalAnswer,
    RegisterStateAnswer,
    SessionStateMessage,
    SignedMessage,
    TokenAnswer,
    TotalsAnswer,
)
from tests.keys import new_signing_key
from tests.unit.wire.test_messages import MESSAGES

MARK = MarkAnswer(
    epoch=UUID(int=1), register=UUID(int=2), series=1, high_water=7, head_hash="ab" * 32, sig="xx"
)


each_coding = pytest.mark.parametrize("coding", Coding)


class TestDecode:
    def test_reads_what_encode_wrote(self) -> None:
        page = FeedPage(
            changes=[
                ChangeMessage(topic="product", key="MILK", content=msgspec.Raw(b'{"sku":"MILK"}')),
                ChangeMessage(topic="product", key="GONE"),
            ],
            cursor="c1",
            more=False,
        )

        assert decode(encode(MARK), MarkAnswer) == MARK
        assert decode(encode(page), FeedPage) == page
        assert [change.is_tombstone for change in page.changes] == [False, True]

    def test_passes_over_fields_of_a_newer_program(self) -> None:
        token = decode(b'{"token":"t","expires_in":900,"scope":{"new":[1]}}', TokenAnswer)

        assert token == TokenAnswer(token="t", expires_in=900)

    @pytest.mark.parametrize(
        "body",
        [
            *(b"", b"null", b"{}", b"[]", b"<html>", b'{"token":"t"}', b"\xff\xfe", b"\x00"),
            *(b'{"token":1,"expires_in":900}', b'{"token":"t","expires_in":"900"}'),
            *(b'{"token":"t","expires_in":1.5}', b'{"token":"t","expires_in":true}'),
            *(b'{"token":"t","expires_in":1e400}', b'{"token":"t","expires_in":NaN}'),
            *(b'{"token":"\xff","expires_in":1}', b'{"token":"\\ud800","expires_in":1}'),
            *(b'{"token":"t","expires_in":' + b"9" * 5000 + b"}", b"[" * 100_000),
            *(b'{"token":"t","expires_in":1,"x":' + b"[" * 100_000, b'{"token":"t","expires_in":1'),
            *(b'{"token":"t","expires_in":%d}' % number for number in (2**53, -(2**53), 2**63)),
        ],
    )
    def test_refuses_what_is_not_the_message(self, body: bytes) -> None:
        with pytest.raises(MessageInvalid):
            decode(body, TokenAnswer)

    @given(body=st.binary(max_size=60) | st.text(max_size=60).map(str.encode))
    def test_refuses_garbage(self, body: bytes) -> None:
        with pytest.raises(MessageInvalid):
            decode(body, PushRequest)


class TestDecompress:
    @given(content=st.binary(max_size=2000))
    def test_undoes_compress(self, content: bytes) -> None:
        assert decompress(compress(content)) == content

    @given(content=st.binary(max_size=2000))
    def test_undoes_gzip_too(self, content: bytes) -> None:
        packed = compress(content, Coding.GZIP)

        assert decompress(packed, Coding.GZIP) == content
        assert gzip.decompress(packed) == content

    @each_coding
    def test_gives_exactly_as_much_as_is_allowed(self, coding: Coding) -> None:
        packed = compress(b"0" * 1000, coding)

        assert len(decompress(packed, coding, largest=1000)) == 1000
        with pytest.raises(MessageTooLarge, match="more than 999 bytes"):
            decompress(packed, coding, largest=999)

    @each_coding
    def test_refuses_a_bomb_before_it_explodes(self, coding: Coding) -> None:
        packed = compress(bytes(10_000_000), coding)
        assert len(packed) < 50_000

        with pytest.raises(MessageTooLarge, match="more than 65536 bytes"):
            decompress(packed, coding, largest=65536)

    def test_refuses_a_frame_that_hides_its_size(self) -> None:
        writer = zstandard.ZstdCompressor().compressobj()
        frame = writer.compress(b"x" * 1000) + writer.flush()

        with pytest.raises(MessageInvalid, match="does not say how long"):
            decompress(frame)

    @each_coding
    def test_refuses_all_that_is_cut_off(self, coding: Coding) -> None:
        packed = compress(b"a message about a sale, and another one" * 20, coding)

        for length in range(len(packed)):
            with pytest.raises(MessageInvalid):
                decompress(packed[:length], coding)

    @each_coding
    @pytest.mark.parametrize("more", [b"\x00", b"garbage", compress(b"a second frame")])
    def test_refuses_what_follows(self, coding: Coding, more: bytes) -> None:
        with pytest.raises(MessageInvalid, match="not one whole"):
            decompress(compress(b"first", coding) + more, coding)

    def test_refuses_a_second_gzip_member(self) -> None:
        with pytest.raises(MessageInvalid, match="not one whole gzip member"):
            decompress(gzip.compress(b"first") + gzip.compress(b"second"), Coding.GZIP)

    @given(
        packed=st.binary(max_size=200)
        | st.binary(max_size=50).map(lambda b: b"(\xb5/\xfd" + b)
        | st.binary(max_size=50).map(lambda b: b"\x1f\x8b\x08" + b),
        coding=st.sampled_from(Coding),
    )
    def test_ends_with_nothing_but_a_refusal_on_garbage(
        self, packed: bytes, coding: Coding
    ) -> None:
        try:
            content = decompress(packed, coding, largest=10_000)
        except MessageInvalid:
            return
        assert len(content) <= 10_000


class TestMarkBytes:
    def test_are_canonical_and_without_the_signature(self) -> None:
        assert mark_bytes(MARK) == mark_bytes(msgspec.structs.replace(MARK, sig="other"))
        assert mark_bytes(MARK) == without_sig(MARK)

    @pytest.mark.parametrize(
        "changed",
        [
            {"epoch": UUID(int=9)},
            {"register": UUID(int=9)},
            {"series": 2},
            {"high_water": 8},
            {"head_hash": "cd" * 32},
            {"quarantined": [3]},
            {"flagged": [3]},
        ],
    )
    def test_differ_with_everything_else(self, changed: dict[str, object]) -> None:
        assert mark_bytes(msgspec.structs.replace(MARK, **changed)) != mark_bytes(MARK)


NOON = datetime(2026, 3, 28, 12, 0, tzinfo=UTC)
STATE = MESSAGES[RegisterStateAnswer]
changed = msgspec.structs.replace


class TestRegisterStateBytes:
    def test_are_canonical_and_without_the_signature(self) -> None:
        assert register_state_bytes(STATE) == register_state_bytes(changed(STATE, sig="other"))
        assert register_state_bytes(STATE) == without_sig(STATE)

    def test_are_the_same_for_the_one_who_reads_the_answer(self) -> None:
        read = decode(encode(STATE), RegisterStateAnswer)

        assert register_state_bytes(read) == register_state_bytes(STATE)

    @pytest.mark.parametrize("field", SessionStateMessage.__struct_fields__)
    def test_differ_with_each_field_of_each_session(self, field: str) -> None:
        for number, session in enumerate(STATE.sessions):
            other = {field: another(getattr(session, field))}
            sessions = list(STATE.sessions)
            sessions[number] = changed(session, **other)
            differing = changed(STATE, sessions=sessions)
            assert register_state_bytes(differing) != register_state_bytes(STATE)

    @pytest.mark.parametrize(
        "other",
        [
            {"mark": changed(STATE.mark, high_water=8)},
            {"mark": changed(STATE.mark, sig="other")},
            {"sessions": []},
            {"sessions": STATE.sessions[::-1]},
            {"server_time": NOON.replace(microsecond=1)},
            {"stuck": []},
        ],
        ids=["the mark", "its signature", "the sessions", "their order", "the time", "the stuck"],
    )
    def test_differ_with(self, other: dict[str, object]) -> None:
        assert register_state_bytes(changed(STATE, **other)) != register_state_bytes(STATE)

    def test_are_signed_for_this_purpose_only(self) -> None:
        key = new_signing_key()

        sig = key.sign(Purpose.REGISTER_STATE, register_state_bytes(STATE))

        key.verifying_key.verify(Purpose.REGISTER_STATE, register_state_bytes(STATE), sig)
        with pytest.raises(SignatureWrong):
            key.verifying_key.verify(Purpose.ACKNOWLEDGEMENT, register_state_bytes(STATE), sig)

    def test_are_not_made_of_text_in_another_form(self) -> None:
        twisted = changed(STATE.sessions[0], reason="e\u0301")

        with pytest.raises(NotCanonical):
            register_state_bytes(changed(STATE, sessions=[twisted]))


class TestJournalPageBytes:
    def test_are_canonical_and_without_the_signature(self) -> None:
        page = MESSAGES[JournalPage]

        assert journal_page_bytes(page) == journal_page_bytes(changed(page, sig="other"))
        assert journal_page_bytes(page) == without_sig(page)

    @pytest.mark.parametrize(
        "other",
        [
            {"mark": changed(STATE.mark, high_water=8)},
            {"entries": []},
            {"entries": MESSAGES[JournalPage].entries * 2},
            {"keys": []},
            {"more": False},
        ],
        ids=["the mark", "an entry less", "an entry more", "the keys", "whether there is more"],
    )
    def test_differ_with(self, other: dict[str, object]) -> None:
        page = MESSAGES[JournalPage]

        assert journal_page_bytes(changed(page, **other)) != journal_page_bytes(page)


class TestBranchBytes:
    def test_are_canonical_and_without_the_signature(self) -> None:
        branch = MESSAGES[BranchAnswer]

        assert branch_bytes(branch) == branch_bytes(changed(branch, sig="other"))
        assert branch_bytes(branch) == without_sig(branch)

    @pytest.mark.parametrize("field", sorted(set(BranchAnswer.__struct_fields__) - {"sig"}))
    def test_differ_with_each_field(self, field: str) -> None:
        branch = MESSAGES[BranchAnswer]
        other = changed(branch, **{field: another(getattr(branch, field))})

        assert branch_bytes(other) != branch_bytes(branch)


class TestEnrolmentBytes:
    @pytest.mark.parametrize(
        ("message", "signed"),
        [
            (MESSAGES[EnrolRequest], enrol_request_bytes),
            (MESSAGES[EnrolAnswer], enrolment_bytes),
        ],
        ids=["the request", "the answer"],
    )
    def test_are_canonical_and_without_the_signature(
        self, message: Any, signed: Callable[[Any], bytes]
    ) -> None:
        assert signed(message) == signed(changed(message, sig="other"))
        assert signed(message) == without_sig(message)

    @pytest.mark.parametrize("field", ["code", "public_key", "program_version"])
    def test_differ_with_each_field_of_the_request(self, field: str) -> None:
        request = MESSAGES[EnrolRequest]

        assert enrol_request_bytes(changed(request, **{field: "other"})) != enrol_request_bytes(
            request
        )

    def test_are_the_same_for_the_device_that_reads_the_answer(self) -> None:
        enrolled = MESSAGES[EnrolAnswer]

        assert enrolment_bytes(decode(encode(enrolled), EnrolAnswer)) == enrolment_bytes(enrolled)


class TestFeedPageBytes:
    def test_are_the_sha256_of_the_content(self) -> None:
        assert feed_page_bytes(b"").hex().startswith("e3b0c44298fc1c14")


class TestWhatIsSigned:
    def test_is_all_that_was_received_whatever_of_it_is_known(self) -> None:
        newer = msgspec.to_builtins(STATE) | {"advice": {"b": [1], "a": None}}
        newer["sessions"][0]["mood"] = "good"
        newer["mark"]["branches"] = [2]

        read = decode(msgspec.json.encode(newer), RegisterStateAnswer)

        assert read == STATE
        del newer["sig"], newer["mark"]["sig"]
        assert mark_bytes(read.mark) == msgspec.json.encode(newer["mark"], order="sorted")
        newer["mark"]["sig"] = STATE.mark.sig
        assert register_state_bytes(read) == msgspec.json.encode(newer, order="sorted")

    def test_is_no_more_than_what_was_received(self) -> None:
        older = msgspec.to_builtins(MARK)
        del older["quarantined"], older["flagged"]

        read = decode(msgspec.json.encode(older), MarkAnswer)

        del older["sig"]
        assert mark_bytes(read) == msgspec.json.encode(older, order="sorted")

    @pytest.mark.parametrize("kind", [RefusalAnswer, TotalsAnswer])
    def test_is_known_of_a_mark_inside_another_answer(
        self, kind: type[RefusalAnswer | TotalsAnswer]
    ) -> None:
        answer = msgspec.to_builtins(MESSAGES[kind])
        answer["mark"]["of_a_newer_program"] = 1

        mark = decode(msgspec.json.encode(answer), kind).mark

        assert mark is not None
        assert b"of_a_newer_program" in mark_bytes(mark)

    def test_is_nothing_of_an_answer_without_a_mark(self) -> None:
        assert decode(b'{"error":"no","message":"No."}', RefusalAnswer).mark is None

    def test_is_what_is_said_once_it_is_changed_here(self) -> None:
        read = changed(decode(encode(MARK), MarkAnswer), high_water=8)

        assert b'"high_water":8' in mark_bytes(read)

    def test_has_no_form_when_it_is_too_deep(self) -> None:
        with pytest.raises(NotCanonical, match="deep"):
            mark_bytes(the_deepest_that_is_read())


def the_deepest_that_is_read() -> MarkAnswer:
    """Return a mark with an unknown field as deep as it may be on the stack of this test."""
    for depth in range(2000, 0, -1):
        deep = encode(MARK)[:-1] + b',"x":' + b"[" * depth + b'"\\n\xcc\x81"' + b"]" * depth + b"}"
        with suppress(MessageInvalid):
            return decode(deep, MarkAnswer)
    raise AssertionError("nothing is read")


def without_sig(message: SignedMessage | EnrolRequest) -> bytes:
    """Return the sorted JSON of all but the signature, by another way than the codec's."""
    said = msgspec.to_builtins(message)
    del said["sig"]
    return msgspec.json.encode(said, order="sorted")


def another(value: object) -> object:
    """Return a value of the field's kind that differs from the one it has."""
    match value:
        case str():
            return value + "x"
        case int():
            return value + 1
        case UUID():
            return UUID(int=99)
        case None:
            return 7
        case _:
            return None
