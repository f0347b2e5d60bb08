"""Receipt screen: what happens after a sale, or when a copy is asked for."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from pos.domain.receipt import Receipt, receipt_text
from pos.hardware.printer import PrintJob
from pos.runtime.atomic_file import replace_file
from pos.ui.checkout.sale_desk import SaleDesk
from pos.ui.errors import explain
from pos.ui.language import translate
from pos.ui.receipt.paper import Paper
from pos.ui.receipt.receipt_paper import receipt_name, receipt_paper, receipt_words


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptPicture:
    """All that the receipt screen shows."""

    title: str
    summary: str
    outcome_label: str
    outcome: str
    has_change: bool
    paper: Paper
    is_copy: bool
    can_print: bool


class ReceiptView(Protocol):
    def show_picture(self, picture: ReceiptPicture) -> None: ...
    def draw_pdf(self, paper: Paper, title: str) -> bytes: ...
    def show_done(self, sentence: str) -> None: ...
    def show_problem(self, sentence: str) -> None: ...
    def open_screen(self, name: str) -> None: ...


class ReceiptPresenter:
    """The sale is committed already: nothing here can change or lose it.

    Files are written only when asked for. The journal can make every receipt again, and a
    folder full of plain receipts beside an encrypted database would tell what it hides.
    """

    def __init__(self, view: ReceiptView, desk: SaleDesk) -> None:
        self._view = view
        self._desk = desk
        self._formats = desk.formats()

    def show(self) -> None:
        """Show the receipt in hand, in the language in use."""
        self._formats = self._desk.formats()
        receipt = self._desk.ticket.receipt
        if receipt is not None:
            self._view.show_picture(self._picture(receipt))

    def print(self) -> None:
        """Print the receipt."""
        receipt = self._desk.ticket.receipt
        if receipt is None:
            return
        job = PrintJob(receipt_name(receipt), receipt_text(receipt, receipt_words()))
        self._desk.background.run(
            lambda: self._desk.printer.print_text(job),
            on_done=lambda _: self._view.show_done(translate("Receipt", "Printed")),
            on_error=self._on_error,
        )

    def save_pdf(self) -> None:
        """Write the receipt as PDF into the receipts folder."""
        receipt = self._desk.ticket.receipt
        if receipt is not None:
            name = receipt_name(receipt)
            paper = receipt_paper(receipt, self._formats)
            self._save(f"{name}.pdf", self._view.draw_pdf(paper, name))

    def save_text(self) -> None:
        """Write the receipt as text into the receipts folder."""
        receipt = self._desk.ticket.receipt
        if receipt is not None:
            text = receipt_text(receipt, receipt_words())
            self._save(f"{receipt_name(receipt)}.txt", text.encode())

    def leave(self) -> None:
        """Begin the next sale, or go back to the one that the copy interrupted."""
        self._view.open_screen("sell")

    def _save(self, name: str, content: bytes) -> None:
        folder = self._desk.register.folder.receipts
        self._desk.background.run(
            lambda: _write(folder / name, content), on_done=self._on_saved, on_error=self._on_error
        )

    def _on_saved(self, path: Path) -> None:
        self._view.show_done(translate("Receipt", "Saved: {path}", path=str(path)))

    def _on_error(self, error: Exception) -> None:
        kept = translate("Receipt", "The sale is complete and kept.")
        self._view.show_problem(f"{kept} {explain(error)}")

    def _picture(self, receipt: Receipt) -> ReceiptPicture:
        number = self._formats.ordinal(receipt.number)
        change = receipt.sale.change_due
        title = translate("Receipt", "Sale {number} is complete", number=number)
        if receipt.copy:
            title = translate("Receipt", "Copy of receipt {number}", number=number)
        shown = self._formats.money(change if change else receipt.sale.total)
        label = translate("Receipt", "Change to give") if change else translate("Receipt", "Paid")
        return ReceiptPicture(
            title=title,
            summary=self._summary(receipt),
            outcome_label=label,
            outcome=shown,
            has_change=bool(change),
            paper=receipt_paper(receipt, self._formats),
            is_copy=receipt.copy,
            can_print=self._desk.printer.connected,
        )

    def _summary(self, receipt: Receipt) -> str:
        sale = receipt.sale
        total, paid = self._formats.money(sale.total), self._formats.money(sale.tendered)
        return translate("Receipt", "Total {total}, paid {paid}", total=total, paid=paid)


def _write(path: Path, content: bytes) -> Path:
    replace_file(path, content)
    return path
