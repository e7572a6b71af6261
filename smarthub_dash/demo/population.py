"""Settle the cast: rates, members, and their services."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, select

from smarthub_dash.demo.cast import CAST, DEMO_PASSWORD, UNREGISTERED
from smarthub_dash.demo.parts import CastAccount, CastMember
from smarthub_dash.demo.rates import demo_schedules
from smarthub_dash.demo.world.people import link_ada
from smarthub_dash.domain.accounts.records import Account
from smarthub_dash.domain.members.operations import add_member
from smarthub_dash.domain.members.queries import member_of_email
from smarthub_dash.domain.members.records import Member
from smarthub_dash.domain.rates.operations import publish_schedules
from smarthub_dash.domain.rates.rules.fields import RefusedSchedule
from smarthub_dash.journeys.connect_service import NewLocation, NewMeter, NewRider, NewService, connect_service
from smarthub_dash.kit.database import Database


@dataclass(frozen=True, slots=True)
class Opening:
    """An account of the cast and the day from which it is served."""

    account: CastAccount
    opened_on: date


def settle(database: Database, openings: Sequence[Opening], *, now: datetime) -> None:
    """Publish the rates, add the members, and connect every service."""
    with database.unit_of_work() as session:
        publish_schedules(session, schedules=demo_schedules(), now=now)
        add_missing_members(session, now=now)
        link_ada(session, now=now)
    connect_missing_services(database, openings, now=now)


def publish_missing_rates(database: Database, *, now: datetime) -> None:
    """Publish the rates that came since; one that was published in other words stays, for bills were made with it."""
    for file_name, body in demo_schedules().items():
        with suppress(RefusedSchedule), database.unit_of_work() as session:
            publish_schedules(session, schedules={file_name: body}, now=now)


def add_missing_members(session: Session, *, now: datetime) -> None:
    """Add those of the cast who have no sign-in."""
    for person in CAST:
        if member_of_email(session, email=person.email) is None:
            member = add_member(
                session,
                email=person.email,
                full_name=person.full_name,
                role=person.role,
                password=DEMO_PASSWORD,
                now=now,
            )
            # The cast has read its letters long ago; who registers anew goes the whole way.
            member.email_verified_at = now


def connect_missing_services(database: Database, openings: Sequence[Opening], *, now: datetime) -> None:
    """Connect the services of the openings that the database does not know."""
    opened_on = {opening.account.account_number: opening.opened_on for opening in openings}
    with database.reading() as session:
        known = set(session.exec(select(Account.account_number)).all())
        members = dict(session.exec(select(Member.email, Member.id)).all())
    for person in (*CAST, *UNREGISTERED):
        for position, account in enumerate(person.accounts):
            if account.account_number in known or account.account_number not in opened_on:
                continue
            connect_service(
                database,
                service=_service(person, account, opened_on[account.account_number]),
                owner_id=members.get(person.email),
                nickname=account.nickname,
                position=position,
                now=now,
            )


def _service(person: CastMember, account: CastAccount, starts_on: date) -> NewService:
    place, meter = account.location, account.meter
    return NewService(
        account_number=account.account_number,
        provider=account.provider,
        kind=account.kind,
        rate_code=account.rate_code,
        name_on_account=person.full_name,
        read_day=account.read_day,
        starts_on=starts_on,
        location=NewLocation(
            place.location_number, place.street, place.city, "MO", place.zip_code, place.tax_jurisdiction
        ),
        meter=NewMeter(meter.meter_number, meter.unit, meter.interval_seconds, meter.is_modelled, meter.source_note),
        riders=tuple(NewRider(rider.code, rider.quantity) for rider in account.riders),
    )
