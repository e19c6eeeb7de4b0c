"""What is kept of a camera, as a page shows it."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from pipeline.config.profile_file import load_profile
from pipeline.domain.archive import Archive, RecordingFacts
from pipeline.domain.label import Language
from pipeline.domain.review import Review
from pipeline.health.archive import archived
from pipeline.report.archive_rows import MOST_LISTED, archive_rows
from pipeline.report.archive_wording import lasting, measure_told
from pipeline.report.review_page import review_page
from pipeline.report.typeface import WITHOUT_SHAPE
from tests.report.markup import Markup, embedded_characters
from tests.report.samples import reviewed_gate

SEVEN = datetime(2026, 11, 1, 7)


def kept(count: int, every_min: float = 10.0, *, timed: bool = True) -> Archive:
    """Return an archive of recordings of ten minutes."""
    facts = [
        RecordingFacts(
            f"<{number}>.mp4",
            SEVEN + timedelta(minutes=every_min * number) if timed else None,
            600.0,
            (1280, 720),
            14.0,
            0.9,
        )
        for number in range(count)
    ]
    return archived(facts, load_profile("recordings-30d"))


def page(archive: Archive | None, language: Language = "en") -> str:
    return review_page(with_archive(archive), language)


def with_archive(archive: Archive | None) -> Review:
    return replace(reviewed_gate(), archive=archive)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_page_is_well_formed_and_has_its_glyphs(language: Language) -> None:
    for archive in (kept(5, 17.0), kept(2, 5.0), kept(2, timed=False)):
        told = page(archive, language)
        assert Markup(told).faults == []
        assert set(told) - WITHOUT_SHAPE <= embedded_characters(told)


def test_each_rule_is_a_row_with_what_is_wanted_and_found() -> None:
    told = Markup(page(kept(5, 17.0))).text
    assert "days kept 30 days 0 days × failed R-01 (source: found)" in told
    assert "longest gap 60.0 s 7 min × failed R-02 (source: assumed)" in told
    assert "size of the picture 1280 × 720 1280 × 720 ✓ met R-03 (source: found)" in told
    assert "<0>.mp4 , <1>.mp4 , <2>.mp4 , 4 in all" in told
    assert "2026-11-01 07:10:00 2026-11-01 07:17:00 7 min <0>.mp4 → <1>.mp4" in told


def test_a_page_without_an_archive_says_nothing_of_it() -> None:
    assert "The recordings that are kept" not in page(None)


def test_what_is_not_known_is_said_to_be_not_evaluated() -> None:
    told = Markup(page(kept(2, timed=False))).text
    assert "days kept 30 days — ! not evaluated: the time of day is not known" in told
    assert "neither how long they were kept nor what is missing was evaluated" in told


def test_of_many_gaps_the_longest_are_listed_in_the_order_of_time() -> None:
    archive = kept(60, 11.0)
    rows = archive_rows(archive, "en")
    assert (len(rows.gaps), rows.gap_count) == (MOST_LISTED, 59)
    assert [row.begin for row in rows.gaps] == sorted(row.begin for row in rows.gaps)
    assert "There are 59; these are the longest 20" in page(archive)


def test_overlaps_are_listed_as_steps_of_the_clock() -> None:
    told = Markup(page(kept(2, 5.0))).text
    assert "began before the one before it ended <1>.mp4 2026-11-01 07:05:00 -300.0" in told


def test_what_fails_by_a_little_is_never_rounded_to_what_was_wanted() -> None:
    assert measure_told("retention", 29.99).en == "29.9 days"
    assert measure_told("fps", 24.97).en == "24.9 frames/s"
    assert measure_told("sharpness", 0.3999).en == "0.39"
    assert lasting(60.4).en == "60.4 s"
