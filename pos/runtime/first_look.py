"""First look: what stands on the sign-in screen anyway, kept beside the encrypted database.

The window is painted from it before anything is unlocked. It holds no secret and decides
nothing: a missing or damaged file means that the screen says "starting" a moment longer.
"""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

FILE_NAME = "first_look.json"
_BYTES_MAX = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """An operator as the sign-in screen shows one."""

    id: str
    name: str
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstLook:
    """What the first picture of the window needs. Language and look are the choice made here."""

    language: str = "en"
    look: str = "light"
    register: str = ""
    faces: tuple[Face, ...] = ()


def read_first_look(root: Path) -> FirstLook:
    """Return what was written last, or the plain beginning if that cannot be read."""
    path = root / FILE_NAME
    try:
        with path.open("rb") as file:
            return _first_look(json.loads(file.read(_BYTES_MAX)))
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return FirstLook()


def write_first_look(root: Path, first_look: FirstLook) -> None:
    """Keep it for the next start, if it changed.

    :raises CannotWrite: if the disk refuses; the next start is slower, nothing else.
    """
    if read_first_look(root) == first_look and (root / FILE_NAME).exists():
        return
    from pos.runtime.atomic_file import replace_file  # only here: reading comes before the window

    text = json.dumps(asdict(first_look), ensure_ascii=False, indent=2) + "\n"
    replace_file(root / FILE_NAME, text.encode(errors="replace"))


def _first_look(found: dict[str, Any]) -> FirstLook:
    words = {name: _word(found[name]) for name in ("language", "look", "register")}
    faces = []
    for face in found["faces"]:
        with suppress(KeyError):
            faces.append(Face(**{name: _word(face[name]) for name in ("id", "name", "role")}))
    return FirstLook(**words, faces=tuple(faces))


def _word(found: object) -> str:
    if not isinstance(found, str):
        raise TypeError("not a text")
    return found
