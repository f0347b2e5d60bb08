"""Where each canary was caught: the seed of the run and its days. Rare ones are caught by hand.

`evertill simulate --canary NAME` catches every one; these are the quick ones.
"""

from collections.abc import Mapping

CAUGHT: Mapping[str, tuple[int, int]] = {
    # At the till
    "log_not_synced": (1, 1),
    "receipts_per_session": (1, 1),
    "sequence_in_memory": (1, 1),
    "effects_three_times_here": (1, 1),
    "effects_never_posted_here": (1, 1),
    "stock_never_moves": (1, 1),
    "ticket_comes_back": (1, 1),
    "rights_not_asked": (1, 1),
    "signed_out_goes_on": (1, 3),
    # Of money
    "card_in_the_drawer": (1, 1),
    "change_stays_in_the_drawer": (1, 1),
    "deferred_cash_in_the_drawer": (1, 2),
    "training_counts": (1, 1),
    "perpetual_total_reset": (1, 1),
    "tax_rounded_down": (1, 1),
    "tax_per_piece": (1, 1),
    "server_splits_in_float": (1, 1),
    "variance_the_wrong_way": (1, 1),
    "drop_counted_as_loan": (1, 1),
    # Of sessions
    "fresh_sessions_repaired": (2, 1),
    "unknown_taken_for_closed": (1, 1),
    "error_taken_for_absent": (1, 1),
    "absent_taken_for_closed": (1, 1),
    "cleared_in_silence": (1, 2),
    "managers_closing_ignored": (1, 4),
    "kind_guessed_from_the_date": (1, 2),
    "business_date_from_utc": (1, 3),
    "deferred_for_today": (2, 1),
    "sold_after_the_close": (1, 1),
    "late_not_marked": (1, 2),
    # In the exchange
    "dropped_on_429": (1, 3),
    "dropped_on_any_failure": (1, 3),
    # At the server
    "effects_three_times_there": (1, 1),
    "effects_never_posted_there": (1, 1),
    "second_batch_lost": (1, 1),
    "signature_not_checked": (1, 4),
    "hash_over_ids_only": (1, 4),
    "token_not_checked": (1, 1),
}
