"""The handshake's table, row by row."""

from __future__ import annotations

import pytest

from pos.domain.chain import ChainHead
from pos.domain.event import GENESIS_HASH
from pos.domain.handshake import Verdict, compare

HASHES = [GENESIS_HASH, *(f"{seq:064x}" for seq in range(1, 10))]
OTHER = "f" * 64
LAST = ChainHead(5, HASHES[5])


def own_hash(seq: int) -> str | None:
    return HASHES[seq] if 0 <= seq <= LAST.seq else None


def verdict(server: ChainHead, acknowledged: int = 3) -> Verdict:
    return compare(
        server,
        acknowledged=ChainHead(acknowledged, HASHES[acknowledged]),
        last=LAST,
        own_hash=own_hash(server.seq),
    )


class TestCompare:
    def test_calls_the_last_confirmed_entry_normal(self) -> None:
        assert verdict(ChainHead(3, HASHES[3])) is Verdict.NORMAL

    @pytest.mark.parametrize("seq", [4, 5])
    def test_calls_entries_whose_answer_was_lost_normal(self, seq: int) -> None:
        assert verdict(ChainHead(seq, HASHES[seq])) is Verdict.NORMAL

    @pytest.mark.parametrize("seq", [0, 1, 2])
    def test_finds_a_server_that_was_set_back(self, seq: int) -> None:
        assert verdict(ChainHead(seq, HASHES[seq])) is Verdict.SERVER_BEHIND

    def test_finds_a_register_that_was_set_back_or_cloned(self) -> None:
        assert verdict(ChainHead(6, HASHES[6])) is Verdict.REGISTER_BEHIND

    @pytest.mark.parametrize("seq", [1, 3, 5])
    def test_finds_a_fork_wherever_the_hash_is_another(self, seq: int) -> None:
        assert verdict(ChainHead(seq, OTHER)) is Verdict.FORK

    def test_knows_nothing_of_a_negative_number(self) -> None:
        assert verdict(ChainHead(-1, HASHES[1])) is Verdict.UNKNOWN

    def test_knows_nothing_of_a_hash_before_the_first_entry(self) -> None:
        assert verdict(ChainHead(0, OTHER)) is Verdict.UNKNOWN

    def test_calls_two_empty_journals_normal(self) -> None:
        empty = ChainHead()
        found = compare(empty, acknowledged=empty, last=empty, own_hash=GENESIS_HASH)
        assert found is Verdict.NORMAL

    def test_knows_nothing_if_its_own_journal_lacks_the_entry(self) -> None:
        server = ChainHead(3, HASHES[3])
        found = compare(server, acknowledged=ChainHead(), last=LAST, own_hash=None)
        assert found is Verdict.UNKNOWN
