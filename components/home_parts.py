"""The parts of Home: the total, a card for each account, what needs the member, the first steps."""

from collections.abc import Sequence

import reflex as rx

from components.ui.buttons import button, button_link, link
from components.ui.icons import icon
from components.ui.notes import loading, skeleton
from components.ui.sheets import amount, badge, freshness, provider_mark, sheet
from components.ui.values import Flag, Press, Text, Tone, choose, pick, spoken
from components.words import _


def total_due(*, total: Text, sentence: Text, pay_to: Text, can_pay: Flag) -> rx.Component:
    """Return what the household owes, at the head of the page, with the one button that pays it all."""
    return rx.el.section(
        rx.el.div(
            rx.el.h2(_("Total due")),
            amount(total, size="total"),
            rx.el.p(sentence, class_name="soft"),
        ),
        pick(can_pay, button_link(_("Pay all"), to=pay_to, kind="main"), rx.fragment()),
        class_name="total",
    )


def account_grid(cards: rx.Component | Sequence[rx.Component]) -> rx.Component:
    """Return the cards side by side, as many as the width holds."""
    inside = [cards] if isinstance(cards, rx.Component) else list(cards)
    return rx.el.div(*inside, class_name="accounts")


def account_card(
    *,
    provider: Text,
    provider_name: Text,
    nickname: Text,
    account_number: Text,
    location: Text,
    amount_due: Text,
    due_words: Text,
    balance: Text,
    badge_text: Text,
    badge_tone: Tone,
    usage_sentence: Text,
    sparkline: rx.Component,
    freshness_text: Text,
    usage_to: Text,
    bill_to: Text,
    pay_to: Text,
    can_pay: Flag,
) -> rx.Component:
    """
    Return the card of one account: what was used above the tear line, what is to be paid below it.

    Every value is ready to read; the provider is "electric" or "internet".
    """
    return rx.el.article(
        rx.el.div(
            provider_mark(provider=provider, name=provider_name),
            badge(badge_text, tone=badge_tone),
            rx.el.h3(nickname),
            rx.el.p(_("Account "), account_number, class_name="where"),
            rx.el.p(location, class_name="where"),
            class_name="account-head",
        ),
        rx.el.div(
            rx.el.p(usage_sentence, class_name="sentence"),
            rx.el.div(sparkline, class_name="spark"),
            _follow(nickname, freshness_text, usage_to, bill_to),
            class_name="account-usage",
        ),
        _stub(
            nickname=nickname,
            amount_due=amount_due,
            due_words=due_words,
            balance=balance,
            pay_to=pay_to,
            can_pay=can_pay,
        ),
        class_name="sheet account",
        custom_attrs={"data-provider": provider, "aria-label": nickname},
    )


def account_skeleton() -> rx.Component:
    """Return a card in its full height while its account is being read."""
    return rx.el.div(
        loading(
            *(skeleton(size) for size in ("line", "title", "line", "line", "block", "figure")),
            label=_("Loading an account"),
        ),
        class_name="sheet",
    )


def needs_panel(items: rx.Component | Sequence[rx.Component], *, count_words: Text) -> rx.Component:
    """Return what waits for the member, most pressing first; each line is one press from being done."""
    inside = [items] if isinstance(items, rx.Component) else list(items)
    return sheet(
        rx.el.div(
            rx.el.h2(_("What needs you")),
            rx.el.p(count_words, class_name="soft small"),
            class_name="row justify-between pb-3",
        ),
        rx.el.ul(*inside, class_name="needs"),
    )


def need(*, title: Text, sentence: Text, action: Text, to: Text, tone: Tone) -> rx.Component:
    """Return one line of *What needs you*; the tone "alert" is kept for money overdue and lost service."""
    sign = choose(tone, {"alert": icon("alert")}, icon("message"))
    return rx.el.li(
        sign,
        rx.el.div(rx.el.p(title, class_name="title"), rx.el.p(sentence, class_name="soft small")),
        button_link(action, to=to),
        custom_attrs={"data-tone": tone},
    )


def first_steps(steps: rx.Component | Sequence[rx.Component], *, on_close: Press | None) -> rx.Component:
    """Return the 1-2-3 of a first visit, until the member puts it away."""
    inside = [steps] if isinstance(steps, rx.Component) else list(steps)
    return sheet(
        rx.el.div(
            rx.el.h2(_("Getting started is as easy as 1-2-3")),
            button(_("Put this away"), on_click=on_close, kind="quiet"),
            class_name="row justify-between",
        ),
        rx.el.ol(*inside, class_name="steps pt-4", custom_attrs={"data-row": ""}),
    )


def step(*, number: Text, title: Text, sentence: Text, is_done: Flag, action: Text, to: Text) -> rx.Component:
    """Return one step; a step that is done keeps its way on, and a check mark for its number."""
    return rx.el.li(
        rx.el.span(pick(is_done, icon("check"), number), class_name="number", custom_attrs={"aria-hidden": "true"}),
        rx.el.p(title, pick(is_done, rx.el.span(_(" (done)"), class_name="soft"), ""), class_name="font-semibold"),
        rx.el.p(sentence, class_name="soft small"),
        pick(is_done, link(action, to=to), button_link(action, to=to)),
        custom_attrs={"data-done": spoken(is_done)},
    )


def filter_bar(
    search: rx.Component, *, providers: rx.Component, grouping: rx.Component, count_text: Text
) -> rx.Component:
    """Return the line that narrows a household of many: a search field, switches, a box to tick, what is left."""
    count = rx.el.p(count_text, class_name="soft small", role="status", custom_attrs={"data-count-text": ""})
    return rx.el.div(search, providers, grouping, count, class_name="filters", role="search")


def location_group(title: Text, cards: rx.Component) -> rx.Component:
    """Return the accounts of one service location below its address."""
    return rx.el.section(rx.el.h2(title, class_name="text-[length:var(--text-m)] pb-3"), account_grid(cards))


def _follow(nickname: Text, freshness_text: Text, usage_to: Text, bill_to: Text) -> rx.Component:
    return rx.el.div(
        freshness(freshness_text),
        _link_of(_("Newest bill"), nickname, bill_to),
        _link_of(_("Usage"), nickname, usage_to),
        class_name="follow",
    )


def _link_of(words: str, nickname: Text, to: Text) -> rx.Component:
    return link(rx.fragment(words, rx.el.span(_(" of "), nickname, class_name="sr-only")), to=to)


def _stub(
    *, nickname: Text, amount_due: Text, due_words: Text, balance: Text, pay_to: Text, can_pay: Flag
) -> rx.Component:
    pay = button_link(rx.fragment(_("Pay"), rx.el.span(" ", nickname, class_name="sr-only")), to=pay_to, kind="main")
    return rx.el.div(
        rx.el.div(
            rx.el.span(_("Amount due"), class_name="label"),
            amount(amount_due, size="figure"),
            rx.el.p(due_words, class_name="when"),
        ),
        pick(can_pay, pay, rx.fragment()),
        rx.el.p(_("Balance "), balance, class_name="balance"),
        class_name="stub",
    )
