"""A search ends when its time is over, and says what it leaves."""

import itertools

import numpy as np
from shapely import box

from pipeline.placement.closing import _order, begun, closed
from pipeline.placement.search import OVERTIME_S, solve
from pipeline.placement.task import task_of
from tests.placement.test_closing import QUICK, usual
from tests.shapes import clause, floor, profile, wall, zone

YARD = box(0.0, 0.0, 14.0, 10.0)
BUILT = wall(box(3.0, 3.0, 6.0, 5.0), "built")
TASK = task_of(
    floor(YARD, occluders=(BUILT,), zones=(zone(YARD),)), profile(clause(density_px_per_m=150.0))
)


def test_an_answer_whose_time_is_long_over_leaves_what_is_blind_and_tells() -> None:
    still = closed(TASK, usual()[:3], QUICK, lambda: 0.0)
    assert (still.rounds, still.blind) == (2, ())
    late = itertools.count(0.0, QUICK.seconds + OVERTIME_S)
    left = closed(TASK, usual()[:3], QUICK, lambda: next(late))
    assert left.rounds == 1
    assert len(left.blind) > 0
    assert left.bound <= left.cost


def test_changes_are_told_by_what_each_gains_for_its_cost() -> None:
    search = begun(TASK, usual()[:3], QUICK, lambda: 0.0)
    pool, chosen = search.pool, solve(search).chosen
    order = _order(pool, chosen)
    changes = [n for n in chosen if pool.options[n].kind != "keep"]
    assert sorted(order) == list(range(len(changes)))

    def seen(ranks: tuple[int, ...]) -> float:
        counts = pool.sees[[changes[rank] for rank in ranks]].sum(axis=0)
        return float(pool.witnesses.weight[counts >= pool.witnesses.need].sum())

    for place, rank in enumerate(order):
        before = order[:place]
        gains = {
            other: (seen((*before, other)) - seen(before)) / pool.options[changes[other]].cost
            for other in order[place:]
        }
        assert np.isclose(gains[rank], max(gains.values()))
