"""One request: what was asked, and what became of it?"""

from collections.abc import Mapping

import reflex as rx

from components.markup import markup
from components.presence import presence
from components.request_parts import timeline
from components.slot import slot
from components.ui.buttons import button_link, link, submit_button
from components.ui.forms import words_field
from components.ui.headings import page_heading, section_heading
from components.ui.notes import empty_state, loading, skeleton
from components.ui.sheets import badge, sheet
from components.ui.values import pick
from components.words import _
from smarthub_dash.domain.members.queries import SignedIn
from smarthub_dash.domain.service.rules import LONGEST_WORDS
from smarthub_dash.journeys.open_dashboard import scope_for
from smarthub_dash.pages.frame import framed
from smarthub_dash.wiring import Wiring
from state.request import RequestState, read_request_page
from state.request_view import RequestPageView

ROUTE = "/report/[request_number]"
TITLE = _("Request")
ON_LOAD = (RequestState.load,)
TRAIL = ((_("Report an Issue"), "/report"),)


def page() -> rx.Component:
    """Return the request that came with the page, until the live one stands in its place."""
    return framed(
        presence(RequestState.current_at),
        rx.cond(
            RequestState.is_loaded,
            rx.cond(
                RequestState.trouble != "", _trouble(), rx.el.div(_content(RequestState), _more(), class_name="stack")
            ),
            _waiting(),
        ),
        route=ROUTE,
    )


def first_figures(parts: Wiring, who: SignedIn, query: Mapping[str, str]) -> str:
    """
    Return the HTML of the request that an address names.

    :raises Refused: if it is not among the member's
    """
    now = parts.clock.now()
    scope = scope_for(parts.database, member_id=who.member_id, now=now, zone=parts.settings.zone)
    return markup(_content(read_request_page(parts, scope, query["request_number"], now)))


def _content(view: RequestPageView | type[RequestState]) -> rx.Component:
    return rx.el.div(
        page_heading(view.title, lead=view.about, trail=TRAIL),
        sheet(
            rx.el.p(badge(view.badge, tone=view.tone), class_name="row"),
            rx.el.p(view.sentence, class_name="sentence", custom_attrs={"data-live-key": "state"}),
            rx.el.p(view.account, class_name="soft"),
            pick(view.bill_href != "", rx.el.p(link(view.bill_words, to=view.bill_href)), rx.fragment()),
            label=_("Where it stands"),
            class_name="stack",
        ),
        sheet(
            section_heading(_("What happened so far"), heading_id="timeline"),
            timeline(view.steps),
            class_name="stack",
        ),
        class_name="stack",
        custom_attrs={"data-live": "request"},
    )


def _more() -> rx.Component:
    field = words_field(_("Add something"), name="words", mend=RequestState.mend, longest=LONGEST_WORDS)
    form = rx.el.form(
        rx.el.div(field, key=RequestState.added_count),
        rx.el.div(submit_button(_("Send")), class_name="row"),
        on_submit=RequestState.add,
        class_name="stack",
    )
    return rx.cond(RequestState.may_add, sheet(form, label=_("Add something")), rx.fragment())


def _trouble() -> rx.Component:
    return rx.el.div(
        page_heading(TITLE, trail=TRAIL),
        empty_state(
            RequestState.trouble,
            sentence=_("Look at its number again; the letter we sent you has it."),
            sign="report",
            actions=[button_link(_("Show all my bills"), to="/billing")],
        ),
    )


def _waiting() -> rx.Component:
    bars = loading(
        skeleton(size="title"), skeleton(size="line"), skeleton(size="block"), label=_("Loading the request")
    )
    return rx.fragment(slot("figures"), rx.el.div(bars, class_name="unless-filled"))
