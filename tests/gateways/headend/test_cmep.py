"""CMEP: end-stamped local times, two clock changes, exact decimals, and refusals with their line."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from smarthub_dash.gateways.headend import FlowDirection, HowKnown, MeterFile, ReadDelivery, RefusedFile
from smarthub_dash.gateways.headend import cmep as reader
from smarthub_dash.gateways.headend.meter_files import read_meter_file

HOURLY = "00000100"
QUARTERS = "00000015"
Opened = Callable[[str], MeterFile]


def line(*readings: str, meter: str = "10001", units: str = "KWH", interval: str = HOURLY, count: int = -1) -> str:
    """One line of a file; each reading is `time,status,value`."""
    told = len(readings) if count < 0 else count
    head = f"MEPMD01,20080519,CEC,,CEC,,202611170300,{meter},OK,E,{units},1.0,{interval},{told}"
    return ",".join((head, *readings)) + "\r\n"


def utc(*parts: int) -> int:
    return int(datetime(*parts, tzinfo=UTC).timestamp())


def starts_of(deliveries: Sequence[ReadDelivery]) -> list[int]:
    return [start for delivery in deliveries for start in delivery.start_epochs.tolist()]


@pytest.fixture
def opened(tmp_path: Path, zone: ZoneInfo) -> Opened:
    """Writes a text to a file and opens it for reading."""

    def write(text: str) -> MeterFile:
        path = tmp_path / "reads.dat"
        path.write_bytes(text.encode())
        return read_meter_file(path, zone=zone)

    return write


def test_a_time_is_the_end_of_its_interval_in_local_time(opened: Opened) -> None:
    file = opened(line("202611160100,R0,1.234", "202611160200,R,0"))

    (delivery,) = file.deliveries()

    assert delivery.start_epochs.tolist() == [utc(2026, 11, 16, 6), utc(2026, 11, 16, 7)]
    assert delivery.quantities.tolist() == [1234, 0]
    assert (delivery.meter_number, delivery.flow, delivery.unit, delivery.seconds) == ("10001", 1, "wh", 3_600)
    assert delivery.first_line == 1


def test_an_empty_time_is_the_one_before_plus_the_interval(opened: Opened) -> None:
    whole = opened(line("202611160100,R,1", ",R,2", ",R,3"))
    mixed = opened(line("202611160100,R,1", ",R,2", "202611160300,R,3"))

    assert starts_of(list(whole.deliveries())) == starts_of(list(mixed.deliveries()))


def test_the_skipped_hour_of_spring_leaves_no_gap(opened: Opened) -> None:
    # The hour from 1:00 to the jump may end at 2:00 or at 3:00: it is one instant.
    for end in ("202603080200", "202603080300"):
        file = opened(line("202603080100,R,1", f"{end},R,1", "202603080400,R,1"))
        assert starts_of(list(file.deliveries())) == [utc(2026, 3, 8, hour) for hour in (6, 7, 8)]


def test_a_time_that_the_clock_skipped_is_refused(opened: Opened) -> None:
    with pytest.raises(RefusedFile, match="the clock skipped 2026-03-08 02:30"):
        list(opened(line("202603080230,R,1", interval=QUARTERS)).deliveries())


def test_the_repeated_hour_of_autumn_is_told_apart_by_its_order(opened: Opened) -> None:
    ends = ["0045", "0100", "0115", "0130", "0145", "0100", "0115", "0130", "0145", "0200"]

    file = opened(line(*(f"20261101{end},R,1" for end in ends), interval=QUARTERS))

    assert starts_of(list(file.deliveries())) == [utc(2026, 11, 1, 5, 30) + 900 * step for step in range(10)]


def test_the_repeated_hour_is_told_apart_across_the_lines_of_a_meter(opened: Opened) -> None:
    file = opened(
        line("202611010100,R,1")
        + line("202611010100,R,1", meter="10002")
        + line("202611010100,R,1")
        + line("202611010200,R,1")
    )

    starts = [(each.meter_number, each.start_epochs.tolist()) for each in file.deliveries()]

    assert starts == [
        ("10001", [utc(2026, 11, 1, 5)]),
        ("10002", [utc(2026, 11, 1, 5)]),
        ("10001", [utc(2026, 11, 1, 6)]),
        ("10001", [utc(2026, 11, 1, 7)]),
    ]


def test_a_daily_reading_lasts_as_long_as_its_local_day(opened: Opened) -> None:
    days = ("202603080000,R,1", "202603090000,R,1", "202603100000,R,1")

    deliveries = list(opened(line(*days, interval="00010000")).deliveries())

    assert [(each.seconds, each.start_epochs.tolist()) for each in deliveries] == [
        (82_800, [utc(2026, 3, 8, 6)]),
        (86_400, [utc(2026, 3, 7, 6), utc(2026, 3, 9, 5)]),
    ]


def test_midnight_may_be_written_as_the_24th_hour(opened: Opened) -> None:
    assert starts_of(list(opened(line("202611162400,R,1")).deliveries())) == [utc(2026, 11, 17, 5)]


def test_a_blank_value_is_missing_and_moves_the_clock_on(opened: Opened) -> None:
    (delivery,) = opened(line("202611160100,R,1", ",R,", ",N,9", ",E1,4")).deliveries()

    assert delivery.start_epochs.tolist() == [utc(2026, 11, 16, 6), utc(2026, 11, 16, 9)]
    assert delivery.qualities.tolist() == [HowKnown.MEASURED, HowKnown.ESTIMATED]


def test_values_finer_than_a_watt_hour_are_rounded_half_to_even(opened: Opened) -> None:
    texts = (".5", "0.0005", "0.0015", "1.23449999", "2.", "1000000.001")

    (delivery,) = opened(line("202611160100,R," + texts[0], *(f",R,{text}" for text in texts[1:]))).deliveries()

    assert delivery.quantities.tolist() == [500, 0, 2, 1234, 2000, 1_000_000_001]


def test_the_reverse_channel_is_received(opened: Opened) -> None:
    (delivery,) = opened(line("202611160100,R,1", units="GKWH")).deliveries()

    assert delivery.flow is FlowDirection.RECEIVED


def test_the_meter_may_stand_in_the_sixth_field(opened: Opened) -> None:
    text = line("202611160100,R,1").replace(",CEC,,2026", ",CEC,20007,2026").replace(",10001,OK", ",,OK")

    assert [each.meter_number for each in opened(text).deliveries()] == ["20007"]


@pytest.mark.parametrize("units", ["NKWH", "SKWH", "NKWHREG", "KVARH"])
def test_other_channels_are_passed_over_and_said(opened: Opened, units: str) -> None:
    file = opened(line("202611160100,R,1") + line("202611160100,R,1", units=units))

    assert len(list(file.deliveries())) == 1
    assert [(note.line, units in note.reason) for note in file.skipped] == [(2, True)]


@pytest.mark.parametrize(
    ("text", "number", "reason"),
    [
        (line("202611160100,R,1") + line("202611160100,R,1", count=24), 2, "promises 24 readings and holds 1"),
        (line("202611160100,R,1")[:40], 1, "the file seems torn"),
        (line("202611160100,R,1") + "MEPLF01,1,2", 2, "does not begin with MEPMD01"),
        (line("202611160100,R,-1"), 1, "below zero"),
        (line("202611160100,R,1e"), 1, "'1e' is not a quantity"),
        (line("202611160100,R,nan"), 1, "'nan' is not a quantity"),
        (line("202611160100,R,1_0"), 1, "'1_0' is not a quantity"),
        (line("202611160100,Q,1"), 1, "the status 'Q' is not known"),
        (line("202613160100,R,1"), 1, "'202613160100' is not a time"),
        (line("002611160100,R,1"), 1, "is not a time of an interval meter"),
        (line(",R,1"), 1, "the first reading has no time"),
        (line("202611160100,R,1", interval="00000000"), 1, "not an interval"),
        (line("202611160100,R,1", meter=""), 1, "names no meter"),
        (line("202611160100,R,1").replace(",1.0,", ",40,"), 1, "the constant is 40"),
        (line("202611160100,R,1", units="KVARHREG"), 1, "nothing in the file can be imported"),
    ],
)
def test_a_bad_line_refuses_the_file_with_its_number(opened: Opened, text: str, number: int, reason: str) -> None:
    with pytest.raises(RefusedFile, match=reason) as refused:
        list(opened(text).deliveries())

    assert refused.value.line == number
    assert str(refused.value).startswith(f"reads.dat, line {number}: ")


def test_a_line_without_an_end_is_refused_before_it_is_held(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "LONGEST_LINE", 1_000)
    file = opened(line("202611160100,R,1") + "MEPMD01," + "9" * 5_000)

    with pytest.raises(RefusedFile, match="line 2: the line is longer"):
        list(file.deliveries())

    assert file.share_read < 0.5


def test_a_file_of_a_line_of_two_gigabytes_is_refused_at_its_beginning(tmp_path: Path, zone: ZoneInfo) -> None:
    path = tmp_path / "huge.dat"
    with path.open("wb") as opened:
        opened.write(b"MEPMD01,")
        opened.truncate(2 * 1024**3)  # a sparse file: it takes no room

    with pytest.raises(RefusedFile, match=r"huge.dat, line 1: the line is longer than 8 MB"):
        list(read_meter_file(path, zone=zone).deliveries())


def test_blank_lines_a_byte_order_mark_and_a_last_comma_are_let_pass(opened: Opened) -> None:
    text = "\ufeff" + line("202611160100,R,1").replace("1\r\n", "1,\r\n") + "\r\n"

    assert len(list(opened(text).deliveries())) == 1


@pytest.mark.parametrize("text", ["", "\r\n", "PK\x03\x04", "when,how much\n1,2\n", "\x00" * 100])
def test_a_foreign_file_is_refused(opened: Opened, text: str) -> None:
    with pytest.raises(RefusedFile, match=r"empty|none of CMEP"):
        opened(text)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path, zone: ZoneInfo) -> None:
    with pytest.raises(RefusedFile, match="cannot be opened"):
        read_meter_file(tmp_path / "none.dat", zone=zone)


SOUND = line("202611160100,R0,1.5", ",R0,2.5", ",E,3", meter="10001") + line("202611160100,R,1", units="GKWH")
FIELDS = st.one_of(
    st.sampled_from(["", "R", "0", "-1", "202603080230", "99999999", "MEPMD01", "1e400", "²", "\x00"]),
    st.text(max_size=12),
)


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(at=st.integers(0, 60), field=FIELDS, cut=st.integers(0, 400))
def test_no_damage_raises_anything_but_a_refusal(opened: Opened, at: int, field: str, cut: int) -> None:
    fields = SOUND.split(",")
    fields[at % len(fields)] = field
    damaged = ",".join(fields)

    try:
        list(opened(damaged[: len(damaged) - cut % 50]).deliveries())
    except RefusedFile as refused:
        assert refused.line >= 1


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(noise=st.binary(max_size=300))
def test_no_noise_raises_anything_but_a_refusal(tmp_path: Path, zone: ZoneInfo, noise: bytes) -> None:
    path = tmp_path / "noise.dat"
    path.write_bytes(b"MEPMD01," + noise)

    with pytest.raises(RefusedFile):
        list(read_meter_file(path, zone=zone).deliveries())
