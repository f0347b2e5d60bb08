"""Signing in: the right PIN, and the delay that grows after wrong ones."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from pos.domain.sign_in import PinInvalid
from pos.services.operators import NoSuchOperator, PinDelayed, PinWrong
from tests.registers import MIA, PINS, TOM, RegisterInTest, an_enrolled_register


@pytest.fixture
def register(tmp_path: Path) -> Iterator[RegisterInTest]:
    register = an_enrolled_register(tmp_path)
    yield register
    register.database.close()


def try_wrong_pins(register: RegisterInTest, times: int) -> None:
    for _ in range(times):
        with pytest.raises(PinWrong):
            register.operators.sign_in(TOM.id, "9999")


class TestSigningIn:
    def test_takes_the_operators_own_pin(self, register: RegisterInTest) -> None:
        assert register.operators.sign_in(MIA.id, PINS[MIA.id]) == MIA

    def test_refuses_letters_without_counting_a_try(self, register: RegisterInTest) -> None:
        for pin in ("12a4", "", "123", "١٢٣٤", "1" * 13):
            with pytest.raises(PinInvalid):
                register.operators.sign_in(TOM.id, pin)

        assert register.operators.sign_in(TOM.id, PINS[TOM.id]) == TOM

    def test_waits_after_the_third_wrong_pin(self, register: RegisterInTest) -> None:
        try_wrong_pins(register, 3)

        with pytest.raises(PinDelayed) as refusal:
            register.operators.sign_in(TOM.id, PINS[TOM.id])
        assert refusal.value.wait == timedelta(seconds=5)

        register.clock.advance(timedelta(seconds=5))
        assert register.operators.sign_in(TOM.id, PINS[TOM.id]) == TOM

    def test_locks_nobody_else_out(self, register: RegisterInTest) -> None:
        try_wrong_pins(register, 3)

        assert register.operators.sign_in(MIA.id, PINS[MIA.id]) == MIA

    def test_does_not_wait_less_when_the_clock_is_set(self, register: RegisterInTest) -> None:
        try_wrong_pins(register, 3)

        register.clock.set(register.clock.now() + timedelta(days=1))

        with pytest.raises(PinDelayed):
            register.operators.sign_in(TOM.id, PINS[TOM.id])

    def test_waits_anew_after_a_reboot_but_not_for_ever(self, register: RegisterInTest) -> None:
        try_wrong_pins(register, 3)
        register.clock.reboot()
        with pytest.raises(PinDelayed):
            register.operators.sign_in(TOM.id, PINS[TOM.id])

        register.clock.advance(timedelta(seconds=5))

        assert register.operators.sign_in(TOM.id, PINS[TOM.id]) == TOM

    def test_by_name_says_who_is_known(self, register: RegisterInTest) -> None:
        assert register.operators.named("mia") == MIA
        with pytest.raises(NoSuchOperator, match="Mia, Tom"):
            register.operators.named("Zoe")
