"""Signatures: genuine for one key, one message and one purpose."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed448, rsa, x25519
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from hypothesis import given
from hypothesis import strategies as st

from pos.domain.signature import (
    Purpose,
    SignatureAlgorithm,
    SignatureWrong,
    load_signing_key,
    load_verifying_key,
)
from tests.keys import new_signing_key

KEYS = {algorithm: new_signing_key(algorithm) for algorithm in SignatureAlgorithm}
FOREIGN_KEYS = [
    ec.generate_private_key(ec.SECP384R1()),
    ec.generate_private_key(ec.SECP256K1()),
    ed448.Ed448PrivateKey.generate(),
    x25519.X25519PrivateKey.generate(),
    rsa.generate_private_key(65537, 2048),
]


def private_der(key, encryption=None) -> bytes:
    return key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, encryption or NoEncryption())


def public_der(key) -> bytes:
    return key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


class TestVerify:
    @given(
        algorithm=st.sampled_from(SignatureAlgorithm),
        purpose=st.sampled_from(Purpose),
        message=st.binary(max_size=64),
    )
    def test_accepts_one_purpose_message_and_key(self, algorithm, purpose, message) -> None:
        key = KEYS[algorithm]

        sig = key.sign(purpose, message)

        key.verifying_key.verify(purpose, message, sig)
        for other in set(Purpose) - {purpose}:
            with pytest.raises(SignatureWrong, match=other.value):
                key.verifying_key.verify(other, message, sig)
        with pytest.raises(SignatureWrong):
            key.verifying_key.verify(purpose, message + b"\x00", sig)
        for stranger in (new_signing_key(algorithm), *(KEYS[a] for a in KEYS if a != algorithm)):
            with pytest.raises(SignatureWrong):
                stranger.verifying_key.verify(purpose, message, sig)

    @pytest.mark.parametrize("algorithm", SignatureAlgorithm)
    @pytest.mark.parametrize("sig", [b"", b"\x00", b"\x00" * 64, b"\xff" * 64, b"\x00" * 10_000])
    def test_refuses_what_is_no_signature(self, algorithm, sig: bytes) -> None:
        with pytest.raises(SignatureWrong):
            KEYS[algorithm].verifying_key.verify(Purpose.EVENT, b"m", sig)

    def test_does_not_take_a_part_of_the_purpose_for_the_message(self) -> None:
        key = KEYS[SignatureAlgorithm.ED25519]
        framed = Purpose.EVENT.value.encode() + b"\x00m"

        with pytest.raises(SignatureWrong):
            key.verifying_key.verify(Purpose.EVENT, b"m", key.sign(Purpose.EVENT, framed))


class TestKeys:
    @pytest.mark.parametrize("algorithm", SignatureAlgorithm)
    def test_are_kept_and_loaded(self, algorithm: SignatureAlgorithm) -> None:
        key = KEYS[algorithm]

        loaded = load_signing_key(key.to_der())
        public = load_verifying_key(key.verifying_key.der)

        public.verify(Purpose.EVENT, b"m", loaded.sign(Purpose.EVENT, b"m"))
        assert public.algorithm is algorithm
        assert public.key_id == key.verifying_key.key_id == loaded.verifying_key.key_id
        assert len(public.key_id) == 32

    def test_are_ed25519_by_default(self) -> None:
        assert new_signing_key().verifying_key.algorithm is SignatureAlgorithm.ED25519

    @pytest.mark.parametrize("algorithm", SignatureAlgorithm)
    def test_never_show_what_is_secret(self, algorithm: SignatureAlgorithm) -> None:
        assert repr(KEYS[algorithm]) == str(KEYS[algorithm]) == "SigningKey(…)"

    @pytest.mark.parametrize("key", FOREIGN_KEYS, ids=lambda key: type(key).__name__)
    def test_are_refused_when_of_another_kind(self, key) -> None:
        with pytest.raises(ValueError, match="not an Ed25519 or P-256 key"):
            load_signing_key(private_der(key))
        with pytest.raises(ValueError, match="not an Ed25519 or P-256 key"):
            load_verifying_key(public_der(key))

    def test_are_refused_when_under_a_password(self) -> None:
        sealed = private_der(FOREIGN_KEYS[0], BestAvailableEncryption(b"secret"))

        with pytest.raises(ValueError, match="not an Ed25519 or P-256 key"):
            load_signing_key(sealed)

    def test_are_refused_when_of_an_unknown_kind(self) -> None:
        der = bytearray(KEYS[SignatureAlgorithm.ED25519].verifying_key.der)
        der[8] ^= 5  # the number of another algorithm

        with pytest.raises(ValueError, match="not an Ed25519 or P-256 key"):
            load_verifying_key(bytes(der))

    @given(der=st.binary(max_size=100))
    def test_are_refused_when_garbage(self, der: bytes) -> None:
        for load in (load_signing_key, load_verifying_key):
            with pytest.raises(ValueError, match=r".+"):
                load(der)
