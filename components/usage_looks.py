"""Below the bars of Usage: buttons that open a closer look, and what was opened."""

from collections.abc import Callable, Sequence
from typing import Any

import reflex as rx

from components.charts.heat_map import heat_map
from components.charts.line_strip import line_strip
from components.charts.usage_chart import usage_chart
from components.ui.buttons import link
from components.ui.choices import Switch, switches
from components.ui.tables import cell, head_cell, row
from components.ui.values import Flag, Text, each, pick
from components.usage_parts import quality_legend
from components.words import _

_SOURCE = rx.asset("look_follower.jsx", shared=True)
OF_ALL = (("hours", _("Hour by hour")), ("average", _("Average day")))
OF_ELECTRIC = (*OF_ALL, ("peaks", _("Peaks")), ("price", _("By price")))
OF_INTERNET = (*OF_ALL, ("speed", _("Speed tests")), ("uptime", _("Uptime")))


class LookFollower(rx.Component):
    """Tells when what is open is of a range that is no longer shown."""

    library = f"$/public{_SOURCE}"
    tag = "LookFollower"

    look: rx.Var[str]
    shown: rx.Var[int]
    on_stale: rx.EventHandler[rx.event.no_args_event_spec]  # ty: ignore[invalid-type-form]


def look_buttons(*, is_electric: Flag, look: Text, on_open: Callable[[str], Any] | None) -> rx.Component:
    """Return the buttons; what is written before the page is live has no handler, and nothing is open."""

    def of(choices: Sequence[tuple[str, str]]) -> rx.Component:
        told = [Switch(words, on_open(name) if on_open else None, look == name) for name, words in choices]
        return switches(told, label=_("Look closer"))

    return rx.el.section(
        rx.el.h3(_("Look closer")),
        pick(is_electric, of(OF_ELECTRIC), of(OF_INTERNET)),
        class_name="stack usage-looks",
    )


def look_panel(view: Any, *, shown: rx.Var[int], on_stale: Any) -> rx.Component:
    """Return what is open; nothing stands there until something is."""
    return rx.fragment(
        LookFollower.create(look=view.look, shown=shown, on_stale=on_stale),
        rx.el.p(view.sentence, class_name="sr-only", role="status"),
        rx.cond(view.look != "", _opened(view), rx.fragment()),
    )


def _opened(view: Any) -> rx.Component:
    return rx.el.section(
        rx.el.h3(view.title, id="usage-look"),
        rx.el.p(view.sentence, class_name="sentence"),
        rx.match(
            view.look,
            ("hours", rx.cond(view.heat.day_count > 0, _map(view), rx.fragment())),
            ("uptime", line_strip(view.strip, label=_("Uptime of each day"))),
            rx.cond(view.chart.key != "", _chart(view), rx.fragment()),
        ),
        rx.cond(view.has_rows, _rows(view), rx.fragment()),
        rx.el.p(view.about, class_name="soft small"),
        rx.cond(view.source_note != "", rx.el.p(view.source_note, class_name="soft small"), rx.fragment()),
        class_name="sheet chart",
        custom_attrs={"aria-labelledby": "usage-look", "data-provider": view.kind},
    )


def _map(view: Any) -> rx.Component:
    return heat_map(view.heat, label=_("Use of each hour"))


def _chart(view: Any) -> rx.Component:
    return rx.fragment(
        usage_chart(view.chart, label=view.title, columns=view.chart_heads),
        quality_legend(
            used_words=view.used_words,
            fixed_words=view.fixed_words,
            received_words=view.other_words,
            beside_words=view.beside_words,
            warmth_words=view.line_words,
            has_used=view.chart.has_used,
            has_fixed=view.chart.has_fixed,
            has_received=view.chart.has_received,
            has_estimated=False,
            has_missing=False,
            has_zero=False,
        ),
    )


def _rows(view: Any) -> rx.Component:
    def draw(item: Any) -> rx.Component:
        name = rx.cond(item.href != "", link(item.name, to=item.href), item.name)
        return row(head_cell(name), cell(item.figure), cell(item.about))

    table = rx.el.table(
        rx.el.thead(rx.el.tr(each(view.heads, lambda head: rx.el.th(head, scope="col")))),
        rx.el.tbody(each(view.rows, draw)),
        class_name="table",
    )
    told = {"aria-label": _("In a list")}
    return rx.el.div(table, class_name="table-frame", tab_index=0, role="region", custom_attrs=told)
