"""Start of day: resume or open a cash session."""
