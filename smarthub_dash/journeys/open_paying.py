"""Open Make a Payment: what of each account may be paid now, with what, and what is put down for later."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from smarthub_dash.domain.accounts.queries import AccountView, scope_of
from smarthub_dash.domain.accounts.rules import Power
from smarthub_dash.domain.autopay.queries.coming_money import ComingMoney, accounts_with_coming_money
from smarthub_dash.domain.billing.queries.owed import standings
from smarthub_dash.domain.billing.rules import AccountStanding
from smarthub_dash.domain.payments.queries.methods import MethodView, methods_of, preferred_methods
from smarthub_dash.domain.payments.queries.once import entered_once
from smarthub_dash.domain.payments.queries.scheduled import Scheduled, scheduled_of, waiting_in
from smarthub_dash.domain.payments.rules.fees import Fees
from smarthub_dash.domain.payments.rules.tendering import payable_cents
from smarthub_dash.journeys.household_news import Moment
from smarthub_dash.kit.database import Database
from smarthub_dash.kit.money import Cents

SHOWN_FOR = timedelta(days=30)
"""How long a payment that was put down is listed after its day."""


@dataclass(frozen=True, slots=True)
class PayableAccount:
    """An account that the member may pay. Units: cents."""

    view: AccountView
    standing: AccountStanding
    on_its_way_cents: Cents
    scheduled_cents: Cents
    draft_on: date | None
    """When Auto Pay draws what is owed, unless it is paid before."""

    @property
    def payable_cents(self) -> Cents:
        """What may be paid now: what is owed and not on its way already."""
        return payable_cents(amount_due_cents=self.standing.amount_due_cents, on_its_way_cents=self.on_its_way_cents)

    @property
    def past_cents(self) -> Cents:
        """What of it should have been paid by now."""
        return min(self.standing.past_due_cents, self.payable_cents)


@dataclass(frozen=True, slots=True)
class Paying:
    """All that a member needs to pay."""

    accounts: tuple[PayableAccount, ...]
    names: Mapping[UUID, AccountView]
    """Every account that the member sees, also those that others pay."""
    methods: tuple[MethodView, ...]
    """The stored ones, then what was entered for one payment."""
    preferred: Mapping[UUID, UUID]
    """With what each account is paid unless another payment account is chosen."""
    scheduled: tuple[Scheduled, ...]
    fees: Fees


def open_paying(database: Database, *, member_id: UUID, fees: Fees, moment: Moment) -> Paying:
    """Read what a member may pay today; the number of statements does not grow with the number of accounts."""
    with database.reading() as session:
        seen = scope_of(session, member_id=member_id, today=moment.today)
        scope = seen.holding(Power.PAY)
        views, coming = accounts_with_coming_money(session, scope=seen)
        names: dict[UUID, AccountView] = {}
        for view in views:  # an account of several agreements has a row for each
            names.setdefault(view.account_id, view)
        owed = standings(session, scope=scope, today=moment.today)
        later = waiting_in(session, scope=scope)
        preferred = preferred_methods(session, scope=scope, today=moment.today)
        methods = methods_of(session, member_id=member_id)
        once = entered_once(session, member_id=member_id, now=moment.now)
        scheduled = scheduled_of(session, member_id=member_id, since=moment.today - SHOWN_FOR)
    accounts = tuple(
        _payable(view, owed[account_id], coming[account_id], later.get(account_id, 0))
        for account_id, view in names.items()
        if account_id in owed
    )
    chosen = {account_id: method.method_id for account_id, method in preferred.items()}
    return Paying(accounts, names, (*methods, *once), chosen, tuple(scheduled), fees)


def _payable(
    view: AccountView, standing: AccountStanding, coming: ComingMoney, scheduled_cents: Cents
) -> PayableAccount:
    draft_on = coming.draws_on(owed_cents=standing.amount_due_cents)
    return PayableAccount(view, standing, coming.on_its_way_cents, scheduled_cents, draft_on)
