"""Which news goes where: events by contact, quiet hours, digests, and a test."""

from typing import Any

import reflex as rx

from components.household_parts import named_button, told
from components.presence import presence
from components.ui.buttons import button_link, submit_button
from components.ui.choices import Choice, choice_link
from components.ui.forms import choice_field
from components.ui.headings import page_heading, section_heading
from components.ui.notes import loading, note, skeleton
from components.ui.sheets import sheet
from components.words import _
from smarthub_dash.pages.frame import framed
from state.choices import ChoicesState
from state.choices_view import ZONES, AccountLink, Box, ContactLink, EventRow, Group, times
from state.frame import FrameState

ROUTE = "/notifications/manage"
TITLE = _("Manage Notifications")
ON_LOAD = (FrameState.load, ChoicesState.load)
first_figures = None
YES_NO = (("no", _("No")), ("yes", _("Yes")))
EVERY = (("never", _("No, each by itself")), ("day", _("Every day")), ("week", _("Every Monday")))


def page() -> rx.Component:
    """Return the page, live."""
    state = ChoicesState
    return framed(
        page_heading(
            TITLE, lead=_("Which news reaches you, and where."), trail=((_("Notifications"), "/notifications"),)
        ),
        presence(state.current_at),
        rx.el.div(
            told(mend=state.mend, news=state.news),
            rx.cond(state.is_loaded, _content(), _waiting()),
            class_name="stack",
            custom_attrs={"data-live": "choices"},
        ),
        route=ROUTE,
    )


def _waiting() -> rx.Component:
    return loading(skeleton("block"), skeleton("block"), label=_("Your choices are loading"))


def _content() -> rx.Component:
    state = ChoicesState
    return rx.fragment(
        note(
            _("Everything stands in your inbox as well. What always goes to the address you sign in with cannot be ")
            + _("switched off there: bills, your rights with Auto Pay, and security.")
        ),
        rx.cond(
            state.has_accounts,
            rx.el.nav(
                rx.foreach(state.accounts, _account),
                class_name="choices",
                custom_attrs={"aria-label": _("Choose for")},
            ),
        ),
        rx.foreach(state.groups, _group),
        _times(),
        _tests(),
    )


def _account(link: AccountLink) -> Any:
    return choice_link(Choice(link.text, link.href, link.is_on))


def _group(group: Group) -> Any:
    return sheet(
        rx.el.h2(group.title),
        rx.foreach(group.rows, _event),
        label=group.title,
        class_name="stack",
    )


def _event(row: EventRow) -> Any:
    return rx.el.fieldset(
        rx.el.legend(row.title),
        rx.el.div(rx.foreach(row.boxes, lambda box: _box(row, box)), class_name="ways"),
        class_name="told",
        key=row.name,
    )


def _box(row: EventRow, box: Box) -> Any:
    return rx.el.label(
        rx.el.input(
            type="checkbox",
            checked=box.is_on,
            disabled=box.is_fixed,
            on_change=lambda is_on: ChoicesState.choose(row.name, box.key, is_on),
        ),
        rx.el.span(box.label, rx.cond(box.is_fixed, rx.el.span(_(" (always)"), class_name="soft")), class_name="where"),
        class_name="check",
        key=box.key,
    )


def _times() -> rx.Component:
    state = ChoicesState
    return sheet(
        section_heading(_("Quiet hours and digest"), heading_id="times"),
        rx.el.p(
            _("In quiet hours, texts that can wait do wait until they end; what is urgent comes at once. ")
            + _("A digest gathers the e-mails that can wait into one."),
            class_name="soft",
        ),
        rx.el.form(
            _choice(_("Quiet hours"), "quiet_on", YES_NO, state.quiet_on),
            _choice(_("From"), "quiet_from", times(), state.quiet_from),
            _choice(_("Until"), "quiet_until", times(), state.quiet_until),
            _choice(_("Your clock"), "zone_name", ZONES, state.zone_name),
            _choice(_("Digest"), "digest_every", EVERY, state.digest_every),
            _choice(_("Digest at"), "digest_at", times(), state.digest_at),
            rx.el.div(submit_button(_("Save")), class_name="row"),
            on_submit=state.save_times,
            class_name="stack max-w-xl",
        ),
        label=_("Quiet hours and digest"),
        class_name="stack",
    )


def _choice(label: str, name: str, options: tuple[tuple[str, str], ...], value: rx.Var[str]) -> rx.Component:
    return choice_field(label, name=name, options=options, value=value, mend="", autocomplete="off")


def _tests() -> rx.Component:
    return sheet(
        section_heading(_("Send a test"), heading_id="tests"),
        rx.el.ul(rx.foreach(ChoicesState.contacts, _contact), class_name="stack"),
        rx.el.div(button_link(_("Manage Contacts"), to="/notifications/contacts"), class_name="row"),
        label=_("Send a test"),
        class_name="stack",
    )


def _contact(row: ContactLink) -> Any:
    return rx.el.li(
        rx.el.span(row.title, class_name="where"),
        named_button(_("Send a test"), of=row.title, on_click=ChoicesState.send_test(row.key)),
        class_name="row",
        key=row.key,
    )
