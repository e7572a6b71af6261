"""Tables of reads as real systems write them: their header tells the layout, or their source is known for it."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from smarthub_dash.gateways.headend import MeterFile, ReadDelivery, RefusedFile
from smarthub_dash.gateways.headend import table_file as reader
from smarthub_dash.gateways.headend.layout import Layout, UnfitLayout
from smarthub_dash.gateways.headend.meter_files import read_meter_file

Opened = Callable[..., MeterFile]


def epoch(*parts: int) -> int:
    return int(datetime(*parts, tzinfo=UTC).timestamp())


@pytest.fixture
def opened(tmp_path: Path, zone: ZoneInfo) -> Opened:
    def write(text: str, *, layout: Layout | None = None, meter: str = "") -> MeterFile:
        path = tmp_path / "reads.csv"
        path.write_text(text, newline="")
        return read_meter_file(path, zone=zone, meter_number=meter, layout=layout)

    return write


def told(file: MeterFile) -> list[tuple[str, int, int, int, int, int]]:
    """Return meter, flow, start, seconds, quantity and quality of every read."""
    return [
        (each.meter_number, int(each.flow), start, each.seconds, quantity, quality)
        for each in file.deliveries()
        for start, quantity, quality in zip(
            each.start_epochs.tolist(), each.quantities.tolist(), each.qualities.tolist(), strict=True
        )
    ]


def test_epoch_milliseconds_and_watt_hours(opened: Opened) -> None:
    text = "StartUnixMillis,EndUnixMillis,WattHours,CostInCents,MeterName\n1794805200000,1794806100000,512.5,9,A-1\n"

    assert told(opened(text)) == [("A-1", 1, 1794805200, 900, 512, 1)]


def test_a_preamble_inclusive_ends_and_notes(opened: Opened) -> None:
    text = (
        "Name,ADA ADAMS\nAddress,1408 BLUFF ST\n\nTYPE,DATE,START TIME,END TIME,USAGE (kWh),NOTES\n"
        "Electric usage,2026-11-10,00:00,00:59,1.25,\nElectric usage,2026-11-10,01:00,01:59,0.5,Estimated\n"
    )

    assert told(opened(text, meter="7")) == [
        ("7", 1, epoch(2026, 11, 10, 6), 3600, 1250, 1),
        ("7", 1, epoch(2026, 11, 10, 7), 3600, 500, 2),
    ]


def test_the_hour_that_autumn_repeats_is_told_apart_by_its_order(opened: Opened) -> None:
    hours = ["11/01/2026 12:00 AM", "11/01/2026 01:00 AM", "11/01/2026 01:00 AM", "11/01/2026 02:00 AM"]
    text = "Meter;Start;kWh\n" + "".join(f"5;{hour};1\n" for hour in hours)

    assert [read[2:4] for read in told(opened(text))] == [(epoch(2026, 11, 1, 5 + hour), 3600) for hour in range(4)]


def test_a_remembered_layout_reads_what_no_header_tells(opened: Opened) -> None:
    layout = Layout(
        meter="Gerät", end="Zeit", quantity="Menge", flow="Kanal", received="R", unit="wh", clock="utc", seconds=900
    )
    text = "Gerät\tZeit\tMenge\tKanal\n5\t2026-11-10 06:15\t1000\tL\n5\t2026-11-10 06:15\t20\tR\n"

    assert told(opened(text, layout=Layout.of(layout.as_json()))) == [
        ("5", 1, epoch(2026, 11, 10, 6), 900, 1000, 1),
        ("5", 2, epoch(2026, 11, 10, 6), 900, 20, 1),
    ]


def test_a_register_column_is_kept_as_stands(opened: Opened) -> None:
    layout = Layout(meter="Meter", end="Read time", quantity="kWh", counts="register")

    (delivery,) = opened("Meter,Read time,kWh\n5,2026-11-10 00:00,45000.5\n", layout=layout).deliveries()

    assert (delivery.is_register, delivery.quantities.tolist()) == (True, [45_000_500])


def test_a_net_channel_and_missing_values_are_passed_over_and_said(opened: Opened) -> None:
    text = (
        "Meter,Start (UTC),End (UTC),kWh,Direction,Quality\n"
        "5,2026-11-10T06:00:00Z,2026-11-10T07:00:00Z,1,net,measured\n"
        "5,2026-11-10T06:00:00Z,2026-11-10T07:00:00Z,2,delivered,measured\n"
        "5,2026-11-10T07:00:00Z,2026-11-10T08:00:00Z,,delivered,missing\n"
    )
    file = opened(text)

    assert [read[4] for read in told(file)] == [2000]
    assert [note.line for note in file.skipped] == [2]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("5,2026-13-10 00:00,1", "not a time"),
        ("5,2026-03-08 02:30,1", "the clock skipped"),
        ("5,2026-11-10 00:00,-1", "below zero"),
        ("5,2026-11-10 00:00,1e999", "not a quantity"),
        ("5,2026-11-10 00:00", "torn"),
        (",2026-11-10 00:00,1", "which meter"),
    ],
)
def test_a_bad_line_refuses_the_file_with_its_number(opened: Opened, line: str, reason: str) -> None:
    file = opened(f"Meter,Start,kWh\n5,2026-11-09 00:00,1\n5,2026-11-09 01:00,1\n{line}\n")

    with pytest.raises(RefusedFile, match=reason):
        list(file.deliveries())


@pytest.mark.parametrize("text", ["[]", "{", '{"unit": "miles"}', '{"seconds": "x"}', '{"colour": "x"}'])
def test_a_layout_that_cannot_be_is_refused(text: str) -> None:
    with pytest.raises(UnfitLayout):
        Layout.of(text)


NISC = (
    "M,{meter:<15},{meter:<15},{port:<15},{register:<2},{day},{time},{kwh:>9},{kw:>10},"
    "        ,     ,          ,{code:<5},{blinks:>10}\r\n"
)


def nisc(*rows: tuple[str, str, str, str], end: str = "L\r\n") -> str:
    """Return a file of rows of register, day, time and kWh."""
    return (
        "H\r\n"
        + "".join(
            NISC.format(
                meter="5", port="1", register=row[0], day=row[1], time=row[2], kwh=row[3], kw="", code="", blinks="0"
            )
            for row in rows
        )
        + end
    )


def deliveries(file: MeterFile) -> list[ReadDelivery]:
    return list(file.deliveries())


def test_nisc_readings_are_stands_of_a_register(opened: Opened) -> None:
    file = opened(nisc(("", "11102026", "00:00", "45000"), ("", "11102026", "01:00", "45001")))

    assert {(each.meter_number, each.is_register) for each in deliveries(file)} == {("5", True)}
    assert [read[2:5:2] for read in told(file)] == [
        (epoch(2026, 11, 10, 6), 45_000_000),
        (epoch(2026, 11, 10, 7), 45_001_000),
    ]


def test_nisc_registers_of_time_of_use_are_summed_and_a_total_stands_for_them(opened: Opened) -> None:
    tiers = [(str(tier), "11102026", "00:00", str(tier * 100)) for tier in (1, 2, 3)]
    file = opened(nisc(*tiers, ("", "11102026", "01:00", "900"), ("1", "11102026", "01:00", "300")))

    assert [read[4] for read in told(file)] == [600_000, 900_000]
    assert "time-of-use" in file.skipped[0].reason


def test_nisc_without_its_last_line_is_torn(opened: Opened) -> None:
    with pytest.raises(RefusedFile, match="last line"):
        deliveries(opened(nisc(("", "11102026", "00:00", "45000"), end="")))


def test_registers_of_one_time_are_summed_across_batches(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "LINES_TOGETHER", 2)
    rows = [(str(tier), "11102026", f"0{hour}:00", str(hour)) for hour in range(3) for tier in (1, 2, 3)]

    found = [value for each in deliveries(opened(nisc(*rows))) for value in each.quantities.tolist()]

    assert found == [0, 3_000, 6_000]


MULTISPEAK = """<?xml version="1.0"?>
<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body>
<ReadingChangedNotification xmlns="http://www.multispeak.org/Version_3.0"><changedMeterReads>
<meterRead objectID="1"><readingDate>{when}</readingDate><posKWh>{value}</posKWh><negKWh>12.5</negKWh>
<kW>3</kW><meterNo>5</meterNo></meterRead>
<meterRead><meterNo>6</meterNo><readingDate>{when}</readingDate><kW>3</kW></meterRead>
</changedMeterReads></ReadingChangedNotification></soap:Body></soap:Envelope>"""


@pytest.mark.parametrize("when", ["2026-11-10T00:00:00-06:00", "2026-11-10T00:00:00", "2026-11-10T06:00:00Z"])
def test_multispeak_reads_in_any_envelope_order_and_clock(opened: Opened, when: str) -> None:
    file = opened(MULTISPEAK.format(when=when, value="45000.25"))

    found = [
        (each.meter_number, int(each.flow), each.start_epochs[0], each.quantities[0]) for each in file.deliveries()
    ]

    assert (file.source, found) == (
        "multispeak",
        [("5", 1, epoch(2026, 11, 10, 6), 45_000_250), ("5", 2, epoch(2026, 11, 10, 6), 12_500)],
    )
    assert "no posKWh" in file.skipped[0].reason


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (MULTISPEAK.format(when="soon", value="1"), "not a time"),
        (MULTISPEAK.format(when="2026-11-10T00:00:00", value="many"), "not a quantity"),
        (MULTISPEAK.format(when="2026-11-10T00:00:00", value="1")[:-40], "torn"),
        ('<!DOCTYPE x [<!ENTITY a "b">]><meterRead>&a;</meterRead>', "entities"),
        ("<meterRead>" * 40, "nested"),
    ],
)
def test_a_bad_multispeak_document_is_refused(opened: Opened, text: str, reason: str) -> None:
    with pytest.raises(RefusedFile, match=reason):
        list(opened(text).deliveries())


GOOD = nisc(("", "11102026", "00:00", "45000"), ("", "11102026", "01:00", "45001"))
STARTS = st.sampled_from(
    [
        "Meter,Start,kWh\n5,2026-11-09 00:00,1\n5,2026-11-09 01:00,1\n",
        GOOD,
        MULTISPEAK.format(when="2026-11-10T00:00:00", value="1"),
        "TYPE,DATE,START TIME,END TIME,USAGE (kWh)\nE,2026-11-10,00:00,00:59,1\n",
        "Start (UTC),End (UTC),kWh,Quality\n1,2,3,4\n",
    ]
)


@given(text=STARTS, at=st.integers(0, 900), cut=st.integers(0, 30), noise=st.text(max_size=12))
@settings(max_examples=400, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_file_that_is_damaged_anywhere_is_read_or_refused(
    opened: Opened, text: str, at: int, cut: int, noise: str
) -> None:
    place = at % len(text)
    damaged = text[:place] + noise.encode("utf-8", "replace").decode() + text[place + cut :]

    try:
        found = list(opened(damaged, meter="5").deliveries())
    except RefusedFile as refused:
        assert refused.line >= 1
        return
    assert all(each.start_epochs.size == each.quantities.size == each.qualities.size for each in found)
