"""Key pairs for tests, each another one."""

from __future__ import annotations

import os

from cryptography.hazmat.primitives.asymmetric import ec

from pos.domain.signature import SEED_BYTES, SignatureAlgorithm, SigningKey, signing_key_of


def new_signing_key(algorithm: SignatureAlgorithm = SignatureAlgorithm.ED25519) -> SigningKey:
    """Make a key pair; one of P-256 stands for a device whose keys a chip makes."""
    if algorithm is SignatureAlgorithm.ED25519:
        return signing_key_of(os.urandom(SEED_BYTES))
    return SigningKey(ec.generate_private_key(ec.SECP256R1()))
