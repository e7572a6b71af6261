"""One bill: what is in it, and why did it change?"""

from collections.abc import Mapping

import reflex as rx

from components.bill_parts import bill_head, bill_total, ledger_table, messages, questions, remark, service_lines
from components.charts.walk import walk_chart
from components.markup import markup
from components.presence import presence
from components.slot import slot
from components.ui.buttons import button, button_link, link, plain_button_link, submit_button
from components.ui.dialog import dialog
from components.ui.forms import words_field
from components.ui.headings import page_heading, section_heading
from components.ui.notes import empty_state, loading, skeleton
from components.ui.sheets import sheet
from components.ui.values import each, pick
from components.usage_parts import fact, facts
from components.words import _
from smarthub_dash.domain.members.queries import SignedIn
from smarthub_dash.domain.service.rules import LONGEST_WORDS
from smarthub_dash.journeys.open_dashboard import scope_for
from smarthub_dash.journeys.view_bill import WantedBill
from smarthub_dash.pages.frame import framed
from smarthub_dash.wiring import Wiring
from state.bill import BillState, read_bill_page
from state.bill_values import BillFact, BillPageView, Remark

ROUTE = "/bills/[bill_number]"
TITLE = _("Bill")
ON_LOAD = (BillState.load,)
TRAIL = ((_("Billing & Payments"), "/billing"),)


def page() -> rx.Component:
    """Return the bill that came with the page, until the live one stands in its place."""
    return framed(
        presence(BillState.current_at),
        rx.cond(
            BillState.is_loaded,
            rx.cond(BillState.trouble != "", _trouble(), _content(BillState, is_live=True)),
            _waiting(),
        ),
        _asking(),
        route=ROUTE,
    )


def first_figures(parts: Wiring, who: SignedIn, query: Mapping[str, str]) -> str:
    """
    Return the HTML of the bill that an address names.

    :raises Refused: if it is not among the member's
    """
    now = parts.clock.now()
    scope = scope_for(parts.database, member_id=who.member_id, now=now, zone=parts.settings.zone)
    wanted = WantedBill(query["bill_number"].upper()[:32], query.get("account", "")[:32])
    return markup(_content(read_bill_page(parts, scope, wanted, now), is_live=False))


def _content(view: BillPageView | type[BillState], *, is_live: bool) -> rx.Component:
    """Return the bill, of a view known now or of the state's Vars; only a live page has handlers."""
    return rx.el.div(
        page_heading(view.title, trail=TRAIL),
        bill_head(view, actions=_actions(view, is_live=is_live)),
        each(view.remarks, _remark),
        facts(each(view.facts, _fact), provider=view.kind),
        _charges(view),
        pick(view.has_walks, _walks(view), rx.fragment()),
        _account(view),
        pick(view.has_messages, messages(view.messages), rx.fragment()),
        pick(view.has_questions, _questions(view), rx.fragment()),
        class_name="stack bill",
        custom_attrs={"data-live": "bill"},
    )


def _actions(view: BillPageView | type[BillState], *, is_live: bool) -> rx.Component:
    ask = button(_("Ask about this bill"), on_click=BillState.begin_question if is_live else None)
    return rx.el.div(
        pick(view.is_payable, button_link(_("Pay"), to=view.pay_href, kind="main"), rx.fragment()),
        plain_button_link(_("Open the PDF"), href=view.pdf_href),
        pick(view.may_ask, ask, rx.fragment()),
        class_name="row",
    )


def _remark(item: Remark) -> rx.Component:
    return remark(item)


def _fact(item: BillFact) -> rx.Component:
    return fact(name=item.name, figure=item.figure, about=item.about)


def _charges(view: BillPageView | type[BillState]) -> rx.Component:
    return sheet(
        section_heading(_("What it is made of"), heading_id="charges"),
        rx.el.p(view.sentence, class_name="sentence"),
        rx.el.p(_("Open a line to see how it was counted, from which reads, and by which rate."), class_name="soft"),
        each(view.services, service_lines),
        bill_total(view.total),
        rx.el.p(link(_("See the days of this bill on Usage"), to=view.usage_href)),
        provider=view.kind,
        class_name="stack",
    )


def _walks(view: BillPageView | type[BillState]) -> rx.Component:
    return sheet(
        section_heading(_("Why it changed"), heading_id="walks"),
        rx.el.div(each(view.walks, walk_chart), class_name="walks"),
        provider=view.kind,
        class_name="stack",
    )


def _account(view: BillPageView | type[BillState]) -> rx.Component:
    since = rx.el.div(
        rx.el.h3(_("Since this bill")), ledger_table(view.since, caption=_("After this bill")), class_name="stack"
    )
    return sheet(
        section_heading(_("Your account since the last bill"), heading_id="ledger"),
        ledger_table(view.ledger, caption=_("From the last bill to this one")),
        pick(view.has_since, since, rx.fragment()),
        provider=view.kind,
        class_name="stack",
    )


def _questions(view: BillPageView | type[BillState]) -> rx.Component:
    return sheet(
        section_heading(_("Questions on this bill"), heading_id="questions"),
        questions(view.questions),
        class_name="stack",
    )


def _asking() -> rx.Component:
    form = rx.el.form(
        words_field(
            _("Your question"),
            name="words",
            hint=_("The bill goes with it. Never write card or bank numbers here."),
            mend=BillState.mend,
            longest=LONGEST_WORDS,
        ),
        rx.el.div(
            submit_button(_("Send the question")), button(_("Cancel"), on_click=BillState.dismiss), class_name="row"
        ),
        on_submit=BillState.ask,
        class_name="stack",
    )
    return dialog(
        rx.el.p(BillState.title),
        rx.cond(BillState.is_asking, form, rx.fragment()),
        name="ask",
        title=_("Ask about this bill"),
        is_open=BillState.is_asking,
        on_dismiss=BillState.dismiss,
    )


def _trouble() -> rx.Component:
    return rx.el.div(
        page_heading(TITLE, trail=TRAIL),
        empty_state(
            BillState.trouble,
            sentence=_("Look at its number again, or choose it from the list of your bills."),
            sign="bill",
            actions=[button_link(_("Show all my bills"), to="/billing")],
        ),
    )


def _waiting() -> rx.Component:
    bars = loading(skeleton(size="title"), skeleton(size="figure"), skeleton(size="block"), label=_("Loading the bill"))
    return rx.fragment(slot("figures"), rx.el.div(bars, class_name="unless-filled"))
