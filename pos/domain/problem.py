"""Problem: an anticipated failure that a person can act on."""


class Problem(Exception):
    """An anticipated failure; its text is one sentence for people.

    The sentence names the thing, the reason and the way out. Everything that is not a
    `Problem` is a bug: it is logged with its traceback and never shown as it is.
    """
