"""Problems of a sale as sentences in the language of the screen."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from pos.domain.cash_session import SessionNotOpen
from pos.domain.currency import exponent
from pos.domain.discount import PERCENT_DECIMALS_MAX, AmountOff, Discount, PercentOff
from pos.domain.money import AmountInvalid, AmountTooLarge, Money
from pos.domain.permission import NotPermitted
from pos.domain.problem import Problem
from pos.domain.product import Item
from pos.domain.quantity import Quantity, QuantityInvalid, UnitOfMeasure
from pos.domain.sale import NothingToPay, TooManyLines
from pos.domain.typed_number import parse_decimal
from pos.services.catalogue import TaxRateMissing
from pos.ui.errors import explain
from pos.ui.formatting import Formats, own_direction
from pos.ui.language import translate

_QUANTITY_MAX = Decimal("999999.999")

# Asked for one by one: a line rung up needs one of them.
_UNIT_NAMES: dict[str, Callable[[], str]] = {
    "each": lambda: translate("Sale", "each"),
    "kg": lambda: translate("Sale", "kg"),
    "g": lambda: translate("Sale", "g"),
    "lb": lambda: translate("Sale", "lb"),
    "oz": lambda: translate("Sale", "oz"),
    "l": lambda: translate("Sale", "l"),
    "ml": lambda: translate("Sale", "ml"),
    "gal": lambda: translate("Sale", "gal"),
    "m": lambda: translate("Sale", "m"),
    "h": lambda: translate("Sale", "h"),
}


class Refused(Problem):
    """What was typed is refused, in a sentence of the screen's language."""


def explain_sale(error: Exception) -> str:
    """Return the sentence for an error of the checkout; a bug is logged on the way."""
    match error:
        case SessionNotOpen():
            return translate(
                "Sale",
                "This cash session is being counted or is closed, so nothing can be sold in it. "
                "Go back to selling from the count, or open a new session.",
            )
        case NotPermitted():
            return translate("Sale", "Your role does not allow this: ask a manager.")
        case NothingToPay():
            return translate("Sale", "The ticket is empty: scan something first.")
        case TooManyLines():
            return translate("Sale", "The ticket is full: pay this one first.")
        case AmountTooLarge():
            return translate("Sale", "The amount is too large for a till: check the numbers typed.")
        case TaxRateMissing():
            return translate(
                "Sale",
                "The product has a tax category without a rate, so it was not added. "
                "Set the rate on the server.",
            )
        case _:
            return explain(error)


def unit_name(unit: UnitOfMeasure) -> str:
    """Return what a unit of measure is called on screen."""
    named = _UNIT_NAMES.get(unit.code)
    return named() if named else unit.code


def quantity_of(amount: Decimal | None, item: Item, formats: Formats) -> Quantity:
    """Return the amount as a quantity of the item.

    :raises Refused: if it is none, in the language of the screen.
    """
    try:
        if amount is not None:
            return Quantity(amount, item.unit)
    except QuantityInvalid:
        pass
    raise Refused(_why_no_quantity(amount, item, formats))


def read_money(text: str, formats: Formats, example: Money) -> Money:
    """Read an amount as people type it, in the currency of `example`.

    :raises Refused: if it is none, in the language of the screen.
    """
    digits = exponent(example.currency)
    amount = parse_decimal(text)
    if amount is None:
        raise Refused(translate("Sale", "“{typed}” is not an amount: type digits.", typed=text))
    minor = amount.scaleb(digits)
    if minor != minor.to_integral_value():
        most = formats.number(digits)
        raise Refused(
            translate("Sale", "Too precise: this currency has {digits} decimals.", digits=most)
        )
    try:
        return Money(int(minor), example.currency)
    except (AmountTooLarge, AmountInvalid) as problem:
        raise Refused(explain_sale(problem)) from problem


def discount_of(value: Decimal | Money, reason: str, price: Money, formats: Formats) -> Discount:
    """Return an amount or a percentage off a line that costs `price`.

    :raises Refused: if it cannot be given, in the language of the screen.
    """
    if isinstance(value, Money):
        if value.minor <= 0:
            raise Refused(translate("Sale", "A discount must be more than zero."))
        if value > price:
            most = formats.money(price)
            raise Refused(
                translate("Sale", "That is more than the line costs: at most {most}.", most=most)
            )
        return AmountOff(value, reason)
    if not 0 < value <= 100 or value != round(value, PERCENT_DECIMALS_MAX):
        raise Refused(
            translate("Sale", "A discount is more than 0 and at most 100 percent, two decimals.")
        )
    return PercentOff(value, reason)


def _why_no_quantity(amount: Decimal | None, item: Item, formats: Formats) -> str:
    name, unit = own_direction(item.name), item.unit
    if amount is None:
        return translate("Sale", "That is not a quantity: type digits, like 2 or 0.75.")
    if amount <= 0:
        return translate(
            "Sale", "The quantity must be more than zero. To remove a line, press Del."
        )
    if amount > _QUANTITY_MAX:
        most = formats.number(_QUANTITY_MAX)
        return translate("Sale", "The quantity is too large: at most {most}.", most=most)
    if unit.decimals == 0:
        return translate("Sale", "“{name}” is sold in whole units only.", name=name)
    digits = formats.number(unit.decimals)
    return translate(
        "Sale", "Too precise: “{name}” is sold with at most {digits} decimals.",
        name=name, digits=digits,
    )  # fmt: skip
