"""The parts of one bill: its head, its lines with what is behind them, and the account around it."""

from typing import Any

import reflex as rx

from components.ui.buttons import link
from components.ui.headings import section_heading
from components.ui.notes import note
from components.ui.sheets import amount, badge, provider_mark, sheet
from components.ui.tables import Column, cell, head_cell, row, table
from components.ui.values import Text, each, pick
from components.words import _


def bill_head(bill: Any, *, actions: rx.Component) -> rx.Component:
    """Return what a bill asks for, of whom and by when."""
    return sheet(
        provider_mark(provider=bill.kind, name=bill.provider_name),
        rx.el.p(bill.account, " · ", bill.account_number, class_name="where"),
        rx.el.p(amount(bill.asked, size="total"), badge(bill.badge, tone=bill.tone), class_name="row asked"),
        rx.el.p(bill.asked_words, custom_attrs={"data-live-key": "owed"}),
        rx.el.p(bill.period, " · ", _("Bill "), bill.number, class_name="soft small"),
        actions,
        provider=bill.kind,
        label=_("What this bill asks for"),
        class_name="stack bill-head",
    )


def remark(item: Any) -> rx.Component:
    """Return something to know about a bill, with the way to the bill it names."""
    to_bill = rx.el.p(link(item.link, to=item.href))
    return note(rx.el.p(item.words), pick(item.href != "", to_bill, rx.fragment()), tone=item.tone)


def service_lines(service: Any) -> rx.Component:
    """Return the lines of one service; each opens on what is behind it."""
    return rx.el.section(
        rx.el.h3(service.name),
        rx.el.p(service.place, class_name="soft small"),
        rx.el.ul(each(service.lines, _line), class_name="bill-lines"),
        class_name="stack",
        custom_attrs={"data-provider": service.kind},
    )


def _line(line: Any) -> rx.Component:
    behind = (line.calculation, line.explanation, line.reads, line.rate)
    return rx.el.li(
        rx.el.details(
            rx.el.summary(rx.el.span(line.label, class_name="title"), amount(line.amount)),
            rx.el.div(
                *(pick(words != "", rx.el.p(words), rx.fragment()) for words in behind),
                class_name="behind",
            ),
        )
    )


def bill_total(total: Text) -> rx.Component:
    """Return what all lines sum to."""
    return rx.el.p(rx.el.span(_("Charges of this bill")), amount(total), class_name="bill-sum")


def ledger_table(entries: Any, *, caption: str) -> rx.Component:
    """Return the account between two bills; sums stand out."""

    def draw(entry: Any) -> rx.Component:
        what = rx.el.div(
            pick(entry.is_sum, rx.el.strong(entry.what), rx.el.span(entry.what)),
            pick(entry.day != "", rx.el.span(entry.day, class_name="soft small"), rx.fragment()),
            pick(entry.about != "", rx.el.span(entry.about, class_name="soft small"), rx.fragment()),
            class_name="lines",
        )
        return row(head_cell(what), cell(amount(entry.amount), is_numeric=True))

    columns = (Column(_("What happened")), Column(_("Amount"), is_numeric=True))
    return table(each(entries, draw), caption=caption, columns=columns)


def messages(words: Any) -> rx.Component:
    """Return the Message Center of a bill."""
    return sheet(
        section_heading(_("Message Center"), heading_id="messages"),
        rx.el.ul(each(words, rx.el.li), class_name="stack"),
        class_name="stack",
    )


def questions(asked: Any) -> rx.Component:
    """Return the requests that ask about a bill."""

    def draw(question: Any) -> rx.Component:
        return rx.el.li(
            link(_("Request ") + question.number, to=question.href),
            rx.el.span(question.words, class_name="soft small"),
            class_name="lines",
        )

    return rx.el.ul(each(asked, draw), class_name="stack")
