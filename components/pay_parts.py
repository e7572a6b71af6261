"""The parts of paying: accounts with their amounts, with what and when, the summary, and what waits for its day."""

from typing import Any

import reflex as rx

from components.ui.buttons import button, button_link
from components.ui.sheets import amount, badge
from components.ui.values import Flag, Press, Text, each, pick, told
from components.words import _


def radio(
    label: Text | rx.Component, *, group: Text, is_on: Flag, on_change: Any, is_disabled: Flag = False
) -> rx.Component:
    """Return one choice of a group of which one holds; the whole line can be pressed."""
    return rx.el.label(
        rx.el.input(type="radio", name=group, checked=is_on, disabled=is_disabled, **told(on_change=on_change)),
        rx.el.span(label),
        class_name="check",
    )


def pay_row(row: Any, *, on_choose: Any, on_amount: Any, on_typed: Any) -> rx.Component:
    """Return an account that may be paid, and below it, once it is chosen, how much of it."""
    head = rx.fragment(
        rx.el.strong(row.nickname),
        rx.el.span(row.provider_name, _(" · Account "), row.number, class_name="soft small"),
        rx.el.span(row.due_words, class_name="soft small"),
    )
    nothing = rx.el.div(
        rx.el.div(
            rx.el.strong(row.nickname),
            rx.el.span(row.provider_name, _(" · Account "), row.number, class_name="soft small"),
            class_name="lines",
        ),
        rx.el.span(row.due_words, class_name="soft small"),
        class_name="pay-none",
    )
    note_class = pick(row.is_payable, "check-note soft small", "soft small")
    payable = rx.el.div(
        rx.el.label(
            rx.el.input(type="checkbox", name=f"pay-{row.number}", checked=row.is_chosen, on_change=on_choose),
            rx.el.span(head),
            class_name="check",
        ),
        class_name="contents",
    )
    return rx.el.li(
        pick(row.is_payable, payable, nothing),
        pick(row.note != "", rx.el.p(row.note, class_name=note_class), rx.fragment()),
        pick(row.is_chosen, _amounts(row, on_amount=on_amount, on_typed=on_typed), rx.fragment()),
        custom_attrs={"data-account": row.number},
    )


def _amounts(row: Any, *, on_amount: Any, on_typed: Any) -> rx.Component:
    group = f"amount-{row.number}"

    def line(words: str, figure: Text) -> rx.Component:
        return rx.fragment(rx.el.span(words), amount(figure))

    return rx.el.fieldset(
        rx.el.legend(_("Amount for "), row.nickname, class_name="sr-only"),
        radio(line(_("Total due"), row.due), group=group, is_on=row.amount_kind == "due", on_change=on_amount("due")),
        pick(
            row.has_past,
            radio(
                line(_("Past due"), row.past), group=group, is_on=row.amount_kind == "past", on_change=on_amount("past")
            ),
            rx.fragment(),
        ),
        radio(
            rx.el.span(_("Other amount")), group=group, is_on=row.amount_kind == "other", on_change=on_amount("other")
        ),
        pick(row.amount_kind == "other", _other(row, on_typed), rx.fragment()),
        class_name="radios behind",
    )


def _other(row: Any, on_typed: Any) -> rx.Component:
    name = f"other-{row.number}"
    return rx.el.div(
        rx.el.label(_("Amount in dollars"), html_for=name),
        rx.el.input(
            id=name,
            name=name,
            type="text",
            input_mode="decimal",
            auto_complete="off",
            default_value=row.typed,
            max_length=14,
            on_change=on_typed,
            class_name="input",
            custom_attrs={"aria-describedby": f"{name}-mend"},
        ),
        rx.el.p(row.mend, id=f"{name}-mend", class_name="mend"),
        class_name="field amount-field",
    )


def method_line(method: Any, *, on_choose: Any) -> rx.Component:
    """Return a stored payment account that can be paid with, its fee beside it."""
    words = rx.fragment(
        rx.el.span(
            method.name,
            pick(method.about != "", rx.el.span(method.about, class_name="soft small"), rx.fragment()),
            class_name="lines",
        ),
        rx.el.span(method.fee, class_name="soft small"),
    )
    return radio(words, group="method", is_on=method.is_chosen, on_change=on_choose, is_disabled=~method.is_usable)


def sum_line(name: Text | rx.Component, value: Text | rx.Component, *, is_main: bool = False) -> rx.Component:
    """Return one line of a summary: what for, and what it comes to."""
    return rx.el.div(rx.el.dt(name), rx.el.dd(value), custom_attrs={"data-main": ""} if is_main else {})


def sum_rows(rows: Any) -> rx.Component:
    """Return the line of each account."""

    def draw(row: Any) -> rx.Component:
        named = rx.el.div(
            rx.el.strong(row.nickname),
            rx.el.span(row.provider_name, _(" · Account "), row.number, class_name="soft small"),
            pick(row.what != "", rx.el.span(row.what, class_name="soft small"), rx.fragment()),
            class_name="lines",
        )
        return sum_line(named, amount(row.amount))

    return each(rows, draw)


def later_row(row: Any, *, on_change: Press, on_cancel: Press) -> rx.Component:
    """Return a payment that was put down for a later day, with its ways out."""
    ways = rx.el.div(
        _way(_("Change"), label=_("Change the payment of ") + row.day, on_click=on_change),
        _way(_("Cancel"), label=_("Cancel the payment of ") + row.day, on_click=on_cancel),
        class_name="row",
    )
    receipt = button_link(_("Receipt"), to=row.receipt_href, label=_("Receipt of ") + row.day)
    named = rx.el.div(
        rx.el.strong(row.day),
        rx.el.span(row.accounts, class_name="small"),
        rx.el.span(row.method, class_name="soft small"),
        pick(row.about != "", rx.el.span(row.about, class_name="soft small"), rx.fragment()),
        class_name="lines",
    )
    return rx.el.li(
        rx.el.div(
            named,
            rx.el.div(amount(row.amount), badge(row.badge, tone=row.tone), class_name="row"),
            class_name="row justify-between",
        ),
        pick(row.may_change, ways, pick(row.receipt_href != "", rx.el.div(receipt, class_name="row"), rx.fragment())),
        custom_attrs={"data-scheduled": row.day_value},
    )


def _way(text: str, *, label: Text, on_click: Press) -> rx.Component:
    return rx.el.button(text, type="button", class_name="button", on_click=on_click, custom_attrs={"aria-label": label})


def day_field(*, name: str, value: Text, first: Text, last: Text, on_change: Any = None) -> rx.Component:
    """Return the field of a day, in the browser's own calendar."""
    return rx.el.div(
        rx.el.label(_("Day"), html_for=name),
        rx.el.input(
            id=name,
            name=name,
            type="date",
            default_value=value,
            min=first,
            max=last,
            required=True,
            class_name="input",
            **told(on_change=on_change),
        ),
        class_name="field amount-field",
    )


def foot(words: rx.Component, act: rx.Component) -> rx.Component:
    """Return the end of the page: what it comes to, and the way on."""
    return rx.el.div(words, act, class_name="pay-foot")


def waiting_button(text: Text, *, on_click: Press, is_disabled: Flag) -> rx.Component:
    """Return the button that pays; while it does, it cannot be pressed again."""
    return button(text, on_click=on_click, kind="main", is_disabled=is_disabled)
