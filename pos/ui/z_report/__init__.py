"""Reports of a cash session: on screen, as text and as PDF."""
