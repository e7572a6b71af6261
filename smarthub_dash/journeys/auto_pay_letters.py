"""Letters of Auto Pay: signed up, ended, a draft is coming, one needs a yes, one did not go through."""

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from sqlmodel import Session, col, select

from smarthub_dash.domain.accounts.records import Account, AccountGrant
from smarthub_dash.domain.autopay.queries.waiting import WaitingDraft
from smarthub_dash.domain.autopay.records import AutoPayEnrollment
from smarthub_dash.domain.autopay.rules.terms import terms_of
from smarthub_dash.domain.members.records import Member
from smarthub_dash.domain.payments.records import StoredPaymentMethod
from smarthub_dash.domain.payments.rules.methods import method_name
from smarthub_dash.journeys.household_news import Moment, write_to
from smarthub_dash.journeys.words import full_day_text
from smarthub_dash.kit.money import Cents, money_text

ENDINGS = {1: "st", 2: "nd", 3: "rd"}


def day_words(chosen_day: int | None) -> str:
    """Say on which day drafts are made: "on the due date of each bill", "on the 15th of each month"."""
    if chosen_day is None:
        return "on the due date of each bill"
    return "on the last day of each month" if chosen_day == 31 else f"on the {_ordinal(chosen_day)} of each month"


def ceiling_words(ceiling_cents: Cents | None) -> str:
    """Say what happens above the ceiling."""
    return "None" if ceiling_cents is None else f"{money_text(ceiling_cents)}; above it we ask you first"


def write_signed_up(
    session: Session, *, enrollments: Sequence[AutoPayEnrollment], first: Mapping[UUID, str], moment: Moment
) -> None:
    """Send whoever signed up what they agreed to, as Regulation E asks: the choices, the first drafts, the terms."""
    # no scope: a letter to a member's own address
    agreed = enrollments[0]
    numbers = [account_name_of(session, member_id=each.member_id, account_id=each.account_id) for each in enrollments]
    _write(
        session,
        member_id=agreed.member_id,
        template="auto_pay_on",
        key=str(agreed.id),
        facts={
            "accounts": ", ".join(numbers),
            "paid_with": method_words(session, method_id=agreed.method_id),
            "day": day_words(agreed.chosen_day),
            "ceiling": ceiling_words(agreed.ceiling_cents),
            "first": "\n".join(first[each.account_id] for each in enrollments),
            "when": moment.words,
            "terms_version": agreed.terms_version,
            "terms": terms_of(agreed.terms_version).text,
        },
        moment=moment,
    )


def write_ended(session: Session, *, enrollment: AutoPayEnrollment, sentence: str, moment: Moment) -> None:
    """Tell whoever had signed an account up that it is off Auto Pay, and why."""
    # no scope: as above
    name = account_name_of(session, member_id=enrollment.member_id, account_id=enrollment.account_id)
    facts = {"account": name, "sentence": sentence, "when": moment.words}
    _write(
        session,
        member_id=enrollment.member_id,
        template="auto_pay_off",
        key=str(enrollment.id),
        facts=facts,
        moment=moment,
    )


def write_coming(
    session: Session, *, draft: WaitingDraft, cents: Cents, draft_on: date, needs_yes: bool, moment: Moment
) -> None:
    """Tell of a draft, or ask for a yes if it is above the ceiling."""
    # no scope: as above
    _write(
        session,
        member_id=draft.member_id,
        template="auto_pay_ask" if needs_yes else "auto_pay_soon",
        key=f"{draft.draft_id}:{draft_on:%y%m%d}",
        facts={
            "account": account_name_of(session, member_id=draft.member_id, account_id=draft.account_id),
            "amount": money_text(cents),
            "day": full_day_text(draft_on),
            "paid_with": method_words(session, method_id=draft.method_id),
            **({"ceiling": money_text(draft.ceiling_cents or 0)} if needs_yes else {}),
        },
        moment=moment,
    )


def write_failed(
    session: Session, *, draft: WaitingDraft, cents: Cents, reason: str, advice: str, moment: Moment
) -> None:
    """Tell at once that a draft did not go through: why, and what to do."""
    # no scope: as above
    _write(
        session,
        member_id=draft.member_id,
        template="auto_pay_failed",
        key=f"{draft.draft_id}:{draft.retries}",
        facts={
            "account": account_name_of(session, member_id=draft.member_id, account_id=draft.account_id),
            "amount": money_text(cents),
            "paid_with": method_words(session, method_id=draft.method_id),
            "reason": reason,
            "advice": advice,
        },
        moment=moment,
    )


def account_name_of(session: Session, *, member_id: UUID, account_id: UUID) -> str:
    """Return an account as a member calls it, with its number; the number alone where they call it nothing."""
    # no scope: as above
    number = session.get_one(Account, account_id).account_number
    nickname = session.exec(
        select(AccountGrant.nickname).where(
            col(AccountGrant.member_id) == member_id, col(AccountGrant.account_id) == account_id
        )
    ).first()
    return f"{nickname} ({number})" if nickname else number


def method_words(session: Session, *, method_id: UUID) -> str:
    """Return a stored payment account as its owner knows it."""
    # no scope: as above
    row = session.get_one(StoredPaymentMethod, method_id)
    return method_name(
        kind=row.kind,
        brand=row.brand,
        account_type=row.account_type,
        last_four=row.last_four,
        nickname=row.nickname,
    )


def _write(
    session: Session, *, member_id: UUID, template: str, key: str, facts: Mapping[str, str], moment: Moment
) -> None:
    # no scope: as above
    member = session.get_one(Member, member_id)
    named = {"name": member.full_name.split()[0], **facts}
    write_to(session, member_id=member_id, email=member.email, template=template, key=key, facts=named, moment=moment)


def _ordinal(number: int) -> str:
    if number in (11, 12, 13):
        return f"{number}th"
    return f"{number}{ENDINGS.get(number % 10, 'th')}"
