"""Cash sessions: the list of them, the story of each, and corrections."""
