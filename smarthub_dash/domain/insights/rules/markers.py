"""Rules of what members mark on their usage: what it may be called, and which days it may have."""

from datetime import date

from smarthub_dash.kit.errors import Refused

LONGEST_LABEL = 60
MOST_MARKERS = 20


class MarkerRefused(Refused):
    """What was typed cannot be marked; the text says what to mend."""


def label_of(typed: str) -> str:
    """
    Return a label as it is kept.

    :raises MarkerRefused: if nothing is left of it, or it is too long
    """
    label = " ".join("".join(each if each.isprintable() else " " for each in typed).split())
    if not label:
        raise MarkerRefused("Say in a few words what changed, for example: new heat pump.")
    if len(label) > LONGEST_LABEL:
        raise MarkerRefused(f"Use at most {LONGEST_LABEL} letters to say what changed.")
    return label


def day_of(typed: str, *, opened_on: date, today: date) -> date:
    """
    Return the day on which something changed.

    :raises MarkerRefused: if it is no day, or one before the account began or after today
    """
    try:
        day = date.fromisoformat(typed)
    except ValueError:
        raise MarkerRefused("Choose the day on which it changed.") from None
    if day > today:
        raise MarkerRefused("Choose today or a day before: what is still to come cannot be compared.")
    if day < opened_on:
        raise MarkerRefused(
            f"Choose a day since this account began, on {opened_on:%B} {opened_on.day}, {opened_on.year}."
        )
    return day
