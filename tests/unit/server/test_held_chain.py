"""The chain of a series on the server: strict but where an entry was held back."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pos.domain.chain import ChainBroken, ChainHead
from pos.domain.event import SealedEvent, event_hash
from pos.domain.signature import Purpose
from pos.server.held_chain import HeldChain
from tests.builders import JournalWriter


@pytest.fixture
def writer() -> JournalWriter:
    writer = JournalWriter()
    for _ in range(4):
        writer.write("novelty", {})
    return writer


def take(writer: JournalWriter, held_back: set[int]) -> HeldChain:
    chain = HeldChain(writer.key.verifying_key, ChainHead())
    for seq, sealed in enumerate(writer.sealed, start=1):
        (chain.take_held_back if seq in held_back else chain.take)(seq, sealed)
    chain.require_vouched()
    return chain


def unsign(writer: JournalWriter, *seqs: int) -> None:
    for seq in seqs:
        writer.sealed[seq - 1] = replace(writer.sealed[seq - 1], sig=b"")


def write_unreadable(writer: JournalWriter, *, sign: bool = True) -> None:
    digest = event_hash(b"{")
    sig = writer.key.sign(Purpose.EVENT, bytes.fromhex(digest)) if sign else b""
    writer.head = ChainHead(writer.head.seq + 1, digest)
    writer.sealed.append(SealedEvent(b"{", digest, sig))


class TestAHeldChain:
    def test_ends_at_its_last_entry(self, writer: JournalWriter) -> None:
        assert take(writer, set()).head == writer.head
        assert take(writer, {1, 3, 4}).head == writer.head

    def test_bears_what_is_not_signed_where_the_next_one_vouches(
        self, writer: JournalWriter
    ) -> None:
        unsign(writer, 2, 3)

        assert take(writer, {2, 3}).head == writer.head

    def test_bears_what_cannot_be_read(self, writer: JournalWriter) -> None:
        write_unreadable(writer)
        writer.write("novelty", {})
        write_unreadable(writer, sign=False)
        writer.write("novelty", {})

        assert take(writer, {5, 7}).head == writer.head

    def test_names_what_is_not_signed_and_was_applied(self, writer: JournalWriter) -> None:
        unsign(writer, 2)

        with pytest.raises(ChainBroken, match="signature is wrong"):
            take(writer, {3})

    def test_names_a_last_entry_that_nothing_vouches_for(self, writer: JournalWriter) -> None:
        unsign(writer, 4)

        with pytest.raises(ChainBroken, match="nothing vouches for entry 4"):
            take(writer, {4})

    def test_names_what_only_an_unreadable_entry_follows(self, writer: JournalWriter) -> None:
        unsign(writer, 4)
        write_unreadable(writer)
        writer.write("novelty", {})

        with pytest.raises(ChainBroken, match="nothing vouches for entry 4"):
            take(writer, {4, 5})

    def test_names_contents_that_were_changed(self, writer: JournalWriter) -> None:
        writer.sealed[1] = replace(writer.sealed[1], body=b"{}")

        with pytest.raises(ChainBroken, match="hash"):
            take(writer, {2})

    def test_names_an_entry_that_follows_another(self, writer: JournalWriter) -> None:
        writer.write("novelty", {}, prev_hash="f" * 64)

        with pytest.raises(ChainBroken, match="does not follow"):
            take(writer, {5})

    def test_names_a_hole(self, writer: JournalWriter) -> None:
        chain = HeldChain(writer.key.verifying_key, ChainHead())

        with pytest.raises(ChainBroken, match="sequence number is 2, expected 1"):
            chain.take_held_back(2, replace(writer.sealed[0]))
