"""Home: what do I owe, is everything all right, what should I do next?"""

from collections.abc import Mapping
from typing import Any

import reflex as rx

from components.charts.spark import spark
from components.home_parts import (
    account_card,
    account_grid,
    account_skeleton,
    filter_bar,
    first_steps,
    location_group,
    need,
    needs_panel,
    step,
    total_due,
)
from components.presence import presence
from components.slot import slot
from components.stencil import stencilled
from components.ui.buttons import plain_link
from components.ui.choices import Switch, switches
from components.ui.forms import check_field, search_field
from components.ui.headings import page_heading
from components.ui.notes import empty_state
from components.ui.values import each, pick
from components.words import _
from smarthub_dash.domain.members.queries import SignedIn
from smarthub_dash.journeys.open_dashboard import open_dashboard, scope_for
from smarthub_dash.pages.frame import framed
from smarthub_dash.wiring import Wiring
from state.first_steps_view import Step
from state.frame import FrameState
from state.home import HomeState, steps_of
from state.home_view import Card, HomeView, Need, Owed, Place, Used, home_view

ROUTE = "/home"
TITLE = "Home"
ON_LOAD = (FrameState.load, HomeState.load)
LOOKS = ("kind", "tone", "badge_tone")
"""Texts by which a card or a need chooses how it looks."""


def page() -> rx.Component:
    """Return Home: the figures that came with the page, until the live ones stand in their place."""
    return framed(
        page_heading(_("Home")),
        presence(HomeState.current_at),
        rx.cond(HomeState.is_loaded, _live(), _waiting()),
        route=ROUTE,
    )


def first_figures(parts: Wiring, who: SignedIn, query: Mapping[str, str]) -> str:
    """Return the HTML of a member's Home as it is now: what stands there until the page is live."""
    now, zone = parts.clock.now(), parts.settings.zone
    scope = scope_for(parts.database, member_id=who.member_id, now=now, zone=zone)
    dashboard = open_dashboard(parts.database, scope=scope, now=now, zone=zone)
    view = home_view(dashboard, steps=steps_of(parts, who, scope), zone=zone)
    cards = (
        stencilled(_written_card, card, view.owed[card.number], view.used[card.number], shape=LOOKS)
        for place in view.places
        for card in place.cards
    )
    needs = (stencilled(_need, item, shape=LOOKS) for item in view.needs)
    steps = (stencilled(_step, each_step) for each_step in view.steps)
    return stencilled(_written, view, needs="".join(needs), cards="".join(cards), steps="".join(steps))


def _written(view: HomeView, *, needs: rx.Component, cards: rx.Component, steps: rx.Component) -> rx.Component:
    return _content(view, needs=needs, places=account_grid(cards), steps=steps, is_live=False)


def _written_card(card: Card, owed: Owed, used: Used) -> rx.Component:
    return _with_key(card, _card(card, owed, used))


def _live() -> rx.Component:
    return _content(
        HomeState,
        needs=each(HomeState.needs, _need),
        places=_places(),
        steps=each(HomeState.steps, _step),
        is_live=True,
    )


def _waiting() -> rx.Component:
    # The server fills the slot; the skeletons stand only where it could not (CSS hides them behind a filled slot).
    return rx.el.div(
        slot("figures"),
        rx.el.div(account_grid([account_skeleton(), account_skeleton()]), class_name="unless-filled"),
    )


def _content(
    view: HomeView | type[HomeState],
    *,
    needs: rx.Component,
    places: rx.Component,
    steps: rx.Component,
    is_live: bool,
) -> rx.Component:
    """Return the figures of Home, of a view known now or of the state's Vars; only a live page has handlers."""
    return rx.el.div(
        total_due(
            total=view.total_due, sentence=view.total_words, pay_to="/billing/pay?step=review", can_pay=view.is_payable
        ),
        pick(view.has_needs, needs_panel(needs, count_words=view.needs_words), rx.fragment()),
        pick(view.has_choices, _filters(view, is_live=is_live), rx.fragment()),
        pick(view.has_accounts, places, _no_accounts()),
        pick(
            view.has_steps,
            first_steps(steps, on_close=HomeState.close_steps if is_live else None),
            rx.fragment(),
        ),
        class_name="stack home",
        custom_attrs={"data-live": "home"} if is_live else {},
    )


def _places() -> rx.Component:
    """Return the accounts as they are chosen and grouped in the browser."""

    def draw_card(card: Card) -> rx.Component:
        shown = _card(card, HomeState.owed[card.number], HomeState.used[card.number])
        return _with_key(card, rx.cond(_is_shown(card), shown, rx.fragment()))

    def draw_place(place: Place) -> rx.Component:
        cards = rx.foreach(place.cards, draw_card)
        return rx.cond(HomeState.is_grouped, location_group(place.title, cards), cards)

    return rx.el.div(
        rx.foreach(HomeState.places, draw_place), class_name=rx.cond(HomeState.is_grouped, "stack", "accounts")
    )


def _with_key(card: Card, shown: rx.Component) -> rx.Component:
    return rx.el.div(shown, class_name="contents", custom_attrs={"data-live-key": card.number})


def _card(card: Card, owed: Owed, used: Used) -> rx.Component:
    return account_card(
        provider=card.kind,
        provider_name=card.provider_name,
        nickname=card.nickname,
        account_number=card.number,
        location=card.location,
        amount_due=owed.amount_due,
        due_words=owed.due_words,
        balance=owed.balance,
        badge_text=owed.badge,
        badge_tone=owed.badge_tone,
        usage_sentence=used.sentence,
        sparkline=spark(used.spark),
        freshness_text=used.stamp,
        usage_to=card.usage_href,
        bill_to=card.bill_href,
        pay_to=card.pay_href,
        can_pay=owed.is_payable,
    )


def _need(item: Need) -> rx.Component:
    return need(title=item.title, sentence=item.sentence, action=item.action, to=item.href, tone=item.tone)


def _is_shown(card: Any) -> rx.Var[bool]:
    of_provider = (HomeState.provider == "all") | (HomeState.provider == card.kind)
    return of_provider & card.search_text.contains(HomeState.search)


def _filters(view: HomeView | type[HomeState], *, is_live: bool) -> rx.Component:
    choices = (("all", _("All")), ("electric", _("Electric")), ("internet", _("Internet")))
    return filter_bar(
        search_field(_("Find an account"), name="search", on_change=HomeState.look_for if is_live else None),
        providers=switches(
            [
                Switch(
                    text,
                    HomeState.choose_provider(kind) if is_live else None,
                    HomeState.provider == kind if is_live else kind == "all",
                )
                for kind, text in choices
            ],
            label=_("Kind of service"),
        ),
        grouping=check_field(
            _("Group by service location"),
            name="is_grouped",
            is_on=HomeState.is_grouped if is_live else False,
            on_change=HomeState.group_by_place if is_live else None,
        ),
        count_text=view.count_text,
    )


def _step(item: Step) -> rx.Component:
    return step(
        number=item.number,
        title=item.title,
        sentence=item.sentence,
        is_done=item.is_done,
        action=item.action,
        to=item.href,
    )


def _no_accounts() -> rx.Component:
    return empty_state(
        _("No accounts are linked to this sign-in yet"),
        sentence=_("Call us with the account number from a printed bill and we link it for you."),
        sign="people",
        actions=[
            plain_link("573-642-3326", href="tel:+15736423326"),
            plain_link("573-826-2371", href="tel:+15738262371"),
        ],
    )
