"""Hash chain: whatever is changed, left out, doubled or swapped is found."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos.domain.chain import ChainBroken, ChainHead, head_of, is_signed, open_sealed, seal
from pos.domain.event import GENESIS_HASH, SealedEvent, as_payload, event_hash
from pos.domain.signature import Purpose, SignatureAlgorithm, SigningKey
from tests.keys import new_signing_key
from tests.unit.domain.builders import an_event, body_with_payload

KEYS = {algorithm: new_signing_key(algorithm) for algorithm in SignatureAlgorithm}
algorithms = st.sampled_from(SignatureAlgorithm)


def a_chain(key: SigningKey, length: int = 4) -> list[SealedEvent]:
    entries: list[SealedEvent] = []
    head = ChainHead()
    for seq in range(1, length + 1):
        event = an_event(key, seq, head.hash)
        entries.append(seal(event, key))
        head = head_of(event, entries[-1])
    return entries


CHAINS = {algorithm: a_chain(key) for algorithm, key in KEYS.items()}


def verify(entries: list[SealedEvent], key: SigningKey) -> ChainHead:
    head = ChainHead()
    for sealed in entries:
        head = head_of(open_sealed(sealed, head, key.verifying_key), sealed)
    return head


def require_broken(entries: list[SealedEvent], key: SigningKey) -> None:
    with pytest.raises(ChainBroken):
        verify(entries, key)


class TestOpenSealed:
    @pytest.mark.parametrize("algorithm", SignatureAlgorithm)
    def test_accepts_a_genuine_chain(self, algorithm: SignatureAlgorithm) -> None:
        entries = CHAINS[algorithm]

        assert verify(entries, KEYS[algorithm]) == ChainHead(4, entries[-1].hash)

    @given(algorithm=algorithms, choice=st.integers(0, 10**6), flip=st.integers(1, 255))
    def test_finds_any_changed_byte_of_any_stored_field(
        self, algorithm: SignatureAlgorithm, choice: int, flip: int
    ) -> None:
        entries = list(CHAINS[algorithm])
        place = choice % len(entries)
        for field in ("body", "hash", "sig"):
            stored = getattr(entries[place], field)
            changed = bytearray(stored.encode("latin-1") if isinstance(stored, str) else stored)
            changed[choice % len(changed)] ^= flip
            value = changed.decode("latin-1") if isinstance(stored, str) else bytes(changed)

            touched = [*entries]
            touched[place] = replace(entries[place], **{field: value})

            require_broken(touched, KEYS[algorithm])

    @given(choice=st.integers(0, 10**6), flip=st.integers(1, 255))
    def test_finds_a_changed_byte_though_the_hash_was_made_again(
        self, choice: int, flip: int
    ) -> None:
        key, entries = KEYS[SignatureAlgorithm.ED25519], CHAINS[SignatureAlgorithm.ED25519]
        place = choice % len(entries)
        body = bytearray(entries[place].body)
        body[choice % len(body)] ^= flip
        touched = [*entries]
        touched[place] = SealedEvent(bytes(body), event_hash(bytes(body)), entries[place].sig)

        require_broken(touched, key)

    def test_finds_missing_doubled_and_swapped_entries(self) -> None:
        key, (one, two, three, four) = (
            KEYS[SignatureAlgorithm.ED25519],
            CHAINS[SignatureAlgorithm.ED25519],
        )

        for touched in (
            [two, three, four],
            [one, three, four],
            [one, one, two, three],
            [one, two, two, three],
            [two, one, three, four],
            [one, three, two, four],
        ):
            require_broken(touched, key)

    def test_finds_an_entry_of_another_history(self) -> None:
        key = KEYS[SignatureAlgorithm.ED25519]
        one, *_ = CHAINS[SignatureAlgorithm.ED25519]
        elsewhere = seal(an_event(key, 2, "f" * 64), key)

        with pytest.raises(ChainBroken, match="does not follow the entry before it"):
            verify([one, elsewhere], key)

    def test_finds_a_signature_of_another_entry(self) -> None:
        one, two, *_ = CHAINS[SignatureAlgorithm.ED25519]

        with pytest.raises(ChainBroken, match="its signature is wrong"):
            verify([one, replace(two, sig=one.sig)], KEYS[SignatureAlgorithm.ED25519])
        require_broken([replace(one, sig=b"")], KEYS[SignatureAlgorithm.ED25519])

    def test_finds_a_signature_for_another_purpose(self) -> None:
        key = KEYS[SignatureAlgorithm.ED25519]
        one = CHAINS[SignatureAlgorithm.ED25519][0]
        nonce_signature = key.sign(Purpose.NONCE, bytes.fromhex(one.hash))

        with pytest.raises(ChainBroken, match="its signature is wrong"):
            verify([replace(one, sig=nonce_signature)], key)

    def test_finds_an_entry_by_another_key(self) -> None:
        key, other = KEYS[SignatureAlgorithm.ED25519], new_signing_key()
        by_other = seal(an_event(other), other)
        in_the_name_of = seal(an_event(key), other)

        with pytest.raises(ChainBroken, match="names another key"):
            verify([by_other], key)
        with pytest.raises(ChainBroken, match="its signature is wrong"):
            verify([in_the_name_of], key)

    def test_finds_a_claim_of_another_algorithm(self) -> None:
        key = KEYS[SignatureAlgorithm.ED25519]

        with pytest.raises(ChainBroken, match="names another key"):
            verify([seal(an_event(key, sig_alg="ecdsa-p256"), key)], key)

    def test_finds_a_signed_entry_that_is_no_event(self) -> None:
        key = KEYS[SignatureAlgorithm.ED25519]
        body = body_with_payload(an_event(key), b'{"total":1,"total":2}')
        digest = event_hash(body)
        sealed = SealedEvent(body, digest, key.sign(Purpose.EVENT, bytes.fromhex(digest)))

        with pytest.raises(ChainBroken, match="it cannot be read"):
            verify([sealed], key)

    def test_says_which_number_was_expected(self) -> None:
        key = KEYS[SignatureAlgorithm.ED25519]

        with pytest.raises(ChainBroken, match="its sequence number is 7, expected 1"):
            verify([seal(an_event(key, 7), key)], key)

    def test_starts_from_nothing(self) -> None:
        assert ChainHead() == ChainHead(0, GENESIS_HASH)
        key = KEYS[SignatureAlgorithm.ED25519]
        assert as_payload({}) == an_event(key, payload=as_payload({})).payload


class TestIsSigned:
    @pytest.mark.parametrize("algorithm", SignatureAlgorithm)
    def test_asks_for_nothing_but_the_signature(self, algorithm: SignatureAlgorithm) -> None:
        key, digest = KEYS[algorithm], event_hash(b"no event")
        sealed = SealedEvent(b"no event", digest, key.sign(Purpose.EVENT, bytes.fromhex(digest)))

        assert is_signed(sealed, key.verifying_key)
        assert not is_signed(replace(sealed, sig=b""), key.verifying_key)
        assert not is_signed(replace(sealed, hash="0" * 64), key.verifying_key)
        assert not is_signed(sealed, new_signing_key(algorithm).verifying_key)
