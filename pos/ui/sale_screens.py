"""Screens of a sale: sell, pay and receipt, made known to the window together."""

from __future__ import annotations

from functools import partial

from pos.ui.checkout.sale_desk import SaleDesk
from pos.ui.checkout.screen import build_sell
from pos.ui.payment.screen import build_pay
from pos.ui.receipt.screen import build_receipt


def add_sale_screens(desk: SaleDesk) -> None:
    """Add "sell", "pay" and "receipt"; each is built when it is first shown."""
    desk.window.add_screen("sell", partial(build_sell, desk))
    desk.window.add_screen("pay", partial(build_pay, desk))
    desk.window.add_screen("receipt", partial(build_receipt, desk))
