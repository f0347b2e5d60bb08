"""The computer: clock, ids, folders, secrets, logs, the database worker."""
