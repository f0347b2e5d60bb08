"""Sign-in: who works at the till."""
