"""The passphrase question between the worker and the window."""

from PySide6.QtCore import Qt

from pos.runtime.secrets import PassphraseFor
from pos.ui.opening import PassphraseQuestion


class TestPassphraseQuestion:
    def test_takes_an_answer_that_comes_before_the_worker_has_begun_to_wait(self, qapp) -> None:
        question = PassphraseQuestion()
        question.asked.connect(
            lambda: question.answer("secret"), Qt.ConnectionType.DirectConnection
        )

        assert question.ask(PassphraseFor.UNLOCK) == "secret"

    def test_is_not_asked_once_the_window_closes(self, qapp) -> None:
        question = PassphraseQuestion()
        asked = []
        question.asked.connect(lambda: asked.append(True))
        question.refuse()

        assert question.ask(PassphraseFor.UNLOCK) is None
        assert asked == []
