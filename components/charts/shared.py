"""What all charts of the browser share: marks that take the keyboard, the table, and the picture to save."""

from typing import Any

import reflex as rx

from components.words import _

MARKS = rx.asset("chart_marks.jsx", shared=True)
PICTURE = rx.asset("save_picture.jsx", shared=True)
"""Charts import both by their address; they are there because this module is loaded."""

SAVE = _("Save as picture")
TABLE = _("Show as a table")
HINT = _("Choose a bar to read it; use the arrow keys to walk along.")


def chart_words(*, hint: str = HINT, columns: tuple[str, ...] = ()) -> dict[str, Any]:
    """Return the words that a chart needs in the browser."""
    return {
        "opens": _("Open it"),
        "hint": hint,
        "table": TABLE,
        "save": SAVE,
        "columns": [*(columns or (_("When"), _("How much"), _("How it is known")))],
    }
