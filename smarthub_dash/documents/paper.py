"""What a bill on paper says, in words: made by a journey from the bill's figures, set in type by `documents.bills`."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PaperLine:
    """A line of the bill: what for, how much of it at which price, and what it comes to."""

    label: str
    basis: str
    amount: str


@dataclass(frozen=True, slots=True)
class PaperService:
    """One service: its rate, what its meter counted, and its lines."""

    name: str
    reads: tuple[str, ...]
    lines: tuple[PaperLine, ...]


@dataclass(frozen=True, slots=True)
class PaperSum:
    """A sum below the lines."""

    label: str
    amount: str
    is_main: bool = False


@dataclass(frozen=True, slots=True)
class PaperBar:
    """The bar of one bill in the chart of the year. `value` is in whatever unit all bars share."""

    label: str
    text: str
    value: int
    is_this: bool
    is_estimated: bool
    is_told: bool
    """Its quantity stands above it."""


@dataclass(frozen=True, slots=True)
class PaperYear:
    """The chart of the year; `alt` says all of it to who cannot see it."""

    title: str
    sentence: str
    alt: str
    bars: tuple[PaperBar, ...]


@dataclass(frozen=True, slots=True)
class PaperTable:
    """Rows of words. Shape: each row is as long as the header."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class PaperStub:
    """What goes back with a check."""

    how: str
    particulars: tuple[tuple[str, str], ...]
    has_enclosed: bool
    scan_line: str


@dataclass(frozen=True, slots=True)
class PaperDue:
    """What is to be paid and by when, or that nothing is."""

    label: str
    amount: str
    day: str
    """Empty where nothing is due."""
    note: str
    is_void: bool
    """The bill was cancelled."""


@dataclass(frozen=True, slots=True)
class PaperBill:
    """A bill as it is printed."""

    provider: str
    """One of `documents/bill/providers.toml`."""
    bill_number: str
    title: str
    about: str
    """What the document is, for a reader's list of files."""
    address: str
    """Where the portal shows the same bill."""
    is_large_print: bool
    mail_lines: tuple[str, ...]
    particulars: tuple[tuple[str, str], ...]
    due: PaperDue
    remarks: tuple[str, ...]
    services: tuple[PaperService, ...]
    sums: tuple[PaperSum, ...]
    year: PaperYear
    compare: PaperTable
    ledger: PaperTable
    messages: tuple[str, ...]
    code: str
    """The one-time code that registers the account; empty on every bill but those that go to whoever has no sign-in."""
    stub: PaperStub
    footer: str
