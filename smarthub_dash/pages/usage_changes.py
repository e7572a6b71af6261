"""Changes at home: what the household marked on its usage, and what each change did in the same weather."""

import reflex as rx

from components.change_parts import change_acts, change_item, new_change_form
from components.household_parts import told
from components.presence import presence
from components.ui.buttons import link
from components.ui.choices import Choice, choice_link
from components.ui.headings import page_heading, section_heading
from components.ui.notes import empty_state, loading, skeleton
from components.ui.sheets import sheet
from components.words import _
from smarthub_dash.pages.frame import framed
from state.changes import ChangesState
from state.changes_view import ChangeRow
from state.frame import FrameState
from state.usage_values import AccountChoice

ROUTE = "/usage/changes"
TITLE = _("Changes at home")
ON_LOAD = (FrameState.load, ChangesState.load)
first_figures = None


def page() -> rx.Component:
    """Return the page, live."""
    state = ChangesState
    return framed(
        page_heading(
            TITLE,
            lead=_("Mark what changed, and see what it did to your use in the same weather."),
            trail=((_("Usage"), "/usage"),),
        ),
        presence(state.current_at),
        rx.cond(
            state.is_loaded,
            rx.cond(state.trouble != "", empty_state(state.trouble, sentence="", sign="usage"), _content()),
            loading(skeleton("title"), skeleton("block"), label=_("Changes are loading")),
        ),
        route=ROUTE,
    )


def _content() -> rx.Component:
    state = ChangesState
    return rx.el.div(
        told(mend=state.mend, news=state.news),
        rx.cond(state.has_choices, _choices(), rx.fragment()),
        sheet(
            rx.el.h2(state.account_name),
            rx.cond(state.has_rows, _changes(), rx.el.p(_("Nothing is marked here yet."))),
            rx.el.p(link(_("Back to Usage"), to=state.usage_href)),
            provider="electric",
            class_name="stack",
        ),
        rx.cond(state.may_change, _marking(), _reading()),
        class_name="stack",
        custom_attrs={"data-live": "changes"},
    )


def _choices() -> rx.Component:
    def draw(choice: AccountChoice) -> rx.Component:
        return choice_link(Choice(choice.name, choice.href, choice.is_on))

    return rx.el.nav(
        rx.foreach(ChangesState.choices, draw), class_name="choices", custom_attrs={"aria-label": _("Account")}
    )


def _changes() -> rx.Component:
    state = ChangesState

    def draw(each: ChangeRow) -> rx.Component:
        acts = change_acts(key=each.key, label=each.label, on_rename=state.rename, on_remove=state.remove(each.key))
        item = change_item(
            label=each.label,
            day=each.day,
            outcome=each.outcome,
            tone=each.tone,
            sentence=each.sentence,
            how=each.how,
            usage_to=each.usage_href,
            acts=rx.cond(state.may_change, acts, rx.fragment()),
        )
        return rx.fragment(item, key=each.key)

    return rx.el.ul(rx.foreach(state.rows, draw), custom_attrs={"aria-label": _("Marked changes")})


def _marking() -> rx.Component:
    state = ChangesState
    return sheet(
        section_heading(_("Mark a change"), heading_id="mark"),
        rx.el.p(_("Everyone who sees this account sees it too, and the activity log says who marked it.")),
        new_change_form(oldest=state.oldest, newest=state.newest, on_submit=state.add),
        class_name="stack",
    )


def _reading() -> rx.Component:
    return sheet(rx.el.p(_("An owner or a caretaker of the account can mark changes.")))
