"""Problems of the domain and the services, in the language of the screen."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

import pos.bootstrap  # noqa: F401 -- loads what can have problems
from pos.domain.problem import Problem
from pos.runtime.atomic_file import CannotWrite
from pos.runtime.paths import NotAFolder
from pos.ui import problem_words
from pos.ui.checkout.problems import Refused
from pos.ui.language import ARABIC, ENGLISH, apply_language
from pos.ui.problem_words import told, told_shortly


@pytest.fixture
def arabic(qapp: QApplication) -> Iterator[None]:
    apply_language(qapp, ARABIC)
    yield
    apply_language(qapp, ENGLISH)


class TestInEnglish:
    def test_a_problem_is_told_as_it_is(self, qapp: QApplication) -> None:
        apply_language(qapp, ENGLISH)

        assert told(NotAFolder(Path("till1"))) == str(NotAFolder(Path("till1")))


@pytest.mark.usefixtures("arabic")
class TestInArabic:
    def test_a_known_problem_comes_with_its_detail_below(self) -> None:
        words, detail = told(NotAFolder(Path("till1"))).split("\n")

        assert words.startswith("لا يوجد")
        assert "till1" in detail

    def test_an_unknown_problem_is_never_english_alone(self) -> None:
        assert told_shortly(Problem("Odd.")).startswith("تعذّر")

    def test_what_a_screen_said_is_not_said_twice(self) -> None:
        assert told(Refused("قيل")) == "قيل"


class TestTheTable:
    def test_names_problems_that_exist(self) -> None:
        assert CannotWrite.__name__ in problem_words._WORDS
        known = {kind.__name__ for kind in _kinds(Problem)}

        assert set(problem_words._WORDS) - known == set()


def _kinds(kind: type[Problem]) -> set[type[Problem]]:
    below = kind.__subclasses__()
    return {kind}.union(*(_kinds(each) for each in below))
