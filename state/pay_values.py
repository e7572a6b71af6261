"""What Make a Payment shows, as frozen rows of plain values."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class PayRow:
    """An account that may be paid."""

    number: str
    nickname: str
    kind: str
    provider_name: str
    place: str
    due: str
    due_words: str
    past: str
    has_past: bool
    """Whether a part of it is past due, so that paying only that is a choice of its own."""
    is_payable: bool
    is_chosen: bool
    amount_kind: str
    typed: str
    mend: str
    note: str
    """What is on its way or put down for later."""


@dataclass(frozen=True, slots=True)
class MethodRow:
    """A stored payment account to pay with."""

    key: str
    name: str
    fee: str
    about: str
    is_chosen: bool
    is_usable: bool
    is_once: bool
    """Whether it is for this payment only."""


@dataclass(frozen=True, slots=True)
class SumRow:
    """One account of the summary."""

    number: str
    nickname: str
    provider_name: str
    what: str
    amount: str


@dataclass(frozen=True, slots=True)
class LaterRow:
    """A payment that was put down for a later day."""

    key: str
    day: str
    day_value: str
    amount: str
    accounts: str
    method: str
    method_key: str
    badge: str
    tone: str
    about: str
    receipt_href: str
    may_change: bool


@dataclass(frozen=True, slots=True)
class PayView:
    """All of Make a Payment."""

    has_accounts: bool = False
    has_due: bool = False
    rows: list[PayRow] = field(default_factory=list)
    methods: list[MethodRow] = field(default_factory=list)
    has_methods: bool = False
    """Whether there is one that can be charged."""
    has_any_method: bool = False
    is_later: bool = False
    day_value: str = ""
    first_day: str = ""
    last_day: str = ""
    day_words: str = ""
    late_words: str = ""
    sum_rows: list[SumRow] = field(default_factory=list)
    count_words: str = ""
    method_name: str = ""
    amount: str = ""
    fee: str = ""
    total: str = ""
    confirm_words: str = ""
    after_words: str = ""
    problem: str = ""
    can_pay: bool = False
    here: str = ""
    """The address of these choices: what adding a payment account comes back to."""
    add_href: str = ""
    once_href: str = ""
    review_href: str = ""
    later: list[LaterRow] = field(default_factory=list)
    has_later: bool = False
