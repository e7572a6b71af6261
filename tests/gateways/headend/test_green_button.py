"""Green Button: feeds as utilities really give them, and feeds that mean harm."""

import gzip
from collections.abc import Callable
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from smarthub_dash.gateways.headend import FlowDirection, HowKnown, MeterFile, RefusedFile
from smarthub_dash.gateways.headend import green_button as reader
from smarthub_dash.gateways.headend.meter_files import read_meter_file

Opened = Callable[..., MeterFile]
REAL_YEAR = Path(__file__).parents[3] / "smarthub_dash" / "demo" / "data" / "sdge-2011-hourly.xml.gz"
START = 1_700_000_000 - 1_700_000_000 % 3_600


def feed(*entries: str) -> str:
    return '<?xml version="1.0"?>\n<feed xmlns="http://www.w3.org/2005/Atom">\n' + "\n".join(entries) + "\n</feed>"


def entry(content: str, *links: tuple[str, str], title: str = "") -> str:
    told = "".join(f'<link rel="{relation}" href="{address}"/>' for relation, address in links)
    return f"<entry><title>{title}</title>{told}<content>{content}</content></entry>"


def reading_type(uom: int = 72, flow: int = 1, power: int = 0, more: str = "") -> str:
    return (
        '<ReadingType xmlns="http://naesb.org/espi"><commodity>1</commodity>'
        f"<flowDirection>{flow}</flowDirection><intervalLength>3600</intervalLength>"
        f"<powerOfTenMultiplier>{power}</powerOfTenMultiplier><uom>{uom}</uom>{more}</ReadingType>"
    )


def reading(hour: int, value: str, *, duration: str = "<duration>3600</duration>", quality: str = "") -> str:
    told = f"<ReadingQuality><quality>{quality}</quality></ReadingQuality>" if quality else ""
    period = f"<timePeriod>{duration}<start>{START + 3_600 * hour}</start></timePeriod>"
    return f"<IntervalReading>{told}{period}<value>{value}</value></IntervalReading>"


def block(*readings: str) -> str:
    return f'<IntervalBlock xmlns="http://naesb.org/espi">{"".join(readings)}</IntervalBlock>'


@pytest.fixture
def opened(tmp_path: Path, zone: ZoneInfo) -> Opened:
    """Writes a text to a file and opens it for reading."""

    def write(text: str, meter_number: str = "10001") -> MeterFile:
        path = tmp_path / "feed.xml"
        path.write_bytes(text.encode())
        return read_meter_file(path, zone=zone, meter_number=meter_number)

    return write


def test_a_feed_without_usage_point_or_links_is_read_for_the_given_meter(opened: Opened) -> None:
    file = opened(feed(entry(reading_type()), entry(block(reading(0, "385"), reading(1, "0")))))

    (delivery,) = file.deliveries()

    assert (delivery.meter_number, delivery.flow, delivery.unit, delivery.seconds) == ("10001", 1, "wh", 3_600)
    assert delivery.start_epochs.tolist() == [START, START + 3_600]
    assert delivery.quantities.tolist() == [385, 0]
    assert delivery.first_line == 4


def test_a_feed_that_names_no_meter_is_refused_without_one(opened: Opened) -> None:
    with pytest.raises(RefusedFile, match="does not say which meter"):
        list(opened(feed(entry(reading_type()), entry(block(reading(0, "1")))), meter_number="").deliveries())


def test_any_prefix_will_do(opened: Opened) -> None:
    plain = feed(entry(reading_type()), entry(block(reading(0, "7"))))
    prefixed = plain.replace(' xmlns="http://naesb.org/espi"', "")
    for name in ("ReadingType", "IntervalBlock", "IntervalReading", "timePeriod", "start", "duration", "value", "uom"):
        prefixed = prefixed.replace(f"<{name}>", f"<e:{name}>").replace(f"</{name}>", f"</e:{name}>")
    prefixed = prefixed.replace("<feed ", '<feed xmlns:e="http://naesb.org/espi" ')

    (delivery,) = opened(prefixed).deliveries()

    assert delivery.quantities.tolist() == [7]


@pytest.mark.parametrize(
    ("power", "value", "expected"), [(3, "2", 2_000), (-3, "1500", 2), (-3, "2500", 2), (0, "9", 9)]
)
def test_the_multiplier_makes_whole_watt_hours(opened: Opened, power: int, value: str, expected: int) -> None:
    (delivery,) = opened(feed(entry(reading_type(power=power)), entry(block(reading(0, value))))).deliveries()

    assert delivery.quantities.tolist() == [expected]


def test_quality_and_missing_values_are_kept_apart(opened: Opened) -> None:
    readings = (
        reading(0, "1", quality="8"),
        reading(1, ""),
        reading(2, "3", quality="7"),
        reading(3, "4", quality="17"),
    )

    (delivery,) = opened(feed(entry(reading_type()), entry(block(*readings)))).deliveries()

    assert delivery.quantities.tolist() == [1, 3, 4]
    assert delivery.qualities.tolist() == [HowKnown.ESTIMATED, HowKnown.EDITED, HowKnown.MEASURED]


def test_a_missing_duration_is_that_of_the_reading_type(opened: Opened) -> None:
    (delivery,) = opened(feed(entry(reading_type()), entry(block(reading(0, "1", duration=""))))).deliveries()

    assert delivery.seconds == 3_600


def test_links_join_several_meters_and_flows_whatever_their_order(opened: Opened) -> None:
    def meter(number: str, flow: int) -> tuple[str, ...]:
        point = f"/espi/UsagePoint/{number}"
        return (
            entry(block(reading(0, number)), ("up", f"{point}/MeterReading/1/IntervalBlock")),
            entry("<UsagePoint/>", ("self", point), ("related", f"{point}/MeterReading")),
            entry(
                "<MeterReading/>",
                ("self", f"{point}/MeterReading/1"),
                ("up", f"{point}/MeterReading"),
                ("related", f"{point}/MeterReading/1/IntervalBlock"),
                ("related", f"/espi/ReadingType/{flow}"),
            ),
        )

    types = (entry(reading_type(flow=flow), ("self", f"/espi/ReadingType/{flow}")) for flow in (19, 1))
    file = opened(feed(*meter("10001", 1), *meter("10002", 19), *types), meter_number="")

    read = [(each.meter_number, each.flow, each.quantities.tolist()) for each in file.deliveries()]

    assert read == [("10001", FlowDirection.DELIVERED, [10001]), ("10002", FlowDirection.RECEIVED, [10002])]


def test_several_meters_are_not_taken_for_one(opened: Opened) -> None:
    points = [entry("<UsagePoint/>", ("self", f"/UsagePoint/{number}")) for number in (1, 2)]
    blocks = [
        entry(block(reading(0, "1")), ("up", f"/UsagePoint/{number}/MeterReading/1/IntervalBlock")) for number in (1, 2)
    ]

    with pytest.raises(RefusedFile, match="holds several meters"):
        list(opened(feed(entry(reading_type()), *points, *blocks)).deliveries())


def test_demand_is_passed_over_and_said(opened: Opened) -> None:
    energy = (entry(reading_type()), entry(block(reading(0, "5"))))
    file = opened(feed(*energy, entry(reading_type(uom=38)), entry(block(reading(0, "900")))))

    assert [each.quantities.tolist() for each in file.deliveries()] == [[5]]
    assert [(note.line, "demand in W" in note.reason) for note in file.skipped] == [(6, True)]


LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]><feed>&c;</feed>'
)
OUTSIDE = '<!DOCTYPE feed [<!ENTITY x SYSTEM "file:///etc/passwd">]><feed>&x;</feed>'


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (LAUGHS, "document type or entities"),
        (OUTSIDE, "document type or entities"),
        ("<!DOCTYPE html><html></html>", "document type or entities"),
        (feed(entry(reading_type()), entry(block(reading(0, "1"))))[:-40], "torn or not sound"),
        ("<feed>&nothing;</feed>", "torn or not sound"),
        ("<x:feed/>", "torn or not sound"),
        ("<a>" * 50 + "</a>" * 50, "nested more than 32 deep"),
        ("<feed/>", "holds no interval readings"),
        (feed(entry(block(reading(0, "1")))), "does not say what its readings count"),
        (feed(entry(reading_type(uom=38)), entry(block(reading(0, "1")))), "demand in W"),
        (feed(entry(reading_type()), entry(block(reading(0, "many")))), "value is 'many'"),
        (feed(entry(reading_type()), entry(block(reading(0, "9" * 40)))), "not a whole number"),
        (feed(entry(reading_type(power=9)), entry(block(reading(0, "9" * 15)))), "larger than a meter can count"),
        ('<?xml version="1.0" encoding="none-such"?><feed/>', "torn or not sound|letters"),
    ],
)
def test_a_hostile_or_broken_feed_is_refused_with_a_line(opened: Opened, text: str, reason: str) -> None:
    with pytest.raises(RefusedFile, match=reason) as refused:
        list(opened(text).deliveries())

    assert refused.value.line >= 1


def test_a_tag_that_never_ends_is_refused_before_it_is_held(tmp_path: Path, zone: ZoneInfo) -> None:
    path = tmp_path / "long.xml"
    with path.open("wb") as opened:
        opened.write(b'<feed a="')
        opened.truncate(200 * 1024**2)  # a sparse file: it takes no room
    file = read_meter_file(path, zone=zone)

    with pytest.raises(RefusedFile):
        list(file.deliveries())

    assert file.share_read < 0.02


def test_a_comment_that_never_ends_is_refused_before_it_is_held(opened: Opened) -> None:
    file = opened("<feed><!--" + "no end " * 1_000_000)

    with pytest.raises(RefusedFile, match="one tag or comment is longer than 1 MB"):
        list(file.deliveries())

    assert file.share_read < 0.5


def test_a_feed_that_is_too_large_is_refused_unread(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader.GreenButtonFile, "largest_size", 10)

    with pytest.raises(RefusedFile, match="the file is larger than"):
        list(opened(feed()).deliveries())


def test_the_real_year_is_read_to_the_watt_hour(tmp_path: Path, zone: ZoneInfo) -> None:
    path = tmp_path / "real.xml"
    path.write_bytes(gzip.decompress(REAL_YEAR.read_bytes()))

    deliveries = list(read_meter_file(path, zone=zone, meter_number="10001").deliveries())

    assert len(deliveries) == 364
    assert sum(each.start_epochs.size for each in deliveries) == 8_727
    assert sum(int(each.quantities.sum()) for each in deliveries) == 5_089_595


SOUND = feed(entry(reading_type()), entry(block(reading(0, "385", quality="8"), reading(1, "0"))))


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(at=st.integers(0, len(SOUND) - 1), length=st.integers(0, 30), noise=st.text(max_size=12))
def test_no_damage_raises_anything_but_a_refusal(opened: Opened, at: int, length: int, noise: str) -> None:
    damaged = SOUND[:at] + noise.encode("utf-8", "replace").decode() + SOUND[at + length :]

    try:
        list(opened(damaged).deliveries())
    except RefusedFile as refused:
        assert refused.line >= 1


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    noise=st.binary(max_size=300), mark=st.sampled_from([b"<", b"\xff\xfe", b"\xfe\xff", b"<?xml encoding='utf-16'?>"])
)
def test_no_noise_raises_anything_but_a_refusal(tmp_path: Path, zone: ZoneInfo, noise: bytes, mark: bytes) -> None:
    path = tmp_path / "noise.xml"
    path.write_bytes(mark + noise)

    with pytest.raises(RefusedFile):
        list(read_meter_file(path, zone=zone).deliveries())
