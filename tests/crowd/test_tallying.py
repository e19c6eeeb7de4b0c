"""What a review keeps of its samples is what all of them would tell, however many there were."""

import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.crowd.thinning import MOST_COLUMNS, Thinning
from pipeline.domain.crowding import WORST_FIRST, Occupancy, Tier, whole_picture
from pipeline.domain.tally import Column
from tests.crowd.heard import tallied

ZONES = (whole_picture((1, 2, 3, 4), "gate"), whole_picture(None, "yard"))
SAID: tuple[Tier, ...] = ("none", "blue", "unknown", "not_evaluated")

moments = st.lists(
    st.tuples(
        st.integers(1, 100),
        *[
            st.tuples(
                st.none() | st.integers(0, 9),
                st.booleans(),
                st.none() | st.integers(0, 8),
                st.sampled_from(SAID),
            )
        ]
        * len(ZONES),
    ),
    max_size=30,
)


@given(moments)
def test_a_tally_is_what_all_samples_together_tell(moments: list[tuple]) -> None:
    occupancy, tiers, t_s = [], [], 0.0
    for step, *zones in moments:
        t_s += step / 8
        for zone, (count, full, eighths, tier) in zip(ZONES, zones, strict=True):
            density = None if eighths is None else eighths / 8
            occupancy.append(Occupancy(t_s, zone.id, count, "ok", full, density))
            tiers.append(tier)
    end_s = t_s + 1.0
    tally = tallied(ZONES, occupancy, tiers, end_s)
    both = list(zip(occupancy, tiers, strict=True))

    def lasted_s(times_s: set[float]) -> float:
        ends = [*sorted({entry.t_s for entry in occupancy}), end_s]
        return sum(after - t_s for t_s, after in pairwise(ends) if t_s in times_s)

    for zone, told in zip(ZONES, tally.zones, strict=True):
        ours = [(entry, tier) for entry, tier in both if entry.zone_id == zone.id]
        counts = [entry.count for entry, _ in ours if entry.count is not None]
        dense = [e.density_p_m2 for e, _ in ours if e.density_p_m2 is not None]
        assert (told.counted, told.people, told.most) == (
            len(counts), sum(counts), max(counts, default=None)
        )  # fmt: skip
        assert (told.dense, told.densest_p_m2) == (len(dense), max(dense, default=None))
        assert told.density_sum_p_m2 == sum(dense)
        assert told.tiers == {tier for _, tier in ours}
        assert told.saturated_s == lasted_s({entry.t_s for entry, _ in ours if entry.saturated})
        assert told.columns == tuple(Column(e.t_s, e.count, tier) for e, tier in ours)
    asked = {entry.zone_id for entry, tier in both if tier != "not_evaluated"}
    assert tally.uncounted_s == lasted_s({entry.t_s for entry in occupancy if entry.count is None})
    assert tally.unanswered_s == lasted_s(
        {
            entry.t_s
            for entry, tier in both
            if tier in ("unknown", "not_evaluated") and entry.zone_id in asked
        }
    )
    assert tally.last_s == (t_s if moments else None)


def test_the_last_sample_stands_until_the_end() -> None:
    full = [Occupancy(0.0, "gate", 1), Occupancy(2.0, "gate", None, saturated=True)]
    tally = tallied(ZONES[:1], full, ["none", "unknown"], 5.0)
    assert (tally.uncounted_s, tally.unanswered_s, tally.zones[0].saturated_s) == (3.0, 3.0, 3.0)


def thinned(samples: list[tuple[float, int | None, Tier]]) -> tuple[Column, ...]:
    thinning = Thinning()
    for sample in samples:
        thinning.take(*sample)
    return thinning.columns()


@given(st.integers(1, 40 * MOST_COLUMNS), st.integers(0, 10**6), st.integers(0, 10**6))
def test_the_most_people_and_the_worst_tier_survive_however_many_samples_there_are(
    samples: int, fullest: int, worst: int
) -> None:
    told: list[tuple[float, int | None, Tier]] = [(n / 5, 1, "none") for n in range(samples)]
    told[fullest % samples] = (fullest % samples / 5, 50, "none")
    at_s, count, _ = told[worst % samples]
    told[worst % samples] = (at_s, count, "red")
    columns = thinned(told)
    assert min(samples, MOST_COLUMNS // 2) <= len(columns) <= MOST_COLUMNS
    assert [column.start_s for column in columns] == sorted(column.start_s for column in columns)
    assert max(column.most or 0 for column in columns) == 50
    assert min((column.worst for column in columns), key=WORST_FIRST.index) == "red"


@pytest.mark.parametrize("recordings", [10, 1000, 20_000])
def test_gaps_between_recordings_stay_while_they_can_be_seen(recordings: int) -> None:
    told: list[tuple[float, int | None, Tier]] = []
    for number in range(recordings):
        told += [(number * 60.0, 3, "none"), (number * 60.0 + 10.0, None, "unknown")]
    told += [(recordings * 60.0, 3, "none")]
    columns = thinned(told)
    # As many columns as ever, a gap on either side of each, and those since it was last thinned.
    assert len(columns) <= 3.5 * MOST_COLUMNS
    assert len(columns) > MOST_COLUMNS // 4 or recordings < 1000
    gaps = [column for column in columns if column.most is None]
    # Up to 1000 recordings a gap of 50 s is more than the 1500th part of the time.
    if recordings <= 1000:
        assert len(gaps) == recordings
    assert "unknown" in {column.worst for column in columns}


def test_no_sample_is_an_empty_curve() -> None:
    assert thinned([]) == ()
    assert not math.isnan(tallied(ZONES, [], [], 0.0).uncounted_s)
