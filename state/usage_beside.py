"""What stands beside a range of usage, drawn and in words."""

from collections.abc import Sequence

from smarthub_dash.domain.usage.rules import QuantityUnit
from smarthub_dash.journeys.usage_bars import Bar
from smarthub_dash.journeys.usage_beside import Beside
from smarthub_dash.journeys.view_usage import UsageView
from smarthub_dash.journeys.words import PER_SHOWN_UNIT, quantity_text
from smarthub_dash.kit.money import money_text

NAMES = {
    Beside.PREVIOUS: "the time before",
    Beside.LAST_YEAR: "the same time last year",
    Beside.WEATHER: "what such weather usually brings here",
}
SHORT = {Beside.PREVIOUS: "before", Beside.LAST_YEAR: "last year", Beside.WEATHER: "usual in such weather"}
ABOUT_SAME = 0.02


def shown_beside(view: UsageView, unit: QuantityUnit) -> list[float | None]:
    """Return what stands beside each bar, as it is drawn."""
    per = 100 if view.in_money else PER_SHOWN_UNIT[unit]
    return [None if value is None else round(value / per, 3) for value in view.beside.values]


def beside_text(view: UsageView, unit: QuantityUnit, at: int) -> str:
    """Say what stands beside one bar, and how warm its day was; empty where nothing is known."""
    said = []
    if at < len(view.beside.values) and (value := view.beside.values[at]) is not None:
        figure = money_text(value) if view.in_money else quantity_text(value, unit)
        said.append(f"{SHORT[view.beside.kind]} {figure}")
    if at < len(view.beside.means) and (mean := view.beside.means[at]) is not None:
        said.append(f"{mean:.0f} °F")
    return ", ".join(said)


def beside_words(view: UsageView, unit: QuantityUnit) -> str:
    """Say in a sentence how a range compares with what stands beside it; only what both know is counted."""
    if view.beside.kind is Beside.NONE:
        return ""
    if not view.beside.values:
        return view.beside.trouble
    pairs = [
        (own, other)
        for bar, other in zip(view.bars, view.beside.values, strict=True)
        if other is not None and not bar.is_running and not bar.missing_seconds
        if (own := _own(view, bar)) is not None
    ]
    now, then = sum(own for own, _ in pairs), sum(other for _, other in pairs)
    if not pairs or not then:
        return "Nothing can be compared yet."
    figure = money_text(then) if view.in_money else quantity_text(then, unit)
    rest = "" if len(pairs) == len(view.bars) else ", counting only what both know in full"
    if abs(now - then) <= ABOUT_SAME * abs(then):
        return f"About the same as {NAMES[view.beside.kind]} ({figure}){rest}."
    more = "more" if now > then else "less"
    return f"{abs(round(100 * (now - then) / then))}% {more} than {NAMES[view.beside.kind]} ({figure}){rest}."


def marks_path(values: Sequence[float | None], *, low: float, high: float, width: int, height: int) -> str:
    """Return a level mark over each place that has a value. Shape: an SVG path in a box of `width` by `height`."""
    place, per_unit = width / max(len(values), 1), height / (high - low)
    return "".join(
        f"M{(at + 0.06) * place:.1f} {(high - value) * per_unit:.1f}h{place * 0.88:.1f}"
        for at, value in enumerate(values)
        if value is not None
    )


def warmth_path(means: Sequence[float | None], *, width: int, height: int) -> str:
    """Return the temperatures as a line over the upper two thirds of a box; it breaks where one is unknown."""
    known = [mean for mean in means if mean is not None]
    if len(known) < 2:
        return ""
    low, span, place = min(known), max(max(known) - min(known), 1.0), width / len(means)
    parts, is_drawn = [], False
    for at, mean in enumerate(means):
        if mean is not None:
            top = height * (0.05 + 0.6 * (1 - (mean - low) / span))
            parts.append(f"{'L' if is_drawn else 'M'}{(at + 0.5) * place:.1f} {top:.1f}")
        is_drawn = mean is not None
    return "".join(parts)


def warmth_words(means: Sequence[float | None]) -> str:
    """Say between which temperatures the line runs; empty without one."""
    known = [mean for mean in means if mean is not None]
    if len(known) < 2:
        return ""
    return f"Mean temperature of the day at the weather station, {min(known):.0f} to {max(known):.0f} °F"


def _own(view: UsageView, bar: Bar) -> int | None:
    if view.in_money:
        return bar.cost.use_cents + bar.cost.fixed_cents if bar.cost else None
    return bar.quantity
