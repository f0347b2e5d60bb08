"""Slip of a movement of cash, as blocks of a roll."""

from __future__ import annotations

from pos.domain.cash_session import CashSessionKind
from pos.services.cash_movements import MovementSlip
from pos.ui.cash.deeds import Deed, deed_name
from pos.ui.formatting import Formats, own_direction
from pos.ui.language import translate
from pos.ui.receipt.paper import Block, Centred, Gap, Pair, Paper, Rule, Stamp


def deed_of(slip: MovementSlip) -> Deed:
    return Deed.NO_SALE if slip.movement is None else Deed(slip.movement.kind.value)


def slip_name(slip: MovementSlip) -> str:
    """Return a file name without ending: the number of its journal entry, and the day."""
    day = slip.recorded_at.astimezone(slip.store.zone).date()
    return f"cash-{slip.number:08}-{day:%Y-%m-%d}"


def slip_paper(slip: MovementSlip, formats: Formats) -> Paper:
    """Return what stands on the slip; that of a training session says so."""
    number = translate("Cash", "Entry {number}", number=formats.ordinal(slip.number))
    movement = slip.movement
    amount: tuple[Block, ...] = ()
    if movement is not None:
        figure = formats.signed_money(movement.signed)
        amount = (Pair(translate("Cash", "In the till"), figure, strong=True, large=True),)
    return (
        Centred(own_direction(slip.store.name), strong=True),
        *(Centred(own_direction(text)) for text in (slip.store.address,) if text),
        Gap(),
        *_stamps(slip, formats),
        Centred(deed_name(deed_of(slip)), strong=True),
        Pair(number, formats.moment(slip.recorded_at)),
        Pair(translate("Cash", "Register"), own_direction(slip.register_name)),
        Pair(translate("Cash", "Done by"), own_direction(slip.operator_name)),
        Rule(),
        *amount,
        Pair(translate("Cash", "Reason: {reason}", reason=own_direction(slip.reason)), ""),
        Rule(),
        Gap(),
        Pair(translate("Cash", "Signature"), "........................"),
    )


def _stamps(slip: MovementSlip, formats: Formats) -> tuple[Block, ...]:
    match slip.session.kind:
        case CashSessionKind.TRAINING:
            return (Stamp(translate("Cash", "TRAINING – no cash changes hands")),)
        case CashSessionKind.DEFERRED:
            day = formats.long_day(slip.session.business_date)
            return (Stamp(translate("Cash", "Entered afterwards for {day}", day=day)),)
        case CashSessionKind.NORMAL:
            return ()
