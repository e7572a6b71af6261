"""The parts of Changes at home: one marked change, and the form that marks another."""

from typing import Any

import reflex as rx

from components.household_parts import named_button
from components.ui.buttons import link, submit_button
from components.ui.forms import hidden_field, text_field
from components.ui.sheets import badge
from components.ui.values import Press, Text, Tone
from components.words import _


def change_item(
    *,
    label: Text,
    day: Text,
    outcome: Text,
    tone: Tone | rx.Var[str],
    sentence: Text,
    how: Text,
    usage_to: Text,
    acts: rx.Component,
) -> rx.Component:
    """Return one change: what and when, what it did in a sentence, and how that is known."""
    return rx.el.li(
        rx.el.h3(label),
        rx.el.p(rx.el.span(day), badge(outcome, tone=tone), class_name="row soft small"),
        rx.el.p(sentence),
        rx.el.details(
            rx.el.summary(_("How we know"), rx.el.span(": ", label, class_name="sr-only")),
            rx.el.p(how, class_name="small soft"),
            class_name="as-table",
        ),
        rx.el.p(link(_("See the bill of that day"), to=usage_to)),
        acts,
        class_name="stack py-3 border-t border-[var(--rule)]",
    )


def change_acts(*, key: rx.Var[str], label: rx.Var[str], on_rename: Any, on_remove: Press) -> rx.Component:
    """Return what may be done with a change: call it something else, or take it away."""
    field_id = f"label-{key}"
    return rx.el.details(
        rx.el.summary(_("Rename or remove"), rx.el.span(" ", label, class_name="sr-only")),
        rx.el.form(
            hidden_field("key", key),
            rx.el.label(_("What changed"), html_for=field_id),
            rx.el.div(
                rx.el.input(
                    id=field_id,
                    name="label",
                    default_value=label,
                    max_length=60,
                    required=True,
                    auto_complete="off",
                    class_name="input grow basis-40",
                ),
                rx.el.button(
                    _("Save"), rx.el.span(" ", label, class_name="sr-only"), type="submit", class_name="button"
                ),
                class_name="flex flex-wrap gap-2",
            ),
            on_submit=on_rename,
            class_name="field max-w-xl",
        ),
        named_button(_("Remove"), of=label, on_click=on_remove),
        class_name="as-table",
    )


def new_change_form(*, oldest: Text, newest: Text, on_submit: Any) -> rx.Component:
    """Return the form that marks a change."""
    day = rx.el.div(
        rx.el.label(_("Since which day"), html_for="happened_on"),
        rx.el.input(
            id="happened_on",
            name="happened_on",
            type="date",
            default_value=newest,
            min=oldest,
            max=newest,
            required=True,
            class_name="input",
        ),
        class_name="field",
    )
    return rx.el.form(
        text_field(_("What changed"), name="label", hint=_("In a few words, for example: new heat pump")),
        day,
        submit_button(_("Mark it")),
        on_submit=on_submit,
        reset_on_submit=True,
        class_name="stack max-w-xl",
    )
