"""A zone beyond measure is told by other evidence than its count; a packed gate is never calm."""

import numpy as np
import pytest

from benchmarks.filling_gates import HIGH, DrawnGate, FillingGate
from benchmarks.saturation import Course, Way, course, sampled_course
from pipeline.crowd.saturation import overlapping, saturation
from pipeline.crowd.watch import CrowdWatch
from pipeline.domain.crowding import (
    DENSITIES_P_M2,
    CrowdingEvent,
    Occupancy,
    PictureZone,
    Tier,
)
from pipeline.domain.label import Label
from pipeline.domain.people_density import RecallCurve
from pipeline.domain.saturation import PackedEvidence, Saturation
from pipeline.errors import InputError

RHO = np.linspace(0.0, 6.0, 601)
FALLING = np.exp(-RHO / 2.0)
CURVE = RecallCurve(RHO, FALLING, FALLING, FALLING, np.exp(-RHO))
"""Most are found at 2 people/m², 0.736 per m², and of the ground exp(-2) = 0.135 is free; of packed
zones the densest shows least, 6·exp(-3) = 0.299 per m². At 1 person/m² 0.368 is free."""

FULL = PackedEvidence(0.5, 0.0, at_limit=True)
CALM = PackedEvidence(0.1, 0.0)


def after(*spells: tuple[PackedEvidence, float], curve: RecallCurve | None = CURVE) -> list[bool]:
    """Return, second by second, whether evidence that lasts so long leaves a zone saturated."""
    state, said, t_s = Saturation(), [], 0.0
    for evidence, lasts_s in spells:
        for _ in range(round(lasts_s)):
            state = saturation(state, t_s, evidence, curve)
            said.append(state.saturated)
            t_s += 1.0
    return said


@pytest.mark.parametrize(
    ("evidence", "packed"),
    [
        (PackedEvidence(0.5, 0.0, at_limit=True), True),
        (PackedEvidence(0.5, 0.0, free=0.09), True),  # 0.7 × 0.135 = 0.095
        (PackedEvidence(0.5, 0.0, free=0.10), False),
        (PackedEvidence(0.18, 0.0, free=0.0), True),  # 0.6 × 0.299 = 0.179
        (PackedEvidence(0.17, 0.0, free=0.0), False),  # a bus hides the ground, but no first row
        (PackedEvidence(0.7, 0.9, free=0.10), False),  # where ground is seen, boxes say nothing
        (PackedEvidence(0.59, 0.3), True),  # 0.8 × 0.736 = 0.589
        (PackedEvidence(0.58, 0.3), False),
        (PackedEvidence(0.73, 0.2), False),
        (PackedEvidence(0.18, 0.0, suspected_p_m2=2.21), True),  # 3 × 0.736 = 2.207
        (PackedEvidence(0.18, 0.0, suspected_p_m2=2.20), False),
        (PackedEvidence(0.17, 0.0, suspected_p_m2=9.00), False),  # leaves that stir: no first row
        (PackedEvidence(0.18, 0.0, free=0.10, suspected_p_m2=9.0), False),  # ground is seen
    ],
)
def test_what_speaks_for_a_zone_beyond_measure(evidence: PackedEvidence, packed: bool) -> None:
    assert after((evidence, 10))[-1] is packed


def test_evidence_must_last() -> None:
    # Six seconds are watched whole with the fourth gap of a second, as gaps of 3 s are no gap.
    assert after((FULL, 3), (CALM, 20)).count(True) == 0
    assert after((FULL, 20))[:4] == [False, False, False, True]


@pytest.mark.parametrize(
    ("evidence", "clear"),
    [
        (PackedEvidence(0.1, 0.0, at_limit=True), False),
        (PackedEvidence(0.5, 0.0, free=0.26), True),  # 0.7 × 0.368 = 0.257
        (PackedEvidence(0.1, 0.0, free=0.25), False),
        (PackedEvidence(0.17, 0.0), True),  # 0.6 × 0.299 = 0.179
        (PackedEvidence(0.19, 0.0), False),
    ],
)
def test_only_free_ground_ends_it(evidence: PackedEvidence, clear: bool) -> None:
    assert after((FULL, 10), (evidence, 40))[-1] is not clear


def test_it_ends_when_free_ground_was_seen_for_most_of_20_s() -> None:
    # Of the 21 pictures of 20 s, 17 are the first to be more than eight in ten.
    said = after((FULL, 10), (CALM, 30))
    assert said[10:26] == [True] * 16 and not any(said[26:])
    assert all(after((FULL, 10), (CALM, 8), (FULL, 10), (CALM, 8))[4:])


def test_a_gap_ends_nothing_and_what_was_before_it_counts_no_more() -> None:
    state = Saturation()
    for t_s in range(10):
        state = saturation(state, float(t_s), FULL, CURVE)
    back = saturation(state, 4000.0, CALM, CURVE)
    assert back.saturated and len(back.samples) == 1


def test_without_ground_only_a_full_list_saturates() -> None:
    crowded = PackedEvidence(None, 1.0)
    assert not any(after((crowded, 30), curve=None))
    assert after((PackedEvidence(None, 0.0, at_limit=True), 10), curve=None)[-1]


def test_boxes_overlap_by_part_of_the_smaller() -> None:
    # A child's box of 1 × 1 lies for four tenths in a grown-up's of 2 × 4; the third is alone.
    boxes = np.array([[0, 0, 2, 4], [1.6, 0, 2.6, 1], [9, 0, 11, 4]], np.float32)
    assert overlapping(boxes) == pytest.approx(2 / 3)
    # Control: two tenths are too little.
    boxes[1, [0, 2]] += 0.2
    assert overlapping(boxes) == 0.0
    assert overlapping(boxes[:1]) == 0.0


RING = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))
GATE = PictureZone("gate", Label("校门", "gate"), RING, None, DENSITIES_P_M2)


class Watched:
    """A watch of a zone with a ground plane, once a second."""

    def __init__(self) -> None:
        self.watch, self.t_s = CrowdWatch(GATE, 1.0), 0.0
        self.tiers: list[Tier] = []
        self.said: list[CrowdingEvent] = []

    def feed(
        self, lasts_s: int, density: float | None, least: float = 0.0, *, saturated: bool = False
    ) -> "Watched":
        for _ in range(lasts_s):
            self.said += self.watch.step(
                Occupancy(self.t_s, "gate", 9, "ok", saturated, density, least)
            )
            self.tiers.append(self.watch.tier)
            self.t_s += 1.0
        return self


def test_a_zone_with_ground_is_judged_by_its_density() -> None:
    assert Watched().feed(40, 1.0).watch.tier == "blue"
    assert Watched().feed(40, 0.99).watch.tier == "none"
    assert Watched().feed(40, 4.2).watch.tier == "red"


def test_a_density_that_nobody_knows_is_unknown() -> None:
    assert Watched().feed(40, None).watch.tier == "unknown"


def test_a_saturated_zone_is_yellow_at_once_and_says_that_its_density_is_unknown() -> None:
    watched = Watched().feed(10, 0.3).feed(1, None, 0.2, saturated=True)
    assert watched.watch.tier == "yellow"
    (event,) = watched.said
    assert (event.peak_tier, event.saturated, event.start_s) == ("yellow", True, 10.0)


def test_a_saturated_zone_keeps_its_tier_however_few_are_found() -> None:
    watched = Watched().feed(40, 3.5).feed(600, None, 0.1, saturated=True)
    assert watched.watch.tier == "orange"
    # Control: what is known to be calm leaves orange after 20 s, yellow after 30, blue after 60.
    assert Watched().feed(40, 3.5).feed(600, 0.1).watch.tier == "none"


def test_a_saturated_zone_rises_by_what_is_surely_there() -> None:
    assert Watched().feed(40, None, 4.5, saturated=True).watch.tier == "red"


def test_after_saturation_tiers_are_left_as_ever() -> None:
    watched = Watched().feed(40, None, 0.1, saturated=True).feed(100, 0.1)
    assert watched.watch.tier == "none"
    first_low = 40 + watched.tiers[40:].index("none")
    assert first_low == pytest.approx(40 + 60, abs=3)
    assert watched.said[-1].status == "cleared" and watched.said[-1].saturated


def test_an_event_that_becomes_saturated_is_told_again() -> None:
    watched = Watched().feed(40, 2.5).feed(5, None, 0.1, saturated=True)
    assert [event.saturated for event in watched.said] == [False, True]
    assert watched.said[0].id == watched.said[1].id
    assert [event.saturated_s for event in watched.said] == [None, 40.0]


def test_densities_that_do_not_rise_are_refused() -> None:
    with pytest.raises(InputError, match="zone gate: densities must rise from tier to tier"):
        PictureZone("gate", GATE.label, RING, None, (1.0, 2.0, 2.0, 4.0))


@pytest.fixture(scope="module")
def told() -> dict[Way, Course]:
    """Return what is told of a gate that fills to 5 people/m² and empties, in three ways."""
    gate = FillingGate(HIGH, 100.0, 60.0, fps=1.0)
    ground = gate.ground()
    samples = sampled_course(gate, ground)
    ways: tuple[Way, ...] = ("pictures", "boxes", "control")
    return {way: course(samples, ground, way, 1.0) for way in ways}


def test_while_a_gate_fills_fewer_and_fewer_are_found(told: dict[Way, Course]) -> None:
    found = {round(each.density_p_m2, 1): each.found for each in told["control"].told[:100]}
    assert found[2.0] > 2 * found[4.9]


@pytest.mark.parametrize("way", ["pictures", "boxes"])
def test_the_tier_never_falls_while_a_gate_fills(told: dict[Way, Course], way: Way) -> None:
    assert told[way].falls() == 0
    assert told[way].worst_at_peak() == "yellow"
    full = [each.occupancy for each in told[way].told if each.density_p_m2 > 3.0]
    assert all(each.saturated and each.density_p_m2 is None for each in full)


@pytest.mark.parametrize("way", ["pictures", "boxes"])
def test_on_emptying_it_clears(told: dict[Way, Course], way: Way) -> None:
    last = told[way].told[-1]
    assert (last.tier, last.occupancy.saturated) == ("none", False)
    (event,) = told[way].events
    assert (event.status, event.saturated) == ("cleared", True)


def test_without_saturation_the_tier_falls_while_the_gate_still_fills(
    told: dict[Way, Course],
) -> None:
    """The control: the densest crowd is told to be none."""
    assert told["control"].falls() > 0
    assert told["control"].worst_at_peak() == "none"


@pytest.fixture(scope="module")
def drawn() -> dict[Way, Course]:
    """Return what is told of the demo's gate, filled with drawn people, by the real detector."""
    gate = DrawnGate(120.0, 60.0, fps=1.0)
    ground = gate.ground()
    samples = sampled_course(gate, ground)
    ways: tuple[Way, ...] = ("pictures", "boxes", "control")
    return {way: course(samples, ground, way, 1.0) for way in ways}


def test_a_real_detector_finds_no_more_people_in_five_times_the_crowd(
    drawn: dict[Way, Course],
) -> None:
    found = {round(each.density_p_m2, 3): each.found for each in drawn["control"].told}
    assert 10 <= found[0.5] <= 20 and found[1.0] >= 13
    assert found[5.0] < 1.25 * found[1.0]


@pytest.mark.parametrize("way", ["pictures", "boxes"])
def test_drawn_people_never_make_the_tier_fall_while_they_come(
    drawn: dict[Way, Course], way: Way
) -> None:
    assert (drawn[way].falls(), drawn[way].worst_at_peak()) == (0, "yellow")
    assert drawn[way].told[-1].tier == "none"


def test_without_saturation_five_drawn_people_per_square_metre_are_never_yellow(
    drawn: dict[Way, Course],
) -> None:
    """The control."""
    told = {each.tier for each in drawn["control"].told}
    assert told.isdisjoint({"yellow", "orange", "red"})
