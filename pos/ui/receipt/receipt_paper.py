"""Receipt paper: a receipt as blocks and as text, in the language of the screen."""

from __future__ import annotations

from pos.domain.cash_session import CashSessionKind
from pos.domain.money import Money
from pos.domain.receipt import Receipt, ReceiptWords
from pos.domain.sale import Sale, SaleLine
from pos.domain.tax import PriceMode
from pos.ui.checkout.ticket_text import TicketText
from pos.ui.formatting import Formats, own_direction
from pos.ui.language import translate
from pos.ui.receipt.paper import Block, Centred, Gap, Pair, Paper, Remark, Rule, Stamp


def receipt_paper(receipt: Receipt, formats: Formats) -> Paper:
    """Return what stands on the receipt, figures written as in the shop's locale."""
    words = receipt_words()
    return (
        *_head(receipt, words, formats),
        Rule(),
        *_lines(receipt.sale, words, formats),
        Rule(),
        *_settlement(receipt.sale, words, formats),
        Gap(),
        *_contained_tax(receipt.sale, words, formats),
        Centred(words.thanks),
    )


def receipt_name(receipt: Receipt) -> str:
    """Return a file name without ending: number and day, digits only; copies say so."""
    day = receipt.completed_at.astimezone(receipt.store.zone).date()
    copy = "-copy" if receipt.copy else ""
    return f"receipt-{receipt.number:06}-{day:%Y-%m-%d}{copy}"


def receipt_words() -> ReceiptWords:
    """Return the fixed words of a receipt in the language in use."""
    return ReceiptWords(
        receipt=translate("Receipt", "Receipt"),
        copy=translate("Receipt", "COPY"),
        training=translate("Receipt", "TRAINING – NOT A RECEIPT"),
        deferred=translate("Receipt", "Entered afterwards for"),
        register=translate("Receipt", "Register"),
        served_by=translate("Receipt", "Served by"),
        discount=translate("Receipt", "Discount"),
        subtotal=translate("Receipt", "Subtotal"),
        total=translate("Receipt", "TOTAL"),
        change=translate("Receipt", "Change"),
        tax=translate("Receipt", "Tax"),
        net=translate("Receipt", "net"),
        tenders=(
            ("cash", translate("Pay", "Cash")),
            ("card", translate("Pay", "Card")),
            ("coupon", translate("Pay", "Coupon")),
            ("voucher", translate("Pay", "Voucher")),
        ),
        thanks=translate("Receipt", "Thank you!"),
    )


def _head(receipt: Receipt, words: ReceiptWords, formats: Formats) -> list[Block]:
    store = receipt.store
    head: list[Block] = [Centred(own_direction(store.name), strong=True)]
    head += [
        Centred(own_direction(text)) for text in (store.address, store.tax_registration) if text
    ]
    head.append(Gap())
    if receipt.kind is CashSessionKind.TRAINING:
        head.append(Stamp(words.training))
    if receipt.day_meant is not None:
        head.append(Stamp(f"{words.deferred} {formats.long_day(receipt.day_meant)}"))
    if receipt.copy:
        head.append(Stamp(words.copy))
    number = f"{words.receipt} {formats.ordinal(receipt.number)}"
    head.append(Pair(number, formats.moment(receipt.completed_at)))
    register = f"{words.register} {own_direction(receipt.register_name)}"
    served_by = f"{words.served_by} {own_direction(receipt.operator_name)}"
    return [*head, Pair(register, ""), Pair(served_by, "")]


def _lines(sale: Sale, words: ReceiptWords, formats: Formats) -> list[Block]:
    text = TicketText(formats, sale.currency)
    blocks: list[Block] = []
    for line in sale.lines:
        blocks.append(Pair(own_direction(line.item.name), formats.amount(line.extended)))
        if line.quantity.amount != 1 or line.quantity.unit.code != "each":
            quantity = own_direction(formats.quantity(line.quantity))
            blocks.append(Remark(f"{quantity} × {text.unit_price(line)}"))
        if line.discount is not None:
            off = formats.amount(-line.discount_amount)
            blocks.append(Pair(_discount_name(line, words, text), off, indented=True))
    return blocks


def _discount_name(line: SaleLine, words: ReceiptWords, text: TicketText) -> str:
    about = "" if line.discount is None else text.reason(line.discount)
    return f"{words.discount} {about}".strip()


def _settlement(sale: Sale, words: ReceiptWords, formats: Formats) -> list[Block]:
    names = dict(words.tenders)
    blocks: list[Block] = []
    if sale.price_mode is PriceMode.TAX_EXCLUSIVE:
        net = Money(sum(row.net.minor for row in sale.tax_summary), sale.currency)
        blocks += [Pair(words.subtotal, formats.amount(net)), *_tax(sale, words, formats)]
    blocks.append(Pair(words.total, formats.money(sale.total), strong=True, large=True))
    blocks += [Pair(names[each.kind.value], formats.amount(each.amount)) for each in sale.tenders]
    if sale.change_due:
        blocks.append(Pair(words.change, formats.amount(sale.change_due), strong=True))
    return blocks


def _contained_tax(sale: Sale, words: ReceiptWords, formats: Formats) -> list[Block]:
    if sale.price_mode is PriceMode.TAX_EXCLUSIVE:
        return []
    return [*_tax(sale, words, formats), Gap()]


def _tax(sale: Sale, words: ReceiptWords, formats: Formats) -> list[Block]:
    return [
        Pair(
            f"{words.tax} {formats.percent(row.rate.rate)} ({words.net} {formats.amount(row.net)})",
            formats.amount(row.tax),
        )
        for row in sale.tax_summary
    ]
