"""Take usage along: a form the browser sends by itself, for a file of any range."""

from collections.abc import Sequence
from typing import Any

import reflex as rx

from components.ui.buttons import submit_button
from components.ui.forms import choice_field, hidden_field, native_form
from components.ui.values import Text, pick
from components.words import _

DETAILS = (("measured", _("As measured")), ("day", _("Each day")), ("bill", _("Each billing period")))
FORMS = (
    ("csv", _("CSV, for a spreadsheet")),
    ("xml", _("Green Button XML, for energy programs")),
    ("zip", _("Both, in a ZIP")),
)
FORMS_OF_INTERNET = (("csv", _("CSV, for a spreadsheet")), ("zip", _("CSV in a ZIP")))


_SOURCE = rx.asset("usage_download.jsx", shared=True)


class UsageDownload(rx.Component):
    """Fetches the file of the form inside it, with progress, and lets it be stopped."""

    library = f"$/public{_SOURCE}"
    tag = "UsageDownload"

    words: rx.Var[dict[str, Any]]


def usage_download(*, account_number: Text, days: Any) -> rx.Component:
    """Return the form, folded away behind its name; it begins with the range that is shown."""
    return rx.el.details(
        rx.el.summary(
            rx.el.span(_("Download usage"), class_name="title"),
            rx.el.span(_("CSV, Green Button or both"), class_name="soft small"),
        ),
        UsageDownload.create(_form(account_number, days), words=_telling()),
        # A field keeps what it began with: of another range it is another form.
        key=days.key,
        class_name="narrowing",
    )


def _telling() -> dict[str, Any]:
    return {
        "coming": _("Downloading."),
        "stop": _("Stop the download"),
        "stopped": _("The download was stopped. Nothing was saved."),
        "done": _("Downloaded."),
        "failed": _("The download broke off, and nothing was saved. Please try again."),
    }


def _form(account_number: Text, days: Any) -> rx.Component:
    return native_form(
        hidden_field("account", account_number),
        rx.el.div(
            _day(_("From"), name="first", value=days.first, days=days),
            _day(_("Through"), name="last", value=days.last, days=days),
            _choice(_("One line for"), name="detail", options=DETAILS),
            pick(
                days.is_electric,
                _choice(_("File"), name="form", options=FORMS),
                _choice(_("File"), name="form", options=FORMS_OF_INTERNET),
            ),
            class_name="facing-fields",
        ),
        rx.el.p(
            _("Each line says whether it was measured, estimated or edited. What was not received is left out."),
            class_name="soft small",
        ),
        rx.el.p(submit_button(_("Download"))),
        action="/usage/download",
        method="get",
    )


def _choice(label: str, *, name: str, options: Sequence[tuple[str, str]]) -> rx.Component:
    return choice_field(label, name=name, options=options, value=options[0][0], mend="", autocomplete="off")


def _day(label: str, *, name: str, value: Text, days: Any) -> rx.Component:
    return rx.el.div(
        rx.el.label(label, html_for=f"usage-{name}"),
        rx.el.input(
            id=f"usage-{name}",
            name=name,
            type="date",
            default_value=value,
            min=days.oldest,
            max=days.newest,
            required=True,
            class_name="input",
        ),
        class_name="field",
    )
