"""Desk of the sign-in screen: what it works with once the register is open."""

from __future__ import annotations

from dataclasses import dataclass

from pos.runtime.clock import Clock
from pos.services.operators import Operators
from pos.ui.background import Background
from pos.ui.shift import Shift


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInDesk:
    """What a PIN is checked with, once the register is open."""

    operators: Operators
    clock: Clock
    background: Background
    shift: Shift
