"""The public front page: what this is, whether it is safe, how to start."""

import reflex as rx

from components.faqs import OTHERS, SETTING_UP, faq_list
from components.public_parts import public_shell, scam_notice
from components.ui.buttons import plain_button_link
from components.ui.icons import icon
from components.ui.sheets import amount, badge, provider_mark
from components.words import _

ROUTE = "/"
TITLE = "SmartHub"

STEPS = (
    ("1", _("Register your SmartHub account"), _("On the website or on your phone. It is free.")),
    (
        "2",
        _("Activate the features you want"),
        _("Notifications, Auto Pay and Paperless Billing put you in charge of your account."),
    ),
    (
        "3",
        _("Manage your account anytime, anywhere"),
        _("The more you use, the more time and money you can save."),
    ),
)

FEATURES = (
    (
        "bill",
        _("Billing & Payments"),
        _("No waiting for the mail. Open your bill at any time, and pay in a way that spares you late fees."),
    ),
    (
        "bell",
        _("Alerts & Notifications"),
        _("News of your account by e-mail or text message, before you have to ask for it."),
    ),
    ("leaf", _("Paperless Billing"), _("Your bill the moment it is made, and a tree left standing.")),
    ("usage", _("Usage"), _("See what you used, hour by hour, and what the bill is likely to be.")),
)

# Twelve days that never were.
_CURVE = "M2 32 22 26 42 29 62 12 82 20 102 34 122 30 142 36 162 22 182 8 202 16 222 24"


def page() -> rx.Component:
    """Return the whole page."""
    return public_shell(
        _hero(),
        _section(_("As easy as 1-2-3"), name="steps", content=_steps()),
        _section(_("What you can do"), name="features", content=_features()),
        _section(_("Setting up SmartHub"), name="setting-up", content=faq_list(SETTING_UP)),
        _section(_("Other questions"), name="others", content=faq_list(OTHERS)),
        scam_notice(),
    )


def _hero() -> rx.Component:
    return rx.el.section(
        rx.el.div(
            rx.el.h1(_("SmartHub: your power and your fiber on one page")),
            rx.el.p(
                _("See what you owe, what you used and what it will cost, for every Callaway Electric and Callabyte ")
                + _("account of your household. It is free, and it is live."),
                class_name="lead",
            ),
            rx.el.div(
                plain_button_link(_("Sign in"), href="/login", kind="main"),
                plain_button_link(_("Register"), href="/register"),
                plain_button_link(_("Pay Now"), href="/pay-now", kind="quiet"),
                class_name="row",
            ),
        ),
        _example(),
        class_name="hero",
    )


def _example() -> rx.Component:
    """Return a picture of an account card; it is labeled as an example, for its figures are nobody's."""
    return rx.el.figure(
        rx.el.div(
            rx.el.div(
                provider_mark(provider="electric", name=_("Callaway Electric")),
                badge(_("Due")),
                rx.el.p(_("Home"), class_name="amount name", custom_attrs={"data-size": "line"}),
                class_name="account-head",
            ),
            _example_usage(),
            rx.el.div(
                rx.el.div(
                    rx.el.span(_("Amount due"), class_name="label"),
                    amount("$142.17", size="figure"),
                    rx.el.p(_("due in 6 days"), class_name="when"),
                ),
                class_name="stub",
            ),
            class_name="sheet account",
            custom_attrs={"data-provider": "electric"},
        ),
        rx.el.figcaption(_("An example: every account has its card.")),
        class_name="example",
    )


def _example_usage() -> rx.Component:
    return rx.el.div(
        rx.el.p(_("412 kWh so far, on track for $142, between $118 and $165."), class_name="small"),
        rx.el.svg(
            rx.el.path(d=_CURVE), view_box="0 0 224 44", class_name="curve", custom_attrs={"aria-hidden": "true"}
        ),
        class_name="account-usage",
    )


def _section(title: str, *, name: str, content: rx.Component) -> rx.Component:
    return rx.el.section(
        rx.el.h2(title, id=name, class_name="pb-4 text-[length:var(--text-xl)]"),
        content,
        custom_attrs={"aria-labelledby": name},
    )


def _steps() -> rx.Component:
    entries = [
        rx.el.li(
            rx.el.span(number, class_name="number", custom_attrs={"aria-hidden": "true"}),
            rx.el.h3(title),
            rx.el.p(sentence, class_name="soft"),
        )
        for number, title, sentence in STEPS
    ]
    return rx.el.ol(*entries, class_name="steps", custom_attrs={"data-row": ""})


def _features() -> rx.Component:
    entries = [
        rx.el.li(icon(sign), rx.el.h3(title), rx.el.p(sentence, class_name="soft"))
        for sign, title, sentence in FEATURES
    ]
    return rx.el.ul(*entries, class_name="columns")
