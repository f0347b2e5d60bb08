"""PIN hashes: whether a PIN is the one that a hash was made of, whatever the hash is."""

from __future__ import annotations

_MEMORY_KIB_MAX = 256 * 1024
_PASSES_MAX = 16
_LANES_MAX = 16


def pin_matches(pin_hash: str, pin: str) -> bool:
    """Tell whether the PIN is right; of a hash that is none, or too dear to try, none is.

    A hash comes with the feed: a planted one must not fill the memory or compute for hours.
    """
    from argon2 import PasswordHasher, extract_parameters
    from argon2.exceptions import InvalidHashError, VerificationError

    try:
        wanted = extract_parameters(pin_hash)
        within = (
            wanted.memory_cost <= _MEMORY_KIB_MAX
            and wanted.time_cost <= _PASSES_MAX
            and wanted.parallelism <= _LANES_MAX
        )
        return within and PasswordHasher().verify(pin_hash, pin)
    except (InvalidHashError, VerificationError, UnicodeError):
        return False
