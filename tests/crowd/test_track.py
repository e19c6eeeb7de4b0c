"""People keep their ids from picture to picture, as far as boxes and times can tell.

The people of most tests are 40 pixels wide and 100 tall.
"""

from collections.abc import Sequence

import numpy as np
import pytest

from benchmarks.post_detector import followed, our_ids, suppressed
from benchmarks.walkers import walk
from pipeline.crowd.association import partners
from pipeline.crowd.track import LOST_S, Tracker
from pipeline.domain.detections import Detections
from pipeline.domain.tracks import PROVISIONAL, Tracks
from pipeline.errors import InputError
from pipeline.imaging.overlap import table

Feet = Sequence[tuple[float, float]]


def people(feet: Feet, score: float = 0.9) -> Detections:
    """Return boxes of people who stand there."""
    boxes = [(x - 20, y - 100, x + 20, y) for x, y in feet]
    return Detections(
        np.array(boxes, np.float32).reshape(-1, 4), np.full(len(boxes), score, np.float32)
    )


def ids(tracks: Tracks) -> list[int]:
    """Return the ids in the order of the detections they belong to."""
    found = tracks.detection >= 0
    return tracks.ids[found][tracks.detection[found].argsort()].tolist()


def played(frames: Sequence[tuple[float, Feet]], tracker: Tracker | None = None) -> list[list[int]]:
    """Return the ids of each frame."""
    tracker = tracker or Tracker()
    return [ids(tracker.step(people(feet), t_s)) for t_s, feet in frames]


def test_who_is_seen_twice_gets_an_id_and_keeps_it() -> None:
    frames = [(0.2 * n, [(300 + 8 * n, 400), (700, 400)]) for n in range(6)]
    assert played(frames) == [[PROVISIONAL] * 2, *[[1, 2]] * 5]


def test_the_order_of_the_boxes_tells_nothing() -> None:
    frames = [(0.0, [(300, 400), (700, 400)]), (0.2, [(300, 400), (700, 400)])]
    assert played([*frames, (0.4, [(700, 400), (300, 400)])])[-1] == [2, 1]


def test_who_is_missed_for_a_moment_keeps_the_id() -> None:
    walker = [(0.2 * n, [(300 + 10 * n, 400)] if n not in (4, 5, 6) else []) for n in range(10)]
    assert played(walker)[-1] == [1]


def test_who_is_missed_too_long_is_somebody_new() -> None:
    tracker = Tracker()
    played([(0.0, [(300, 400)]), (0.2, [(300, 400)])], tracker)
    back_s = 0.2 + LOST_S + 0.1
    assert played([(back_s, [(300, 400)]), (back_s + 0.2, [(300, 400)])], tracker)[-1] == [2]


def test_a_gap_of_seconds_ends_all_tracks() -> None:
    frames = [(t_s, [(300, 400), (700, 400)]) for t_s in (0.0, 0.2, 5.2, 5.4)]
    assert played(frames) == [[-1, -1], [1, 2], [-1, -1], [3, 4]]


def test_time_that_runs_backwards_ends_all_tracks() -> None:
    frames = [(t_s, [(300, 400)]) for t_s in (10.0, 10.2, 9.0, 9.2)]
    assert played(frames) == [[-1], [1], [-1], [2]]


def test_irregular_times_are_taken_as_they_are() -> None:
    # 200 pixels a second; at an even pace the boxes would jump by 20 to 120 pixels.
    times_s = np.cumsum([0.0, 0.1, 0.1, 0.2, 0.1, 0.6, 0.1, 0.4, 0.6, 0.1])
    frames = [(t_s, [(300 + 200 * t_s, 400)]) for t_s in times_s.tolist()]
    assert played(frames)[-1] == [1]


def test_two_who_pass_each_other_keep_their_ids() -> None:
    # They walk towards each other, 8 pixels a frame, on lines that are 60 pixels apart.
    frames = [(0.04 * n, [(300 + 8 * n, 400), (700 - 8 * n, 460)]) for n in range(50)]
    assert played(frames)[-1] == [1, 2]


def test_somebody_half_hidden_is_still_the_same() -> None:
    tracker = Tracker(sure=0.5)
    for n in range(5):
        tracker.step(people([(300 + 5 * n, 400)]), 0.1 * n)
    hidden = [tracker.step(people([(300 + 5 * n, 400)], 0.2), 0.1 * n) for n in range(5, 9)]
    assert [ids(tracks) for tracks in hidden] == [[1]] * 4


def test_nobody_begins_as_an_unsure_box() -> None:
    tracker = Tracker(sure=0.5, begin=0.7)
    for n in range(5):
        assert len(tracker.step(people([(300, 400)], 0.6), 0.1 * n)) == 0


def test_a_sure_box_goes_before_an_unsure_one() -> None:
    awaited = table(people([(300, 400)]).boxes)[:4]
    found = table(people([(300, 400), (305, 400)]).boxes)
    assert partners(awaited, found, np.array([False, True])).tolist() == [1]
    assert partners(awaited, found, np.array([True, True])).tolist() == [0]


def test_who_was_seen_once_only_was_perhaps_never_there() -> None:
    tracker = Tracker()
    tracker.step(people([(300, 400)]), 0.0)
    assert len(tracker.step(people([]), 0.1)) == 0


def test_a_track_tells_since_when_and_when_last_it_was_seen() -> None:
    tracker = Tracker()
    for t_s in (3.0, 3.2, 3.4):
        tracker.step(people([(300, 400)]), t_s)
    tracks = tracker.step(people([]), 3.7)
    assert (tracks.since_s.tolist(), tracks.seen_s.tolist()) == ([3.0], [3.4])
    assert tracks.detection.tolist() == [-1]
    assert tracks.feet[0] == pytest.approx((300, 400), abs=1e-3)


def test_what_was_told_does_not_change_afterwards() -> None:
    tracker = Tracker()
    told = [tracker.step(people([(300 + 9 * n, 400)]), 0.1 * n) for n in range(3)]
    before = told[1].boxes.copy()
    tracker.step(people([(700, 700)]), 0.5)
    assert told[1].boxes.tolist() == before.tolist()
    assert told[1].seen_s.tolist() == [0.1]


def test_a_crowd_has_no_upper_limit() -> None:
    feet = [(60.0 * x, 120.0 * y) for x in range(40) for y in range(25)]
    assert played([(0.0, feet), (0.1, feet)])[-1] == list(range(1, 1001))


@pytest.mark.parametrize("t_s", [float("nan"), float("inf")])
def test_a_time_that_is_no_number_is_refused(t_s: float) -> None:
    with pytest.raises(InputError, match="time of a frame must be a number"):
        Tracker().step(people([]), t_s)


def test_a_box_that_is_no_number_is_refused() -> None:
    broken = people([(300, 400), (float("nan"), 400)])
    with pytest.raises(InputError, match=r"boxes must be numbers, got \[nan, 300.0, nan, 400.0\]"):
        Tracker().step(broken, 0.0)


def test_machine_code_follows_alike() -> None:
    plain, fast = Tracker(0.6, 0.7, compiled=False), Tracker(0.6, 0.7, compiled=True)
    for number, seen in enumerate(walk(60, seed=5, fps=5.0)):
        shown = Detections(*suppressed(seen)[:2])
        one, other = plain.step(shown, number / 5), fast.step(shown, number / 5)
        assert one.ids.tolist() == other.ids.tolist()
        assert one.detection.tolist() == other.detection.tolist()
        assert one.boxes.tolist() == other.boxes.tolist()


def test_in_a_loose_crowd_hardly_any_id_changes() -> None:
    frames = [suppressed(seen) for seen in walk(10, seed=1, fps=25.0)]
    switches, share = followed(our_ids(frames, 25.0), sum(len(seen.boxes) for seen in frames))
    assert switches <= 3
    assert share > 0.9
