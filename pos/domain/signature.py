"""Signatures of events, nonces and acknowledgements: Ed25519, or ECDSA on P-256."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import StrEnum

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_der_private_key,
    load_der_public_key,
)

SEED_BYTES = 32  # of an Ed25519 key

_NOT_A_KEY = "not an Ed25519 or P-256 key"
_SHA256 = ec.ECDSA(hashes.SHA256())


class SignatureWrong(ValueError):
    """The signature does not belong to this key and message."""


class SignatureAlgorithm(StrEnum):
    ED25519 = "ed25519"
    ECDSA_P256 = "ecdsa-p256"


class Purpose(StrEnum):
    """What a signature is for: one made for one purpose is worth nothing for another."""

    EVENT = "evertill event 1"
    NONCE = "evertill nonce 1"
    ACKNOWLEDGEMENT = "evertill acknowledgement 1"
    REGISTER_STATE = "evertill register state 1"
    JOURNAL_PAGE = "evertill journal page 1"
    FEED_PAGE = "evertill feed page 1"
    BRANCH = "evertill branch 1"
    ENROLMENT_REQUEST = "evertill enrolment request 1"
    ENROLMENT = "evertill enrolment 1"
    MANAGER_LOG = "evertill manager log 1"
    BACKUP = "evertill backup 1"


@dataclass(frozen=True, slots=True)
class VerifyingKey:
    """A public key. `der` is its SubjectPublicKeyInfo."""

    der: bytes
    _key: ed25519.Ed25519PublicKey | ec.EllipticCurvePublicKey

    @property
    def key_id(self) -> str:
        """Return the first 32 hexadecimal digits of the key's SHA-256."""
        return hashlib.sha256(self.der).hexdigest()[:32]

    @property
    def algorithm(self) -> SignatureAlgorithm:
        if isinstance(self._key, ed25519.Ed25519PublicKey):
            return SignatureAlgorithm.ED25519
        return SignatureAlgorithm.ECDSA_P256

    def verify(self, purpose: Purpose, message: bytes, sig: bytes) -> None:
        """Accept a genuine signature silently.

        :raises SignatureWrong: if it is not this key's over this message for this purpose.
        """
        signed = _framed(purpose, message)
        try:
            if isinstance(self._key, ed25519.Ed25519PublicKey):
                self._key.verify(sig, signed)
            else:
                self._key.verify(sig, signed, _SHA256)
        except InvalidSignature:
            raise SignatureWrong(f"the {purpose.value} signature is wrong") from None


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A private key; its bytes never appear in `repr`, logs or events."""

    _key: ed25519.Ed25519PrivateKey | ec.EllipticCurvePrivateKey

    def __repr__(self) -> str:
        return "SigningKey(…)"

    @property
    def verifying_key(self) -> VerifyingKey:
        public = self._key.public_key()
        der = public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        return VerifyingKey(der, public)

    def sign(self, purpose: Purpose, message: bytes) -> bytes:
        signed = _framed(purpose, message)
        if isinstance(self._key, ed25519.Ed25519PrivateKey):
            return self._key.sign(signed)
        return self._key.sign(signed, _SHA256)

    def to_der(self) -> bytes:
        """Return the key as unencrypted PKCS #8, for the secrets store only."""
        return self._key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())


def signing_key_of(seed: bytes) -> SigningKey:
    """Return the Ed25519 key that 32 bytes nobody can guess are (RFC 8032, section 5.1.5)."""
    return SigningKey(ed25519.Ed25519PrivateKey.from_private_bytes(seed))


def load_signing_key(der: bytes) -> SigningKey:
    """Read what `SigningKey.to_der` wrote.

    :raises ValueError: if it is not a key of a known algorithm.
    """
    try:
        key = load_der_private_key(der, password=None)
    except (UnsupportedAlgorithm, TypeError) as error:  # TypeError: it is under a password
        raise ValueError(_NOT_A_KEY) from error
    match key:
        case ed25519.Ed25519PrivateKey() | ec.EllipticCurvePrivateKey(curve=ec.SECP256R1()):
            return SigningKey(key)
    raise ValueError(_NOT_A_KEY)


def load_verifying_key(der: bytes) -> VerifyingKey:
    """Read a SubjectPublicKeyInfo.

    :raises ValueError: if it is not a key of a known algorithm.
    """
    try:
        key = load_der_public_key(der)
    except UnsupportedAlgorithm as error:
        raise ValueError(_NOT_A_KEY) from error
    match key:
        case ed25519.Ed25519PublicKey() | ec.EllipticCurvePublicKey(curve=ec.SECP256R1()):
            return VerifyingKey(der, key)
    raise ValueError(_NOT_A_KEY)


def _framed(purpose: Purpose, message: bytes) -> bytes:
    return purpose.value.encode() + b"\x00" + message
