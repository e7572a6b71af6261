"""What is in the archive of a member: about the member, and about each account the member may see."""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from functools import partial
from time import gmtime, strftime
from typing import Any

from sqlmodel import Session

from smarthub_dash.domain.accounts.queries import AccountView, accounts_in
from smarthub_dash.domain.accounts.rules import AccountScope
from smarthub_dash.domain.billing.queries import charges_of, entries_of, statements_of
from smarthub_dash.domain.members.queries.contact import (
    identities_of_member,
    member_of_id,
    passkeys_of_member,
    sessions_of,
)
from smarthub_dash.domain.notices.queries import notices_of
from smarthub_dash.domain.service.queries import timelines_in
from smarthub_dash.domain.usage.queries import days_in, every_read_in, usage_points_in
from smarthub_dash.domain.usage.rules import Flow, ReadQuality
from smarthub_dash.journal.activity import activity_of
from smarthub_dash.journeys.archive_files import Table, cell, plain
from smarthub_dash.kit.periods import Period

EVER = Period(date(1970, 1, 1), date(2200, 1, 1))
MOST_ACTS = 20_000
MEMBER = (
    *("full_name", "email", "phone", "mailing_street", "mailing_city", "mailing_state", "mailing_zip"),
    *("language", "wants_large_print", "two_step", "created_at", "email_verified_at"),
)
SESSIONS = ("created_at", "seen_at", "expires_at", "ended_at", "method", "is_kept", "address", "user_agent")
ACCOUNTS = (
    *("account_number", "provider", "role", "nickname", "name_on_account", "opened_on", "kind", "rate_code"),
    *("location_number", "street", "place"),
)
STATEMENTS = (
    *("bill_number", "start_on", "end_on", "issued_on", "due_on", "previous_cents", "charges_cents", "billed_cents"),
    *("is_estimated", "revision", "cancelled_on"),
)
CHARGES = ("kind", "label", "quantity_text", "price_text", "explanation", "rate_code", "rate_from", "cents")
STEPS = ("kind", "by_name", "words", "happened_at")
ENTRIES = ("posted_on", "kind", "cents", "memo")
DAYS = ("quantity", "estimated_quantity", "present_seconds", "expected_seconds")


def member_tables(session: Session, *, scope: AccountScope) -> Iterator[Table]:
    """Return what is kept about the member: nothing in it opens anything."""
    member_id = scope.member_id
    yield _of_records("about-me", MEMBER, [member_of_id(session, member_id=member_id)])
    yield _of_records("sign-ins", SESSIONS, sessions_of(session, member_id=member_id))
    yield _of_records("passkeys", ("name", "created_at", "used_at"), passkeys_of_member(session, member_id=member_id))
    identities = identities_of_member(session, member_id=member_id)
    yield _of_records("linked-providers", ("issuer", "email", "linked_at", "used_at"), identities)
    acts = activity_of(session, account_ids=scope.account_ids, member_id=member_id, most=MOST_ACTS)
    yield _of_records("activity", ("happened_at", "act", "words"), acts)
    told = [
        (notice.created_at, notice.template, notice.facts, way.channel, way.address, way.state, way.settled_at)
        for notice, way in notices_of(session, member_id=member_id)
    ]
    yield Table("notices", ("created_at", "letter", "facts", "channel", "address", "state", "settled_at"), lambda: told)
    steps = [(number, *_values(step, STEPS)) for number, step in timelines_in(session, scope=scope)]
    yield Table("requests", ("request_number", *STEPS), lambda: steps)
    views = accounts_in(session, scope=scope)
    accounts = [
        tuple(scope.roles[view.account_id] if name == "role" else getattr(view, name) for name in ACCOUNTS)
        for view in views
    ]
    yield Table("accounts", ACCOUNTS, lambda: accounts)
    for view in views:
        yield from account_tables(session, scope=scope.only(view.account_id), view=view)


def account_tables(session: Session, *, scope: AccountScope, view: AccountView) -> Iterator[Table]:
    """Return what is kept about one account. Units: cents; Wh or MB by the unit beside it."""
    folder = f"account-{re.sub('[^A-Za-z0-9]+', '-', view.account_number)}"
    bills = statements_of(session, scope=scope, since=EVER.start_on)
    yield _of_records(f"{folder}/bills", STATEMENTS, bills)
    lines = [
        (bill.bill_number, *_values(charge, CHARGES))
        for bill in bills
        for charge in charges_of(session, scope=scope, bill_number=bill.bill_number)
    ]
    yield Table(f"{folder}/bill-lines", ("bill_number", *CHARGES), lambda: lines)
    yield _of_records(f"{folder}/balance-changes", ENTRIES, entries_of(session, scope=scope, since=EVER.start_on))
    points = {point.id: (point.meter_number, point.unit) for point in usage_points_in(session, scope=scope)}
    days = [
        (
            day.start_on,
            points[day.usage_point_id][0],
            _flow(day.flow),
            *_values(day, DAYS),
            points[day.usage_point_id][1],
        )
        for day in days_in(session, scope=scope, within=EVER)
    ]
    yield Table(f"{folder}/daily-usage", ("day", "meter_number", "flow", *DAYS, "unit"), lambda: days)
    columns = ("start_at", "meter_number", "flow", "seconds", "quantity", "unit", "quality")
    yield Table(f"{folder}/meter-readings", columns, partial(_reads, session, scope, points), is_long=True)


def _reads(session: Session, scope: AccountScope, points: dict[Any, tuple[str, Any]]) -> Iterator[Sequence[Any]]:
    # Ready as they stand, for there may be hundreds of thousands: what is said of each is looked up, not made.
    qualities = {int(quality): quality.name.lower() for quality in ReadQuality}
    flows = {int(flow): _flow(flow) for flow in Flow}
    ready = {point_id: (cell(meter), plain(unit)) for point_id, (meter, unit) in points.items()}
    for point_id, flow, start_epoch, seconds, quantity, quality in every_read_in(session, scope=scope):
        meter, unit = ready[point_id]
        start = strftime("%Y-%m-%dT%H:%M:%SZ", gmtime(start_epoch))
        yield start, meter, flows[flow], seconds, quantity, unit, qualities[quality]


def _of_records(path: str, columns: tuple[str, ...], records: Sequence[Any]) -> Table:
    return Table(path, columns, lambda: (_values(record, columns) for record in records))


def _values(record: Any, columns: tuple[str, ...]) -> tuple[Any, ...]:
    return tuple(getattr(record, name) for name in columns)


def _flow(flow: Flow) -> str:
    return Flow(flow).name.lower()
