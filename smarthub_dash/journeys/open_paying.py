"""Open Make a Payment: what of each account may be paid now, with what, and what is put down for later."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from smarthub_dash.domain.accounts.queries import AccountView, accounts_in, scope_of
from smarthub_dash.domain.accounts.rules import Power
from smarthub_dash.domain.billing.queries import standings
from smarthub_dash.domain.billing.rules import AccountStanding
from smarthub_dash.domain.payments.queries import on_its_way
from smarthub_dash.domain.payments.queries.methods import MethodView, methods_of, preferred_methods
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
    preferred: Mapping[UUID, UUID]
    """With what each account is paid unless another payment account is chosen."""
    scheduled: tuple[Scheduled, ...]
    fees: Fees


def open_paying(database: Database, *, member_id: UUID, fees: Fees, moment: Moment) -> Paying:
    """Read what a member may pay today; the number of statements does not grow with the number of accounts."""
    with database.reading() as session:
        seen = scope_of(session, member_id=member_id, today=moment.today)
        scope = seen.holding(Power.PAY)
        names: dict[UUID, AccountView] = {}
        for view in accounts_in(session, scope=seen):  # an account of several agreements has a row for each
            names.setdefault(view.account_id, view)
        owed = standings(session, scope=scope, today=moment.today)
        sent = on_its_way(session, account_ids=scope.account_ids)
        later = waiting_in(session, scope=scope)
        preferred = preferred_methods(session, scope=scope, today=moment.today)
        methods = methods_of(session, member_id=member_id)
        scheduled = scheduled_of(session, member_id=member_id, since=moment.today - SHOWN_FOR)
    accounts = tuple(
        PayableAccount(view, owed[account_id], sent.get(account_id, 0), later.get(account_id, 0))
        for account_id, view in names.items()
        if account_id in owed
    )
    chosen = {account_id: method.method_id for account_id, method in preferred.items()}
    return Paying(accounts, names, tuple(methods), chosen, tuple(scheduled), fees)
