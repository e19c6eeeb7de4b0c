"""Names of recordings tell when these began, in one way or not at all."""

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import InputError, UsageError
from pipeline.sources.file_time import patterned_time, usual_time

TEN_PAST_SEVEN = datetime(2026, 11, 29, 7, 10)


@pytest.mark.parametrize(
    "name",
    [
        "NVR_ch1_main_20261129071000_20261129072000.mp4",
        "gate_20261129071000.mp4",
        "20261129071000000.dav.mp4",
        "2026-11-29_07-10-00.mkv",
        "2026-11-29 07.10.00.mp4",
        "2026_11_29_07_10_00.ts",
        "cam-1_20261129-071000.mp4",
        "cam-1_20261129-071000-0007.mp4",
        "20261129T071000.mp4",
        "2026-11-29T07:10:00.mp4",
        "IMG_20261129_071000.mp4",
        "2026-11-29-07-10-00-2026-11-29-07-20-00.mp4",
        "20261129_071000_072000.mp4",
    ],
)
def test_the_usual_forms_are_read(name: str) -> None:
    assert usual_time(Path("/2019-01-01_00-00-00") / name) == TEN_PAST_SEVEN


@pytest.mark.parametrize(
    "name", ["gate.mp4", "07.10.00.mp4", "20261129.mp4", "1764400200.mp4", "ch0120261129071000.mp4",
             "261129071000.mp4", "2026112907-10-00.mp4", "2026-11-2907-10-00.mp4"],
)  # fmt: skip
def test_other_names_tell_no_time(name: str) -> None:
    assert usual_time(Path(name)) is None


def test_an_offset_that_is_written_counts() -> None:
    assert usual_time(Path("20261129T071000Z.mp4")) == TEN_PAST_SEVEN.replace(tzinfo=UTC)
    china = timezone(timedelta(hours=8))
    assert usual_time(Path("20261129T071000+0800.mp4")) == TEN_PAST_SEVEN.replace(tzinfo=china)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("gate_20261329071000.mp4", "20261329071000 is no date and time: month must be in 1..12"),
        ("gate_20260230-071000.mp4", "is no date and time: day is out of range"),
        ("20261129072000_20261129071000.mp4", "ends before it begins"),
        ("20261129071000_20261129072000_20261129073000.mp4", "holds several times"),
        ("20261129T071000-0500.mp4", "-0500 behind the time may be an offset"),
        ("20261129T071000Z_20261129T072000.mp4", "one of its times has an offset"),
    ],
)
def test_what_never_was_or_reads_in_two_ways_is_not_guessed_at(name: str, said: str) -> None:
    with pytest.raises(InputError, match=said) as refused:
        usual_time(Path(name))
    assert str(refused.value).startswith(name)


@given(st.datetimes(datetime(2000, 1, 1), datetime(2099, 1, 1)))
def test_every_second_is_read_back_in_every_form(moment: datetime) -> None:
    moment = moment.replace(microsecond=0)
    for form in ("%Y%m%d%H%M%S", "%Y-%m-%d_%H-%M-%S", "%Y%m%d-%H%M%S", "%Y%m%dT%H%M%S"):
        assert usual_time(Path(f"gate_{moment.strftime(form)}.mp4")) == moment


def test_a_pattern_of_ones_own_reads_the_whole_name() -> None:
    read = patterned_time("gate(%d.%m.%y %Hh%M)*")
    assert read(Path("gate(29.11.26 07h10) copy.mp4")) == TEN_PAST_SEVEN
    with pytest.raises(InputError, match="the name does not fit --name-time"):
        read(Path("door(29.11.26 07h10).mp4"))
    with pytest.raises(InputError, match="is no date and time"):
        read(Path("gate(31.11.26 07h10).mp4"))


def test_a_pattern_may_hold_an_offset() -> None:
    read = patterned_time("%Y%m%d%H%M%S%z")
    assert read(Path("20261129071000+0800.mp4")).utcoffset() == timedelta(hours=8)


@pytest.mark.parametrize(
    ("pattern", "said"),
    [
        ("%Y-%m-%d", "must hold %Y"),
        ("%H%M", "must hold %Y"),
        ("%Y%y%m%d%H%M", "must hold %Y"),
        ("%Y%m%d%H%M%p", "got '%p'"),
        ("%Y%m%d%H%M%Y", "each once, got '%Y'"),
        ("%Y%m%d%H%M%", "got '%'"),
    ],
)
def test_a_pattern_that_tells_no_date_and_time_is_refused(pattern: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        patterned_time(pattern)
