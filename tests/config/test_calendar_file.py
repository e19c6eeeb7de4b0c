"""A calendar reads alike from a site file and from a file of its own."""

from datetime import date, time, timedelta, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from pipeline.config.calendar_file import load_calendar
from pipeline.config.embedded import embedded
from pipeline.config.site_file import load_site
from pipeline.domain.calendar import DaySpan, Gathering, PeakWindow
from pipeline.domain.label import Label
from pipeline.errors import SiteFileError
from tests.config.malformed import GOOD
from tests.config.malformed_calendar import CALENDAR, inside


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "calendar.yaml"
    path.write_text(f"format: 1\n{CALENDAR}", encoding="utf-8")
    return path


def test_every_field_is_read(file: Path) -> None:
    calendar = load_calendar(file)
    assert calendar.zone == ZoneInfo("Asia/Shanghai")
    assert calendar.terms == (DaySpan(date(2026, 9, 1), date(2027, 1, 22)),)
    new_year = date(2027, 1, 1)
    assert calendar.holidays[1] == DaySpan(new_year, new_year)
    assert calendar.make_up == {date(2026, 10, 10): "fri", date(2026, 10, 11): "thu"}
    dismissal = PeakWindow(
        Label("放学", "放学"), time(16), time(18, 30), ("mon", "fri"), ("gate-east",)
    )
    assert calendar.peaks[1] == dismissal
    assert calendar.bar == Gathering(6, 90.0)


def test_a_site_holds_the_same_calendar(file: Path, tmp_path: Path) -> None:
    site = tmp_path / "site.yaml"
    site.write_text(inside(CALENDAR), encoding="utf-8")
    assert load_site(site).calendar == load_calendar(file)
    site.write_text(GOOD, encoding="utf-8")
    assert load_site(site).calendar is None


def test_what_is_left_out_is_usual(file: Path) -> None:
    file.write_text(
        "format: 1\ntimezone: '-03:30'\npeaks: [{name: a, hours: 07:10-08:10}]\n", encoding="utf-8"
    )
    calendar = load_calendar(file)
    assert calendar.zone == timezone(-timedelta(hours=3, minutes=30))
    assert calendar.weekdays == ("mon", "tue", "wed", "thu", "fri")
    assert (calendar.terms, calendar.bar) == ((), Gathering(8, 60.0))


def test_a_gate_may_have_a_bar_of_its_own(tmp_path: Path) -> None:
    site = tmp_path / "site.yaml"
    own = "unexpected: {people: 3}\n        counts:"
    site.write_text(inside(CALENDAR).replace("counts:", own), encoding="utf-8")
    school = load_site(site)
    assert school.calendar is not None
    calendar = school.with_own_bars(school.calendar, "cam-gate")
    assert calendar.bar_of("gate-east") == Gathering(3, 60.0)
    # Control: what another camera watches keeps to the school's.
    other = school.with_own_bars(school.calendar, "cam-yard")
    assert other.bar_of("gate-east") == Gathering(6, 90.0)


def test_the_demo_school_follows_friday_on_its_make_up_day() -> None:
    calendar = load_site(embedded("floorplans/demo-school/site.yaml")).calendar
    assert calendar is not None
    assert calendar.plan_of(date(2026, 10, 10)) == "fri"
    assert calendar.plan_of(date(2026, 10, 5)) is None


def test_a_file_of_its_own_needs_its_format_and_tells_its_lines(file: Path) -> None:
    text = CALENDAR.replace("Asia/Shanghai", "Nowhere")
    file.write_text(text, encoding="utf-8")
    with pytest.raises(SiteFileError) as refused:
        load_calendar(file)
    assert [(problem.line, problem.field) for problem in refused.value.problems] == [
        (1, "timezone"), (1, "format"),
    ]  # fmt: skip
