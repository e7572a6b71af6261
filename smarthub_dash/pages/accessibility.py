"""What we do so that everyone can use the portal, and whom to tell where it fails."""

import reflex as rx

from components.later import desk_list
from components.public_parts import public_shell
from components.ui.headings import page_heading
from components.words import _

ROUTE = "/accessibility"
TITLE = _("Accessibility")

PROMISES = (
    _("We build to the Web Content Accessibility Guidelines 2.2, level AA, and test every page against them."),
    _("Everything can be reached by keyboard, and the place where you are is always marked."),
    _("Nothing is said by color alone: states have a word and a sign, and estimated readings are hatched."),
    _("Every chart comes with a sentence and the same figures as a table."),
    _("Text can be doubled in size, and pages fit a screen of 320 pixels without scrolling sideways."),
    _("Motion stops if your device asks for less of it; light and dark follow your device."),
    _("This page, the sign-in page and Help work without any script."),
)


def page() -> rx.Component:
    """Return the whole page."""
    return public_shell(
        page_heading(TITLE, lead=_("SmartHub is for every member.")),
        rx.el.section(
            rx.el.h2(_("What you can expect"), class_name="pb-3"),
            rx.el.ul(*(rx.el.li(promise) for promise in PROMISES), class_name="grid list-disc gap-2 pl-5"),
        ),
        rx.el.section(
            rx.el.h2(_("Something does not work for you?"), class_name="pb-3"),
            rx.el.p(_("Tell us. We will help at once, and mend the page."), class_name="pb-3"),
            desk_list(),
        ),
    )
