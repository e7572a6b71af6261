"""Link another account by what is on its bill: a plain form, since it may take a bill's one-time code."""

import reflex as rx

from components.later import desk_list
from components.public_parts import public_shell, slot
from components.ui.buttons import plain_button_link
from components.ui.headings import page_heading
from components.words import _

ROUTE = "/profile/accounts/link"
TITLE = _("Link an account")


def page() -> rx.Component:
    """
    Return the whole page.

    The route fills two slots: "error" (why the last try was refused) and "form" (the fields with what was typed).
    """
    return public_shell(
        page_heading(TITLE, lead=_("Have a printed bill of the account at hand. You become an owner of the account.")),
        slot("error"),
        slot("form"),
        plain_button_link(_("Cancel"), href="/profile/accounts"),
        rx.el.div(rx.el.p(_("If it does not work, call us and we link it for you.")), desk_list(), class_name="stack"),
        width="form",
    )
