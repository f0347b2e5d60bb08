"""Cash: paid in, paid out, drop, loan and no sale, with their slips."""
