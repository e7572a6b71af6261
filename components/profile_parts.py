"""The lines of My Profile: what is kept, and the form that changes it in its place."""

import reflex as rx

from components.ui.buttons import button, submit_button
from components.ui.notes import note
from components.ui.values import Attributes, Flag, Press, Text
from components.words import _


def kept_line(
    title: str, value: Text, *, part: str, is_open: Flag, form: rx.Component, on_change: Press, below: rx.Component
) -> rx.Component:
    """Return one thing that is kept, with a button that opens its form below it."""
    named: Attributes = {
        "aria-label": f"{_('Change')} {title.lower()}",
        "aria-expanded": rx.cond(is_open, "true", "false"),
    }
    return rx.el.div(
        rx.el.h3(title, id=f"kept-{part}"),
        rx.el.p(value, class_name="value", custom_attrs={"data-kept": part}),
        rx.el.button(
            _("Change"),
            type="button",
            id=f"change-{part}",
            on_click=on_change,
            class_name="button",
            custom_attrs=named,
        ),
        below,
        rx.cond(is_open, form, rx.fragment()),
        class_name="kept",
    )


def kept_choice(title: str, *choices: rx.Component) -> rx.Component:
    """Return one thing that is chosen on the spot."""
    return rx.el.div(rx.el.h3(title), rx.el.div(*choices, class_name="below stack"), class_name="kept")


def part_form(
    *fields: rx.Component, part: str, trouble: Text, submit: Text, on_submit: rx.event.EventType, on_cancel: Press
) -> rx.Component:
    """Return the form of a part: why it was not saved, its fields, and the two ways out."""
    return rx.el.form(
        rx.el.div(rx.cond(trouble != "", note(trouble, tone="alert"), rx.fragment()), role="alert"),
        *fields,
        rx.el.div(submit_button(submit), button(_("Cancel"), on_click=on_cancel), class_name="row"),
        on_submit=on_submit,
        no_validate=True,
        class_name="stack",
        custom_attrs={"aria-labelledby": f"kept-{part}"},
    )


def spoken_news(text: Text) -> rx.Component:
    """Return the line that says what was just done; it is there from the start, so that it is read aloud."""
    return rx.el.div(
        rx.cond(text != "", note(rx.el.p(text), tone="good", sign="check"), rx.fragment()),
        role="status",
        custom_attrs={"data-news": ""},
    )
