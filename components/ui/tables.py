"""Tables that say what they hold and scroll by themselves on a narrow screen."""

from collections.abc import Sequence
from dataclasses import dataclass

import reflex as rx

from components.ui.values import Attributes, Text


@dataclass(frozen=True, slots=True)
class Column:
    """The head of a column; numbers stand to the right, in figures of one width."""

    title: str
    is_numeric: bool = False
    is_wide_only: bool = False
    """Left out where a table would have to scroll; what it says stands somewhere else there too."""


def table(rows: rx.Component | Sequence[rx.Component], *, caption: Text, columns: Sequence[Column]) -> rx.Component:
    """
    Return a table with its caption.

    The frame takes the focus, so that the keyboard can scroll it sideways.

    Shape: rows are `row` components, or one `rx.foreach` that makes them.
    """
    heads = [
        rx.el.th(column.title, scope="col", custom_attrs=_looks(column.is_numeric, column.is_wide_only))
        for column in columns
    ]
    body = [rows] if isinstance(rows, rx.Component) else list(rows)
    return rx.el.div(
        rx.el.table(
            rx.el.caption(caption),
            rx.el.thead(rx.el.tr(*heads)),
            rx.el.tbody(*body),
            class_name="table",
        ),
        class_name="table-frame",
        tab_index=0,
        role="region",
        custom_attrs={"aria-label": caption},
    )


def table_or_list(wide: rx.Component, narrow: rx.Component) -> rx.Component:
    """Return a table that is a list where it would have to scroll sideways; a reader meets one of the two."""
    return rx.fragment(
        rx.el.div(wide, class_name="hidden sm:block"),
        rx.el.div(narrow, class_name="sm:hidden"),
    )


def row(*cells: rx.Component) -> rx.Component:
    """Return a line of a table; its first cell is a `head_cell`."""
    return rx.el.tr(*cells)


def head_cell(content: Text | rx.Component) -> rx.Component:
    """Return the cell that names its line."""
    return rx.el.th(content, scope="row")


def cell(content: Text | rx.Component, *, is_numeric: bool = False, is_wide_only: bool = False) -> rx.Component:
    """Return a plain cell."""
    return rx.el.td(content, custom_attrs=_looks(is_numeric, is_wide_only))


def _looks(is_numeric: bool, is_wide_only: bool) -> Attributes:
    return {**({"data-numeric": ""} if is_numeric else {}), **({"data-wide-only": ""} if is_wide_only else {})}
