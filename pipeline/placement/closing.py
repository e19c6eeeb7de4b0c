"""Closes what a floor's cameras leave blind: turn, move, add, until an audit finds nothing.

Witness points stand for all that must be seen, options for all ways to hang cameras. The cheapest
cover of the points is looked at exactly; what is then blind becomes new points, and so on until
nothing is. What comes back was tried as a whole, and its bound holds for the last points.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import shapely

from pipeline.coverage.diagnosis.aim import OFF_AXIS_GAIN
from pipeline.coverage.diagnosis.trial import limit_m
from pipeline.coverage.sighting import Sighting
from pipeline.domain.camera import Camera
from pipeline.domain.camera_class import CameraClass
from pipeline.geometry.overlay import both, united
from pipeline.geometry.region import polygons
from pipeline.placement.aimed import aimed_options, turned_towards
from pipeline.placement.cables import cables_m
from pipeline.placement.goal import Goal
from pipeline.placement.options import (
    Kind,
    added_options,
    at_origin,
    moved_options,
    standpoints_of,
    turned_options,
)
from pipeline.placement.places import Spots, near_spots, no_spots, spots_of
from pipeline.placement.pool import Pool
from pipeline.placement.search import Clock, Search, Solved, bound_again, solve
from pipeline.placement.solver.instance import FREE, Bools, Floats, reachable
from pipeline.placement.stock import POLE_COST, Item, cable_cost, items_of
from pipeline.placement.task import Blind, Task
from pipeline.placement.witnesses import Witnesses, joined, witnesses_in, witnesses_of

MOST_ROUNDS, MOST_PROOFS = 24, 4
MOST_TURNS = 40
MOST_AIMED, MOST_AIMED_HERE = 12, 2
"""So many places that nothing offered sees are aimed at before a first answer, and so many ways to
aim at one are offered at each standpoint. Fewer options also raise the bound, which speaks of what
is offered alone; what more would gain was tried once each way, on a busy machine, and is unsure."""

AROUND_POINT_M = 0.3
"""How large a place a point stands for."""


@dataclass(frozen=True)
class Closed:
    """One camera as it is to hang: kept, turned, moved or added, and what that costs."""

    kind: Kind
    camera: Camera
    cost: int
    class_id: str = ""


@dataclass(frozen=True, eq=False)
class Answer:
    """How a floor's cameras are to hang, and how good that is known to be.

    `order` are the numbers of changes, those not kept, the one that gains most for its cost first.
    `blind` is what is left, and `covered_m2` what is seen. `cost` and `bound` are in UNITS of a
    camera; the bound holds for every way to cover the same witnesses by the same options. Costs of
    the two simpler answers stand beside it.
    """

    hung: tuple[Closed, ...]
    order: tuple[int, ...]
    seen_by: tuple[Sighting, ...]
    blind: tuple[Blind, ...]
    covered_m2: float
    cost: int
    bound: int
    greedy: int
    searched: int
    witnesses: int
    options: int
    tried: int
    rounds: int
    hopeless: int = 0
    solver_s: float = 0.0
    first_cost: int = 0
    first_bound: int = 0
    first_solver_s: float = 0.0


def closed(task: Task, classes: Sequence[CameraClass], goal: Goal, clock: Clock) -> Answer:
    """Return how a floor's cameras are to hang so that a goal is met as far as it can be."""
    search = begun(task, classes, goal, clock)
    solved = solve(search)
    first, best = solved.begun or solved, solved
    if goal.budget is not None or goal.target_pct < 100.0:
        return _answer(search, first, solved, _left(search, solved), 1)
    rounds = 0
    blind: tuple[Blind, ...] = ()
    for proof in range(MOST_PROOFS):
        if not proof or solved.cost < best.cost:
            solved, blind_now, more = _narrowed(search, solved, best.cost if proof else None)
            rounds += more
            if not proof or (not blind_now and solved.cost < best.cost):
                best, blind = solved, blind_now
        if blind or best.cost <= search.least or search.is_late():
            break
        # What was looked at since is known better, so that the next answer may be another one.
        solved = solve(search, best)
    if not search.least:
        bound_again(search)
    return _answer(search, first, replace(best, bound=min(best.cost, search.least)), blind, rounds)


def _narrowed(
    search: Search, solved: Solved, bar: int | None
) -> tuple[Solved, tuple[Blind, ...], int]:
    """Return an answer changed until nothing is blind, what is blind all the same, and the rounds.

    It is given up once it costs as much as a `bar`.
    """
    for rounds in range(1, MOST_ROUNDS + 1):
        blind = _left(search, solved)
        if not blind or rounds == MOST_ROUNDS or (bar is not None and solved.cost >= bar):
            break
        if search.is_over() or (search.is_late() and "add" not in search.goal.means):
            break
        if not refined(search, blind):
            break
        solved = solve(search, solved, is_near=True)
    return solved, blind, rounds


def _left(search: Search, solved: Solved) -> tuple[Blind, ...]:
    """Return what an answer leaves blind, exactly."""
    return search.task.blind([search.pool.looked_at[n] for n in solved.chosen])


def begun(task: Task, classes: Sequence[CameraClass], goal: Goal, clock: Clock) -> Search:
    """Return a search with all options that are worth weighing."""
    start = clock()
    is_partial = goal.budget is not None or goal.target_pct < 100.0
    # Cameras that are only turned may not see all: what they see is weighed too.
    weighed = is_partial or "add" not in goal.means
    witnesses = witnesses_of(task.required, task.looks, weighed=weighed)
    pool = Pool(task, task.floor.cameras, witnesses)
    search = Search(task, pool, goal, clock, start, _items(task, classes))
    _keep(search)
    open_to = _open_to(search)
    if not open_to.any() and not pool.barred.any():
        return search
    if not is_partial and open_to.any():
        pool.look_at(open_to)
        open_to = open_to[open_to]
    for group in search.loose if "turn" in goal.means else ():
        turned = list(turned_options(task.floor.cameras[group], group, group))[1:]
        # One that must not look where it does may have to look at a wall.
        search.tried += pool.add(turned, open_to, 0 if pool.barred[group] else MOST_TURNS)
    _offer(search, _spots(task, pool.witnesses.at[open_to]), open_to)
    _aim_at(search, list(_out_of_reach(search))[:MOST_AIMED])
    return search


def _out_of_reach(search: Search) -> Iterator[Blind]:
    """Yield where nothing offered sees, so that it is aimed at before anything is proven."""
    witnesses = search.pool.witnesses
    out = ~reach(search)
    for requirement in search.task.required if out.any() else ():
        if requirement.region.is_empty:
            continue
        look = search.task.looks.index(requirement.look)
        some = out & (witnesses.look == look) & (witnesses.need == requirement.clause.min_cameras)
        around = shapely.buffer(shapely.points(witnesses.at[some]), AROUND_POINT_M)
        for part in polygons(both(united(around.tolist()), requirement.region)):
            yield Blind(requirement, part)


def _keep(search: Search) -> None:
    """Take what hangs as it is, and find which of it may be changed."""
    task, pool = search.task, search.pool
    seen_by = task.look(task.floor.cameras)
    pool.stand_where(seen_by)
    for group, sighting in enumerate(seen_by):
        pool.add([next(turned_options(task.floor.cameras[group], group, group))])
        pool.hang(group, sighting, group)
    lacking = pool.witnesses.some(pool.sees.sum(axis=0) < pool.witnesses.need)
    bound = {gate.camera_id for gate in task.floor.gates} | search.goal.fixed
    for group, camera in enumerate(task.floor.cameras):
        if camera.id in bound or not {"turn", "move"} & set(search.goal.means):
            continue
        if pool.barred[group] or _may_see(search, group, lacking):
            search.loose.append(group)


def _may_see(search: Search, group: int, lacking: Witnesses) -> bool:
    """Tell whether a camera, turned, might see some of what lacks from where it hangs."""
    camera = search.task.floor.cameras[group]
    for index, look in enumerate(search.task.looks):
        points = lacking.at[lacking.look == index]
        far_m = OFF_AXIS_GAIN * limit_m(camera, look)
        near = points[np.hypot(*(points - (camera.x_m, camera.y_m)).T) <= far_m]
        if len(near) and search.pool.visibility.free_sight(group, look.plane_m, near).any():
            return True
    return False


def _open_to(search: Search) -> Bools:
    """Return which witnesses cameras that stay as they are do not settle."""
    loose = set(search.loose)
    staying = [n for n in range(len(search.task.floor.cameras)) if n not in loose]
    open_to: Bools = search.pool.sees[staying].sum(axis=0) < search.pool.witnesses.need
    return open_to


def _offer(search: Search, spots: Spots, open_to: Bools | None) -> None:
    """Offer places for cameras that are moved or added."""
    task, pool, means = search.task, search.pool, search.goal.means
    if not len(spots) or not {"move", "add"} & set(means):
        return
    first = pool.stand(standpoints_of(spots))
    cable_m = cables_m(task.floor, spots)
    for group in search.loose if "move" in means else ():
        moved = moved_options(task.floor.cameras[group], group, spots, first, cable_m)
        search.tried += pool.add(moved, open_to)
    if "add" in means:
        search.offered += range(first, first + len(spots))
        search.tried += pool.add(added_options(spots, search.items, first, cable_m), open_to)


def _spots(task: Task, points: Floats) -> Spots:
    """Return places around points that are not settled."""
    if not len(points):
        return no_spots()
    return spots_of(task.floor, task.scene, points)


def _items(task: Task, classes: Sequence[CameraClass]) -> tuple[Item, ...]:
    at_night = any(look.at_night for look in task.looks)
    return items_of(classes, task.floor.mounting.heights_m[1], at_night=at_night)


def refined(search: Search, blind: Sequence[Blind]) -> bool:
    """Make points of what is blind; tell whether any of them can be covered at all."""
    pool, task = search.pool, search.task
    looks = {look: n for n, look in enumerate(task.looks)}
    before = len(pool.witnesses)
    pool.grow(
        joined(
            witnesses_in(
                [each.region], looks[each.requirement.look], each.requirement.clause.min_cameras
            )
            for each in blind
        )
    )
    fresh = np.arange(len(pool.witnesses)) >= before
    within = reach(search)
    if not within[fresh].all():
        _aim_at(search, [each for each in blind if each.requirement.region.area > 0.0])
        within = reach(search)
    return bool(within[fresh].any())


def reach(search: Search) -> Bools:
    """Return which witnesses enough options could cover."""
    pool = search.pool
    return reachable(pool.instance(search.allowed(), np.ones(len(pool.witnesses), dtype=np.bool_)))


def _aim_at(search: Search, blind: Sequence[Blind]) -> None:
    """Offer cameras aimed at each spot, from places near it that are closer together."""
    pool, task = search.pool, search.task
    search.least = 0
    for each in blind:
        if each.region.bounds in search.aimed:
            continue
        if search.is_over():
            break
        search.aimed.add(each.region.bounds)
        for group in search.loose if "turn" in search.goal.means else ():
            camera = task.floor.cameras[group]
            towards = turned_towards(each, camera, at_origin(camera), group, group)
            search.tried += pool.add(towards, None)
        if "add" not in search.goal.means:
            continue
        middle = each.region.representative_point()
        spots = near_spots(task.close_places, task.scene, each.region)
        if not len(spots):
            continue
        first = pool.stand(standpoints_of(spots))
        at = np.array([(middle.x, middle.y)])
        plane_m = each.requirement.look.plane_m
        seeing = [
            n for n in range(len(spots)) if pool.visibility.free_sight(first + n, plane_m, at)[0]
        ]
        cable_m = cables_m(task.floor, spots)
        costs = [
            (POLE_COST if spots.pole[n] else 0) + cable_cost(float(cable_m[n])) for n in seeing
        ]
        numbers = [first + n for n in seeing]
        aimed = aimed_options(each, pool.visibility.points, numbers, search.items, costs)
        search.tried += pool.add(aimed, None, MOST_AIMED_HERE)


def _answer(
    search: Search, first: Solved, solved: Solved, blind: tuple[Blind, ...], rounds: int
) -> Answer:
    """Return what was found, camera by camera."""
    pool = search.pool
    chosen = sorted(
        solved.chosen, key=lambda n: (pool.options[n].group == FREE, pool.options[n].group, n)
    )
    hung = tuple(
        Closed(o.kind, pool.camera(n), o.cost, o.class_id)
        for n in chosen
        for o in [pool.options[n]]
    )
    seen_by = tuple(pool.looked_at[n] for n in chosen)
    return Answer(
        hung=hung,
        order=_order(pool, chosen),
        seen_by=seen_by,
        blind=blind,
        covered_m2=search.task.covered_m2(seen_by),
        cost=sum(each.cost for each in hung),
        bound=solved.bound,
        greedy=first.greedy,
        searched=first.searched,
        witnesses=len(pool.witnesses),
        options=len(pool.options),
        tried=search.tried,
        rounds=rounds,
        hopeless=int((~reach(search)).sum()),
        solver_s=search.solver_s,
        first_cost=first.cost,
        first_bound=first.bound,
        first_solver_s=first.seconds,
    )


def _order(pool: Pool, chosen: Sequence[int]) -> tuple[int, ...]:
    """Return the numbers of the changes among what is chosen, by what they gain for their cost."""
    changes = [n for n in chosen if pool.options[n].kind != "keep"]
    weight, need = pool.witnesses.weight, pool.witnesses.need
    costs = [max(1, pool.options[n].cost) for n in changes]
    counts = pool.sees[: len(pool.cameras)].sum(axis=0)
    before = weight[counts >= need].sum()
    found: list[int] = []
    while len(found) < len(changes):
        # A camera that is changed sees no longer what it saw as it hangs: its number is its group.
        after = {
            rank: counts + pool.sees[n] - (pool.sees[group] if group != FREE else 0)
            for rank, n in enumerate(changes)
            for group in [pool.options[n].group]
            if rank not in found
        }
        gains = {
            rank: (weight[each >= need].sum() - before) / costs[rank]
            for rank, each in after.items()
        }
        best = max(gains, key=lambda rank: (gains[rank], -rank))
        counts = after[best]
        before = weight[counts >= need].sum()
        found.append(best)
    return tuple(found)
