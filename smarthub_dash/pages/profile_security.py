"""Security: how a member proves who they are, and where they are signed in; live."""

from typing import Any

import reflex as rx

from components.open_identities import open_identities_section
from components.presence import presence
from components.security_parts import (
    device_row,
    key_list,
    key_row,
    name_question,
    question,
    security_section,
    sign_in_row,
)
from components.ui.buttons import button, plain_button_link
from components.ui.headings import page_heading
from components.ui.notes import loading, note, skeleton
from components.ui.tables import Column, cell, head_cell, row, table, table_or_list
from components.undelivered import undelivered_note
from components.words import _
from smarthub_dash.pages import (
    security_app,
    security_email_codes,
    security_passkey,
    security_password,
    security_recovery_codes,
)
from smarthub_dash.pages.frame import framed
from state.security import SecurityState

ROUTE = "/profile/security"
TITLE = _("Security")
ON_LOAD = (SecurityState.load,)


def page() -> rx.Component:
    """Return Security: skeletons until the live page is there."""
    return framed(
        page_heading(
            TITLE, lead=_("Your password, and where you are signed in."), trail=((_("My Profile"), "/profile"),)
        ),
        rx.el.div(
            presence(SecurityState.current_at),
            rx.el.div(_said(), role="status", class_name="empty:hidden"),
            rx.cond(SecurityState.is_loaded, _content(), _waiting()),
            class_name="stack",
        ),
        route=ROUTE,
    )


def _content() -> rx.Component:
    return rx.el.div(
        undelivered_note(SecurityState.undelivered),
        _password(),
        _passkeys(),
        _two_step(),
        rx.cond(SecurityState.has_two_step, _recovery_codes(), rx.fragment()),
        open_identities_section(),
        _devices(),
        _sign_ins(),
        _questions(),
        class_name="stack",
        custom_attrs={"data-live": "security"},
    )


def _said() -> rx.Component:
    return rx.cond(SecurityState.said != "", note(rx.el.p(SecurityState.said), tone="good"), rx.fragment())


def _password() -> rx.Component:
    return security_section(
        _("Password"),
        rx.el.p(SecurityState.password_words),
        name="password",
        actions=[plain_button_link(_("Change password"), href=security_password.ROUTE)],
    )


def _passkeys() -> rx.Component:
    def draw(key: Any) -> rx.Component:
        return key_row(
            name=key.name,
            about=key.about,
            on_name=SecurityState.ask("name", key.passkey_id),
            on_remove=SecurityState.ask("remove", key.passkey_id),
        )

    return security_section(
        _("Passkeys"),
        rx.el.p(_("Sign in by unlocking your device, without a password. A passkey works on our real site only.")),
        rx.cond(
            SecurityState.has_keys,
            key_list(rx.foreach(SecurityState.keys, draw), label=_("Passkeys")),
            rx.el.p(_("You have no passkey yet."), class_name="soft"),
        ),
        name="passkeys",
        actions=[plain_button_link(_("Add a passkey"), href=security_passkey.ROUTE)],
    )


def _two_step() -> rx.Component:
    app_words = rx.cond(SecurityState.two_step == "app", _("Set up another app"), _("Use an authenticator app"))
    return security_section(
        _("Two-step codes"),
        rx.el.p(SecurityState.two_step_words),
        name="two-step",
        actions=[
            plain_button_link(app_words, href=security_app.ROUTE),
            rx.cond(
                SecurityState.can_email_codes,
                plain_button_link(_("Use codes by e-mail"), href=security_email_codes.ROUTE),
                rx.fragment(),
            ),
            rx.cond(
                SecurityState.has_two_step,
                button(_("Switch off"), on_click=SecurityState.ask("off", "")),
                rx.fragment(),
            ),
        ],
    )


def _recovery_codes() -> rx.Component:
    words = rx.el.p(SecurityState.recovery_words)
    return security_section(
        _("Recovery codes"),
        rx.cond(SecurityState.is_low, note(words, tone="alert"), words),
        name="recovery-codes",
        actions=[plain_button_link(_("Make new recovery codes"), href=security_recovery_codes.ROUTE)],
    )


def _devices() -> rx.Component:
    def draw(device: Any) -> rx.Component:
        return device_row(
            words=device.words,
            where=device.where,
            signed_in=device.signed_in,
            seen=device.seen,
            is_this=device.is_this,
            on_sign_out=SecurityState.sign_out_one(device.device_id),
        )

    others = button(_("Sign out all other devices"), on_click=SecurityState.ask("others", ""))
    return security_section(
        _("Signed-in devices"),
        rx.el.p(_("If you do not know one of them, sign it out and change your password.")),
        key_list(rx.foreach(SecurityState.devices, draw), label=_("Signed-in devices")),
        name="devices",
        actions=[rx.cond(SecurityState.has_others, others, rx.fragment())],
    )


def _sign_ins() -> rx.Component:
    def draw(line: Any) -> rx.Component:
        cells = (line.words, line.where, line.method, line.state)
        return row(head_cell(line.when), *(cell(each) for each in cells))

    def draw_short(line: Any) -> rx.Component:
        return sign_in_row(when=line.when, words=line.words, where=line.where, method=line.method, state=line.state)

    caption = _("Your last 20 sign-ins, the newest first")
    titles = (_("When"), _("Device"), _("Address"), _("By"), _("Now"))
    return security_section(
        _("Recent sign-ins"),
        rx.el.p(SecurityState.failed_words),
        table_or_list(
            table(rx.foreach(SecurityState.sign_ins, draw), caption=caption, columns=[Column(each) for each in titles]),
            key_list(rx.foreach(SecurityState.sign_ins, draw_short), label=caption),
        ),
        name="sign-ins",
    )


def _questions() -> rx.Component:
    chosen, asked = SecurityState.chosen, SecurityState.question
    return rx.fragment(
        name_question(
            is_open=asked == "name",
            passkey_id=chosen.passkey_id,
            present_name=chosen.name,
            on_save=SecurityState.name_passkey,
            on_no=SecurityState.never_mind,
        ),
        *(_question(*each) for each in _QUESTIONS),
    )


def _question(word: str, title: str, sentence: str, yes: str, on_yes: Any) -> rx.Component:
    return question(
        sentence,
        name=f"ask-{word}",
        title=title,
        is_open=SecurityState.question == word,
        yes=yes,
        on_yes=on_yes,
        on_no=SecurityState.never_mind,
    )


_QUESTIONS = (
    (
        "remove",
        _("Remove this passkey?"),
        _("It will not open your sign-in any more. Your password works as before."),
        _("Remove it"),
        SecurityState.remove_passkey(SecurityState.chosen.passkey_id),
    ),
    (
        "off",
        _("Switch two-step codes off?"),
        _("Your password alone will sign you in, and your recovery codes end."),
        _("Switch off"),
        SecurityState.turn_off_codes,
    ),
    (
        "others",
        _("Sign out all other devices?"),
        _("Only this device stays signed in. Open pages of the others close at once."),
        _("Sign them out"),
        SecurityState.sign_out_all_others,
    ),
)


def _waiting() -> rx.Component:
    return loading(*(skeleton(size) for size in ("block", "block", "figure", "block")), label=_("Loading Security"))
