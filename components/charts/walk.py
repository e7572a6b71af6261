"""A walk from one amount to another: a bar a step, each beginning where the one before it ended."""

from typing import Any

import reflex as rx

from components.ui.buttons import link
from components.ui.sheets import amount
from components.ui.tables import Column, cell, head_cell, row, table
from components.ui.values import each, pick
from components.words import _

_TABLE = _("Show as a table")


def walk_chart(walk: Any) -> rx.Component:
    """
    Return a walk: its sentence first, then the steps as bars with their words, and all of it as a table.

    Every word stands beside its bar, so no fact needs color, a pointer, or sight.
    """
    return rx.el.section(
        rx.el.h3(walk.title),
        rx.el.p(walk.sentence, class_name="sentence"),
        rx.el.div(
            _end(walk.link, walk.from_amount),
            each(walk.steps, _step),
            _end(_("This bill"), walk.to_amount),
            class_name="walk",
            role="img",
            custom_attrs={"aria-label": walk.alt, "data-chart": "walk", "data-drawn": "true"},
        ),
        pick(walk.doubts != "", rx.el.p(walk.doubts, class_name="soft small"), rx.fragment()),
        rx.el.details(rx.el.summary(_TABLE), _table(walk), class_name="as-table"),
        rx.el.p(link(walk.link, to=walk.href)),
        class_name="stack",
    )


def _end(name: Any, figure: Any) -> rx.Component:
    return rx.el.p(rx.el.strong(name), amount(figure), class_name="walk-end")


def _step(step: Any) -> rx.Component:
    bar = rx.el.svg(
        rx.el.svg.rect(x=step.left, y="0", width=step.width, height="100%", rx="2"),
        class_name="walk-bar",
        custom_attrs={"aria-hidden": "true", "focusable": "false", "data-up": step.is_up},
    )
    return rx.el.div(
        rx.el.p(
            rx.el.span(
                rx.el.span(step.name),
                pick(step.words != "", rx.el.span(step.words, class_name="soft small"), rx.fragment()),
                class_name="lines",
            ),
            amount(step.amount),
            class_name="walk-words",
        ),
        bar,
        class_name="walk-step",
    )


def _table(walk: Any) -> rx.Component:
    def draw(step: Any) -> rx.Component:
        return row(head_cell(step.name), cell(step.words), cell(amount(step.amount), is_numeric=True))

    ends = (
        row(head_cell(walk.link), cell(""), cell(amount(walk.from_amount), is_numeric=True)),
        each(walk.steps, draw),
        row(head_cell(_("This bill")), cell(""), cell(amount(walk.to_amount), is_numeric=True)),
    )
    columns = (Column(_("Step")), Column(_("Why")), Column(_("Amount"), is_numeric=True))
    return table(rx.fragment(*ends), caption=walk.title, columns=columns)
