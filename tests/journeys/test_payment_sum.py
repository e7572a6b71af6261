"""What a choice comes to, and what stands in its way."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from smarthub_dash.domain.payments.rules.fees import NO_FEES, Fees
from smarthub_dash.journeys.household_news import Moment
from smarthub_dash.journeys.open_paying import open_paying
from smarthub_dash.journeys.payment_choice import AmountKind, Choice, Wanted
from smarthub_dash.journeys.payment_sum import PaymentSum, sum_of
from smarthub_dash.kit.database import Database
from tests.support.paying import a_payer


def _sum(database: Database, typed: str, *, fees: Fees, now: datetime, zone: ZoneInfo) -> PaymentSum:
    payer, moment = a_payer(database, owes=14_000, now=now), Moment(now, zone)
    paying = open_paying(database, member_id=payer.member_id, fees=fees, moment=moment)
    number = paying.accounts[0].view.account_number
    return sum_of(paying, choice=Choice({number: Wanted(AmountKind.OTHER, typed)}), today=moment.today)


@pytest.mark.parametrize(
    ("typed", "fees", "problem"),
    [
        ("0.49", NO_FEES, "A payment is $0.50 at least. What is left is on your next bill."),
        ("0.50", NO_FEES, ""),
        ("0.49", Fees(card_cents=1, bank_cents=1), ""),
    ],
)
def test_less_than_a_processor_takes_is_told_before_anything_is_sent(
    database: Database, typed: str, fees: Fees, problem: str, now: datetime, zone: ZoneInfo
) -> None:
    assert _sum(database, typed, fees=fees, now=now, zone=zone).problem == problem
