"""Canaries of the server: acknowledged too early, applied too often, shown to the wrong store."""

from __future__ import annotations

from pos.simulation.canaries.canary import Canary, Mistake
from pos.simulation.canaries.in_the_exchange import HASH_NOT_COMPARED

AT_THE_SERVER = (
    Canary(
        "acknowledged_before_commit",
        "The server's mark leaves although the push was rolled back.",
        (4, 6, 29),
        (
            Mistake(
                "pos.server.ingest:push",
                "    with database.write_beside() as db:",
                "    import contextlib\n"
                "    from pos.simulation.virtual import Crashed\n"
                "    with contextlib.suppress(Crashed), database.write_beside() as db:",
            ),
        ),
    ),
    Canary(
        "effects_three_times_there",
        "The server posts the effects of an event three times.",
        (17,),
        (
            Mistake(
                "pos.server.effect_rows:EffectRows.add_effects",
                "for move in effects.cash_moves\n    ]",
                "for move in effects.cash_moves\n    ]\n"
                "    self._rows[tables.cash_move] += [\n"
                "        (store, event_id, move.line + copy, cash_session_id, move.kind.value,\n"
                "         move.amount.minor)\n"
                "        for move in effects.cash_moves for copy in (10, 20)\n"
                "    ]",
            ),
        ),
    ),
    Canary(
        "effects_never_posted_there",
        "The server keeps a sale's entry and forgets its postings.",
        (17,),
        (
            Mistake(
                "pos.server.effect_rows:EffectRows.insert",
                "insert_rows(db, table, rows)",
                "insert_rows(db, table, [] if table is tables.posting else rows)",
            ),
        ),
    ),
    Canary(
        "second_batch_lost",
        "Of a batch the server applies the first entries only, and acknowledges all.",
        (1, 17),
        (
            Mistake(
                "pos.server.apply:_run",
                "    for entry in entries:\n        hindrance",
                "    for entry in entries[:3]:\n        hindrance",
            ),
        ),
    ),
    Canary(
        "gap_skipped",
        "A missing entry is passed over: what comes behind it is taken.",
        (3,),
        (
            Mistake(
                "pos.server.journal:_does_not_follow",
                "if first.seq != head.seq + 1:",
                "if False:",
            ),
            Mistake(
                "pos.server.journal:_does_not_follow",
                "if follows not in {None, head.hash}:",
                "if False:",
            ),
        ),
    ),
    Canary(
        "other_history_taken",
        "An entry that differs from the one held under its number is taken for the same, and the "
        "till does not compare either.",
        (2, 4, 7, 17, 29),
        (
            Mistake(
                "pos.server.journal:_compare_held",
                "if hashes.get(entry.seq) != entry.sealed.hash:",
                "if False:",
            ),
            Mistake(
                "pos.server.journal:_does_not_follow",
                "if follows not in {None, head.hash}:",
                "if False:",
            ),
            HASH_NOT_COMPARED,  # or the till would notice in its stead
        ),
    ),
    Canary(
        "missing_store_filter",
        "The feed gives the changes of every store to everybody.",
        (35, 42),
        (
            Mistake(
                "pos.server.feeds:page_after",
                ".where(_feed.store_id == store_number, _feed.position > position)",
                ".where(_feed.position > position)",
            ),
        ),
    ),
    Canary(
        "snapshot_of_every_store",
        "A register that begins anew gets the catalogue of every store.",
        (35, 42),
        (
            Mistake(
                "pos.server.feeds:snapshot_page",
                ".where(_feed.store_id == store_number, _feed.content.is_not(None))",
                ".where(_feed.content.is_not(None))",
            ),
        ),
    ),
    Canary(
        "signature_not_checked",
        "The server takes entries that nobody signed.",
        (2, 36),
        (Mistake("pos.server.opening:is_signed", "        return False", "        return True"),),
    ),
    Canary(
        "hash_over_ids_only",
        "An entry's hash covers its ids, not its amounts.",
        (2, 33, 34, 36),
        (
            Mistake(
                "pos.domain.event:event_hash",
                "return hashlib.sha256(body).hexdigest()",
                "import re\n"
                "    ids = re.findall(rb'[0-9a-f-]{36}', body)\n"
                "    return hashlib.sha256(b''.join(ids)).hexdigest()",
            ),
        ),
    ),
    Canary(
        "token_not_checked",
        "A token is believed whoever made it.",
        (36,),
        (
            Mistake(
                "pos.server.tokens:read_token",
                "if not hmac.compare_digest(seal, _seal(content, secret)):",
                "if not seal:",
            ),
        ),
    ),
    Canary(
        "bad_entry_blocks",
        "One entry of a newer program stops all that stand behind it.",
        (5, 42),
        (
            Mistake(
                "pos.server.opening:_refused",
                "    if not follows:\n",
                "    from pos.domain.event import EventKind\n"
                "    if not follows or found.kind not in set(EventKind):\n",
            ),
        ),
    ),
    Canary(
        "fenced_still_applied",
        "What a fenced register opened since is applied as if its key were good.",
        (1, 26, 29, 36),
        (
            Mistake(
                "pos.server.applying:Applying.require_known_before_fence",
                "if self.fenced_at is None or event.cash_session_id is None:",
                "if True:",
            ),
        ),
    ),
    Canary(
        "applied_late_as_on_time",
        "The server applies what a register sends late to the session's own Z report.",
        (14, 24, 25),
        (
            Mistake(
                "pos.server.applying:Applying.late",
                "if session is None or not session.is_closed or session.register_number != number:",
                "if True:",
            ),
        ),
    ),
)
