"""Paperless Billing as the eye sees it: plain values, made from what is kept."""

from dataclasses import dataclass

from smarthub_dash.domain.accounts.rules import Provider
from smarthub_dash.journeys.household_news import Moment
from smarthub_dash.journeys.paperless import AccountPaper, PaperlessBilling
from smarthub_dash.journeys.words import PROVIDER_NAMES, full_day_text
from smarthub_dash.kit.clock import local_day

_KINDS = {Provider.CEC: "electric", Provider.CALLABYTE: "internet"}
PRINTED = "Printed, and mailed when it is made."
NOT_YOURS = "You may see this account, not change how its bills come. Ask an owner of the account."


@dataclass(frozen=True, slots=True)
class PaperRow:
    """How the bills of one account come."""

    number: str
    nickname: str
    place: str
    kind: str
    provider_name: str
    is_paperless: bool
    words: str
    may_change: bool
    why_not: str


@dataclass(frozen=True, slots=True)
class PaperlessView:
    """All of the page."""

    rows: list[PaperRow]
    has_rows: bool
    is_email_verified: bool
    email: str
    summary: str
    """How many of the accounts come without paper, in one sentence."""
    has_several: bool
    is_all_on: bool
    is_all_off: bool


def paperless_view(paper: PaperlessBilling, *, moment: Moment) -> PaperlessView:
    """Put how bills come into words."""
    changeable = paper.changeable
    return PaperlessView(
        rows=[_row(each, moment) for each in paper.accounts],
        has_rows=bool(paper.accounts),
        is_email_verified=paper.is_email_verified,
        email=paper.email,
        summary=paperless_summary(paper),
        has_several=len(changeable) > 1,
        is_all_on=all(each.paperless for each in changeable),
        is_all_off=not any(each.paperless for each in changeable),
    )


def paperless_summary(paper: PaperlessBilling) -> str:
    """Say in one sentence how a member's bills come: "2 of 5 accounts have bills without paper."."""
    count, of = sum(each.paperless is not None for each in paper.accounts), len(paper.accounts)
    if not of:
        return "No accounts are linked to this sign-in yet."
    if of == 1:
        return "Your bills come without paper." if count else "Your bills are printed and mailed."
    if count in (0, of):
        which = "both" if of == 2 else f"all {of}"
        return f"The bills of {which} accounts {'come without paper' if count else 'are printed and mailed'}."
    return f"The bills of {count} of {of} accounts come without paper."


def _row(each: AccountPaper, moment: Moment) -> PaperRow:
    view = each.view
    return PaperRow(
        number=view.account_number,
        nickname=view.nickname,
        place=f"{view.street}, {view.place}",
        kind=_KINDS[view.provider],
        provider_name=PROVIDER_NAMES[view.provider],
        is_paperless=each.paperless is not None,
        words=_words(each, moment),
        may_change=each.may_change,
        why_not="" if each.may_change else NOT_YOURS,
    )


def _words(each: AccountPaper, moment: Moment) -> str:
    found = each.paperless
    if found is None:
        return PRINTED
    since = full_day_text(local_day(found.started_at, moment.zone))
    # Whose address it is may be read by who owns the account with them; the address itself is theirs.
    whom = f"An e-mail to {found.email}" if each.is_mine else f"An e-mail to {found.full_name}"
    return f"Without paper since {since}. {whom} says when a bill is ready."
