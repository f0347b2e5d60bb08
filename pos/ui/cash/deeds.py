"""Deeds: what can be done with cash that is not a sale, and what each is called."""

from __future__ import annotations

from enum import StrEnum

from pos.domain.cash_movement import MovementKind
from pos.ui.language import translate


class Deed(StrEnum):
    """A movement of cash, or the drawer opened without one."""

    PAID_IN = "paid_in"
    PAID_OUT = "paid_out"
    DROP = "drop"
    LOAN = "loan"
    NO_SALE = "no_sale"

    @property
    def movement(self) -> MovementKind | None:
        """Return the kind of movement, None where no cash changes hands."""
        return None if self is Deed.NO_SALE else MovementKind(self.value)

    @property
    def is_out_of_till(self) -> bool:
        return self in {Deed.PAID_OUT, Deed.DROP}


def deed_name(deed: Deed) -> str:
    match deed:
        case Deed.PAID_IN:
            return translate("Cash", "Paid in")
        case Deed.PAID_OUT:
            return translate("Cash", "Paid out")
        case Deed.DROP:
            return translate("Cash", "Drop")
        case Deed.LOAN:
            return translate("Cash", "Loan")
        case Deed.NO_SALE:
            return translate("Cash", "No sale")


def deed_meaning(deed: Deed) -> str:
    """Return in a sentence what happens with the cash."""
    match deed:
        case Deed.PAID_IN:
            return translate("Cash", "Cash from outside comes into the till; not for goods.")
        case Deed.PAID_OUT:
            return translate("Cash", "Cash leaves the till for something that is no refund.")
        case Deed.DROP:
            return translate("Cash", "Cash goes from the till into the safe.")
        case Deed.LOAN:
            return translate("Cash", "Cash comes from the safe into the till.")
        case Deed.NO_SALE:
            return translate("Cash", "The drawer opens, and no cash changes hands by the books.")


def quick_reasons(deed: Deed) -> tuple[str, ...]:
    """Return the reasons that are given most, in the language in use."""
    match deed:
        case Deed.PAID_IN:
            return (
                translate("Cash", "Change from the bank"),
                translate("Cash", "From the owner"),
                translate("Cash", "Deposit paid back"),
            )
        case Deed.PAID_OUT:
            return (
                translate("Cash", "Supplier"),
                translate("Cash", "Postage"),
                translate("Cash", "Cleaning"),
                translate("Cash", "Advance on wages"),
            )
        case Deed.DROP:
            return (
                translate("Cash", "Too much in the till"),
                translate("Cash", "To the bank"),
                translate("Cash", "End of the shift"),
            )
        case Deed.LOAN:
            return (
                translate("Cash", "Change needed"),
                translate("Cash", "The float was too small"),
            )
        case Deed.NO_SALE:
            return (
                translate("Cash", "Change for a customer"),
                translate("Cash", "Something was left in it"),
                translate("Cash", "Trying the drawer"),
            )
