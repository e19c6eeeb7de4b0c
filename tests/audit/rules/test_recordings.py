"""Retention, bandwidth, pictures, frames, power: sums that fit on a slip of paper."""

from dataclasses import replace

import pytest

from pipeline.domain.rule import BackupPower, Bandwidth, FrameRate, Resolution, Retention
from pipeline.domain.step import Edit
from tests.audit.rules.asked import NVR, UNSTATED, broken, clause, hung, school, told

MONTH = clause(Retention(30))
FOUR_MBPS = {"bitrate_mbps": 4.0, "recorder_id": "nvr"}


@pytest.mark.parametrize(("disk_tb", "found"), [(2.6, 0), (2.5, 1)])
def test_two_cameras_of_four_megabits_fill_2592_gigabytes_in_thirty_days(
    disk_tb: float, found: int
) -> None:
    """8 Mbit/s are 1 MB/s, 86.4 GB a day, 2.592 TB in thirty."""
    nvr = replace(NVR, disk_tb=disk_tb)
    held = school(hung("a", **FOUR_MBPS), hung("b", **FOUR_MBPS), recorders=(nvr,))
    assert told(broken(MONTH, held)) == [("violation", "R-01.nvr")] * found


def test_too_little_disk_says_how_long_it_lasts_and_how_much_is_needed() -> None:
    """1 TB of 86.4 GB a day lasts 11.57 days: told as 11.5, so that it never reads as more."""
    nvr = replace(NVR, disk_tb=1.0)
    pair = (hung("a", **FOUR_MBPS), hung("b", **FOUR_MBPS))
    (finding,) = broken(MONTH, school(*pair, recorders=(nvr,)))
    assert "2 cameras, 8 Mbit/s, so that 1 TB hold 11.5 days of the 30" in finding.message.en
    assert "只够11.5天，要求30天" in finding.message.zh
    assert finding.steps[0].edits == (Edit("nvr", "disk_tb", 2.6),)


def test_a_disk_is_shared_by_cameras_that_no_clause_speaks_about() -> None:
    """Of two cameras on one recorder one is asked for; both fill the disk."""
    nvr = replace(NVR, disk_tb=1.3)
    one, two = hung("a", **FOUR_MBPS), hung("b", **FOUR_MBPS)
    assert broken(MONTH, school(one, recorders=(nvr,))) == []
    assert told(broken(MONTH, school(one, two, recorders=(nvr,)))) == [("violation", "R-01.nvr")]


@pytest.mark.parametrize(
    ("stated", "said"),
    [
        ({}, "the cameras cam name no recorder; add recorder"),
        ({"recorder_id": "nvr"}, "the cameras cam state no bitrate; add bitrate_mbps"),
    ],
)
def test_what_a_camera_does_not_state_is_not_evaluated(stated: dict[str, str], said: str) -> None:
    (finding,) = broken(MONTH, school(hung(**stated), recorders=(NVR,)))
    assert finding.severity == "not_evaluated"
    assert said in finding.message.en


def test_a_recorder_without_a_disk_is_not_evaluated() -> None:
    nvr = replace(NVR, disk_tb=None)
    (finding,) = broken(MONTH, school(hung(**FOUR_MBPS), recorders=(nvr,)))
    assert (finding.severity, finding.id) == ("not_evaluated", "R-01.school.nvr")
    assert "states no disk_tb" in finding.message.en


def test_a_school_without_cameras_keeps_nothing() -> None:
    assert told(broken(MONTH, school())) == [UNSTATED]


@pytest.mark.parametrize(("intake", "found"), [(8.8, 0), (8.7, 1)])
def test_a_tenth_of_the_intake_is_spared(intake: float, found: int) -> None:
    """8 Mbit/s and a tenth are 8.8."""
    nvr = replace(NVR, intake_mbps=intake)
    held = school(hung("a", **FOUR_MBPS), hung("b", **FOUR_MBPS), recorders=(nvr,))
    findings = broken(clause(Bandwidth(10)), held)
    assert told(findings) == [("violation", "R-01.nvr")] * found
    assert [finding.steps[0].edits for finding in findings] == [
        (Edit("nvr", "intake_mbps", 8.8),)
    ] * found


def test_without_recorders_bandwidth_is_not_evaluated() -> None:
    assert told(broken(clause(Bandwidth(10)), school(hung()))) == [UNSTATED]


def test_a_small_picture_is_enlarged_in_its_proportions() -> None:
    """960 x 720 must grow twice for 1920 across, which gives 1440 down, and not 1080."""
    small, large = hung("s", width_px=960, height_px=720), hung("l", width_px=1920, height_px=1080)
    (finding,) = broken(clause(Resolution(1920, 1080)), school(small, large))
    assert (finding.severity, finding.id, finding.where) == ("violation", "R-01.s", "s")
    assert finding.steps[0].edits == (Edit("s", "picture", [1920, 1440]),)


def test_slow_cameras_are_found_one_by_one_and_silent_ones_together() -> None:
    cameras = (hung("a", fps=25.0), hung("b", fps=15.0), hung("c"), hung("d"))
    findings = broken(clause(FrameRate(25)), school(*cameras))
    assert told(findings) == [UNSTATED, ("violation", "R-01.b")]
    assert "the cameras c, d state no frame rate" in findings[0].message.en


def test_recorders_need_power_as_cameras_do() -> None:
    weak = replace(NVR, backup_min=30.0)
    held = school(hung("a", backup_min=60.0), hung("b", backup_min=0.0), recorders=(weak,))
    findings = broken(clause(BackupPower(60)), held)
    assert told(findings) == [("violation", "R-01.b"), ("violation", "R-01.nvr")]
    assert told(broken(clause(BackupPower(60)), school(hung()))) == [UNSTATED]
