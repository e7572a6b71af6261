"""When the processor is asked again about what nobody can say yet."""

from datetime import timedelta

FIRST_WAIT = timedelta(seconds=20)
"""How long whoever sent a charge has for its answer before somebody else asks."""
SOON = timedelta(seconds=3)
LONGEST_WAIT = timedelta(minutes=15)
STEP_LIFE = timedelta(minutes=30)
"""How long a member has for a step of the card's bank; then it is called off, and they may pay anew."""
DRAFT_WAIT = timedelta(hours=20)
"""Between two looks at a draft that the bank has not confirmed; its messages are usually sooner."""
NEVER_TAKEN_AFTER = timedelta(hours=20)
"""The processor forgets keys after a day: an order that it did not take by then is given up, never sent again."""


def wait_after(tries: int) -> timedelta:
    """Return how long to wait after so many questions without an answer: doubling, up to a quarter of an hour."""
    return min(LONGEST_WAIT, SOON * 2 ** min(max(tries - 1, 0), 16))
