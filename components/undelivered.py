"""What a member reads of a letter that did not arrive."""

import reflex as rx

from components.ui.notes import note
from components.ui.values import Text


def undelivered_note(words: Text) -> rx.Component:
    """Return the note, or nothing where every letter arrived."""
    return rx.cond(words != "", note(rx.el.p(words), tone="alert"), rx.fragment())
