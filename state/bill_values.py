"""What the page of one bill shows, as frozen rows of plain values."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Remark:
    """Something to know about a bill, with the bill it names, if it names one."""

    words: str
    href: str
    link: str
    tone: str


@dataclass(frozen=True, slots=True)
class LineView:
    """One line, with what is behind it."""

    label: str
    amount: str
    calculation: str
    explanation: str
    reads: str
    rate: str
    kind: str


@dataclass(frozen=True, slots=True)
class ServiceView:
    """One service of a bill with its lines."""

    name: str
    place: str
    kind: str
    lines: list[LineView]
    total: str


@dataclass(frozen=True, slots=True)
class LedgerView:
    """One line of the account between two bills."""

    day: str
    what: str
    about: str
    amount: str
    is_sum: bool


@dataclass(frozen=True, slots=True)
class WalkStep:
    """One step of a walk. Units: `left` and `width` in percent of the drawing."""

    name: str
    words: str
    amount: str
    left: str
    width: str
    is_up: bool


@dataclass(frozen=True, slots=True)
class WalkView:
    """The walk from another bill to this one, ready to be drawn and read."""

    title: str
    sentence: str
    alt: str
    href: str
    link: str
    from_name: str
    from_amount: str
    to_amount: str
    steps: list[WalkStep]
    doubts: str
    key: str


@dataclass(frozen=True, slots=True)
class BillFact:
    """One figure of the head of a bill."""

    name: str
    figure: str
    about: str


@dataclass(frozen=True, slots=True)
class Question:
    """A request that asks about this bill."""

    number: str
    href: str
    words: str


@dataclass(frozen=True, slots=True)
class BillPageView:
    """All of the page of one bill."""

    title: str = ""
    number: str = ""
    kind: str = "electric"
    provider_name: str = ""
    account: str = ""
    account_number: str = ""
    period: str = ""
    asked: str = ""
    """What the bill asks for."""
    asked_words: str = ""
    badge: str = ""
    tone: str = "plain"
    sentence: str = ""
    remarks: list[Remark] = field(default_factory=list)
    facts: list[BillFact] = field(default_factory=list)
    services: list[ServiceView] = field(default_factory=list)
    total: str = ""
    ledger: list[LedgerView] = field(default_factory=list)
    since: list[LedgerView] = field(default_factory=list)
    has_since: bool = False
    walks: list[WalkView] = field(default_factory=list)
    has_walks: bool = False
    questions: list[Question] = field(default_factory=list)
    has_questions: bool = False
    messages: list[str] = field(default_factory=list)
    has_messages: bool = False
    may_ask: bool = False
    is_payable: bool = False
    pay_href: str = ""
    pdf_href: str = ""
    usage_href: str = ""
