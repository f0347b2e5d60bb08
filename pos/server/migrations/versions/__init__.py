"""The revisions, in the order in which they were made."""
