"""Usage: what did I use, when, and what did it cost?"""

from collections.abc import Callable, Mapping

import reflex as rx

from components.charts.usage_chart import usage_chart, usage_sketch
from components.charts.usage_flags import flag_lines, flag_words
from components.insight_parts import card_strip, insight_card
from components.markup import markup
from components.presence import presence
from components.slot import slot
from components.ui.buttons import button, link
from components.ui.choices import Choice, choice_link, choice_links
from components.ui.headings import page_heading
from components.ui.notes import empty_state, loading, skeleton
from components.ui.sheets import freshness
from components.ui.values import Text, choose, each, pick
from components.usage_download import usage_download
from components.usage_links import usage_links
from components.usage_looks import look_buttons, look_panel
from components.usage_parts import fact, facts, period_steps, quality_legend, range_form, usage_controls
from components.words import _
from smarthub_dash.domain.members.queries import SignedIn
from smarthub_dash.journeys.open_dashboard import scope_for
from smarthub_dash.journeys.view_usage import request_of, view_usage
from smarthub_dash.pages.frame import framed
from smarthub_dash.wiring import Wiring
from state.usage import UsageState
from state.usage_look import UsageLookState
from state.usage_values import AccountChoice, CardRow, ChartData, FactView, UsagePageView
from state.usage_view import usage_page_view

ROUTE = "/usage"
TITLE = "Usage"
ON_LOAD = (UsageState.load,)


def page() -> rx.Component:
    """Return Usage: the range that came with the page, until the live one stands in its place."""
    return framed(
        page_heading(_("Usage")),
        presence(UsageState.current_at),
        rx.cond(
            UsageState.is_loaded,
            rx.cond(
                UsageState.trouble != "",
                _trouble(),
                usage_links(
                    _content(UsageState, usage_chart),
                    look_panel(UsageLookState, shown=UsageState.current_at, on_stale=UsageLookState.follow),
                    usage_download(account_number=UsageState.account_number, days=UsageState.download),
                    shown=UsageState.current_at,
                    on_go=UsageState.go,
                ),
            ),
            _waiting(),
        ),
        route=ROUTE,
    )


def first_figures(parts: Wiring, who: SignedIn, query: Mapping[str, str]) -> str:
    """
    Return the HTML of the range that an address asks for.

    :raises Refused: if there is nothing to show
    """
    now, zone = parts.clock.now(), parts.settings.zone
    scope = scope_for(parts.database, member_id=who.member_id, now=now, zone=zone)
    request = request_of(query, usual_unit=who.usage_unit)
    view = view_usage(parts.database, scope=scope, request=request, now=now, zone=zone, weather=parts.weather)
    return markup(_content(usage_page_view(view, zone=zone), _sketch))


def _sketch(data: ChartData, *, label: Text, over: rx.Component) -> rx.Component:
    return usage_sketch(data)


def _content(view: UsagePageView | type[UsageState], draw: Callable[..., rx.Component]) -> rx.Component:
    """Return the range, of a view known now or of the state's Vars."""
    return rx.el.div(
        usage_controls(
            accounts=pick(view.has_choices, _accounts(view), rx.fragment()),
            ranges=_ranges(view),
            units=_units(view),
            period=_period(view),
        ),
        rx.el.div(_compare(view), _custom(view), class_name="usage-controls"),
        _cards(view),
        _chart(view, draw),
        facts(each(view.facts, _fact), provider=view.kind),
        rx.el.p(link(_("See the newest bill"), to=view.bill_href)),
        pick(view.is_electric, _doors(view), rx.fragment()),
        rx.el.p(view.source_note, class_name="soft small"),
        _looks(view),
        class_name="stack",
        custom_attrs={"data-live": "usage"},
    )


def _looks(view: UsagePageView | type[UsageState]) -> rx.Component:
    is_live = isinstance(view, type)
    return look_buttons(
        is_electric=view.is_electric,
        look=UsageLookState.look if is_live else "",
        on_open=UsageLookState.open if is_live else None,
    )


def _doors(view: UsagePageView | type[UsageState]) -> rx.Component:
    """Return the ways to what else can be learned of a home."""
    return rx.el.p(
        link(_("Compare rates"), to=view.rates_href),
        link(_("Mark a change at home"), to=view.changes_href),
        link(_("Similar homes"), to=view.similar_href),
        class_name="row",
    )


def _chart(view: UsagePageView | type[UsageState], draw: Callable[..., rx.Component]) -> rx.Component:
    data = view.chart
    sent_back = pick(view.kind == "internet", _("Up"), _("Sent back to the grid"))
    return rx.el.section(
        rx.el.div(
            rx.el.h2(view.account_name, id="usage-chart"),
            freshness(view.stamp),
            class_name="chart-head",
        ),
        rx.el.p(view.sentence, class_name="sentence", custom_attrs={"data-live-key": view.account_number}),
        pick(view.beside_words != "", rx.el.p(view.beside_words, custom_attrs={"data-beside": ""}), rx.fragment()),
        draw(data, label=view.title, over=_flags(view, flag_lines)),
        _flags(view, flag_words),
        quality_legend(
            used_words=pick(
                view.in_money, _("Follows your use"), pick(view.kind == "internet", _("Down"), _("Measured"))
            ),
            has_used=data.has_used,
            has_fixed=data.has_fixed,
            has_estimated=data.has_estimated,
            has_missing=data.has_missing,
            has_zero=data.has_zero,
            has_received=data.has_received,
            received_words=sent_back,
            beside_words=_beside_name(view),
            warmth_words=data.warmth_words,
        ),
        class_name="sheet chart",
        custom_attrs={"data-provider": view.kind, "aria-labelledby": "usage-chart"},
    )


def _flags(view: UsagePageView | type[UsageState], draw: Callable[..., rx.Component]) -> rx.Component:
    """Return what was marked in the range; the page that comes before the live one leaves it out."""
    if not isinstance(view, type):
        return rx.fragment()
    return draw(flags=view.flags, first=view.around.custom_from, last=view.around.custom_until)


def _cards(view: UsagePageView | type[UsageState]) -> rx.Component:
    is_live = isinstance(view, type)

    def draw(card: CardRow) -> rx.Component:
        return insight_card(
            kind=card.kind,
            sentence=card.sentence,
            how=card.how,
            to=card.href,
            record_to=view.forecasts_href,
            on_put_away=UsageState.put_away(card.kind) if is_live else None,
        )

    bring_back = UsageState.bring_back if is_live else None
    return rx.fragment(
        pick(view.has_cards, card_strip(each(view.cards, draw)), rx.fragment()),
        pick(
            view.has_put_away,
            rx.el.p(button(_("Show the cards that were put away"), on_click=bring_back, kind="quiet")),
            rx.fragment(),
        ),
    )


def _fact(item: FactView) -> rx.Component:
    return fact(name=item.name, figure=item.figure, about=item.about)


def _accounts(view: UsagePageView | type[UsageState]) -> rx.Component:
    def draw(choice: AccountChoice) -> rx.Component:
        return choice_link(Choice(choice.name, choice.href, choice.is_on))

    return rx.el.nav(each(view.choices, draw), class_name="choices", custom_attrs={"aria-label": _("Account")})


def _ranges(view: UsagePageView | type[UsageState]) -> rx.Component:
    around = view.around
    choices = (
        (_("Day"), around.day, "day"),
        (_("Week"), around.week, "week"),
        (_("Bill"), around.bill, "bill"),
        (_("Year"), around.year, "year"),
    )
    return choice_links([Choice(words, to, view.span == span) for words, to, span in choices], label=_("Range"))


def _units(view: UsagePageView | type[UsageState]) -> rx.Component:
    around = view.around
    in_quantity = pick(view.in_money, False, True)
    return choice_links(
        [Choice("$", around.money, view.in_money), Choice(view.unit_name, around.quantity, in_quantity)],
        label=_("Unit"),
    )


def _compare(view: UsagePageView | type[UsageState]) -> rx.Component:
    around, kind = view.around, view.beside
    plain = [
        Choice(_("No comparison"), around.alone, kind == "none"),
        Choice(_("Time before"), around.beside_previous, kind == "previous"),
        Choice(_("Last year"), around.beside_last_year, kind == "last_year"),
    ]
    weather = Choice(_("Usual in such weather"), around.beside_weather, kind == "weather")
    label = _("Compare with")
    return pick(view.is_electric, choice_links([*plain, weather], label=label), choice_links(plain, label=label))


def _beside_name(view: UsagePageView | type[UsageState]) -> Text:
    names = {
        "previous": _("The time before"),
        "last_year": _("The same time last year"),
        "weather": _("Usual in such weather"),
    }
    return choose(view.beside, names, "")


def _custom(view: UsagePageView | type[UsageState]) -> rx.Component:
    around = view.around
    return range_form(
        account=view.account_number,
        unit=pick(view.in_money, "money", "quantity"),
        first=around.custom_from,
        last=around.custom_until,
        oldest=view.download.oldest,
        newest=view.download.newest,
        compare=view.beside,
    )


def _period(view: UsagePageView | type[UsageState]) -> rx.Component:
    around = view.around
    return period_steps(
        name=view.period_name,
        previous_to=around.previous,
        next_to=around.next,
        latest_to=around.latest,
        has_previous=around.has_previous,
        has_next=around.has_next,
        up_to=around.up,
        has_up=around.has_up,
    )


def _trouble() -> rx.Component:
    return empty_state(
        UsageState.trouble,
        sentence=_("Choose one of your accounts on Home to see what it used."),
        sign="usage",
    )


def _waiting() -> rx.Component:
    bars = loading(skeleton(size="line"), skeleton(size="line"), skeleton(size="figure"), label=_("Loading usage"))
    return rx.fragment(slot("figures"), rx.el.div(bars, class_name="unless-filled"))
