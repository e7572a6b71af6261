"""Who the member is to us, and the doors to everything personal."""

import reflex as rx

from components.presence import presence
from components.profile_parts import kept_choice, kept_line, part_form, spoken_news
from components.ui.buttons import button, button_link, plain_button_link
from components.ui.choices import Switch, switches
from components.ui.doors import Door, doors
from components.ui.forms import check_field, choice_field, text_field
from components.ui.headings import page_heading, section_heading
from components.ui.notes import loading, skeleton
from components.ui.sheets import sheet
from components.undelivered import undelivered_note
from components.words import _
from smarthub_dash.domain.members.rules.contact import STATES
from smarthub_dash.pages.frame import framed
from state.profile import ProfileState

ROUTE = "/profile"
TITLE = _("My Profile")
ON_LOAD = (ProfileState.load,)
first_figures = None
"""The doors are part of the page; what is kept of a member follows with the socket."""

DOORS = (
    Door(
        _("Manage My Stored Payment Accounts"),
        _("Bank accounts and cards for later payments."),
        "/profile/payment-accounts",
        "card",
    ),
    Door(_("Linked Accounts"), _("The accounts this sign-in shows."), "/profile/accounts", "bill"),
    Door(_("Household"), _("Who else may see or pay, and for how long."), "/profile/household", "people"),
    Door(_("Security"), _("Password, passkeys, signed-in devices."), "/profile/security", "shield"),
)


def page() -> rx.Component:
    """Return the page: what is kept, the doors, and the two ways to take everything along or to leave."""
    return framed(
        page_heading(TITLE, lead=_("Your personal information, and everything kept for you.")),
        presence(ProfileState.current_at),
        rx.el.div(
            spoken_news(ProfileState.news),
            undelivered_note(ProfileState.undelivered),
            rx.cond(ProfileState.is_loaded, _information(), _waiting()),
            doors(DOORS, label=TITLE),
            _everything(),
            class_name="stack",
        ),
        route=ROUTE,
    )


def _waiting() -> rx.Component:
    return loading(skeleton("title"), skeleton("block"), skeleton("block"), label=_("Your information is loading"))


def _information() -> rx.Component:
    return rx.el.div(
        sheet(
            section_heading(_("Personal information"), heading_id="personal"),
            _line(_("Name"), ProfileState.full_name, "name", _name_fields()),
            _line(_("Mailing address"), ProfileState.address, "address", _address_fields()),
            _line(_("Phone"), ProfileState.phone, "phone", _phone_fields()),
            _line(_("E-mail"), ProfileState.email, "email", _email_fields(), submit=_("Send the link")),
        ),
        sheet(
            section_heading(_("Language and bills"), heading_id="preferences"),
            kept_choice(_("Language"), _language()),
            kept_choice(_("Bills"), _bills()),
        ),
        class_name="stack",
        custom_attrs={"data-live": "profile"},
    )


def _line(title: str, value: rx.Var[str], part: str, fields: list[rx.Component], submit: str = "") -> rx.Component:
    form = part_form(
        *fields,
        part=part,
        trouble=ProfileState.trouble,
        submit=submit or _("Save"),
        on_submit=ProfileState.submit,
        on_cancel=ProfileState.cancel,
    )
    return kept_line(
        title,
        value,
        part=part,
        is_open=ProfileState.editing == part,
        form=form,
        on_change=ProfileState.edit(part),
        below=_waiting_email() if part == "email" else rx.fragment(),
    )


def _field(label: str, name: str, autocomplete: str, *, kind: str = "text", hint: str = "") -> rx.Component:
    return text_field(
        label,
        name=name,
        kind=kind,
        hint=hint,
        mend=ProfileState.mends[name],
        value=ProfileState.draft[name],
        autocomplete=autocomplete,
        is_required=name != "phone",
    )


def _name_fields() -> list[rx.Component]:
    hint = _("As letters should greet you. The name on a bill stays as it is: to change it, call us.")
    return [_field(_("Full name"), "full_name", "name", hint=hint)]


def _address_fields() -> list[rx.Component]:
    state = choice_field(
        _("State"),
        name="state",
        options=tuple(STATES.items()),
        value=ProfileState.draft["state"],
        mend=ProfileState.mends["state"],
        autocomplete="address-level1",
    )
    return [
        _field(_("Street or P.O. box"), "street", "street-address"),
        _field(_("City"), "city", "address-level2"),
        rx.el.div(state, _field(_("ZIP code"), "zip_code", "postal-code"), class_name="place"),
    ]


def _phone_fields() -> list[rx.Component]:
    hint = _("With its area code, such as 573-642-3326. Leave it empty to have none kept.")
    return [_field(_("Phone number"), "phone", "tel", kind="tel", hint=hint)]


def _email_fields() -> list[rx.Component]:
    hint = _("You sign in with it. We send a link there; your sign-in changes when you open it.")
    return [_field(_("New e-mail address"), "email", "email", kind="email", hint=hint)]


def _waiting_email() -> rx.Component:
    return rx.cond(
        ProfileState.waiting_email != "",
        rx.el.div(
            rx.el.p(
                _("Waiting for the link we sent to "),
                rx.el.strong(ProfileState.waiting_email),
                _(". It works for 24 hours. Until then nothing changes."),
            ),
            button(_("Keep the present address"), on_click=ProfileState.keep_email),
            class_name="below stack small",
            custom_attrs={"data-waiting": "email"},
        ),
        rx.fragment(),
    )


def _language() -> rx.Component:
    return rx.el.div(
        switches(
            [
                Switch("English", ProfileState.choose_language("en"), ProfileState.is_english),
                Switch("Español", ProfileState.choose_language("es"), ~ProfileState.is_english),
            ],
            label=_("Language"),
        ),
        rx.el.p(
            _("We note what you would rather read. The portal itself speaks English for now; it will follow."),
            class_name="soft small",
        ),
        class_name="stack",
    )


def _bills() -> rx.Component:
    return rx.el.div(
        rx.el.p(ProfileState.paper_summary, custom_attrs={"data-kept": "paper"}),
        rx.el.div(button_link(_("Paperless Billing"), to="/billing/paperless"), class_name="row"),
        check_field(
            _("Large print, made for screen readers too"),
            name="wants_large_print",
            is_on=ProfileState.wants_large_print,
            on_change=ProfileState.choose_print,
        ),
        class_name="stack",
    )


def _everything() -> rx.Component:
    return sheet(
        section_heading(_("Everything about you"), heading_id="everything"),
        rx.el.p(
            _("Download all we keep about you and your accounts as one archive, ready for a spreadsheet. ")
            + _("Or close your sign-in; your accounts and bills stay with the co-op.")
        ),
        rx.el.div(
            plain_button_link(_("Download everything about me"), href="/profile/download"),
            plain_button_link(_("Close my sign-in"), href="/profile/close", kind="quiet"),
            class_name="row",
        ),
        class_name="stack",
    )
