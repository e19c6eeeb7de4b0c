"""Counts and events are scored as one would with pencil and paper."""

import numpy as np
import pytest

from pipeline.crowd.calibration import ScoredCount, calibrated
from pipeline.crowd.count_match import count_pairs
from pipeline.crowd.count_score import count_score
from pipeline.crowd.event_score import event_score
from pipeline.domain.crowding import CrowdingEvent, Occupancy, Tier, TierChange
from pipeline.domain.evaluation import CountPair
from pipeline.domain.truth import TrueCount, TrueEpisode
from pipeline.errors import InputError


def event(
    start_s: float, alarm_s: float, end_s: float | None, tier: Tier = "blue"
) -> CrowdingEvent:
    told = (TierChange(alarm_s, tier),)
    status = "open" if end_s is None else "cleared"
    return CrowdingEvent(f"e{start_s}", "gate", start_s, end_s, status, tier, 9, alarm_s, told)


def test_counts_too_low_and_too_high_cancel_in_the_bias_alone() -> None:
    score = count_score([CountPair(5, 3), CountPair(5, 7), CountPair(5, 8)])
    assert score is not None
    assert (score.mae, score.bias) == (pytest.approx(7 / 3), 1.0)
    assert score.by_density == ()


def test_errors_are_told_density_by_density() -> None:
    """Of 10 people on 20 m² (0.5/m²) 2 are missed, 0.1/m²; of 30 on 10 m² 12, 1.2/m²."""
    pairs = [CountPair(10, 8, 0.5), CountPair(30, 18, 3.0), CountPair(0, 1, 0.0)]
    score = count_score(pairs)
    assert score is not None
    told = [(b.from_p_m2, b.to_p_m2, b.mae, b.bias, b.density_mae) for b in score.by_density]
    assert told == [
        (0.0, 0.5, 1.0, 1.0, None),
        (0.5, 1.0, 2.0, -2.0, pytest.approx(0.1)),
        (3.0, None, 12.0, -12.0, pytest.approx(1.2)),
    ]


def test_no_counts_have_no_error() -> None:
    assert count_score([]) is None


def test_a_true_count_is_met_by_the_nearest_sample_of_its_zone() -> None:
    occupancy = [Occupancy(t, zone, n) for t, n in ((0.0, 1), (0.2, 2)) for zone in ("a", "b")]
    pairs = count_pairs(occupancy, [TrueCount(0.14, 9, "b"), TrueCount(0.31, 9, "b")], 5.0)
    assert pairs == [CountPair(9, 2)]


def test_a_time_that_nobody_could_count_is_no_zero() -> None:
    occupancy = [Occupancy(0.0, "a", None, "fault"), Occupancy(0.2, "a", 4)]
    assert count_pairs(occupancy, [TrueCount(0.0, 4), TrueCount(0.2, 4)], 5.0) == [CountPair(4, 4)]


def test_truth_of_another_zone_or_another_time_is_refused() -> None:
    occupancy = [Occupancy(0.0, "a", 1)]
    with pytest.raises(InputError, match="speaks of zone gate; counted: a"):
        count_pairs(occupancy, [TrueCount(0.0, 1, "gate")], 5.0)
    with pytest.raises(InputError, match="none of 1 true counts, from 60 s on, lies in"):
        count_pairs(occupancy, [TrueCount(60.0, 1)], 5.0)


def test_an_alarm_in_time_is_right_one_elsewhere_false_and_an_episode_without_one_missed() -> None:
    events = [event(105, 130, 190), event(300, 320, 330)]
    score = event_score(events, [TrueEpisode(100, 200), TrueEpisode(500, 600)], 900)
    assert (score.matched, score.precision, score.recall, score.f1) == (1, 0.5, 0.5, 0.5)
    assert (score.latency_p50_s, score.latency_p95_s) == (30.0, 30.0)
    assert score.alarms_per_episode == 1.0


def test_one_episode_is_not_found_twice() -> None:
    """Flicker: three alarms on one episode are one that is right and two that are false."""
    events = [event(100, 110, 130), event(140, 150, 170), event(175, 180, 200)]
    score = event_score(events, [TrueEpisode(100, 200)], 900)
    assert (score.matched, score.precision, score.alarms_per_episode) == (
        1,
        pytest.approx(1 / 3),
        3,
    )


def test_an_alarm_that_begins_with_the_episode_is_its_own_however_long_either_lasts() -> None:
    """10 s of 500 s overlap by a fiftieth; both begin within 15 s."""
    assert event_score([event(110, 112, 120)], [TrueEpisode(100, 600)], 900).matched == 1
    assert event_score([event(116, 118, 126)], [TrueEpisode(100, 600)], 900).matched == 0


def test_an_open_event_lasts_to_the_end_of_the_footage() -> None:
    assert event_score([event(150, 160, None)], [TrueEpisode(100, 400)], 400).matched == 1


def test_true_and_raised_tiers_are_held_together_where_the_truth_knows() -> None:
    events = [event(100, 110, 200, "yellow"), event(500, 510, 600, "blue")]
    episodes = [TrueEpisode(100, 200, tier="orange"), TrueEpisode(500, 600)]
    assert event_score(events, episodes, 900).tiers == (("orange", "yellow"),)


def test_an_episode_of_another_zone_is_not_met() -> None:
    assert event_score([event(100, 110, 200)], [TrueEpisode(100, 200, "yard")], 900).matched == 0


def test_shares_of_nothing_are_unknown_not_zero() -> None:
    quiet = event_score([], [], 900)
    assert (quiet.precision, quiet.recall, quiet.f1, quiet.alarms_per_episode) == (None,) * 4
    false = event_score([event(1, 2, 3)], [], 900)
    assert (false.precision, false.recall) == (0.0, None)


def scored(true: int, *scores: float) -> ScoredCount:
    return ScoredCount(true, np.float32(scores))


def test_the_best_threshold_lies_in_the_middle_of_those_that_count_right() -> None:
    """Right are thresholds above .30 up to .60, 0.31 … 0.60; the middle of 30 is 0.46."""
    best = calibrated([scored(2, 0.9, 0.6, 0.3), scored(1, 0.8, 0.2)])
    assert best is not None
    assert (best.threshold, best.score.mae) == (0.46, 0.0)


def test_a_score_equal_to_the_threshold_counts() -> None:
    assert scored(1, 0.7).at(0.7).found == 1
