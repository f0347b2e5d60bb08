"""Sign-in, without Qt: who is chosen, what a wrong PIN costs, and what waits for the register."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from pos.runtime.first_look import Face
from pos.ui.shift import Shift
from pos.ui.sign_in.desk import SignInDesk
from pos.ui.sign_in.presenter import SignInPicture, SignInPresenter
from tests.registers import MIA, PINS, TOM, RegisterInTest, an_enrolled_register
from tests.ui.inline import Immediately

FACES = (
    Face(id=str(MIA.id), name="Mia", role="manager"),
    Face(id=str(TOM.id), name="Tom", role="cashier"),
)


@dataclass
class FakeView:
    pictures: list[SignInPicture] = field(default_factory=list)
    forgotten: int = 0

    def show_picture(self, picture: SignInPicture) -> None:
        self.pictures.append(picture)

    def forget_pin(self) -> None:
        self.forgotten += 1

    @property
    def last(self) -> SignInPicture:
        return self.pictures[-1]


class SignInInTest:
    def __init__(self, register: RegisterInTest, faces: tuple[Face, ...] = FACES) -> None:
        self.register, self.shift, self.view = register, Shift(), FakeView()
        self.background = Immediately()
        self.went_on = 0
        self.learnt: list[tuple[Face, ...]] = []
        self.presenter = SignInPresenter(
            self.view, faces, signed_in=self._go_on, faces_changed=self.learnt.append
        )

    def open(self) -> SignInInTest:
        self.presenter.open(
            SignInDesk(
                operators=self.register.operators,
                clock=self.register.clock,
                background=self.background,
                shift=self.shift,
            )
        )
        self.presenter.enter()
        return self

    def try_wrong_pins(self, count: int) -> None:
        for _ in range(count):
            self.presenter.enter_pin("9999")

    def _go_on(self) -> None:
        self.went_on += 1


@pytest.fixture
def register(tmp_path) -> RegisterInTest:
    return an_enrolled_register(tmp_path)


class TestChoosing:
    def test_shows_the_faces_before_the_register_is_open(self, register) -> None:
        sign_in = SignInInTest(register)

        sign_in.presenter.enter()

        assert sign_in.view.last.faces == FACES
        assert not sign_in.view.last.takes_digits

    def test_says_starting_when_no_face_is_known_yet(self, register) -> None:
        sign_in = SignInInTest(register, ())

        sign_in.presenter.enter()

        assert sign_in.view.last.empty == "Starting …"

    def test_fetches_the_faces_from_the_register(self, register) -> None:
        sign_in = SignInInTest(register, ()).open()

        assert [face.name for face in sign_in.view.last.faces] == ["Mia", "Tom"]
        assert sign_in.learnt[-1] == sign_in.view.last.faces

    def test_chooses_by_the_first_letters_of_a_name(self, register) -> None:
        sign_in = SignInInTest(register).open()

        for letter in "to":
            sign_in.presenter.type_letters(letter)

        assert sign_in.view.last.asked == "Tom"

    def test_begins_anew_with_a_letter_that_fits_nobody_so_far(self, register) -> None:
        sign_in = SignInInTest(register).open()

        for letter in "tm":
            sign_in.presenter.type_letters(letter)

        assert sign_in.view.last.asked == "Mia"

    def test_moves_with_the_arrows_and_stops_at_the_ends(self, register) -> None:
        sign_in = SignInInTest(register).open()

        asked = []
        for step in (1, 1, 1, -1, -1):
            sign_in.presenter.move(step)
            asked.append(sign_in.view.last.asked)

        assert asked == ["Mia", "Tom", "Tom", "Mia", "Mia"]

    def test_chooses_the_only_one_there_is(self, register) -> None:
        sign_in = SignInInTest(register, FACES[:1])

        sign_in.presenter.enter()

        assert sign_in.view.last.asked == "Mia"


class TestPin:
    def test_lets_the_operator_in(self, register) -> None:
        sign_in = SignInInTest(register).open()
        sign_in.presenter.choose(str(TOM.id))

        sign_in.presenter.enter_pin(PINS[TOM.id])

        assert sign_in.shift.operator == TOM
        assert sign_in.went_on == 1

    def test_waits_for_the_register_when_typed_early(self, register) -> None:
        sign_in = SignInInTest(register)
        sign_in.presenter.choose(str(TOM.id))

        sign_in.presenter.enter_pin(PINS[TOM.id])
        hint_before = sign_in.view.last.hint
        sign_in.open()

        assert hint_before == "Starting … your PIN is checked in a moment."
        assert sign_in.shift.operator == TOM

    def test_says_that_it_was_wrong_and_asks_again(self, register) -> None:
        sign_in = SignInInTest(register).open()
        sign_in.presenter.choose(str(TOM.id))

        sign_in.try_wrong_pins(1)

        assert sign_in.view.last.problem == "That is not Tom’s PIN. Try again."
        assert sign_in.view.last.takes_digits
        assert sign_in.shift.operator is None

    def test_counts_the_delay_down_after_the_third_wrong_one(self, register) -> None:
        sign_in = SignInInTest(register).open()
        sign_in.presenter.choose(str(TOM.id))

        sign_in.try_wrong_pins(3)
        at_once = sign_in.view.last
        register.clock.advance(timedelta(seconds=2))
        sign_in.presenter.tick()
        later = sign_in.view.last
        register.clock.advance(timedelta(seconds=3))
        sign_in.presenter.tick()

        assert "Wait 5 s" in at_once.hint
        assert not at_once.takes_digits
        assert "Wait 3 s" in later.hint
        assert sign_in.view.last.takes_digits
        assert not sign_in.view.last.counts_down

    def test_delays_that_operator_only(self, register) -> None:
        sign_in = SignInInTest(register).open()
        sign_in.presenter.choose(str(TOM.id))
        sign_in.try_wrong_pins(3)

        sign_in.presenter.choose(str(MIA.id))

        assert sign_in.view.last.takes_digits

    def test_is_not_checked_twice_at_once(self, register) -> None:
        sign_in = SignInInTest(register).open()
        sign_in.presenter.choose(str(TOM.id))
        sign_in.background.hold()

        sign_in.presenter.enter_pin(PINS[TOM.id])
        sign_in.presenter.enter_pin(PINS[TOM.id])
        sign_in.background.go_on()

        assert sign_in.went_on == 1
