"""One receipt: did my payment arrive, what was it for, and what do I do if it did not?"""

from collections.abc import Mapping
from typing import Any

import reflex as rx

from components.markup import markup
from components.pay_parts import sum_line, sum_rows
from components.presence import presence
from components.slot import slot
from components.ui.buttons import button_link, plain_button_link
from components.ui.headings import page_heading
from components.ui.notes import empty_state, loading, note, skeleton
from components.ui.sheets import amount, badge, sheet
from components.ui.values import each, pick
from components.words import _
from smarthub_dash.domain.members.queries import SignedIn
from smarthub_dash.journeys.open_dashboard import scope_for
from smarthub_dash.pages.frame import framed
from smarthub_dash.wiring import Wiring
from state.receipt import ReceiptState, read_receipt_page
from state.receipt_view import ReceiptPageView

ROUTE = "/billing/receipts/[receipt_number]"
TITLE = _("Receipt")
ON_LOAD = (ReceiptState.load,)
TRAIL = ((_("Billing & Payments"), "/billing"), (_("Payments"), "/billing?show=payments"))


def page() -> rx.Component:
    """Return the receipt that came with the page, until the live one stands in its place."""
    state = ReceiptState
    return framed(
        presence(state.current_at),
        rx.cond(state.is_loaded, rx.cond(state.trouble != "", _trouble(), _content(state)), _waiting()),
        route=ROUTE,
    )


def first_figures(parts: Wiring, who: SignedIn, query: Mapping[str, str]) -> str:
    """
    Return the HTML of the receipt that an address names.

    :raises Refused: if it is not among the member's
    """
    now = parts.clock.now()
    scope = scope_for(parts.database, member_id=who.member_id, now=now, zone=parts.settings.zone)
    return markup(_content(read_receipt_page(parts, scope, query["receipt_number"])))


def _content(view: ReceiptPageView | type[ReceiptState]) -> rx.Component:
    return rx.el.div(
        page_heading(view.title, trail=TRAIL),
        sheet(_standing(view), _particulars(view), _ways(view), class_name="stack pay-review"),
        class_name="stack",
        custom_attrs={"data-live": "receipt"},
    )


def _standing(view: ReceiptPageView | type[ReceiptState]) -> rx.Component:
    step = plain_button_link(_("Continue at my card's bank"), href=view.step_href, kind="main")
    return rx.el.div(
        rx.el.div(
            badge(view.badge, tone=view.tone), amount(view.total, size="figure"), class_name="row justify-between"
        ),
        rx.el.p(view.sentence),
        pick(view.advice != "", note(rx.el.p(view.advice), tone="alert"), rx.fragment()),
        pick(view.step_href != "", rx.el.div(step, class_name="row pay-go"), rx.fragment()),
        class_name="stack",
        role="status",
        custom_attrs={"data-live-key": "standing"},
    )


def _particulars(view: ReceiptPageView | type[ReceiptState]) -> rx.Component:
    def draw(fact: Any) -> rx.Component:
        return sum_line(fact.name, fact.value)

    return rx.fragment(
        rx.el.h2(_("What it was for"), class_name="text-[length:var(--text-m)]"),
        rx.el.dl(
            sum_rows(view.rows),
            sum_line(_("Fee"), view.fee),
            sum_line(_("Total"), amount(view.total), is_main=True),
            each(view.facts, draw),
            class_name="sum",
        ),
    )


def _ways(view: ReceiptPageView | type[ReceiptState]) -> rx.Component:
    return rx.el.div(
        pick(view.again_href != "", button_link(_("Pay again"), to=view.again_href, kind="main"), rx.fragment()),
        pick(view.pdf_href != "", plain_button_link(_("Receipt as PDF"), href=view.pdf_href), rx.fragment()),
        button_link(_("All payments"), to="/billing?show=payments"),
        button_link(_("Home"), to="/home", kind="quiet"),
        class_name="row pay-go no-print",
    )


def _trouble() -> rx.Component:
    return empty_state(
        ReceiptState.trouble,
        sentence=_("It may belong to another sign-in, or access to it has ended."),
        sign="bill",
        actions=[button_link(_("Show all my payments"), to="/billing?show=payments")],
    )


def _waiting() -> rx.Component:
    bars = loading(skeleton(size="title"), skeleton(size="block"), label=_("Loading your receipt"))
    return rx.fragment(slot("figures"), rx.el.div(bars, class_name="unless-filled"))
