"""Canaries of cash sessions: guessed, closed, kept open or repaired by the wrong rule."""

from __future__ import annotations

from pos.simulation.canaries.canary import Canary, Mistake

_RECONCILIATION = "pos.services.session_reconciliation:SessionReconciliation._settle"
_CONCLUDE = "pos.sync.engine:SyncEngine._conclude"
_JUDGED = "    self._in_doubt = failure is not None or cycle.pushed.verdict not in _SENDS\n"
_WIPED = (
    "    if failure is not None and {when}:\n"
    "        for unclosed in self._checks.to_ask_about():\n"
    "            self._local.run(lambda db: db.exec_driver_sql(\n"
    "                \"UPDATE cash_session SET state = 'closed', closed_at = opened_at, \"\n"
    "                \"closed_by = opened_by, z_number = 0 WHERE id = ? AND state <> 'closed'\",\n"
    "                (str(unclosed),)))\n"
)

OF_SESSIONS = (
    Canary(
        "fresh_sessions_repaired",
        "The doctor takes every session that was opened before now for a stuck one.",
        (19,),
        (
            Mistake(
                "pos.domain.stuck:_alone_for_too_long",
                "return now - max(facts.last_activity, facts.day_ends_at) >= limits.normal",
                "return now >= facts.last_activity",
            ),
        ),
    ),
    Canary(
        "unknown_taken_for_closed",
        "A server that cannot be reached is taken for one that has closed the session.",
        (19, 27),
        (Mistake(_CONCLUDE, _JUDGED, _JUDGED + _WIPED.format(when="not failure.reached")),),
    ),
    Canary(
        "error_taken_for_absent",
        "Any refusal is read as “there is no such session”, and the local one is wiped.",
        (19, 27, 42),
        (Mistake(_CONCLUDE, _JUDGED, _JUDGED + _WIPED.format(when="failure.reached")),),
    ),
    Canary(
        "absent_taken_for_closed",
        "A session that the server has not heard of yet is ended here.",
        (19, 27),
        (
            Mistake(
                _RECONCILIATION,
                "    if action is Action.SEND and answer.state is ServerState.ABSENT:\n",
                "    if action is Action.SEND and answer.state is ServerState.ABSENT:\n"
                "        now = self.journal.clock.now()\n"
                "        gone = Clearing(closed_by='me', closed_at=now, reason='', held_seq=0)\n"
                "        self.cash_sessions.clear_in(db, session.id, session.responsible, gone)\n",
            ),
        ),
    ),
    Canary(
        "cleared_in_silence",
        "A session that a manager had closed is ended here, and nobody at the till is told.",
        (19,),
        (
            Mistake(
                _RECONCILIATION,
                "result, why = replace(result, cleared=(cleared,)), _told_of(cleared)",
                "why = _told_of(cleared)",
            ),
            Mistake(
                "pos.services.session_check_rows:untold_sessions",
                "return ",
                "return () and ",
            ),
        ),
    ),
    Canary(
        "managers_closing_ignored",
        "The till goes on with a session that a manager has closed on the server.",
        (26,),
        (
            Mistake(
                _RECONCILIATION,
                "    action = _action(db, answer, session)\n",
                "    action = _action(db, answer, session)\n"
                "    if action is Action.CLEAR:\n"
                "        return Reconciled()\n",
            ),
        ),
    ),
    Canary(
        "kind_guessed_from_the_date",
        "The server takes a session for deferred when its business date is before the entry's day.",
        (17, 19, 20),
        (
            Mistake(
                "pos.server.recompute:kind_of_session",
                'return CashSessionKind(event.cash_session_kind or "")',
                "return CashSessionKind.DEFERRED if event.business_date and event.business_date < "
                "event.recorded_at.date() else CashSessionKind.NORMAL",
            ),
        ),
    ),
    Canary(
        "business_date_from_utc",
        "The business date is taken from the clock in London, not from the shop's wall.",
        (21,),
        (
            Mistake(
                "pos.domain.business_date:business_date",
                "local = at.astimezone(zone)",
                "local = at.astimezone(UTC)",
            ),
        ),
    ),
    Canary(
        "deferred_for_today",
        "A deferred session may be opened for today.",
        (21,),
        (
            Mistake(
                "pos.domain.cash_session:BusinessDays.require_past",
                "if business_date >= self.today:",
                "if business_date > self.today:",
            ),
        ),
    ),
    Canary(
        "sold_after_the_close",
        "A session that is closed or being counted still takes sales.",
        (23, 24),
        (
            Mistake(
                "pos.services.session_gate:Gate.require",
                "if action in _IN_OPEN_SESSIONS or (",
                "if (",
            ),
        ),
    ),
    Canary(
        "closed_twice",
        "A session can be closed again after it was closed.",
        (19, 24, 42),
        (
            Mistake(
                "pos.domain.cash_session:CashSession._require_counting",
                "if self.state is not CashSessionState.COUNTING:",
                "if self.state is CashSessionState.OPEN:",
            ),
            Mistake(
                "pos.services.session_gate:Gate.require",
                "(action in _IN_UNCLOSED_SESSIONS and session.is_closed)",
                "False",
            ),
        ),
    ),
    Canary(
        "z_recomputed_in_place",
        "What comes late changes the Z report on the server instead of adding to it.",
        (14, 25, 29),
        (
            Mistake(
                "pos.server.z_reports:keep_version",
                "    insert_rows(db, tables.z_report, [row])\n",
                "    if closing is not None:\n"
                "        db.exec_driver_sql(\n"
                "            'UPDATE z_report SET gross = ?, sales = ? WHERE store_id = ? '\n"
                "            'AND cash_session_id = ?',\n"
                "            (own.gross, own.sales, store_number, session_id))\n"
                "        return closing\n"
                "    insert_rows(db, tables.z_report, [row])\n",
            ),
        ),
    ),
    Canary(
        "late_not_marked",
        "Entries that come after a manager's closing are not marked as late.",
        (24,),
        (
            Mistake(
                "pos.server.applying:Applying._mark_late",
                "insert_rows(self.db, tables.late_entry, [row])",
                "insert_rows(self.db, tables.late_entry, [])",
            ),
        ),
    ),
)
