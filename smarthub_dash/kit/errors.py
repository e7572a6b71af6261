"""The two kinds of failure that are not bugs."""


class Refused(Exception):
    """
    What was asked cannot be done, and the member can mend it.

    The message is shown on screen as it is: plain words, no codes.
    """


class Unavailable(Exception):
    """The world outside failed; the same request may succeed later."""
