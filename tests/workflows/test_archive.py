"""What a review says of the recordings that are kept: real files, and days reckoned by hand."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np
import pytest

from pipeline.config.profile_file import load_profile
from pipeline.domain.archive import StatedCamera
from pipeline.domain.wall_clock import WallClock
from pipeline.errors import InputError, InterruptedRunError
from pipeline.jobs.lanes import processes
from pipeline.sources.footage import FootageFacts
from pipeline.workflows.archive_tally import ArchiveAsk, ArchiveTally
from pipeline.workflows.review_options import ReviewOptions
from tests.health.pictures import gate_pictures, noisy
from tests.sources.clips import recording
from tests.workflows.heard import Heard, review_at_scale, review_footage

SEVEN = datetime(2026, 11, 1, 7)
SIZE = (320, 180)
KEPT = ArchiveAsk(load_profile("recordings-30d"))


def clip(path: Path, stamps: Sequence[int], fps: int = 25, blur_px: float = 0.0) -> Path:
    """Write the gate, a picture at each stamp (in 1/fps), another one each second."""
    gate = [cv2.resize(picture, SIZE, interpolation=cv2.INTER_AREA) for picture in gate_pictures()]
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=fps, width=SIZE[0], height=SIZE[1])
        stream.pix_fmt, stream.options = "yuv420p", {"preset": "ultrafast"}
        for stamp in stamps:
            picture = noisy(gate[stamp // fps % len(gate)], stamp)
            if blur_px:
                picture = np.asarray(cv2.GaussianBlur(picture, (0, 0), blur_px), np.uint8)
            frame = av.VideoFrame.from_ndarray(picture, format="bgr24")
            frame.pts, frame.time_base = stamp, Fraction(1, fps)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


@pytest.fixture(scope="module")
def gate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return 3 s of 25 frames each."""
    return clip(tmp_path_factory.mktemp("clips") / "gate.mp4", range(75))


@pytest.fixture(scope="module")
def missing(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return 10 s of all frames, 20 s of every fifth, and 10 s of all: 250 + 100 + 250 in 40 s."""
    stamps = [*range(250), *range(250, 750, 5), *range(750, 1000)]
    return clip(tmp_path_factory.mktemp("clips") / "missing.mp4", stamps)


def reviewed(footage: Sequence[Path], out: Path, **changes: Any) -> Heard:
    options = replace(ReviewOptions(out, sample_fps=1.0, camera_id="cam-1"), **changes)
    return review_footage(footage, (), options)


def began(*minutes: float) -> WallClock:
    return WallClock(tuple(SEVEN + timedelta(minutes=each) for each in minutes), "names")


def told(out: Path) -> dict[str, Any]:
    archive: dict[str, Any] = json.loads((out / "summary.json").read_text("utf-8"))["archive"]
    return archive


def verdicts(out: Path) -> dict[str, tuple[str, str | None]]:
    return {rule["rule"]: (rule["verdict"], rule["because"]) for rule in told(out)["rules"]}


def test_a_month_that_lacks_a_day_and_seven_minutes_is_told_in_the_summary(
    gate: Path, tmp_path: Path
) -> None:
    """3 s from 07:00:00 and 3 s from 07:07:03; from 1 to 30 November there are 29 days."""
    ask = replace(KEPT, today=datetime(2026, 11, 30, 7))
    reviewed([gate, gate], tmp_path, clock=began(0, 7.05), archive=ask)
    archive = told(tmp_path)
    assert (archive["first"], archive["last"]) == (
        "2026-11-01T07:00:00.000",
        "2026-11-01T07:07:06.000",
    )
    assert (archive["days_held"], archive["days_recorded"]) == (29.0, 1)
    assert verdicts(tmp_path)["retention"] == verdicts(tmp_path)["gaps"] == ("fail", None)
    gap, rest = archive["gaps"]
    assert (gap["from"], gap["to"]) == ("2026-11-01T07:00:03.000", "2026-11-01T07:07:03.000")
    assert (gap["length_s"], rest["before"]) == (420.0, None)


def test_a_month_that_is_whole_is_met(gate: Path, tmp_path: Path) -> None:
    """The control: a day later, and without the clauses on gaps and on the size of pictures."""
    rules = tuple(one for one in load_profile("recordings-30d").recordings if one.id != "R-03")
    own = replace(load_profile("recordings-30d"), recordings=(rules[0], *rules[2:]))
    ask = ArchiveAsk(own, today=datetime(2026, 12, 1, 7))
    review = reviewed([gate, gate], tmp_path, clock=began(0, 0.05), archive=ask)
    assert review.archive is not None and not review.archive.fails
    assert [rule.rule for rule in review.archive.undecided] == []
    assert verdicts(tmp_path)["sharpness"] == ("pass", None)


def test_without_a_start_nothing_of_time_is_evaluated(gate: Path, tmp_path: Path) -> None:
    review = reviewed([gate], tmp_path, archive=KEPT)
    found = verdicts(tmp_path)
    untold = ("not_evaluated", "no_clock")
    assert found["retention"] == found["gaps"] == found["clock"] == untold
    assert (found["fps"], found["picture"]) == (("pass", None), ("fail", None))
    assert told(tmp_path)["days_held"] is None
    assert review.faults == ()
    assert "the time of day is not known" in (tmp_path / "report.html").read_text("utf-8")


def test_without_a_profile_what_was_found_is_told_and_not_judged(
    gate: Path, tmp_path: Path
) -> None:
    reviewed([gate], tmp_path)
    rules = {rule["rule"]: rule for rule in told(tmp_path)["rules"]}
    assert (rules["fps"]["found"], rules["picture"]["found"]) == (25.0, [320, 180])
    assert rules["fps"]["because"] == rules["retention"]["because"] == "no_profile"


def test_names_that_go_back_an_hour_are_a_finding_where_a_profile_asks(
    gate: Path, tmp_path: Path
) -> None:
    said: list[str] = []
    back = {"clock": began(60, 0), "notice": lambda label: said.append(label.en)}
    review = reviewed([gate, gate], tmp_path, archive=KEPT, **back)
    (step,) = told(tmp_path)["clock_steps"]
    assert (step["kind"], step["step_s"], step["at"]) == (
        "back",
        -3600.0,
        "2026-11-01T07:00:00.000",
    )
    assert verdicts(tmp_path)["clock"] == ("fail", None)
    assert (review.clock, "is not believed" in said[0]) == (None, True)
    with pytest.raises(InputError, match="began before"):
        reviewed([gate, gate], tmp_path / "without", **back)


def test_a_time_until_which_they_were_kept_lies_behind_their_beginning(
    gate: Path, tmp_path: Path
) -> None:
    early = replace(KEPT, today=SEVEN)
    with pytest.raises(InputError, match="one of them began at 2026-11-01 07:10:00"):
        reviewed([gate], tmp_path / "out", clock=began(10), archive=early)
    assert not (tmp_path / "out").exists()


def test_a_clock_that_jumps_an_hour_inside_a_recording_is_a_step(tmp_path: Path) -> None:
    """Ten frames of a tenth of a second, and then ten of an hour later."""
    stamps = [*range(10), *range(36_010, 36_020)]
    path = recording(tmp_path / "a.mp4", 20, stamps=stamps)
    reviewed([path], tmp_path / "out")
    (step,) = told(tmp_path / "out")["clock_steps"]
    assert (step["kind"], step["recording"]) == ("inside", "a.mp4")
    assert (step["at_s"], step["step_s"]) == pytest.approx((1.0, 3600.1))


def test_four_of_five_frames_missing_are_a_fault_and_people_are_counted_all_the_same(
    missing: Path, tmp_path: Path
) -> None:
    review = reviewed([missing], tmp_path, archive=KEPT)
    (fault,) = review.faults
    assert (fault.camera_id, fault.kind) == ("cam-1", "low_fps")
    assert (fault.start_s, fault.end_s) == (10.0, 30.0)
    assert None not in {entry.count for entry in review.occupancy}
    rules = {rule["rule"]: rule for rule in told(tmp_path)["rules"]}
    # 600 frames in 40 s are 15 a second, as many as the profile wants.
    assert (rules["fps"]["found"], rules["fps"]["verdict"]) == (15.0, "pass")


def test_a_recording_that_is_slow_throughout_is_a_fault_by_the_site_file(tmp_path: Path) -> None:
    """Every fifth of 25 frames a second; an MP4 does not say that there should be more."""
    slow = clip(tmp_path / "slow.mp4", range(0, 500, 5))
    assert reviewed([slow], tmp_path / "alone").faults == ()
    review = reviewed(
        [slow], tmp_path / "site", archive=ArchiveAsk(stated=StatedCamera(SIZE, 25.0))
    )
    ((kind, start_s, end_s),) = [(one.kind, one.start_s, one.end_s) for one in review.faults]
    assert (kind, start_s) == ("low_fps", 0.0)
    assert end_s == pytest.approx(20.0, abs=0.2)
    assert verdicts(tmp_path / "site")["fps"] == ("fail", None)


def test_a_matroska_file_states_its_rate_itself(tmp_path: Path) -> None:
    slow = clip(tmp_path / "slow.mkv", range(0, 500, 5))
    assert [fault.kind for fault in reviewed([slow], tmp_path / "out").faults] == ["low_fps"]


@pytest.mark.parametrize(("fps", "average_fps"), [(25.0, 60.0), (60.0, 25.0)])
def test_a_header_that_tells_two_rates_is_held_to_the_lower_one(
    fps: float, average_fps: float
) -> None:
    """A minute of 25 frames a second; one number of the header counts fields, or ticks."""
    records = [{"frame": 25 * second, "t_s": float(second)} for second in range(60)]
    records.append({"end_s": 60.0, "decoded": 1500, "corrupt": 0})
    facts = FootageFacts("a.avi", 640, 360, fps, 60.0, "h264", average_fps)
    both = replace(facts, fps=60.0, average_fps=60.0)
    for one, kinds in ((facts, []), (both, ["low_fps"])):
        tally = ArchiveTally("cam-1", [one], False, KEPT)
        for record in records:
            tally.take(record, 0.0)
        assert [fault.kind for fault in tally.finish(60.0)] == kinds


def test_a_rate_that_varies_is_no_fault(tmp_path: Path) -> None:
    """The control: frames a thirtieth and a twentieth of a second apart in turn, 24 a second."""
    stamps = [pair * 5 + late for pair in range(240) for late in (0, 2)]
    varying = clip(tmp_path / "varying.mp4", stamps, fps=60)
    review = reviewed([varying], tmp_path / "out", archive=KEPT)
    assert review.faults == ()
    rules = {rule["rule"]: rule for rule in told(tmp_path / "out")["rules"]}
    assert rules["fps"]["found"] == pytest.approx(24.0, abs=0.1)


def test_of_key_frames_nobody_knows_how_many_there_are_in_all(
    missing: Path, tmp_path: Path
) -> None:
    review = reviewed([missing], tmp_path, archive=KEPT, keyframes=True)
    assert verdicts(tmp_path)["fps"] == ("not_evaluated", "keyframes")
    assert "low_fps" not in {fault.kind for fault in review.faults}


def test_a_blurred_recording_behind_a_sharp_one_is_named(tmp_path: Path) -> None:
    """Each is looked at for 8 s, too short for a fault."""
    sharp = clip(tmp_path / "sharp.mp4", range(0, 200, 5))
    blurred = clip(tmp_path / "blurred.mp4", range(0, 200, 5), blur_px=5.0)
    review = reviewed([sharp, blurred], tmp_path / "out", archive=KEPT)
    rules = {rule["rule"]: rule for rule in told(tmp_path / "out")["rules"]}
    assert (rules["sharpness"]["verdict"], rules["sharpness"]["failing"]) == (
        "fail",
        ["blurred.mp4"],
    )
    assert review.faults == ()


def test_sharpness_is_not_evaluated_where_nobody_looks(gate: Path, tmp_path: Path) -> None:
    reviewed([gate], tmp_path / "a", archive=KEPT, health=False)
    assert verdicts(tmp_path / "a")["sharpness"] == ("not_evaluated", "no_health")
    reviewed([gate], tmp_path / "b", archive=KEPT, turns=True)
    assert verdicts(tmp_path / "b")["sharpness"] == ("not_evaluated", "no_view")


def test_a_crew_and_a_run_that_was_stopped_come_to_the_same(
    gate: Path, missing: Path, tmp_path: Path
) -> None:
    asked = {"clock": began(0, 10), "archive": KEPT}
    whole = reviewed([gate, missing], tmp_path / "whole", **asked)
    options = replace(ReviewOptions(tmp_path / "crew", sample_fps=1.0, camera_id="cam-1"), **asked)
    with processes(2) as crew:
        shared = review_at_scale([gate, missing], (), options, crew)
    with pytest.raises(InterruptedRunError):
        review_footage([gate, missing], (), replace(options, out=tmp_path / "cut"), _stop)
    resumed = reviewed([gate, missing], tmp_path / "cut", **asked)
    assert whole.archive == shared.archive == resumed.archive
    assert whole.faults == shared.faults == resumed.faults
    assert told(tmp_path / "whole") == told(tmp_path / "crew") == told(tmp_path / "cut")


def _stop(done_s: float, _: float | None) -> None:
    if done_s > 20.0:
        raise KeyboardInterrupt
