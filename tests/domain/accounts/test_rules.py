"""A scope opens its own accounts only, and every day lies in exactly one billing period."""

from datetime import date, timedelta
from itertools import pairwise
from types import MappingProxyType
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smarthub_dash.domain.accounts.rules import (
    OWNING,
    POWERS,
    AccountScope,
    HouseholdRole,
    NotAllowed,
    NotYours,
    Power,
    billing_period_of,
    billing_periods,
    role_words,
)
from smarthub_dash.kit.periods import Period

DAYS = st.dates(date(2019, 1, 1), date(2032, 12, 31))
READ_DAYS = st.integers(1, 31)
IDS = [UUID(int=number) for number in range(1, 6)]
scopes = st.dictionaries(st.sampled_from(IDS), st.sampled_from(HouseholdRole)).map(
    lambda roles: AccountScope(UUID(int=99), MappingProxyType(roles))
)


@given(DAYS, READ_DAYS)
def test_a_day_lies_in_its_period_and_the_periods_follow_without_gap(day: date, read_day: int) -> None:
    period = billing_period_of(day, read_day=read_day)

    assert period.start_on <= day < period.end_on
    assert 27 <= period.day_count <= 32
    assert billing_period_of(period.end_on, read_day=read_day).start_on == period.end_on
    assert billing_period_of(period.start_on - timedelta(days=1), read_day=read_day).end_on == period.start_on


@given(DAYS, st.integers(1, 900), READ_DAYS)
def test_the_periods_of_a_span_cover_it_once(start_on: date, days: int, read_day: int) -> None:
    span = Period(start_on, start_on + timedelta(days=days))

    periods = list(billing_periods(span, read_day=read_day))

    assert periods[0].start_on <= span.start_on
    assert span.end_on <= periods[-1].end_on
    assert all(one.end_on == other.start_on for one, other in pairwise(periods))


@given(scopes, st.lists(scopes))
def test_a_scope_for_one_read_that_serves_several_holds_what_each_of_them_holds(
    scope: AccountScope, others: list[AccountScope]
) -> None:
    joined = scope.joined(others)

    assert set(joined.account_ids) == {each for one in (scope, *others) for each in one.account_ids}


@given(scopes, st.sampled_from(IDS))
def test_one_account_is_taken_out_of_a_scope_or_refused(scope: AccountScope, account_id: UUID) -> None:
    if account_id in scope.account_ids:
        assert scope.only(account_id).account_ids == (account_id,)
    else:
        with pytest.raises(NotYours):
            scope.only(account_id)


def test_a_scope_cannot_be_added_to() -> None:
    scope = AccountScope(UUID(int=99), MappingProxyType({}))

    with pytest.raises(TypeError):
        scope.roles[IDS[0]] = HouseholdRole.OWNER  # ty: ignore


@given(scopes, st.sampled_from(Power), st.sampled_from(IDS))
def test_a_member_may_do_with_an_account_what_the_table_says_of_the_role(
    scope: AccountScope, power: Power, account_id: UUID
) -> None:
    is_allowed = account_id in scope.roles and power in POWERS[scope.roles[account_id]]

    assert scope.may(power, account_id) == is_allowed
    if is_allowed:
        assert scope.only(account_id).with_power(power).account_ids == (account_id,)
    else:
        with pytest.raises((NotYours, NotAllowed)):
            scope.only(account_id).with_power(power)


@given(scopes, st.sampled_from(Power))
def test_a_scope_is_narrowed_to_the_accounts_that_the_power_reaches(scope: AccountScope, power: Power) -> None:
    reached = [account_id for account_id in scope.account_ids if scope.may(power, account_id)]

    if reached:
        assert scope.with_power(power).account_ids == tuple(reached)
    else:
        with pytest.raises(NotAllowed if scope.roles else NotYours):
            scope.with_power(power)


def test_every_role_sees_and_only_who_shares_cannot_be_removed_by_another() -> None:
    assert all(Power.SEE in POWERS[role] for role in HouseholdRole)
    assert set(OWNING) == {HouseholdRole.OWNER}


def test_the_table_is_told_in_words() -> None:
    assert role_words(HouseholdRole.PAYER) == "see bills and usage, report trouble, and pay bills"
    assert role_words(HouseholdRole.OWNER).startswith("see bills and usage, ")
