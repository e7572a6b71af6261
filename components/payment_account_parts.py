"""The parts of stored payment accounts: one in a list, and the choice of one for an account."""

from typing import Any

import reflex as rx

from components.household_parts import named_button
from components.ui.notes import note
from components.ui.sheets import badge, sheet
from components.ui.values import Press
from components.words import _


def payment_account(row: Any, nickname: rx.Component, *, on_default: Press, on_remove: Press) -> rx.Component:
    """
    Return one stored payment account with what can be done with it.

    Shape: the row has the fields of `state.payment_accounts_view.MethodRow`.
    """
    return sheet(
        rx.el.div(
            rx.el.h2(row.title),
            rx.cond(row.is_default, badge(_("Default"), tone="good"), rx.fragment()),
            rx.cond(row.warning != "", badge(row.warning, tone="alert"), rx.fragment()),
            class_name="row",
        ),
        rx.el.p(row.about, class_name="soft"),
        rx.cond(row.warning_words != "", note(row.warning_words, tone="alert"), rx.fragment()),
        rx.cond(row.needed_by != "", rx.el.p(_("Needed by "), row.needed_by, ".", class_name="small"), rx.fragment()),
        nickname,
        rx.el.div(
            rx.cond(
                row.may_be_default,
                named_button(_("Make default"), of=row.title, on_click=on_default),
                rx.fragment(),
            ),
            named_button(_("Remove"), of=row.title, on_click=on_remove),
            class_name="row",
        ),
        label=row.title,
        class_name="stack",
    )


def account_choice(row: Any, options: rx.Var, *, on_change: Any) -> rx.Component:
    """
    Return an account with the choice of what it is paid with; it is kept as soon as it is chosen.

    Shape: the row has the fields of `state.payment_accounts_view.ChoiceRow`, an option `key` and `text`.
    """
    field_id = f"paid-with-{row.number}"
    return rx.el.div(
        rx.el.label(row.nickname, html_for=field_id),
        rx.el.p(row.provider_name, _(" account "), row.number, id=f"{field_id}-hint", class_name="hint"),
        rx.el.select(
            rx.foreach(options, lambda each: rx.el.option(each.text, value=each.key)),
            id=field_id,
            value=row.chosen,
            on_change=on_change,
            class_name="input",
            custom_attrs={"aria-describedby": f"{field_id}-hint"},
        ),
        class_name="field max-w-xl",
        key=row.number,
    )
