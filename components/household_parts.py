"""The parts of Linked Accounts and Household: an account in a list, a person beside it, the choice of a role."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import reflex as rx

from components.ui.buttons import button
from components.ui.forms import hidden_field
from components.ui.notes import note
from components.ui.sheets import badge, provider_mark
from components.ui.values import Flag, Press, Text, pick
from components.words import _


@dataclass(frozen=True, slots=True)
class RoleChoice:
    """A role as it is offered: its name, and what it may do."""

    value: str
    name: str
    words: str


def told(*, mend: Text, news: Text) -> rx.Component:
    """Return what became of the last thing asked for; it is read aloud as it appears."""
    return rx.el.div(
        rx.el.div(pick(mend != "", note(rx.el.p(rx.el.strong(mend)), tone="alert"), rx.fragment()), role="alert"),
        rx.el.div(pick(news != "", note(rx.el.p(news), tone="good", sign="check"), rx.fragment()), role="status"),
        class_name="contents",
    )


def account_head(*, kind: Text, provider_name: Text, nickname: Text, number: Text, place: Text) -> rx.Component:
    """Return an account by its provider, nickname, number and place."""
    return rx.el.div(
        provider_mark(provider=kind, name=provider_name),
        rx.el.h2(nickname),
        rx.el.p(_("Account "), number, class_name="where soft small"),
        rx.el.p(place, class_name="where soft small"),
    )


def nickname_form(*, key: rx.Var[str], of: Text, nickname: Text, on_submit: Any) -> rx.Component:
    """
    Return the field in which a member names something of theirs, with its button.

    Shape: what is sent is read by `state.naming`.
    """
    field_id = f"nickname-{key}"
    return rx.el.form(
        hidden_field("key", key),
        rx.el.div(
            rx.el.label(_("Nickname"), html_for=field_id),
            rx.el.div(
                rx.el.input(
                    id=field_id,
                    name="nickname",
                    default_value=nickname,
                    max_length=40,
                    auto_complete="off",
                    class_name="input grow basis-40",
                ),
                rx.el.button(
                    _("Save"),
                    rx.el.span(_(" the nickname of "), of, class_name="sr-only"),
                    type="submit",
                    class_name="button",
                ),
                class_name="flex flex-wrap gap-2",
            ),
            class_name="field",
        ),
        on_submit=on_submit,
        class_name="max-w-xl",
    )


def named_button(text: str, *, of: Text, on_click: Press, is_disabled: Flag = False) -> rx.Component:
    """Return a button whose name goes on with what it is about, for those who hear a page of many."""
    return button(
        rx.fragment(text, rx.el.span(" ", of, class_name="sr-only")),  # ty: ignore[invalid-argument-type]
        on_click=on_click,
        is_disabled=is_disabled,
    )


def person_row(
    *,
    name: Text,
    email: Text,
    role_name: Text,
    role_words: Text,
    since: Text,
    ends_words: Text,
    actions: rx.Component,
) -> rx.Component:
    """Return somebody who sees an account: who, in which role, since when and until when."""
    return rx.el.li(
        rx.el.div(
            rx.el.p(rx.el.strong(name), " ", badge(role_name, tone="good")),
            rx.el.p(email, class_name="soft small break-words"),
            rx.el.p(role_words, class_name="small"),
            rx.el.p(since, pick(ends_words != "", rx.fragment(". ", ends_words), ""), ".", class_name="soft small"),
            class_name="grow basis-64 min-w-0",
        ),
        actions,
        class_name="flex flex-wrap items-center gap-3 py-3 border-t border-[var(--rule)]",
    )


def role_field(choices: Sequence[RoleChoice], *, chosen: Text) -> rx.Component:
    """Return the choice of a role, each with what it may do, from the one table that decides."""
    return rx.el.fieldset(
        rx.el.legend(_("Role"), class_name="font-semibold"),
        *(
            rx.el.label(
                rx.el.input(type="radio", name="role", value=each.value, default_checked=chosen == each.value),
                rx.el.span(rx.el.strong(each.name), rx.el.span(f": {each.words}", class_name="soft")),
                class_name="check",
            )
            for each in choices
        ),
        class_name="grid gap-1 border-0 p-0 m-0",
    )


def role_list(choices: Sequence[RoleChoice]) -> rx.Component:
    """Return what each role may do."""
    return rx.el.dl(
        *(
            rx.el.div(rx.el.dt(each.name, class_name="font-semibold"), rx.el.dd(each.words, class_name="soft"))
            for each in choices
        ),
        class_name="grid gap-3",
    )
