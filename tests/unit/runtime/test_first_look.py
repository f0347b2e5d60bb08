"""First look: what is kept of the sign-in screen, and that damage to it harms nothing."""

from __future__ import annotations

import json

import pytest

from pos.runtime.atomic_file import CannotWrite
from pos.runtime.first_look import FILE_NAME, Face, FirstLook, read_first_look, write_first_look

KEPT = FirstLook(
    language="ar",
    look="dark",
    register="Till 1",
    faces=(Face(id="0190a000", name="منى", role="cashier"),),
)


class TestFirstLook:
    def test_comes_back_as_it_was_kept(self, tmp_path) -> None:
        write_first_look(tmp_path, KEPT)

        assert read_first_look(tmp_path) == KEPT

    def test_is_the_plain_beginning_before_anything_was_kept(self, tmp_path) -> None:
        assert read_first_look(tmp_path / "nowhere") == FirstLook()

    @pytest.mark.parametrize(
        "damaged",
        [b"", b"{", b"[]", b"null", b'{"language": 3}', b"\xff\xfe", b"[" * 100_000,
         json.dumps({"language": "en", "look": "light", "register": "x", "faces": 7}).encode()],
    )  # fmt: skip
    def test_is_the_plain_beginning_when_damaged(self, tmp_path, damaged) -> None:
        (tmp_path / FILE_NAME).write_bytes(damaged)

        assert read_first_look(tmp_path) == FirstLook()

    def test_leaves_out_a_face_that_lacks_something(self, tmp_path) -> None:
        write_first_look(tmp_path, KEPT)
        found = json.loads((tmp_path / FILE_NAME).read_bytes())
        found["faces"].append({"id": "1", "name": "Tom"})
        (tmp_path / FILE_NAME).write_text(json.dumps(found), encoding="utf-8")

        assert read_first_look(tmp_path).faces == KEPT.faces

    def test_is_not_written_again_when_nothing_changed(self, tmp_path) -> None:
        write_first_look(tmp_path, KEPT)
        before = (tmp_path / FILE_NAME).stat().st_ino

        write_first_look(tmp_path, KEPT)

        assert (tmp_path / FILE_NAME).stat().st_ino == before

    def test_says_so_when_it_cannot_be_kept(self, tmp_path) -> None:
        with pytest.raises(CannotWrite):
            write_first_look(tmp_path / "nowhere", KEPT)
