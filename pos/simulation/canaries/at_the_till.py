"""Canaries at the till: what is told before it is true, given twice, or done without a right."""

from __future__ import annotations

from pos.simulation.canaries.canary import Canary, Mistake

_BEGIN_SALE = 'with self.database.begin("sale.complete") as db:'
_COMPLETE = "pos.services.checkout:Checkout.complete"

AT_THE_TILL = (
    Canary(
        "receipt_before_commit",
        "A sale is shown as done, and its receipt printed, although it was not committed.",
        (1, 23),
        (
            Mistake(
                _COMPLETE,
                f"{_BEGIN_SALE}\n        session = self.gate",
                "import contextlib\n"
                "    from pos.simulation.virtual import Crashed\n"
                "    with contextlib.suppress(Crashed), "
                'self.database.begin("sale.complete") as db:\n        session = self.gate',
            ),
        ),
    ),
    Canary(
        "log_not_synced",
        "The write-ahead log is not synced at each commit (synchronous=NORMAL).",
        (1, 19),
        (
            Mistake("pos.models.database:_configure", '"synchronous=FULL"', '"synchronous=NORMAL"'),
            Mistake(
                "pos.models.database:_configure",
                '(mode, level) != ("wal", _FULL)',
                'mode != "wal"',
            ),
        ),
    ),
    Canary(
        "receipts_per_session",
        "Receipt numbers begin anew with each cash session.",
        (8, 42),
        (
            Mistake(
                "pos.services.checkout:Checkout._record",
                "number = state.receipt_number + 1",
                "number = 1 + (first_row(db, 'SELECT count(*) FROM sale WHERE cash_session_id = ?',"
                " str(session.id)) or (0,))[0]",
            ),
        ),
    ),
    Canary(
        "sequence_in_memory",
        "The place in the journal is kept in memory and only sometimes written to the disk.",
        (3, 28, 42),
        (
            Mistake(
                "pos.services.journal:Journal.append",
                "        event.seq,\n        sealed.hash,",
                "        event.seq - event.seq % 10,\n        sealed.hash,",
            ),
        ),
    ),
    Canary(
        "effects_three_times_here",
        "The till posts the effects of an event three times.",
        (12, 22),
        (
            Mistake(
                "pos.services.cash_session_rows:insert_effects",
                "    insert_rows(db, CashMoveRecord, rows.cash_moves)\n",
                "    for copy in (0, 100, 200):\n"
                "        moved = [(at, n + copy, *rest) for at, n, *rest in rows.cash_moves]\n"
                "        insert_rows(db, CashMoveRecord, moved)\n",
            ),
        ),
    ),
    Canary(
        "effects_never_posted_here",
        "The till writes an event and forgets its effects.",
        (12, 22, 28),
        (
            Mistake(
                "pos.services.cash_session_rows:insert_effects",
                "    insert_rows(db, CashMoveRecord, rows.cash_moves)\n",
                "",
            ),
        ),
    ),
    Canary(
        "stock_never_moves",
        "The till sells without taking the goods from its stock.",
        (17, 28),
        (
            Mistake(
                "pos.services.cash_session_rows:insert_effects",
                "    insert_rows(db, StockMoveRecord, rows.stock_moves)\n",
                "",
            ),
        ),
    ),
    Canary(
        "ticket_comes_back",
        "A ticket that was paid stands open again, and is sold or discarded once more.",
        (1, 17, 23),
        (Mistake(_COMPLETE, "        forget_ticket(db, sale.id)\n", ""),),
    ),
    Canary(
        "rights_not_asked",
        "Nobody asks whether the person at the till may do what they do.",
        (21, 31),
        (
            Mistake(
                "pos.services.operators:Operator.require",
                "require(self.role, right, name=self.name, granted=self.granted)",
                "return",
            ),
        ),
    ),
    Canary(
        "signed_out_goes_on",
        "Somebody who has signed out goes on selling.",
        (31,),
        (
            Mistake(
                "pos.services.operators:SignIns.require_current",
                "if operator.sign_in in self._ended:",
                "if False:",
            ),
        ),
    ),
    Canary(
        "numbers_forgotten_in_recovery",
        "A till that got its journal back from the server counts its receipts from 1 again.",
        (8, 28, 42),
        (
            Mistake(
                "pos.services.rebuild:Rebuild._move_state",
                "        counters.receipt_number,\n",
                "        0,\n",
            ),
        ),
    ),
    Canary(
        "rows_forgotten_in_recovery",
        "A till that got its journal back from the server has the entries, but not their sales.",
        (1, 23, 28),
        (
            Mistake(
                "pos.services.rebuild:Rebuild._write",
                "insert_rows(db, record, rows.get(record, []))",
                "insert_rows(db, record, [])",
            ),
        ),
    ),
    Canary(
        "restored_sells_on",
        "A till that was set back to a backup sells on before it has asked its server.",
        (46,),
        (
            Mistake(
                "pos.services.journal:Journal.append",
                "    if state.frozen:",
                "    if state.frozen not in ('', 'restored'):",
            ),
            Mistake(
                "pos.services.journal:Journal.require_numbers",
                "    if row is not None and row[0]:",
                "    if row is not None and row[0] not in ('', 'restored'):",
            ),
        ),
    ),
)
