"""The trace of a run: a hash over all that was done and heard, the same for the same seed."""

from __future__ import annotations

import hashlib


class Trace:
    """Takes what happened in order; ids, keys and signatures are left out, they are drawn anew."""

    def __init__(self) -> None:
        self._hash = hashlib.sha256()

    def note(self, *words: object) -> None:
        """Add one line."""
        self._hash.update(("\t".join(map(str, words)) + "\n").encode())

    def digest(self) -> str:
        """Return the hash so far, in hexadecimal."""
        return self._hash.hexdigest()
