"""House rules, held against the whole tree and against a planted fault each."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest

from tests import house_rules
from tests.house_rules import Source

ROOT = Path(__file__).parents[1]
Rule = Callable[[Source], Iterator[str]]

RULES_FOR_ALL = [
    house_rules.begins_with_a_docstring,
    house_rules.has_a_telling_name,
    house_rules.fits_the_head,
    house_rules.uses_the_glossary,
    house_rules.promises_with_an_issue,
]
FAULTS = [
    (house_rules.begins_with_a_docstring, "import os\n"),
    (house_rules.begins_with_a_docstring, '"""Words without an end"""\n'),
    (house_rules.fits_the_head, "x = 1\n" * 401),
    (house_rules.fits_the_head, "def f():\n" + "    x = 1\n" * 60),
    (house_rules.fits_the_head, "class C:\n" + "    x = 1\n" * 200),
    (house_rules.uses_the_glossary, "transaction = begin()\n"),
    (house_rules.uses_the_glossary, "def f(session): ...\n"),
    (house_rules.uses_the_glossary, "def f(opened: Session): ...\n"),
    (house_rules.uses_the_glossary, "class Session: ...\n"),
    (house_rules.uses_the_glossary, "def f(transaction): ...\n"),
    (house_rules.uses_the_glossary, "self._session = 1\n"),
    (house_rules.never_says_float, "def f(x: float): ...\n"),
    (house_rules.never_says_float, "x = 0.5\n"),
    (house_rules.translates_what_is_shown, "label.setText('Total')\n"),
    (house_rules.translates_what_is_shown, "QLabel(f'{total} due')\n"),
    (house_rules.translates_what_is_shown, "QPushButton(text='Pay')\n"),
    (house_rules.translates_what_is_shown, "table.setHeaderLabels(['Line'])\n"),
    (house_rules.promises_with_an_issue, "x = 1  # TO" + "DO: more\n"),
]


def sources(*folders: str) -> Iterator[Source]:
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.py")):
            yield Source(path.relative_to(ROOT), path.read_text(encoding="utf-8"))


def all_sources() -> Iterator[Source]:
    yield from sources("pos", "tests", "scripts")
    yield Source(Path("main.py"), (ROOT / "main.py").read_text(encoding="utf-8"))


def kept_files() -> list[Path]:
    """Return what belongs to the project: what git keeps or, in an unpacked archive, all."""
    if (ROOT / ".git").exists():
        listed = subprocess.run(
            ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
        )
        names = listed.stdout.rstrip("\0").split("\0")
        return [ROOT / name for name in names if (ROOT / name).is_file()]
    own = (path for path in ROOT.rglob("*") if not path.relative_to(ROOT).parts[0].startswith("."))
    return [path for path in own if path.is_file() and "__pycache__" not in path.parts]


def hold(rule: Rule, subjects: Iterable[Source]) -> None:
    """Fail with every place where the rule does not hold."""
    problems = [problem for source in subjects for problem in rule(source)]
    assert not problems, "\n".join(["", *problems])


def test_every_file_holds_to_every_rule() -> None:
    problems = [
        problem for source in all_sources() for rule in RULES_FOR_ALL for problem in rule(source)
    ]
    assert not problems, "\n".join(["", *problems])


def test_the_domain_never_says_float() -> None:
    hold(house_rules.never_says_float, sources("pos/domain"))


def test_text_for_the_cashier_is_translated() -> None:
    hold(house_rules.translates_what_is_shown, sources("pos/ui"))


def test_no_file_names_a_machine_or_a_registry() -> None:
    problems: list[str] = []
    for path in kept_files():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue  # a picture, a font: no words in it
        problems += house_rules.names_no_place(path.relative_to(ROOT), text)
    assert not problems, "\n".join(["", *problems])


@pytest.mark.parametrize(("rule", "text"), FAULTS)
def test_a_planted_fault_is_found(rule: Rule, text: str) -> None:
    assert list(rule(Source(Path("planted.py"), text))) != []


def test_a_name_that_tells_nothing_is_found() -> None:
    assert list(house_rules.has_a_telling_name(Source(Path("pos/utils.py"), ""))) != []


@pytest.mark.parametrize(
    "text",
    ["cd /ho" + "me/ann/till", "see .." + "/shared/x", "https://files.python" + "hosted.org/x"],
)
def test_a_named_place_is_found(text: str) -> None:
    assert list(house_rules.names_no_place(Path("planted.md"), text)) != []


def test_plain_words_and_signs_pass() -> None:
    text = (
        '"""A file."""\n\nsession: CashSession = cash_session\nQLabel("−")\nQLabel(tr("Total"))\n'
    )
    rules = [*RULES_FOR_ALL, house_rules.translates_what_is_shown]
    assert [list(rule(Source(Path("pos/x.py"), text))) for rule in rules] == [[]] * len(rules)
