"""Who else may see or pay, and for how long."""

import reflex as rx

from components.household_parts import RoleChoice, account_head, named_button, person_row, role_field, role_list, told
from components.presence import presence
from components.ui.buttons import button, submit_button
from components.ui.dialog import dialog
from components.ui.forms import text_field
from components.ui.headings import page_heading, section_heading
from components.ui.notes import empty_state, loading, skeleton
from components.ui.sheets import sheet
from components.words import _
from smarthub_dash.domain.accounts.rules import HouseholdRole, role_words
from smarthub_dash.pages.frame import framed
from state.frame import FrameState
from state.household import HouseholdState
from state.household_view import ROLE_NAMES, Act, Invited, Option, Person, Shared

ROUTE = "/profile/household"
TITLE = _("Household")
ON_LOAD = (FrameState.load, HouseholdState.load)
first_figures = None
ROLES = tuple(RoleChoice(role.value, _(ROLE_NAMES[role]), _(f"May {role_words(role)}.")) for role in HouseholdRole)
ENDS_HINT = _("Access ends at the first minute of this day. Leave it empty for no end.")


def page() -> rx.Component:
    """Return the page, live."""
    return framed(
        page_heading(
            TITLE, lead=_("Who else may see or pay, and for how long."), trail=((_("My Profile"), "/profile"),)
        ),
        presence(HouseholdState.current_at),
        rx.cond(HouseholdState.is_loaded, _content(), _waiting()),
        _changing(),
        _removing(),
        route=ROUTE,
    )


def _content() -> rx.Component:
    state = HouseholdState
    return rx.el.div(
        told(mend=state.mend, news=state.news),
        rx.cond(
            state.has_accounts,
            rx.el.div(rx.foreach(state.accounts, _account), class_name="stack"),
            empty_state(
                _("There is nothing to share yet"),
                sentence=_("Link an account first: it shows here with everyone who sees it."),
                sign="people",
            ),
        ),
        rx.cond(state.has_invitations, _invitations(), rx.fragment()),
        rx.cond(state.may_share, _inviting(), rx.fragment()),
        sheet(section_heading(_("What each role may do"), heading_id="roles"), role_list(ROLES), class_name="stack"),
        _activity(),
        class_name="stack",
        custom_attrs={"data-live": "household"},
    )


def _account(account: Shared) -> rx.Component:
    return sheet(
        account_head(
            kind=account.kind,
            provider_name=account.provider_name,
            nickname=account.nickname,
            number=account.number,
            place=account.place,
        ),
        rx.el.ul(rx.foreach(account.people, _person), class_name="mt-3"),
        provider=account.kind,
        label=account.nickname,
    )


def _person(person: Person) -> rx.Component:
    actions = rx.el.div(
        named_button(_("Change"), of=person.name, on_click=HouseholdState.ask_change(person.key)),
        named_button(_("Remove"), of=person.name, on_click=HouseholdState.ask_removal(person.key)),
        class_name="row",
    )
    return person_row(
        name=person.name,
        email=person.email,
        role_name=person.role_name,
        role_words=person.role_words,
        since=person.since,
        ends_words=person.ends_words,
        actions=rx.cond(person.is_changeable, actions, rx.fragment()),
    )


def _invitations() -> rx.Component:
    def draw(invited: Invited) -> rx.Component:
        return rx.el.li(
            rx.el.div(
                rx.el.p(rx.el.strong(invited.email), class_name="break-words"),
                rx.el.p(invited.words, class_name="soft small"),
                class_name="grow basis-64 min-w-0",
            ),
            named_button(_("Take back"), of=invited.email, on_click=HouseholdState.take_back(invited.key)),
            class_name="flex flex-wrap items-center gap-3 py-3 border-t border-[var(--rule)]",
        )

    return sheet(
        section_heading(_("Invited, not answered yet"), heading_id="invited"),
        rx.el.ul(rx.foreach(HouseholdState.invitations, draw), class_name="mt-3"),
    )


def _inviting() -> rx.Component:
    state = HouseholdState
    opener = button(_("Invite someone"), on_click=state.begin_invitation, kind="main")
    return rx.cond(state.is_inviting, _form(), rx.el.div(opener, class_name="row"))


def _form() -> rx.Component:
    state = HouseholdState
    ends_on = text_field(
        _("Access ends on (optional)"),
        name="ends_on",
        kind="date",
        hint=ENDS_HINT,
        value=state.typed_ends_on,
        is_required=False,
    )
    return sheet(
        section_heading(_("Invite someone"), heading_id="invite"),
        rx.el.form(
            text_field(_("E-mail"), name="email", kind="email", value=state.typed_email),
            rx.el.fieldset(
                rx.el.legend(_("Accounts"), class_name="font-semibold"),
                rx.foreach(state.options, _tick),
                class_name="grid gap-1 border-0 p-0 m-0",
            ),
            role_field(ROLES, chosen=state.typed_role),
            ends_on,
            rx.el.div(
                submit_button(_("Send the invitation")), button(_("Cancel"), on_click=state.dismiss), class_name="row"
            ),
            on_submit=state.invite,
            class_name="stack",
        ),
        class_name="stack",
    )


def _tick(option: Option) -> rx.Component:
    return rx.el.label(
        rx.el.input(
            type="checkbox",
            name=option.field_name,
            default_checked=HouseholdState.typed_accounts.contains(option.field_name),  # ty: ignore[missing-attribute]
        ),
        rx.el.span(option.label),
        class_name="check",
    )


def _changing() -> rx.Component:
    state = HouseholdState
    form = rx.el.form(
        role_field(ROLES, chosen=state.asked_role),
        text_field(
            _("Access ends on (optional)"),
            name="ends_on",
            kind="date",
            hint=ENDS_HINT,
            value=state.asked_ends_on,
            is_required=False,
        ),
        rx.el.div(submit_button(_("Save")), button(_("Cancel"), on_click=state.dismiss), class_name="row"),
        on_submit=state.change,
        class_name="stack",
    )
    return dialog(
        rx.el.p(rx.el.strong(state.asked_name)),
        rx.cond(state.is_changing, form, rx.fragment()),
        name="change",
        title=_("What may they do?"),
        is_open=state.is_changing,
        on_dismiss=state.dismiss,
    )


def _removing() -> rx.Component:
    state = HouseholdState
    return dialog(
        rx.el.p(rx.el.strong(state.asked_name), _(" loses access at once, on every device.")),
        rx.el.div(
            button(_("Remove"), on_click=state.remove, kind="main"),
            button(_("Keep"), on_click=state.dismiss),
            class_name="row",
        ),
        name="remove",
        title=_("End this access?"),
        is_open=state.is_removing,
        on_dismiss=state.dismiss,
    )


def _activity() -> rx.Component:
    def draw(act: Act) -> rx.Component:
        return rx.el.li(
            rx.el.p(act.words, class_name="break-words"),
            rx.el.p(act.when, class_name="soft small"),
            class_name="py-2 border-t border-[var(--rule)]",
        )

    return sheet(
        section_heading(_("What happened"), heading_id="activity"),
        rx.el.p(_("Everyone who sees an account reads the same about it."), class_name="soft small"),
        rx.cond(
            HouseholdState.has_activity,
            rx.el.ul(rx.foreach(HouseholdState.activity, draw), class_name="mt-3"),
            rx.el.p(_("Nothing has happened yet."), class_name="mt-3"),
        ),
    )


def _waiting() -> rx.Component:
    bars = (skeleton(size) for size in ("title", "line", "line", "block"))
    return loading(*bars, label=_("Loading your household"))
