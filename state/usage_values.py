"""What Usage shows, as frozen rows of plain values."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Axis:
    """The upright axis: where it begins and ends, and the values that stand beside it, with their words."""

    low: float = 0
    high: float = 1
    values: list[float] = field(default_factory=list)
    words: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Sketch:
    """The bars as SVG paths, for the time before the chart library is there."""

    used: str = ""
    fixed: str = ""
    received: str = ""


@dataclass(frozen=True, slots=True)
class ChartData:
    """
    The values of one chart.

    Shape: the lists of bars have one item a bar. Units: `unit` ("kWh", "GB", "$"); None where there is nothing.
    """

    key: str = ""
    kind: str = "electric"
    unit: str = "kWh"
    used: list[float | None] = field(default_factory=list)
    estimated: list[float | None] = field(default_factory=list)
    received: list[float | None] = field(default_factory=list)
    fixed: list[float | None] = field(default_factory=list)
    marks: list[str] = field(default_factory=list)
    """`missing`, `zero` or nothing."""
    labels: list[str] = field(default_factory=list)
    ticks: list[str] = field(default_factory=list)
    """The words below the bars; empty where there are none."""
    texts: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    axis: Axis = Axis()
    sketch: Sketch = Sketch()
    has_used: bool = False
    has_estimated: bool = False
    has_missing: bool = False
    has_zero: bool = False
    has_fixed: bool = False
    has_received: bool = False


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
    facts: list[FactView]
    stamp: str
    source_note: str
    chart: ChartData
    around: Around
