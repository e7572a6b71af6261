"""Help: the questions members ask, the people who answer, and the notice on suspicious calls."""

import reflex as rx

from components.faqs import OTHERS, SETTING_UP, faq_list
from components.later import desk_list
from components.public_parts import public_shell, scam_notice
from components.ui.headings import page_heading
from components.words import _

ROUTE = "/help"
TITLE = _("Help")


def page() -> rx.Component:
    """Return the whole page."""
    return public_shell(
        page_heading(TITLE, lead=_("Answers first, people next.")),
        _section(_("Setting up SmartHub"), name="setting-up", content=faq_list(SETTING_UP)),
        _section(_("Other questions"), name="others", content=faq_list(OTHERS)),
        _section(_("Talk to us"), name="contact", content=desk_list()),
        scam_notice(),
    )


def _section(title: str, *, name: str, content: rx.Component) -> rx.Component:
    return rx.el.section(rx.el.h2(title, id=name, class_name="pb-4"), content, custom_attrs={"aria-labelledby": name})
