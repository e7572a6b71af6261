"""Usage as files: what was measured comes back the same, gaps stay gaps, and other programs can read it."""

import csv
import io
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from lxml import etree  # ty: ignore[missing-module-member] - a module of C without types
from sqlalchemy import select as select_columns
from sqlmodel import col, select

from smarthub_dash.domain.accounts.rules import NotYours
from smarthub_dash.domain.usage.records import IntervalRead, UsagePoint
from smarthub_dash.domain.usage.rules import QuantityUnit
from smarthub_dash.gateways.headend import FlowDirection, HowKnown
from smarthub_dash.gateways.headend.meter_files import read_meter_file
from smarthub_dash.journeys.export_usage import NotMetered, UsageFile, file_request_of, write_usage_file
from smarthub_dash.journeys.import_reads import import_reads
from smarthub_dash.journeys.open_dashboard import scope_for
from smarthub_dash.kit.database import Database
from smarthub_dash.kit.periods import epoch_of_day
from tests.support.households import add_household
from tests.support.meters import add_meter
from tests.support.usage import HOUR, ZONE, at, bring_in

SCHEMAS = Path(__file__).parents[3] / "shared" / "data" / "espi"
METER = "1N-77"
AUTUMN = date(2026, 11, 1)
NOW = at(2026, 11, 17)
ATOM, ESPI = "{http://www.w3.org/2005/Atom}", "{http://naesb.org/espi}"


@pytest.fixture
def member_id(database: Database, now: datetime) -> UUID:
    member, _ = add_household(database, "Ada", meters=[METER], now=now)
    return member


@pytest.fixture
def with_reads(database: Database, member_id: UUID) -> UUID:
    """Three days around the autumn clock change: a gap, zeros, an estimate, an edit and energy sent back."""
    start = epoch_of_day(AUTUMN - timedelta(days=1), ZONE)
    reads = {start + hour * HOUR: (hour * 137) % 900 for hour in range(73) if not 20 <= hour < 24}
    bring_in(database, METER, reads, now=NOW)
    bring_in(database, METER, {start + 30 * HOUR: 555}, now=NOW, known=HowKnown.ESTIMATED)
    bring_in(database, METER, {start + 31 * HOUR: 0}, now=NOW, known=HowKnown.EDITED)
    bring_in(database, METER, {start + 12 * HOUR: 42}, now=NOW, flow=FlowDirection.RECEIVED)
    return member_id


def export(database: Database, member_id: UUID, **asked: str) -> tuple[UsageFile, bytes]:
    scope = scope_for(database, member_id=member_id, now=NOW, zone=ZONE)
    file = io.BytesIO()
    query = {"account": METER, "first": "2026-10-31", "last": "2026-11-02", **asked}
    written = write_usage_file(database, scope=scope, request=file_request_of(query), to=file, now=NOW, zone=ZONE)
    return written, file.getvalue()


def stored(database: Database, meter: str = METER) -> list[tuple[int, ...]]:
    columns = (
        col(IntervalRead.flow),
        col(IntervalRead.start_epoch),
        col(IntervalRead.seconds),
        col(IntervalRead.quantity),
    )
    with database.reading() as session:
        rows = session.execute(
            select_columns(*columns, col(IntervalRead.quality))
            .join(UsagePoint, col(UsagePoint.id) == col(IntervalRead.usage_point_id))
            .where(col(UsagePoint.meter_number) == meter)
            .order_by(col(IntervalRead.flow), col(IntervalRead.start_epoch))
        )
        return [tuple(map(int, row)) for row in rows]


def contents(feed: bytes) -> Iterator[etree._Element]:
    for entry in etree.fromstring(feed).iter(f"{ATOM}entry"):
        yield from entry.find(f"{ATOM}content")


def test_a_csv_has_local_and_utc_times_and_says_how_each_quantity_is_known(
    database: Database, with_reads: UUID
) -> None:
    written, content = export(database, with_reads)

    rows = list(csv.DictReader(io.StringIO(content.decode())))
    assert written.name == "usage-1N-77-2026-10-31-to-2026-11-02.csv"
    assert len(rows) == 73 - 4 + 1
    assert [(row["Start (local)"], row["UTC offset"], row["Start (UTC)"]) for row in rows[21:23]] == [
        ("2026-11-01 01:00", "-05:00", "2026-11-01T06:00:00Z"),
        ("2026-11-01 01:00", "-06:00", "2026-11-01T07:00:00Z"),
    ]
    assert {row["Quality"] for row in rows} == {"measured", "estimated", "edited"}
    assert rows[0]["kWh"] == "0.000"
    assert (rows[-1]["Direction"], rows[-1]["kWh"]) == ("received", "0.042")


@pytest.mark.parametrize("form", ["csv", "xml"])
def test_what_was_exported_and_imported_again_is_the_same(
    database: Database, with_reads: UUID, form: str, tmp_path: Path
) -> None:
    _, content = export(database, with_reads, form=form)
    add_meter(database, "other")
    path = tmp_path / f"export.{form}"
    path.write_bytes(content.replace(METER.encode(), b"other"))

    import_reads(database, file=read_meter_file(path, zone=ZONE), now=NOW, zone=ZONE, report=lambda _: None)

    assert stored(database, "other") == stored(database)


def test_a_feed_is_valid_under_the_schema_of_its_standard(database: Database, with_reads: UUID) -> None:
    if not (SCHEMAS / "espi.xsd").exists():
        pytest.skip(f"the schema of ESPI is not under {SCHEMAS}")
    schema = etree.XMLSchema(etree.parse(SCHEMAS / "espi.xsd"))
    _, content = export(database, with_reads, form="xml")

    resources = list(contents(content))
    assert [str(schema.error_log) for each in resources if not schema.validate(each)] == []
    assert {each.tag for each in resources} == {
        f"{ESPI}{name}"
        for name in ("LocalTimeParameters", "UsagePoint", "MeterReading", "ReadingType", "IntervalBlock")
    }


def test_a_reader_that_joins_entries_by_their_links_finds_every_reading(database: Database, with_reads: UUID) -> None:
    _, content = export(database, with_reads, form="xml")
    entries = list(etree.fromstring(content).iter(f"{ATOM}entry"))

    def links(entry: etree._Element, relation: str) -> list[str]:
        return [each.get("href") for each in entry.iter(f"{ATOM}link") if each.get("rel") == relation]

    def named(name: str) -> list[etree._Element]:
        return [each for each in entries if each.find(f"{ATOM}content/{ESPI}{name}") is not None]

    (point,) = named("UsagePoint")
    sums = {}
    for reading in named("MeterReading"):
        assert links(reading, "up") == [f"{links(point, 'self')[0]}/MeterReading"]
        (kind,) = [each for each in named("ReadingType") if links(each, "self")[0] in links(reading, "related")]
        blocks = [each for each in named("IntervalBlock") if links(each, "up")[0] in links(reading, "related")]
        values = [int(each.text or "") for block in blocks for each in block.iter(f"{ESPI}value")]
        sums[kind.findtext(f".//{ESPI}flowDirection")] = (len(blocks), sum(values))
    rows = stored(database)
    assert sums == {
        "1": (3, sum(row[3] for row in rows if row[0] == 1)),
        "19": (1, 42),
    }


def test_days_and_billing_periods_say_when_they_are_not_whole(database: Database, with_reads: UUID) -> None:
    _, by_day = export(database, with_reads, detail="day")
    _, by_bill = export(database, with_reads, detail="bill", first="2026-10-01")

    days = list(csv.DictReader(io.StringIO(by_day.decode())))
    bills = list(csv.DictReader(io.StringIO(by_bill.decode())))
    delivered = [row for row in days if row["Direction"] == "delivered"]
    assert [(row["Start (local)"][:10], row["Minutes"], row["Quality"]) for row in delivered] == [
        ("2026-10-31", "1440", "incomplete"),
        ("2026-11-01", "1500", "partly estimated"),
        ("2026-11-02", "1440", "measured"),
    ]
    assert bills[0]["Quality"] == "incomplete"


def test_a_zip_holds_both_and_a_page_of_words(database: Database, with_reads: UUID) -> None:
    written, content = export(database, with_reads, form="zip")

    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = archive.namelist()
        assert archive.read(names[1]) == export(database, with_reads, form="csv")[1]
        assert archive.read(names[2]) == export(database, with_reads, form="xml")[1]
    stem = written.name.removesuffix(".zip")
    assert names == ["README.txt", f"{stem}.csv", f"{stem}.xml"]


@pytest.mark.parametrize("days", [("2026-11-02", "2026-10-31"), ("", ""), ("1999-01-01", "2999-01-01"), ("x", "y")])
def test_odd_days_are_put_right(database: Database, with_reads: UUID, days: tuple[str, str]) -> None:
    _, content = export(database, with_reads, first=days[0], last=days[1])

    assert content.count(b"\r\n") == len(stored(database)) + 1


def test_internet_use_is_csv_only(database: Database, member_id: UUID, now: datetime) -> None:
    add_meter(database, "fiber", unit=QuantityUnit.MB)
    with database.reading() as session:
        account_id = session.exec(select(UsagePoint.account_id).where(col(UsagePoint.meter_number) == "fiber")).one()
    owner, _ = add_household(database, "Dee", meters=[], now=now, shares=[account_id])

    with pytest.raises(NotMetered):
        export(database, owner, account="fiber", form="xml")
    written, content = export(database, owner, account="fiber", form="zip")

    assert [written.media_type, b"GB" in zipfile.ZipFile(io.BytesIO(content)).read(written.name[:-4] + ".csv")] == [
        "application/zip",
        True,
    ]


def test_an_account_of_somebody_else_is_not_there(database: Database, with_reads: UUID, now: datetime) -> None:
    stranger, _ = add_household(database, "Boone", meters=["2"], now=now)

    with pytest.raises(NotYours):
        export(database, stranger)
