"""Fields with a label, a hint and a word on what to mend; and forms the browser sends by itself."""

from collections.abc import Sequence
from typing import Literal, TypeAlias

import reflex as rx
from reflex_components_core.el.elements.base import BaseHTML

from components.ui.values import Flag, Text, spoken, told

FieldKind: TypeAlias = Literal["text", "email", "password", "tel", "date", "search"]


class NativeForm(BaseHTML):
    """A form the browser posts; Reflex's own form always keeps the browser from doing so."""

    tag = "form"

    action: rx.Var[str]
    method: rx.Var[str]
    no_validate: rx.Var[bool]


def native_form(*children: rx.Component, action: Text, method: str = "post", class_name: str = "stack") -> rx.Component:
    """Return a form that works without a line of script and with password managers."""
    return NativeForm.create(*children, action=action, method=method, class_name=class_name)


def hidden_field(name: str, value: Text) -> rx.Component:
    """Return a value that travels with the form."""
    return rx.el.input(type="hidden", name=name, default_value=value)


def text_field(
    label: str,
    *,
    name: str,
    kind: FieldKind = "text",
    hint: str = "",
    mend: Text = "",
    value: Text = "",
    autocomplete: str = "off",
    is_required: bool = True,
) -> rx.Component:
    """Return a labeled field of one line."""
    described = f"{name}-hint {name}-mend" if hint else f"{name}-mend"
    return rx.el.div(
        rx.el.label(label, html_for=name),
        *([rx.el.p(hint, id=f"{name}-hint", class_name="hint")] if hint else []),
        rx.el.input(
            id=name,
            name=name,
            type=kind,
            default_value=value,
            auto_complete=autocomplete,
            required=is_required,
            class_name="input",
            custom_attrs={"aria-describedby": described, "aria-invalid": spoken(_is_told(mend))},
        ),
        rx.el.p(mend, id=f"{name}-mend", class_name="mend"),
        class_name="field",
    )


def words_field(
    label: str, *, name: str, hint: str = "", mend: Text = "", longest: int, autocomplete: str = "off"
) -> rx.Component:
    """Return a labeled field of several lines."""
    described = f"{name}-hint {name}-mend" if hint else f"{name}-mend"
    return rx.el.div(
        rx.el.label(label, html_for=name),
        *([rx.el.p(hint, id=f"{name}-hint", class_name="hint")] if hint else []),
        rx.el.textarea(
            id=name,
            name=name,
            rows=5,
            max_length=longest,
            auto_complete=autocomplete,
            required=True,
            class_name="input",
            custom_attrs={"aria-describedby": described, "aria-invalid": spoken(_is_told(mend))},
        ),
        rx.el.p(mend, id=f"{name}-mend", class_name="mend", role="alert"),
        class_name="field",
    )


def fixed_field(label: str, *, name: str, value: Text, autocomplete: str = "off") -> rx.Component:
    """Return a labeled field that is shown and not changed; a password manager learns from it whose password it is."""
    return rx.el.div(
        rx.el.label(label, html_for=name),
        rx.el.input(
            id=name, name=name, default_value=value, auto_complete=autocomplete, read_only=True, class_name="input"
        ),
        class_name="field",
    )


def choice_field(
    label: str, *, name: str, options: Sequence[tuple[str, str]], value: Text, mend: Text, autocomplete: str
) -> rx.Component:
    """
    Return a labeled native choice that belongs to a form.

    Shape: options are pairs of value and text.
    """
    return rx.el.div(
        rx.el.label(label, html_for=name),
        rx.el.select(
            *(rx.el.option(text, value=key) for key, text in options),
            id=name,
            name=name,
            default_value=value,
            auto_complete=autocomplete,
            class_name="input",
            custom_attrs={
                "aria-describedby": f"{name}-mend",
                "aria-invalid": spoken(_is_told(mend)),
            },
        ),
        rx.el.p(mend, id=f"{name}-mend", class_name="mend"),
        class_name="field",
    )


def check_field(label: Text, *, name: str, is_on: Flag, on_change: rx.event.EventType[bool] | None) -> rx.Component:
    """Return a box to tick; the whole line can be pressed."""
    return rx.el.label(
        rx.el.input(type="checkbox", name=name, checked=is_on, **told(on_change=on_change)),
        rx.el.span(label),
        class_name="check",
    )


def tick_field(label: Text, *, name: str, hint: str = "") -> rx.Component:
    """Return a box to tick in a form the browser sends by itself: `yes` under its name, or nothing."""
    return rx.el.div(
        rx.el.label(
            rx.el.input(
                type="checkbox",
                name=name,
                value="yes",
                custom_attrs={"aria-describedby": f"{name}-hint"} if hint else {},
            ),
            rx.el.span(label),
            class_name="check",
        ),
        *([rx.el.p(hint, id=f"{name}-hint", class_name="hint")] if hint else []),
        class_name="field",
    )


def search_field(label: str, *, name: str, on_change: rx.event.EventType[str] | None, value: Text = "") -> rx.Component:
    """Return a field that narrows what is in sight; the handler hears of it when the member pauses."""
    heard = on_change.debounce(200) if isinstance(on_change, rx.EventHandler) else on_change
    return rx.el.div(
        rx.el.label(label, html_for=name),
        rx.el.input(
            id=name,
            name=name,
            type="search",
            default_value=value,
            auto_complete="off",
            class_name="input",
            **told(on_change=heard),
        ),
        class_name="field",
    )


def _is_told(mend: Text) -> Flag:
    return mend != "" if isinstance(mend, rx.Var) else bool(mend)
