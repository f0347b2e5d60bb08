"""The golden files: what is said today is said as before, and other versions are understood."""

from __future__ import annotations

import msgspec
import pytest

from pos.domain.event import EventKind, event_hash, parse_event
from pos.domain.signature import SignatureWrong
from pos.wire import messages
from pos.wire.codec import decode, encode
from pos.wire.messages import JournalPage, Message, PushRequest, RegisterStateAnswer
from tests.contract.golden_files import DEVICE_KEY, golden, messages_of_today, verify

TODAY = messages_of_today()
SIGNED = ("MarkAnswer", "RegisterStateAnswer", "JournalPage", "TotalsAnswer", "RefusalAnswer")
VERSIONS = ("older", "today", "newer")
each_version = pytest.mark.parametrize("version", VERSIONS)


def kind_of(name: str) -> type[Message]:
    kind: type[Message] = getattr(messages, name)
    return kind


def read(version: str, name: str) -> Message:
    return decode(dict(golden(version))[name], kind_of(name))


class TestTodaysContract:
    def test_has_a_golden_file_for_each_message(self) -> None:
        assert {name for name, _ in golden("today")} == set(TODAY), (
            "make them: python -m tests.contract.golden_files"
        )

    @pytest.mark.parametrize("name", TODAY)
    def test_is_written_as_it_was(self, name: str) -> None:
        said = encode(TODAY[name])

        assert said == dict(golden("today"))[name], (
            f"{name} is written in another way than before. If that is meant, and older programs "
            "understand it: python -m tests.contract.golden_files"
        )

    @pytest.mark.parametrize("name", TODAY)
    def test_is_believed_where_it_is_signed(self, name: str) -> None:
        verify(read("today", name))

    def test_has_an_entry_of_each_kind_of_event(self) -> None:
        push = read("today", "PushRequest")

        assert isinstance(push, PushRequest)
        events = [parse_event(entry.body.encode()) for entry in push.entries]
        assert {event.kind for event in events} == set(EventKind)
        hashes = [event_hash(entry.body.encode()) for entry in push.entries]
        assert [event.prev_hash for event in events][1:] == hashes[:-1]
        assert {event.key_id for event in events} == {DEVICE_KEY.verifying_key.key_id}


class TestEachVersion:
    @each_version
    def test_is_understood(self, version: str) -> None:
        found = {name: decode(content, kind_of(name)) for name, content in golden(version)}

        assert set(SIGNED) < set(found) <= set(TODAY)

    @each_version
    @pytest.mark.parametrize("name", SIGNED)
    def test_is_believed_when_it_is_signed(self, version: str, name: str) -> None:
        verify(read(version, name))

    @each_version
    @pytest.mark.parametrize("name", SIGNED)
    def test_is_not_believed_with_a_field_more_or_less(self, version: str, name: str) -> None:
        said = msgspec.json.decode(dict(golden(version))[name])
        for tree in (said, said.get("mark")):
            if tree is None or "sig" not in tree:
                continue
            forged = msgspec.json.decode(msgspec.json.encode(said))
            (forged if tree is said else forged["mark"])["of_a_forger"] = None

            with pytest.raises(SignatureWrong):
                verify(decode(msgspec.json.encode(forged), kind_of(name)))


class TestANewerServer:
    def test_has_its_words_kept_as_they_are(self) -> None:
        state = read("newer", "RegisterStateAnswer")

        assert isinstance(state, RegisterStateAnswer)
        assert state.standing == "on_holiday"
        assert state.sessions[0].state == "suspended"
        assert state.stuck[0].symptom == "drawer_left_open"

    def test_has_its_kinds_of_events_kept_as_they_are(self) -> None:
        page = read("newer", "JournalPage")

        assert isinstance(page, JournalPage)
        last = parse_event(page.entries[-1].body.encode())
        assert (last.kind, last.version) == ("loyalty_points_given", 2)
        assert last.body() == page.entries[-1].body.encode()
