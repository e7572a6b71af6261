"""What a closer look at usage shows, as frozen rows of plain values."""

from dataclasses import dataclass, field

from state.usage_values import ChartData


@dataclass(frozen=True, slots=True)
class HeatData:
    """
    The hours of many days as a map of tones.

    Shape: `cells` holds two characters an hour, 24 hours a day; `levels` are the upper ends of all tones but the last.
    `estimated` are runs: where one begins, how long it is, and so on. Units: shown ones; a cell's number times `step`.
    """

    key: str = ""
    kind: str = "electric"
    first: str = ""
    day_count: int = 0
    cells: str = ""
    step: float = 1
    unit: str = ""
    levels: list[float] = field(default_factory=list)
    level_words: list[str] = field(default_factory=list)
    estimated: list[int] = field(default_factory=list)
    href: str = ""
    """Where a day leads, without the day itself."""


@dataclass(frozen=True, slots=True)
class StripDay:
    """One day of an internet line. `level` is "up", "short", "long" or "unknown"."""

    label: str
    text: str
    level: str


@dataclass(frozen=True, slots=True)
class LookRow:
    """A line of a list; `href` leads to its day, or nowhere."""

    name: str
    figure: str
    about: str
    href: str


@dataclass(frozen=True, slots=True)
class LookPage:
    """All of a closer look; of chart, map, strip and list it has what its kind needs."""

    look: str
    title: str
    sentence: str
    about: str
    kind: str = "electric"
    source_note: str = ""
    chart: ChartData = field(default_factory=ChartData)
    heat: HeatData = field(default_factory=HeatData)
    strip: list[StripDay] = field(default_factory=list)
    rows: list[LookRow] = field(default_factory=list)
    chart_heads: list[str] = field(default_factory=list)
    heads: list[str] = field(default_factory=list)
    has_rows: bool = False
    used_words: str = ""
    fixed_words: str = ""
    other_words: str = ""
    beside_words: str = ""
    line_words: str = ""
