"""The lists of Billing & Payments: what narrows them, bills, payments, capital credits."""

from typing import Any

import reflex as rx

from components.ui.buttons import link, plain_link
from components.ui.choices import Choice, choice_link
from components.ui.sheets import amount, badge
from components.ui.tables import Column, cell, head_cell, row, table
from components.ui.values import Text, each, pick
from components.words import _


def choice_row(choices: Any, *, label: str) -> rx.Component:
    """Return one line of choices, each a link with an address of its own."""

    def draw(choice: Any) -> rx.Component:
        return choice_link(Choice(choice.name, choice.href, choice.is_on))

    return rx.el.nav(each(choices, draw), class_name="choices", custom_attrs={"aria-label": label})


def narrowing(*rows: rx.Component, words: Text) -> rx.Component:
    """Return what narrows and sorts a list, folded away behind the words that say what holds."""
    return rx.el.details(
        rx.el.summary(rx.el.span(_("Narrow and sort"), class_name="title"), rx.el.span(words, class_name="soft small")),
        rx.el.div(*rows, class_name="stack"),
        class_name="narrowing",
    )


BILL_COLUMNS = (
    Column(_("Bill")),
    Column(_("Account"), is_wide_only=True),
    Column(_("Amount"), is_numeric=True),
    Column(_("State"), is_wide_only=True),
    Column(_("PDF"), is_wide_only=True),
)


def bill_table(bills: Any, *, caption: Text) -> rx.Component:
    """Return bills, newest first or as chosen; on a narrow screen two columns say what five do on a wide one."""
    return table(each(bills, _bill), caption=caption, columns=BILL_COLUMNS)


def _bill(bill: Any) -> rx.Component:
    named = rx.el.div(
        link(_("Bill of ") + bill.day, to=bill.href),
        rx.el.span(bill.period, class_name="soft small"),
        rx.el.span(bill.account, class_name="soft small narrow-only"),
        pick(bill.notes != "", rx.el.span(bill.notes, class_name="soft small"), rx.fragment()),
        class_name="lines",
    )
    owed = rx.el.div(
        amount(bill.amount),
        rx.el.span(badge(bill.badge, tone=bill.tone), class_name="narrow-only"),
        pick(bill.owed_words != "", rx.el.span(bill.owed_words, class_name="soft small"), rx.fragment()),
        class_name="lines",
    )
    return row(
        head_cell(named),
        cell(_account(bill), is_wide_only=True),
        cell(owed, is_numeric=True),
        cell(badge(bill.badge, tone=bill.tone), is_wide_only=True),
        cell(_pdf(bill), is_wide_only=True),
    )


def payment_table(payments: Any, *, caption: Text) -> rx.Component:
    """Return payments and credits with their state."""

    columns = (
        Column(_("Day")),
        Column(_("Account"), is_wide_only=True),
        Column(_("Amount"), is_numeric=True),
        Column(_("State"), is_wide_only=True),
    )
    return table(each(payments, _payment), caption=caption, columns=columns)


def _payment(payment: Any) -> rx.Component:
    return row(
        head_cell(
            rx.el.div(
                rx.el.span(payment.day),
                rx.el.span(payment.what, class_name="soft small"),
                rx.el.span(payment.account, class_name="soft small narrow-only"),
                pick(
                    payment.receipt_href != "",
                    link(
                        rx.fragment(_("Receipt"), rx.el.span(_(" of "), payment.day, class_name="sr-only")),
                        to=payment.receipt_href,
                    ),
                    rx.el.span(payment.about, class_name="soft small"),
                ),
                class_name="lines",
            )
        ),
        cell(_account(payment), is_wide_only=True),
        cell(
            rx.el.div(
                amount(payment.amount),
                rx.el.span(badge(payment.badge, tone=payment.tone), class_name="narrow-only"),
                class_name="lines",
            ),
            is_numeric=True,
        ),
        cell(badge(payment.badge, tone=payment.tone), is_wide_only=True),
    )


def credit_table(shares: Any, *, caption: Text) -> rx.Component:
    """Return what was allocated to the accounts and paid out, year by year."""

    def draw(share: Any) -> rx.Component:
        return row(
            head_cell(
                rx.el.div(
                    rx.el.span(share.day),
                    rx.el.span(share.account, class_name="soft small narrow-only"),
                    class_name="lines",
                )
            ),
            cell(_account(share), is_wide_only=True),
            cell(
                rx.el.div(
                    rx.el.span(share.what),
                    rx.el.span(_("for "), share.year, class_name="soft small"),
                    class_name="lines",
                )
            ),
            cell(amount(share.amount), is_numeric=True),
        )

    columns = (
        Column(_("Day")),
        Column(_("Account"), is_wide_only=True),
        Column(_("What")),
        Column(_("Amount"), is_numeric=True),
    )
    return table(each(shares, draw), caption=caption, columns=columns)


def list_foot(*, csv_href: Text, csv_words: Text, more_href: Text, more_words: Text) -> rx.Component:
    """Return what stands below a list: more of it, and the whole of it as a file."""
    more = rx.el.p(link(more_words, to=more_href))
    return rx.el.div(
        pick(more_href != "", more, rx.fragment()),
        plain_link(csv_words, href=csv_href),
        class_name="row justify-between",
    )


def _account(line: Any) -> rx.Component:
    return rx.el.div(
        rx.el.span(line.account), rx.el.span(line.account_number, class_name="soft small"), class_name="lines"
    )


def _pdf(bill: Any) -> rx.Component:
    return plain_link(_("PDF"), href=bill.pdf_href, label=_("PDF of the bill of ") + bill.day)
