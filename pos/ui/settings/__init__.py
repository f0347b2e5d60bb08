"""Settings: language and look."""
