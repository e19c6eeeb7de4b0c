"""Recordings that are kept, held against what is asked: what fails, and what nobody can tell."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.domain.archive import Archive, ArchiveRule, RecordingFacts, Rule, StatedCamera
from pipeline.domain.label import Label
from pipeline.domain.requirement import Profile, RecordingClause
from pipeline.errors import InputError
from pipeline.health.archive import archived

SEVEN = datetime(2026, 11, 1, 7)
WORDS = Label("条款", "clause")
CLAUSE = RecordingClause("R-1", WORDS, "user")


def recording(begin_min: float, length_min: float = 10.0, **changes: object) -> RecordingFacts:
    """Return a recording that began so long after seven."""
    start = SEVEN + timedelta(minutes=begin_min)
    plain = RecordingFacts(f"{begin_min:g}.mp4", start, 60.0 * length_min, (1920, 1080), 25.0, 1.0)
    return replace(plain, **changes)  # type: ignore[arg-type]


def profile(**bars: object) -> Profile:
    return Profile("own", WORDS, (), recordings=(replace(CLAUSE, **bars),))  # type: ignore[arg-type]


def rule(archive: Archive, name: Rule) -> ArchiveRule:
    (found,) = (one for one in archive.rules if one.rule == name)
    return found


def test_29_days_fail_a_retention_of_30_and_30_days_pass_it() -> None:
    # From 1 November 07:00 to 30 November 07:00 there are 29 days, to 1 December 30.
    kept = [recording(0), recording(60)]
    short = archived(kept, profile(retention_days=30), today=datetime(2026, 11, 30, 7))
    enough = archived(kept, profile(retention_days=30), today=datetime(2026, 12, 1, 7))
    assert (rule(short, "retention").verdict, short.days_held) == ("fail", 29.0)
    assert (rule(enough, "retention").verdict, enough.days_held) == ("pass", 30.0)


def test_without_a_day_named_the_newest_recording_tells_how_long_they_were_kept() -> None:
    archive = archived([recording(0), recording(24 * 60)], profile(retention_days=1))
    assert archive.last == datetime(2026, 11, 2, 7, 10)
    # A day and ten minutes of 1440.
    assert archive.days_held == pytest.approx(1 + 10 / 1440)
    assert archive.days_recorded == 2


def test_a_day_before_the_newest_recording_began_is_refused() -> None:
    with pytest.raises(InputError, match="one of them began at 2026-11-01 07:30:00"):
        archived([recording(0), recording(30)], today=SEVEN)


def test_a_gap_of_seven_minutes_is_named_with_both_ends() -> None:
    kept = [recording(0), recording(17), recording(27)]
    archive = archived(kept, profile(longest_gap_s=300))
    (gap,) = archive.gaps
    assert (gap.begin, gap.end) == (datetime(2026, 11, 1, 7, 10), datetime(2026, 11, 1, 7, 17))
    assert (gap.after, gap.before, gap.length_s) == ("0.mp4", "17.mp4", 420.0)
    assert (rule(archive, "gaps").verdict, rule(archive, "gaps").failing) == ("fail", ("0.mp4",))
    # The control: of a longer bar the same gap is none.
    assert rule(archived(kept, profile(longest_gap_s=420)), "gaps").verdict == "pass"


def test_a_gap_up_to_the_day_that_was_named_counts_once_it_is_longer_than_a_day() -> None:
    dead = archived([recording(0)], profile(longest_gap_s=300), today=datetime(2026, 11, 3, 7))
    assert [(gap.after, gap.before) for gap in dead.gaps] == [("0.mp4", None)]
    assert rule(dead, "gaps").verdict == "fail"
    copied = archived([recording(0)], profile(longest_gap_s=300), today=datetime(2026, 11, 2, 7))
    assert (copied.gaps, rule(copied, "gaps").verdict) == ((), "pass")


def test_a_clock_that_went_back_an_hour_is_told_from_the_recording_that_began_too_early() -> None:
    archive = archived([recording(60), recording(10)])
    (step,) = archive.steps
    assert (step.kind, step.name, step.step_s) == ("back", "10.mp4", -3000.0)
    assert rule(archive, "clock").verdict == "fail"
    # Read in the order of its names, the same hour makes recordings overlap.
    (step,) = archived([recording(0, 70), recording(10)]).steps
    assert (step.kind, step.name, step.step_s) == ("overlap", "10.mp4", -3600.0)


def test_recordings_that_touch_or_share_a_moment_have_no_step() -> None:
    archive = archived([recording(0), recording(10), recording(19.97)])
    assert (archive.steps, archive.gaps, rule(archive, "clock").verdict) == ((), (), "pass")


def test_a_jump_inside_a_recording_is_a_step_and_needs_no_clock() -> None:
    jumped = recording(0, start=None, jumps=((30.0, 3600.0), (31.0, -0.2)))
    archive = archived([jumped])
    (step,) = archive.steps
    assert (step.kind, step.at, step.at_s, step.step_s) == ("inside", None, 30.0, 3600.0)
    assert rule(archive, "clock").verdict == "fail"


def test_without_a_time_of_day_nothing_of_time_is_passed() -> None:
    kept = [recording(0, start=None), recording(10, start=None)]
    archive = archived(kept, profile(retention_days=30, longest_gap_s=60), today=SEVEN)
    told = {one.rule: (one.verdict, one.because) for one in archive.rules}
    untold = ("not_evaluated", "no_clock")
    assert told["retention"] == told["gaps"] == told["clock"] == untold
    assert (archive.first, archive.as_of, archive.days_held) == (None, None, None)
    assert [one.rule for one in archive.undecided] == ["retention", "gaps", "clock"]


def test_the_first_recording_s_time_alone_tells_retention_up_to_a_day_that_is_named() -> None:
    kept = [recording(0), recording(10, start=None)]
    asked = profile(retention_days=2, longest_gap_s=60)
    assert rule(archived(kept, asked), "retention").because == "one_time"
    named = archived(kept, asked, today=datetime(2026, 11, 4))
    assert rule(named, "retention").verdict == "pass"
    assert (named.gaps, rule(named, "gaps").because) == ((), "one_time")


def test_without_a_profile_nothing_but_the_clock_is_judged() -> None:
    archive = archived([recording(0)])
    verdicts = {one.rule: (one.verdict, one.because) for one in archive.rules}
    assert verdicts.pop("clock") == ("pass", None)
    assert set(verdicts.values()) == {("not_evaluated", "no_profile")}
    assert rule(archived([recording(0)], profile(fps=25)), "picture").because == "not_asked"
    # What was measured is told all the same.
    assert (rule(archive, "fps").found, rule(archive, "picture").found) == (25.0, (1920, 1080))


def test_a_picture_that_is_too_small_is_named() -> None:
    small = recording(10, size=(1280, 720))
    archive = archived([recording(0), small], profile(picture=(1920, 1080)))
    found = rule(archive, "picture")
    assert (found.verdict, found.found, found.failing) == ("fail", (1280, 720), ("10.mp4",))
    upright = archived([recording(0, size=(1080, 1920))], profile(picture=(1920, 1080)))
    assert rule(upright, "picture").verdict == "pass"


@pytest.mark.parametrize(("fps", "verdict"), [(25.0, "pass"), (24.6, "pass"), (24.4, "fail")])
def test_a_frame_rate_may_lack_one_picture_in_fifty(fps: float, verdict: str) -> None:
    """Of 25, 2 % are half a picture: 24.5 is the least."""
    archive = archived([recording(0, fps=fps)], profile(fps=25))
    assert rule(archive, "fps").verdict == verdict


def test_what_is_unknown_of_one_recording_is_not_passed_but_may_fail() -> None:
    dark = recording(10, sharpness=None)
    asked = profile(sharpness=0.4)
    found = rule(archived([recording(0), dark], asked), "sharpness")
    assert (found.verdict, found.because, found.unknown) == ("not_evaluated", "unknown", 1)
    blurred = recording(20, sharpness=0.3)
    found = rule(archived([recording(0), dark, blurred], asked), "sharpness")
    assert (found.verdict, found.found, found.failing) == ("fail", 0.3, ("20.mp4",))
    named = archived([dark], asked, obstacles={"sharpness": "no_view"})
    assert rule(named, "sharpness").because == "no_view"


def test_a_camera_is_held_to_what_the_site_file_says_of_it() -> None:
    stated = StatedCamera((2560, 1440), 25.0, 30.0)
    archive = archived([recording(0)], None, stated)
    told = {one.rule: (one.asked_by, one.verdict) for one in archive.rules}
    assert told["retention"] == ("site", "fail")
    assert (told["picture"], told["fps"]) == (("site", "fail"), ("site", "pass"))


def test_two_clauses_about_the_same_are_both_decided() -> None:
    two = (replace(CLAUSE, fps=15.0), replace(CLAUSE, id="R-2", fps=30.0))
    archive = archived([recording(0)], Profile("own", WORDS, (), recordings=two))
    told = [(one.asked_by, one.verdict) for one in archive.rules if one.rule == "fps"]
    assert told == [("R-1", "pass"), ("R-2", "fail")]


def test_an_archive_of_nothing_is_refused() -> None:
    with pytest.raises(InputError, match="at least one recording"):
        archived([])


minutes = st.integers(0, 600)
some = st.lists(st.tuples(minutes, st.integers(1, 60)), min_size=1, max_size=12)


def gap_lengths(kept: list[RecordingFacts]) -> list[float]:
    return [gap.length_s for gap in archived(kept).gaps]


@given(some, minutes, st.integers(1, 60))
def test_a_recording_inside_a_gap_never_lengthens_the_gaps(
    spans: list[tuple[int, int]], at: int, length: int
) -> None:
    kept = [recording(begin, long) for begin, long in spans]
    first = min(begin for begin, _ in spans)
    last = max(begin + long for begin, long in spans)
    begin = first + at % (last - first)
    added = [*kept, recording(begin, min(length, last - begin))]
    before, after = gap_lengths(kept), gap_lengths(added)
    assert sum(after) <= sum(before)
    assert max(after, default=0.0) <= max(before, default=0.0)


@given(some)
def test_gaps_and_what_is_kept_make_up_the_whole_time_in_any_order(
    spans: list[tuple[int, int]],
) -> None:
    kept = [recording(begin, long) for begin, long in spans]
    minutes_kept = {minute for begin, long in spans for minute in range(begin, begin + long)}
    whole = max(begin + long for begin, long in spans) - min(begin for begin, _ in spans)
    assert sum(gap_lengths(kept)) == 60.0 * (whole - len(minutes_kept))
    assert gap_lengths(kept[::-1]) == gap_lengths(kept)
