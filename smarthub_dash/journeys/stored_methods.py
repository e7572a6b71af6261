"""A member's stored payment accounts: seen, named, chosen for accounts, and removed where nothing needs them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlmodel import Session

from smarthub_dash.domain.accounts.queries import AccountView
from smarthub_dash.domain.accounts.rules import Power
from smarthub_dash.domain.autopay.queries import accounts_drawn_on
from smarthub_dash.domain.payments.operations.methods import (
    hold_for_removal,
    make_default,
    name_method,
    prefer_method,
    remove_method,
)
from smarthub_dash.domain.payments.queries.methods import (
    MethodView,
    chosen_methods,
    days_scheduled_with,
    method_of,
    methods_of,
)
from smarthub_dash.domain.payments.rules.methods import method_nickname
from smarthub_dash.gateways.processor import Processor, ProcessorAway
from smarthub_dash.journeys.household_news import Moment, actor_of
from smarthub_dash.journeys.method_news import tell_of_removed, wake_member
from smarthub_dash.journeys.words import dated_text
from smarthub_dash.kit.database import Database
from smarthub_dash.kit.errors import Refused


class StillNeeded(Refused):
    """Something will be paid with it: said is what, so that the member can change that first."""


@dataclass(frozen=True, slots=True)
class KeptMethod:
    """A stored payment account with what will be paid with it, in words; nothing stands in its way if that is empty."""

    view: MethodView
    needed_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AccountChoice:
    """An account that the member may pay, and the payment account chosen for it; None is the default."""

    view: AccountView
    method_id: UUID | None


@dataclass(frozen=True, slots=True)
class StoredMethods:
    """All of a member's stored payment accounts, and with which each account is paid."""

    methods: tuple[KeptMethod, ...]
    accounts: tuple[AccountChoice, ...]
    today: date


def stored_methods(database: Database, *, member_id: UUID, moment: Moment) -> StoredMethods:
    """Read a member's stored payment accounts."""
    with database.reading() as session:
        actor = actor_of(session, member_id=member_id, moment=moment)
        payable = actor.scope.holding(Power.PAY)
        chosen = chosen_methods(session, scope=payable)
        needs = _needs(session, member_id=member_id)
        methods = tuple(
            KeptMethod(view, tuple(needs.get(view.method_id, ()))) for view in methods_of(session, member_id=member_id)
        )
    accounts = tuple(
        AccountChoice(view, chosen.get(account_id))
        for account_id, view in actor.accounts.items()
        if account_id in payable.roles
    )
    return StoredMethods(methods, accounts, moment.today)


def choose_default(database: Database, *, member_id: UUID, method_id: UUID, moment: Moment) -> str:
    """
    Pay with one payment account wherever no other was chosen; return its name.

    :raises MethodNotYours: if it is not the member's
    """
    with database.unit_of_work() as session:
        make_default(session, member_id=member_id, method_id=method_id)
        name = method_of(session, member_id=member_id, method_id=method_id).name
        wake_member(session, member_id=member_id, now=moment.now)
    return name


def name_stored_method(database: Database, *, member_id: UUID, method_id: UUID, nickname: str, moment: Moment) -> None:
    """
    Change what a member calls a payment account; an empty nickname takes it away.

    :raises MethodNotYours: if it is not the member's
    :raises MethodNicknameTooLong: if the nickname would not fit
    """
    kept = method_nickname(nickname)
    with database.unit_of_work() as session:
        name_method(session, member_id=member_id, method_id=method_id, nickname=kept)
        wake_member(session, member_id=member_id, now=moment.now)


def choose_for_account(
    database: Database, *, member_id: UUID, account_number: str, method_id: UUID | None, moment: Moment
) -> None:
    """
    Pay one account with a payment account of its own; None goes back to the default.

    :raises NotYours: if the account is not the member's
    :raises NotAllowed: if the member may not pay it
    :raises MethodNotYours: if the payment account is not the member's
    """
    with database.unit_of_work() as session:
        actor = actor_of(session, member_id=member_id, moment=moment)
        account_id = actor.account_of(account_number).account_id
        prefer_method(session, scope=actor.scope, account_id=account_id, method_id=method_id)
        wake_member(session, member_id=member_id, now=moment.now)


def remove_stored_method(
    database: Database, *, processor: Processor | None, member_id: UUID, method_id: UUID, moment: Moment
) -> str:
    """
    Let a payment account go, here and at the processor; return its name.

    :raises MethodNotYours: if it is not the member's
    :raises StillNeeded: if Auto Pay or a payment for a later day needs it
    """
    with database.unit_of_work() as session:
        hold_for_removal(session, member_id=member_id, method_id=method_id)
        method = method_of(session, member_id=member_id, method_id=method_id)
        if needed_by := _needs(session, member_id=member_id).get(method_id):
            raise StillNeeded(f"{method.name} is needed by {_listed(needed_by)}. Change that first, then remove it.")
        token = remove_method(session, member_id=member_id, method_id=method_id, now=moment.now)
        tell_of_removed(session, member_id=member_id, method=method, zone=moment.zone, now=moment.now)
    _forget(processor, token)
    return method.name


def needs_of(session: Session, *, member_id: UUID, method_id: UUID) -> str:
    """Return what will be paid with a payment account, in words; empty if nothing."""
    # no scope: a member's own payment accounts, and what the member signed up or put down
    return _listed(_needs(session, member_id=member_id).get(method_id, ()))


def _needs(session: Session, *, member_id: UUID) -> Mapping[UUID, list[str]]:
    found: dict[UUID, list[str]] = {}
    for method_id, numbers in accounts_drawn_on(session, member_id=member_id).items():
        found.setdefault(method_id, []).extend(f"Auto Pay of account {number}" for number in numbers)
    for method_id, days in days_scheduled_with(session, member_id=member_id).items():
        found.setdefault(method_id, []).extend(f"your payment of {dated_text(day)}" for day in days)
    return found


def _listed(needs: Sequence[str]) -> str:
    return " and ".join([", ".join(needs[:-1]), needs[-1]]) if len(needs) > 1 else "".join(needs)


def _forget(processor: Processor | None, token: str) -> None:
    # It is removed here either way: nothing of ours charges it again, whether or not the processor heard of it.
    if processor is not None:
        try:
            processor.forget(token=token)
        except ProcessorAway:
            return
