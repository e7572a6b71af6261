"""What Usage shows, as frozen rows of plain values."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Line:
    """A line across the chart with its words beside it. Units: `at` in percent of the height, from above."""

    at: str
    words: str
    is_base: bool


@dataclass(frozen=True, slots=True)
class Tick:
    """Words below a bar; the minor ones are left out on a narrow screen. Units: `at` in percent of the width."""

    at: str
    words: str
    is_minor: bool


@dataclass(frozen=True, slots=True)
class Gap:
    """The frame around what was not read. Units: percent of the width."""

    at: str
    width: str


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around the bars. Units: `zeros` in percent of the width; `base` in percent of the height."""

    lines: list[Line] = field(default_factory=list)
    ticks: list[Tick] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)
    zeros: list[str] = field(default_factory=list)
    base: str = "100%"


@dataclass(frozen=True, slots=True)
class Sketch:
    """The bars as SVG paths: drawn at once, until the chart library has drawn the same."""

    fixed: str = ""
    used: str = ""
    estimated: str = ""
    received: str = ""


@dataclass(frozen=True, slots=True)
class ChartData:
    """
    The values of one chart.

    Shape: the lists of bars have one item a bar, or none where the chart has no such bars. Units: shown ones; `low`
    and `high` bound the upright axis.
    """

    key: str = ""
    kind: str = "electric"
    low: float = 0
    high: float = 1
    used: list[float | None] = field(default_factory=list)
    estimated: list[float | None] = field(default_factory=list)
    received: list[float | None] = field(default_factory=list)
    fixed: list[float | None] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    frame: Frame = Frame()
    sketch: Sketch = Sketch()
    has_used: bool = False
    has_estimated: bool = False
    has_missing: bool = False
    has_zero: bool = False
    has_fixed: bool = False
    has_received: bool = False
    beside: str = ""
    """What the bars are compared with, as marks in the sketch's box."""
    warmth: str = ""
    """How warm the days were, as a line in the sketch's box."""
    warmth_words: str = ""


@dataclass(frozen=True, slots=True)
class Around:
    """The addresses around a range: each leads to the same page with one thing changed."""

    day: str = ""
    week: str = ""
    bill: str = ""
    year: str = ""
    previous: str = ""
    next: str = ""
    latest: str = ""
    up: str = ""
    quantity: str = ""
    money: str = ""
    has_previous: bool = False
    has_next: bool = False
    has_up: bool = False
    alone: str = ""
    beside_previous: str = ""
    beside_last_year: str = ""
    beside_weather: str = ""
    custom_from: str = ""
    custom_until: str = ""


@dataclass(frozen=True, slots=True)
class AccountChoice:
    """One account of the switcher."""

    name: str
    href: str
    is_on: bool


@dataclass(frozen=True, slots=True)
class FactView:
    """One figure below the chart."""

    name: str
    figure: str
    about: str


@dataclass(frozen=True, slots=True)
class DownloadRange:
    """Which days a download begins with, and which there can be; days are year-month-day."""

    first: str = ""
    last: str = ""
    oldest: str = ""
    newest: str = ""
    is_electric: bool = True
    key: str = ""


@dataclass(frozen=True, slots=True)
class CardRow:
    """One insight; `href` leads to the day it points at, or nowhere."""

    kind: str
    sentence: str
    how: str
    href: str


@dataclass(frozen=True, slots=True)
class Flag:
    """A change that was marked at the account; its day is year-month-day."""

    day: str
    words: str


@dataclass(frozen=True, slots=True)
class UsagePageView:
    """All of Usage."""

    choices: list[AccountChoice]
    has_choices: bool
    kind: str
    account_name: str
    account_number: str
    span: str
    in_money: bool
    unit_name: str
    period_name: str
    title: str
    sentence: str
    beside: str
    beside_words: str
    is_electric: bool
    facts: list[FactView]
    stamp: str
    bill_href: str
    source_note: str
    cards: list[CardRow]
    has_cards: bool
    has_put_away: bool
    """Whether cards were put away that can be brought back."""
    forecasts_href: str
    rates_href: str
    flags: list[Flag]
    changes_href: str
    similar_href: str
    chart: ChartData = field(default_factory=ChartData)
    around: Around = field(default_factory=Around)
    download: DownloadRange = field(default_factory=DownloadRange)
