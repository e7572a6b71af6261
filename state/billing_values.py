"""What Billing & Payments shows, as frozen rows of plain values."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Narrowing:
    """One choice that narrows or sorts the list, with the address that makes it."""

    name: str
    href: str
    is_on: bool


@dataclass(frozen=True, slots=True)
class BillLine:
    """One bill of the list."""

    number: str
    href: str
    pdf_href: str
    day: str
    period: str
    account: str
    account_number: str
    kind: str
    amount: str
    owed_words: str
    badge: str
    tone: str
    notes: str


@dataclass(frozen=True, slots=True)
class PaymentLine:
    """One payment or credit of the list."""

    day: str
    what: str
    account: str
    account_number: str
    kind: str
    amount: str
    badge: str
    tone: str
    about: str
    receipt_href: str


@dataclass(frozen=True, slots=True)
class CreditLine:
    """One capital credit of the list."""

    day: str
    year: str
    what: str
    account: str
    account_number: str
    amount: str


@dataclass(frozen=True, slots=True)
class BillingPageView:
    """All of Billing & Payments below its doors."""

    part: str = "bills"
    sentence: str = ""
    tabs: list[Narrowing] = field(default_factory=list)
    accounts: list[Narrowing] = field(default_factory=list)
    providers: list[Narrowing] = field(default_factory=list)
    years: list[Narrowing] = field(default_factory=list)
    sorts: list[Narrowing] = field(default_factory=list)
    has_accounts: bool = False
    has_providers: bool = False
    narrowed_words: str = ""
    bills: list[BillLine] = field(default_factory=list)
    payments: list[PaymentLine] = field(default_factory=list)
    credits: list[CreditLine] = field(default_factory=list)
    has_rows: bool = False
    empty_title: str = ""
    empty_words: str = ""
    has_choices_to_undo: bool = False
    all_href: str = "/billing"
    more_href: str = ""
    more_words: str = ""
    csv_href: str = "/billing/bills.csv"
    csv_words: str = ""
