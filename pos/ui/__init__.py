"""The till window: widgets show and ask, presenters decide."""
