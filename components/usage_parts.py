"""The parts of Usage: the date control, the legend of the chart, and facts in figures."""

from collections.abc import Sequence

import reflex as rx
from reflex_components_core.react_router.dom import ReactRouterLink

from components.ui.buttons import submit_button
from components.ui.forms import hidden_field, native_form
from components.ui.icons import icon
from components.ui.sheets import amount
from components.ui.values import Flag, Text, pick
from components.words import _

FIXED = _("Fixed charges and taxes")


def usage_controls(
    *, ranges: rx.Component, units: rx.Component, period: rx.Component, accounts: rx.Component | None = None
) -> rx.Component:
    """Return the one control that drives the page: whose, how long, when, and in what unit."""
    return rx.el.div(*([accounts] if accounts is not None else []), ranges, units, period, class_name="usage-controls")


def period_steps(
    *,
    name: Text,
    previous_to: Text,
    next_to: Text,
    latest_to: Text,
    has_previous: Flag,
    has_next: Flag,
    up_to: Text = "",
    has_up: Flag = False,
) -> rx.Component:
    """Return the period in words between the links to its neighbors; where there is none, the arrow is faint."""
    return rx.el.nav(
        pick(has_up, _step_link(_("Back"), rx.fragment(_("Back")), up_to), _faint(_("Back"))),
        _neighbor("back", label=_("Previous"), to=previous_to, is_there=has_previous),
        rx.el.p(name, class_name="name", custom_attrs={"aria-live": "polite"}),
        _neighbor("next", label=_("Next"), to=next_to, is_there=has_next),
        pick(has_next, _step_link(_("Latest"), rx.fragment(_("Latest")), latest_to), _faint(_("Latest"))),
        class_name="period",
        custom_attrs={"aria-label": _("Period")},
    )


def quality_legend(
    *,
    used_words: Text,
    received_words: Text,
    has_used: Flag,
    has_fixed: Flag,
    has_estimated: Flag,
    has_missing: Flag,
    has_zero: Flag,
    has_received: Flag,
    beside_words: Text = "",
    warmth_words: Text = "",
    fixed_words: Text = FIXED,
) -> rx.Component:
    """Return what the marks of a chart mean; a mark that is not in the chart is left out."""
    return rx.el.ul(
        pick(has_used, _mark("used", used_words), rx.fragment()),
        pick(has_estimated, _mark("estimated", _("Estimated")), rx.fragment()),
        pick(has_missing, _mark("missing", _("Missing, not zero")), rx.fragment()),
        pick(has_zero, _mark("zero", _("Measured as zero for hours")), rx.fragment()),
        pick(has_received, _mark("received", received_words), rx.fragment()),
        pick(has_fixed, _mark("fixed", fixed_words), rx.fragment()),
        pick(beside_words != "", _mark("beside", beside_words), rx.fragment()),
        pick(warmth_words != "", _mark("warmth", warmth_words), rx.fragment()),
        class_name="legend",
        custom_attrs={"aria-label": _("Legend")},
    )


def range_form(
    *, account: Text, unit: Text, first: Text, last: Text, newest: Text, oldest: Text, compare: Text
) -> rx.Component:
    """Return the folded form for a range of the member's own; it is an address, so it can be kept as a bookmark."""

    def day(name: str, label: str, value: Text) -> rx.Component:
        field = rx.el.input(
            id=f"custom-{name}", name=name, type="date", default_value=value, min=oldest, max=newest, class_name="input"
        )
        return rx.el.div(rx.el.label(label, html_for=f"custom-{name}"), field, class_name="field")

    return rx.el.details(
        rx.el.summary(_("Custom")),
        native_form(
            hidden_field("account", account),
            hidden_field("range", "custom"),
            hidden_field("unit", unit),
            hidden_field("compare", compare),
            day("at", _("First day"), first),
            day("until", _("Last day"), last),
            submit_button(_("Show these days"), kind="plain"),
            action="/usage",
            method="get",
            class_name="row items-end",
        ),
        class_name="as-table",
    )


def facts(items: rx.Component | Sequence[rx.Component], *, provider: Text) -> rx.Component:
    """
    Return a few figures side by side.

    Shape: `fact` components, or one component that makes them.
    """
    inside = [items] if isinstance(items, rx.Component) else list(items)
    return rx.el.dl(*inside, class_name="facts", custom_attrs={"data-provider": provider})


def fact(*, name: Text, figure: Text, about: Text = "") -> rx.Component:
    """Return one figure with its name and, if it needs one, a line of explanation."""
    return rx.el.div(
        rx.el.dt(name),
        rx.el.dd(amount(figure, size="line")),
        pick(about != "", rx.el.dd(about, class_name="about"), rx.fragment()),
    )


def _mark(mark: str, words: Text) -> rx.Component:
    return rx.el.li(rx.el.span(class_name="swatch", custom_attrs={"data-mark": mark, "aria-hidden": "true"}), words)


def _neighbor(sign: str, *, label: str, to: Text, is_there: Flag) -> rx.Component:
    return pick(
        is_there,
        _step_link(label, icon(sign), to),
        rx.el.span(icon(sign), class_name="off", custom_attrs={"aria-hidden": "true"}),
    )


def _step_link(label: str, content: rx.Component, to: Text) -> rx.Component:
    return ReactRouterLink.create(content, to=to, prevent_scroll_reset=True, custom_attrs={"aria-label": label})


def _faint(words: str) -> rx.Component:
    return rx.el.span(words, class_name="off", custom_attrs={"aria-disabled": "true"})
