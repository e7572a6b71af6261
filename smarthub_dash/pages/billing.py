"""The bills and payments of every account, and the doors to what can be set up for them."""

from collections.abc import Mapping

import reflex as rx

from components.bill_lists import bill_table, choice_row, credit_table, list_foot, narrowing, payment_table
from components.markup import markup
from components.presence import presence
from components.slot import slot
from components.ui.buttons import button_link, plain_link
from components.ui.doors import Door, doors
from components.ui.headings import page_heading
from components.ui.notes import empty_state, loading, skeleton
from components.ui.sheets import sheet
from components.ui.values import choose, pick
from components.words import _
from smarthub_dash.domain.members.queries import SignedIn
from smarthub_dash.journeys.open_dashboard import scope_for
from smarthub_dash.journeys.view_bills import bills_request_of
from smarthub_dash.pages.frame import framed
from smarthub_dash.wiring import Wiring
from state.billing import BillingState, read_billing
from state.billing_values import BillingPageView

ROUTE = "/billing"
TITLE = _("Billing & Payments")
ON_LOAD = (BillingState.load,)

DOORS = (
    Door(_("Make a Payment"), _("One account or several at once."), "/billing/pay", "card"),
    Door(
        _("Auto Pay Program"), _("Your bill paid on its due date, at no extra charge."), "/billing/auto-pay", "repeat"
    ),
    Door(_("Paperless Billing"), _("Your bill at once instead of by mail."), "/billing/paperless", "leaf"),
    Door(_("Budget Billing"), _("About the same amount every month."), "/billing/budget", "usage"),
)


def page() -> rx.Component:
    """Return the page: the figures that came with it, until the live ones stand in their place."""
    return framed(
        page_heading(TITLE, lead=_("Bills and payments of all your accounts.")),
        presence(BillingState.current_at),
        rx.el.div(
            rx.el.div(
                doors(DOORS, label=TITLE),
                # A plain page: the browser loads it by itself.
                rx.el.p(plain_link(_("Pay a bill later"), href="/billing/later")),
                class_name="side-doors stack",
            ),
            rx.cond(
                BillingState.is_loaded,
                rx.cond(BillingState.trouble != "", _trouble(), _content(BillingState)),
                _waiting(),
            ),
            class_name="stack",
        ),
        route=ROUTE,
    )


def first_figures(parts: Wiring, who: SignedIn, query: Mapping[str, str]) -> str:
    """
    Return the HTML of the list that an address asks for.

    :raises Refused: if there is nothing to show
    """
    now = parts.clock.now()
    scope = scope_for(parts.database, member_id=who.member_id, now=now, zone=parts.settings.zone)
    return markup(_content(read_billing(parts, scope, bills_request_of(query), now)))


def _content(view: BillingPageView | type[BillingState]) -> rx.Component:
    """Return the lists, of a view known now or of the state's Vars."""
    return sheet(
        choice_row(view.tabs, label=_("What to show")),
        narrowing(
            pick(view.has_accounts, choice_row(view.accounts, label=_("Account")), rx.fragment()),
            pick(view.has_providers, choice_row(view.providers, label=_("Provider")), rx.fragment()),
            choice_row(view.years, label=_("Year")),
            choice_row(view.sorts, label=_("Order")),
            words=view.narrowed_words,
        ),
        pick(view.has_rows, _rows(view), _nothing(view)),
        label=_("Your bills and payments"),
        class_name="stack bills",
    )


def _rows(view: BillingPageView | type[BillingState]) -> rx.Component:
    cases = {
        "payments": payment_table(view.payments, caption=_("Payments and credits")),
        "credits": credit_table(view.credits, caption=_("Capital credits")),
    }
    return rx.el.div(
        rx.el.p(view.sentence, class_name="sentence", custom_attrs={"data-live-key": "bills"}),
        choose(view.part, cases, bill_table(view.bills, caption=_("Bills"))),
        list_foot(
            csv_href=view.csv_href, csv_words=view.csv_words, more_href=view.more_href, more_words=view.more_words
        ),
        class_name="stack",
        custom_attrs={"data-live": "billing"},
    )


def _nothing(view: BillingPageView | type[BillingState]) -> rx.Component:
    everything = button_link(_("Show everything"), to=view.all_href)
    return rx.el.div(
        empty_state(view.empty_title, sentence=view.empty_words, sign="bill"),
        pick(view.has_choices_to_undo, rx.el.div(everything, class_name="row justify-center"), rx.fragment()),
    )


def _trouble() -> rx.Component:
    return empty_state(
        BillingState.trouble,
        sentence=_("It may belong to another sign-in, or access to it has ended."),
        sign="bill",
        actions=[button_link(_("Show all my bills"), to=ROUTE)],
    )


def _waiting() -> rx.Component:
    bars = loading(skeleton(size="line"), skeleton(size="line"), skeleton(size="block"), label=_("Loading your bills"))
    return rx.fragment(slot("figures"), rx.el.div(bars, class_name="unless-filled"))
