"""Take usage along: a range of one account as CSV, as Green Button XML, or both in a ZIP."""

import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import IO
from zoneinfo import ZoneInfo

from sqlmodel import Session

from smarthub_dash.domain.accounts.queries import AccountView
from smarthub_dash.domain.accounts.rules import AccountScope
from smarthub_dash.domain.usage.queries import metered_accounts_in
from smarthub_dash.domain.usage.records import UsagePoint
from smarthub_dash.domain.usage.rules import Flow, QuantityUnit
from smarthub_dash.journeys.usage_csv import csv_pieces
from smarthub_dash.journeys.usage_green_button import green_button_pieces
from smarthub_dash.journeys.usage_rows import Detail, ExportedMeter, UsageRows, usage_rows
from smarthub_dash.kit.clock import local_day
from smarthub_dash.kit.database import Database
from smarthub_dash.kit.errors import Refused
from smarthub_dash.kit.periods import Period

README = """Usage of account {account}, meter {meter}, {first} to {last}.

{name}.csv   for a spreadsheet: local and UTC times, {unit}, and how each quantity is known
{xml}
An interval that is not listed was not received. {source}
"""
XML_LINE = "{name}.xml   Green Button (NAESB ESPI): for energy programs; watt-hours\n"


class FileForm(StrEnum):
    """What kind of file."""

    CSV = "csv"
    XML = "xml"
    ZIP = "zip"


MEDIA_TYPES = {
    FileForm.CSV: "text/csv; charset=utf-8",
    FileForm.XML: "application/xml",
    FileForm.ZIP: "application/zip",
}


@dataclass(frozen=True, slots=True)
class UsageFileRequest:
    """What was asked for; None where the choice is left to us. Both days are within the file."""

    account_number: str
    first_on: date | None
    last_on: date | None
    detail: Detail
    form: FileForm


@dataclass(frozen=True, slots=True)
class UsageFile:
    """What was written: its name and what a browser needs to know of it."""

    name: str
    media_type: str


class NotMetered(Refused):
    """An account has nothing that could be written."""


def file_request_of(query: Mapping[str, str]) -> UsageFileRequest:
    """Read an address; what it gets wrong is left to us."""
    detail, form = query.get("detail", ""), query.get("form", "")
    return UsageFileRequest(
        account_number=query.get("account", ""),
        first_on=_day(query.get("first", "")),
        last_on=_day(query.get("last", "")),
        detail=Detail(detail) if detail in tuple(Detail) else Detail.MEASURED,
        form=FileForm(form) if form in tuple(FileForm) else FileForm.CSV,
    )


def write_usage_file(
    database: Database, *, scope: AccountScope, request: UsageFileRequest, to: IO[bytes], now: datetime, zone: ZoneInfo
) -> UsageFile:
    """
    Write the file that a member asked for, as everything was at one moment.

    :raises NotYours: if the account is not in the scope
    :raises NotMetered: if nothing counts its use, or Green Button is asked of what is not electricity
    """
    with database.reading() as session:
        account, point = _metered(session, scope, request.account_number)
        today = local_day(now, zone)
        days = _days(request, opened_on=account.opened_on, today=today)
        meter = ExportedMeter(
            account.account_number,
            point.meter_number,
            point.id or 0,
            point.unit,
            point.interval_seconds,
            point.source_note,
        )
        written = _Written(session, scope.only(account.account_id), meter, days, request.detail, now, zone)
        name = f"usage-{account.account_number}-{days.start_on}-to-{days.last_on}"
        if request.form is FileForm.ZIP:
            written.zip(to, name)
        else:
            to.writelines(written.xml() if request.form is FileForm.XML else written.csv())
    return UsageFile(f"{name}.{request.form}", MEDIA_TYPES[request.form])


@dataclass(frozen=True, slots=True)
class _Written:
    """One meter's days, in any form."""

    session: Session
    scope: AccountScope
    meter: ExportedMeter
    days: Period
    detail: Detail
    now: datetime
    zone: ZoneInfo

    def csv(self) -> Iterator[bytes]:
        packs = (pack for flow in Flow for pack in self._rows(flow))
        return csv_pieces(self.meter, packs, zone=self.zone)

    def xml(self) -> Iterator[bytes]:
        if self.meter.unit is not QuantityUnit.WH:
            raise NotMetered("Green Button files are for electricity. Choose CSV for internet use.")
        flows = [flow for flow in Flow if flow is Flow.DELIVERED or next(self._rows(flow), None) is not None]
        return green_button_pieces(self.meter, self._rows, flows, detail=self.detail, now=self.now, zone=self.zone)

    def zip(self, to: IO[bytes], name: str) -> None:
        is_electric = self.meter.unit is QuantityUnit.WH
        told = README.format(
            account=self.meter.account_number,
            meter=self.meter.meter_number,
            first=self.days.start_on,
            last=self.days.last_on,
            name=name,
            unit="kilowatt-hours" if is_electric else "gigabytes",
            xml=XML_LINE.format(name=name) if is_electric else "",
            source=f"{self.meter.source_note}." if self.meter.source_note else "",
        )
        with zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED, compresslevel=4) as archive:
            archive.writestr("README.txt", told)
            with archive.open(f"{name}.csv", "w", force_zip64=True) as entry:
                entry.writelines(self.csv())
            if is_electric:
                with archive.open(f"{name}.xml", "w", force_zip64=True) as entry:
                    entry.writelines(self.xml())

    def _rows(self, flow: Flow) -> Iterator[UsageRows]:
        return usage_rows(
            self.session,
            scope=self.scope,
            usage_point_id=self.meter.usage_point_id,
            within=self.days,
            detail=self.detail,
            flow=flow,
            zone=self.zone,
        )


def _metered(session: Session, scope: AccountScope, account_number: str) -> tuple[AccountView, UsagePoint]:
    accounts = metered_accounts_in(session, scope=scope)
    found = [each for each in accounts if each[0].account_number == account_number]
    account, point = found[0] if found else scope.refuse()
    if point is None:
        raise NotMetered("Nothing is metered on this account, so there is nothing to download.")
    return account, point


def _days(request: UsageFileRequest, *, opened_on: date, today: date) -> Period:
    """Return the days of a file: in order whichever was typed first, and none in which there can be no readings."""
    first, last = request.first_on or opened_on, request.last_on or today
    first, last = min(first, last), max(first, last)
    last = max(min(last, today), opened_on)
    first = min(max(first, opened_on), last)
    return Period(first, last + timedelta(days=1))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        return None
