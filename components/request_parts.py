"""The timeline of a request: who did or said what, and when."""

from typing import Any

import reflex as rx

from components.ui.values import each


def timeline(steps: Any) -> rx.Component:
    """Return the steps, oldest first."""

    def draw(step: Any) -> rx.Component:
        return rx.el.li(
            rx.el.p(rx.el.strong(step.who), rx.el.span(step.when, class_name="soft small"), class_name="lines"),
            each(step.words, lambda line: rx.el.p(line, class_name="break-words")),
            custom_attrs={"data-ours": step.is_ours},
        )

    return rx.el.ol(each(steps, draw), class_name="timeline")
