"""Archive lines: what each says, and what a series continues by its first entry."""

import json
from uuid import UUID

from pos.domain.chain import ChainHead
from pos.domain.signature import SignatureAlgorithm
from pos.wire.archive import (
    ArchivedEntry,
    ArchivedSeries,
    archived_head,
    archived_key,
    continued_by,
    line_of,
)
from pos.wire.payloads import ContinuedPayload
from tests.keys import new_signing_key

REGISTER = UUID("0190a000-0000-7000-8000-000000000002")


def an_entry(**changes: str) -> ArchivedEntry:
    return ArchivedEntry(register=REGISTER, series=1, seq=7, body="{}", sig="AA==", **changes)


class TestALine:
    def test_is_one_line_of_json(self) -> None:
        line = line_of(an_entry())

        assert line.endswith(b"}\n")
        assert json.loads(line) == {
            "register": str(REGISTER),
            "series": 1,
            "seq": 7,
            "body": "{}",
            "sig": "AA==",
        }

    def test_says_why_an_entry_is_in_quarantine(self) -> None:
        assert json.loads(line_of(an_entry(quarantined="why")))["quarantined"] == "why"


class TestAKeyAndAHead:
    def test_say_what_a_verifier_needs(self) -> None:
        key = new_signing_key(SignatureAlgorithm.ECDSA_P256).verifying_key
        series = ArchivedSeries(
            register=REGISTER,
            register_name="Till 1",
            series=2,
            keys=[archived_key(key)],
            continues=None,
        )

        head = archived_head(series, ChainHead(3, "ab" * 32))

        assert (series.keys[0].key_id, series.keys[0].sig_alg) == (key.key_id, "ecdsa-p256")
        assert (head.register, head.series, head.seq, head.hash) == (REGISTER, 2, 3, "ab" * 32)


class TestWhatASeriesContinues:
    def test_is_what_its_first_entry_says(self) -> None:
        said = {"series": 1, "seq": 9, "hash": "ab"}

        assert continued_by(json.dumps({"payload": {"continues": said}})) == ContinuedPayload(
            series=1, seq=9, hash="ab"
        )

    def test_is_nothing_where_that_says_nothing_or_cannot_be_read(self) -> None:
        for body in ('{"payload": {"opening_float": 1}}', "garbage", "[" * 100_000, "{}"):
            assert continued_by(body) is None
