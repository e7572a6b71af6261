"""A payment extension: given once within the provider's rules, and no late charge while it lasts."""

from datetime import date, datetime, timedelta

import pytest

from smarthub_dash.domain.accounts.queries import scope_of
from smarthub_dash.domain.accounts.rules import NotYours, Provider
from smarthub_dash.domain.billing.queries.owed import standings
from smarthub_dash.domain.billing.rules import AccountStanding
from smarthub_dash.domain.billing.rules.later import LATER, NoExtension, extended_until
from smarthub_dash.journeys.pay_later import bills_to_extend, extend_bill
from smarthub_dash.kit.database import Database
from tests.support.paying import let_owe
from tests.support.sharing import HOME, Neighbors, neighbors

DUE = date(2026, 11, 20)
CEC = LATER[Provider.CEC]


def test_the_rules_give_days_after_the_due_date_so_often_a_year_and_not_to_whoever_is_long_past_due() -> None:
    assert extended_until(CEC, due_on=DUE, used=0, today=DUE) == DUE + timedelta(days=10)
    assert extended_until(CEC, due_on=DUE, used=1, today=DUE + timedelta(days=5)) == DUE + timedelta(days=10)
    with pytest.raises(NoExtension, match="2 extensions"):
        extended_until(CEC, due_on=DUE, used=2, today=DUE)
    with pytest.raises(NoExtension, match="past due"):
        extended_until(CEC, due_on=DUE, used=0, today=DUE + timedelta(days=6))


@pytest.fixture
def them(database: Database, now: datetime) -> Neighbors:
    made = neighbors(database, now)
    let_owe(database, account_id=next(iter(made.sees(made.ada))), cents=142_17, now=now)
    return made


def test_a_bill_gets_its_days_once_however_often_it_is_asked_for(them: Neighbors) -> None:
    (offer,) = bills_to_extend(them.database, member_id=them.ada, moment=them.moment)

    given = [extend_bill(them.database, member_id=them.ada, account_number=HOME, moment=them.moment) for _ in range(2)]

    (kept,) = bills_to_extend(them.database, member_id=them.ada, moment=them.moment)
    assert given == [offer.offered_until] * 2
    assert (kept.extended_until, kept.offered_until) == (offer.offered_until, None)


def test_nobody_extends_the_bill_of_a_stranger(them: Neighbors) -> None:
    with pytest.raises(NotYours):
        extend_bill(them.database, member_id=them.clara, account_number=HOME, moment=them.moment)


def test_an_extended_bill_is_not_late_until_the_day_after(them: Neighbors) -> None:
    until = extend_bill(them.database, member_id=them.ada, account_number=HOME, moment=them.moment)

    def standing(on: date) -> AccountStanding:
        with them.database.reading() as session:
            scope = scope_of(session, member_id=them.ada, today=on)
            return standings(session, scope=scope, today=on)[next(iter(scope.roles))]

    lasting, over = standing(until), standing(until + timedelta(days=1))
    assert (lasting.is_extended, lasting.due_on, lasting.past_due_cents) == (True, until, 0)
    assert (over.is_extended, over.past_due_cents) == (False, over.amount_due_cents)
