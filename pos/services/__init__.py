"""Use cases of the register: load, decide, save, commit, return a frozen value."""
