"""Asking at a terminal, and not asking where there is none."""

import getpass
import sys
from collections.abc import Callable

import pytest

from pos.cli.asking import PassphrasePrompt, PassphrasesDiffer, PinNeeded, ask_pin
from pos.runtime.secrets import PassphraseFor

Typing = Callable[..., list[str]]


@pytest.fixture
def somebody_types(monkeypatch: pytest.MonkeyPatch) -> Typing:
    """Let a person at the terminal type these answers; return the prompts they saw."""

    def types(*answers: str) -> list[str]:
        seen: list[str] = []
        left = iter(answers)

        def answer(prompt: str) -> str:
            seen.append(prompt)
            return next(left)

        monkeypatch.setattr(sys.stdin, "isatty", lambda: True)
        monkeypatch.setattr(getpass, "getpass", answer)
        return seen

    return types


@pytest.fixture
def nobody_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.stdin, "isatty", lambda: False)


class TestAskingForAPin:
    def test_returns_what_is_typed(self, somebody_types: Typing) -> None:
        seen = somebody_types("1234")

        assert ask_pin("Mia") == "1234"
        assert seen == ["PIN of Mia: "]

    @pytest.mark.usefixtures("nobody_there")
    def test_is_refused_without_a_terminal(self) -> None:
        with pytest.raises(PinNeeded, match="EVERTILL_PIN"):
            ask_pin("Mia")

    def test_ends_at_the_end_of_input(
        self, somebody_types: Typing, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        somebody_types()

        def closed(_: str) -> str:
            raise EOFError

        monkeypatch.setattr(getpass, "getpass", closed)

        with pytest.raises(KeyboardInterrupt):
            ask_pin("Mia")


class TestAskingForAPassphrase:
    def test_asks_once_for_the_one_that_was_chosen_before(self, somebody_types: Typing) -> None:
        seen = somebody_types("correct horse")
        prompt = PassphrasePrompt()

        answers = [prompt(PassphraseFor.UNLOCK), prompt(PassphraseFor.UNLOCK)]

        assert answers == ["correct horse", "correct horse"]
        assert len(seen) == 1

    def test_asks_twice_for_a_new_one(self, somebody_types: Typing) -> None:
        somebody_types("correct horse", "correct horse")

        assert PassphrasePrompt()(PassphraseFor.PROTECT) == "correct horse"

    def test_refuses_two_that_differ(self, somebody_types: Typing) -> None:
        somebody_types("correct horse", "correct house")

        with pytest.raises(PassphrasesDiffer):
            PassphrasePrompt()(PassphraseFor.PROTECT)

    @pytest.mark.usefixtures("nobody_there")
    def test_returns_nothing_without_a_terminal(self) -> None:
        assert PassphrasePrompt()(PassphraseFor.UNLOCK) is None

    def test_asks_twice_for_the_one_of_a_backup_that_is_made(self, somebody_types: Typing) -> None:
        seen = somebody_types("four words", "four words")

        assert PassphrasePrompt()(PassphraseFor.SEAL_BACKUP) == "four words"
        assert seen == ["New passphrase: ", "The same passphrase again: "]

    def test_asks_once_for_the_one_of_a_backup_that_is_opened(self, somebody_types: Typing) -> None:
        seen = somebody_types("four words")

        assert PassphrasePrompt()(PassphraseFor.OPEN_BACKUP) == "four words"
        assert seen == ["Passphrase of the backup: "]
