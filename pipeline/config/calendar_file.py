"""Reads a calendar from a file of its own, for recordings without a site file."""

from pathlib import Path

from pipeline.config.calendar_entry import CalendarFileEntry
from pipeline.config.refusals import read_entry
from pipeline.config.yaml_gate import load_yaml
from pipeline.domain.calendar import SchoolCalendar


def load_calendar(path: Path) -> SchoolCalendar:
    """Return the school's calendar; SiteFileError lists every problem of the file."""
    return read_entry(load_yaml(path), CalendarFileEntry).calendar()
