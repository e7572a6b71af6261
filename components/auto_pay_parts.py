"""The parts of Auto Pay: one account with its next draft, and the form that signs up."""

from typing import Any

import reflex as rx

from components.household_parts import account_head
from components.ui.buttons import button, plain_button_link, submit_button
from components.ui.forms import hidden_field
from components.ui.notes import note
from components.ui.sheets import badge, sheet
from components.ui.values import told
from components.words import _
from smarthub_dash.domain.autopay.rules.terms import TermsPart, terms_now

ADD_HREF = "/profile/payment-accounts/add?back=/billing/auto-pay"
DAY_OPTIONS = (
    ("due", _("On the due date of each bill")),
    *((str(day), _("On day {} of the month").replace("{}", str(day))) for day in range(1, 31)),
    ("31", _("On the last day of the month")),
)


def account_sheet(row: Any, actions: rx.Component) -> rx.Component:
    """
    Return one account with what is drawn next of it.

    Shape: the row has the fields of `state.auto_pay_view.AutoPayRow`.
    """
    return sheet(
        account_head(
            kind=row.kind, provider_name=row.provider_name, nickname=row.nickname, number=row.number, place=row.place
        ),
        rx.el.p(badge(row.badge, tone=row.tone)),
        rx.el.p(rx.el.strong(row.sentence)),
        rx.cond(row.trouble != "", note(rx.el.p(row.trouble), tone="alert"), rx.fragment()),
        rx.cond(row.terms != "", rx.el.p(row.terms, class_name="soft small"), rx.fragment()),
        rx.cond(row.why_not != "", rx.el.p(row.why_not, class_name="soft small"), actions),
        provider=row.kind,
        label=row.nickname,
        class_name="stack",
    )


def sign_up_form(state: Any) -> rx.Component:
    """Return the form: accounts, payment account, day, ceiling, what is drawn first, the terms."""
    return sheet(
        rx.el.h2(_("Sign Up for Auto Pay"), id="sign-up-title", tab_index=-1),
        rx.cond(state.has_methods, _form(state), _no_method(state)),
        class_name="stack pay-review",
    )


def _no_method(state: Any) -> rx.Component:
    return rx.el.div(
        rx.el.p(_("Add a bank account or a card first. Then you come back here.")),
        rx.el.div(
            plain_button_link(_("Add a payment account"), href=ADD_HREF, kind="main"),
            button(_("Close"), on_click=state.close_form),
            class_name="row",
        ),
        class_name="stack",
    )


def _form(state: Any) -> rx.Component:
    return rx.el.form(
        hidden_field("version", terms_now().version),
        _accounts(state),
        _method(state),
        _day(state),
        _ceiling(state),
        _preview(state),
        _terms(state),
        rx.el.div(
            rx.cond(
                state.form_mend != "",
                note(rx.el.p(rx.el.strong(state.form_mend)), tone="alert"),
                rx.fragment(),
            ),
            role="alert",
        ),
        rx.el.div(
            submit_button(_("Agree and sign up")), button(_("Close"), on_click=state.close_form), class_name="row"
        ),
        on_submit=state.submit,
        class_name="stack",
    )


def _accounts(state: Any) -> rx.Component:
    def tick(option: Any) -> rx.Component:
        return rx.el.label(
            rx.el.input(
                type="checkbox",
                name=option.field_name,
                checked=state.picked.contains(option.field_name),
                **told(on_change=lambda is_on: state.pick(option.field_name, is_on)),
            ),
            rx.el.span(option.label),
            class_name="check",
            key=option.number,
        )

    return rx.el.fieldset(
        rx.el.legend(_("Accounts"), class_name="font-semibold"),
        rx.foreach(state.options, tick),
        class_name="grid gap-1 border-0 p-0 m-0 min-w-0",
    )


def _method(state: Any) -> rx.Component:
    return rx.el.div(
        rx.el.label(_("Payment account"), html_for="method"),
        rx.el.select(
            rx.foreach(state.methods, lambda each: rx.el.option(each.name, value=each.key)),
            id="method",
            name="method",
            value=state.method,
            on_change=state.choose_method,
            class_name="input",
        ),
        rx.el.p(plain_button_link(_("Add a payment account"), href=ADD_HREF), class_name="mt-2"),
        class_name="field",
    )


def _day(state: Any) -> rx.Component:
    return rx.el.div(
        rx.el.label(_("When"), html_for="day"),
        rx.el.p(
            _("If banks are closed on that day, the draft is made on the next day on which they are open."),
            id="day-hint",
            class_name="hint",
        ),
        rx.el.select(
            *(rx.el.option(text, value=value) for value, text in DAY_OPTIONS),
            id="day",
            name="day",
            value=state.day,
            on_change=state.choose_day,
            class_name="input",
            custom_attrs={"aria-describedby": "day-hint"},
        ),
        class_name="field",
    )


def _ceiling(state: Any) -> rx.Component:
    return rx.el.div(
        rx.el.label(_("Ask me above (optional)"), html_for="ceiling"),
        rx.el.p(
            _("In dollars. A draft above it is not made before you say yes."), id="ceiling-hint", class_name="hint"
        ),
        rx.el.input(
            id="ceiling",
            name="ceiling",
            type="text",
            input_mode="decimal",
            max_length=20,
            auto_complete="off",
            default_value=state.ceiling,
            on_blur=state.type_ceiling,
            class_name="input",
            custom_attrs={"aria-describedby": "ceiling-hint"},
        ),
        class_name="field",
    )


def _preview(state: Any) -> rx.Component:
    return rx.el.div(
        rx.el.h3(_("First drafts")),
        rx.cond(
            state.preview.length() > 0,
            rx.el.ul(rx.foreach(state.preview, rx.el.li), class_name="stack"),
            rx.el.p(_("Choose an account to see what would be drawn, and when."), class_name="soft"),
        ),
        role="status",
        class_name="stack",
    )


def _terms(state: Any) -> rx.Component:
    terms = terms_now()
    return rx.el.div(
        rx.el.h3(_("Terms of Auto Pay")),
        rx.el.div(
            *(_part(part) for part in terms.parts),
            rx.el.p(_("Version "), terms.version, class_name="soft small"),
            class_name="stack small max-h-72 overflow-y-auto border border-[var(--rule)] rounded p-3",
            tab_index=0,
            role="region",
            custom_attrs={"aria-label": _("Terms of Auto Pay")},
        ),
        rx.el.label(
            rx.el.input(type="checkbox", name="terms", checked=state.is_accepted, on_change=state.accept),
            rx.el.span(_("I have read the terms and authorize these drafts.")),
            class_name="check",
        ),
        class_name="stack",
    )


def _part(part: TermsPart) -> rx.Component:
    return rx.fragment(rx.el.h4(part.title, class_name="font-semibold"), rx.el.p(part.text))
