"""One floor placed: its changes in the order of their worth, with the curve and the proof."""

from collections.abc import Iterator, Sequence

from pipeline.coverage.cover_floor import cover_floor
from pipeline.coverage.sighting import Sighting
from pipeline.domain.camera_class import CameraClass
from pipeline.domain.change import Change
from pipeline.domain.coverage import Region
from pipeline.domain.placement import FloorPlacement, Proof, Stage
from pipeline.domain.requirement import Profile
from pipeline.domain.site import Floor
from pipeline.geometry.overlay import united
from pipeline.geometry.region import EMPTY
from pipeline.placement.closing import Answer, Closed, closed
from pipeline.placement.goal import Goal
from pipeline.placement.named import change_of, changed
from pipeline.placement.search import Clock
from pipeline.placement.stock import UNITS
from pipeline.placement.task import Task, redundant, sparing, task_of


def placed(
    floor: Floor,
    profile: Profile,
    classes: Sequence[CameraClass],
    goal: Goal,
    clock: Clock,
    number: int,
    spared: Region = EMPTY,
) -> FloorPlacement:
    """Return how a floor is to be covered; added cameras count from a number.

    The coverages are those of an audit by the profile, whatever redundancy the goal asks for, and
    whatever ground is `spared`, for which nothing is to be done.
    """
    begun = clock()
    asked = redundant(profile, fold=goal.fold, spare=goal.spare)
    task = sparing(task_of(floor, asked), spared)
    before = cover_floor(floor, profile, task.scene, diagnosed=False)
    answer = closed(task, classes, goal, clock)
    named = list(changes_of(task, answer, number))
    stages = tuple(_stages(task, answer, named, goal.phases))
    after = changed(floor, [change for _, _, change in named])
    coverage = cover_floor(after, profile, task.scene, diagnosed=False)
    proof = Proof(
        cost=answer.cost / UNITS,
        bound=answer.bound / UNITS,
        greedy=answer.greedy / UNITS,
        searched=answer.searched / UNITS,
        first=answer.first_cost / UNITS,
        witnesses=answer.witnesses,
        options=answer.options,
        tried=answer.tried,
        rounds=answer.rounds,
        hopeless=answer.hopeless,
        seconds=clock() - begun,
    )
    begins = task.covered_m2(task.look(floor.cameras))
    return FloorPlacement(
        floor, after, stages, proof, before, coverage, _pct(begins, task.required_m2)
    )


def changes_of(
    task: Task, answer: Answer, number: int
) -> Iterator[tuple[Closed, Sighting, Change]]:
    """Yield what is changed, with what it then sees and as a change of the floor."""
    blind = task.blind(task.look(task.floor.cameras))
    for each, sighting in zip(answer.hung, answer.seen_by, strict=True):
        if each.kind == "keep":
            continue
        view = united(cone.guaranteed for cone in sighting.cones.values())
        yield each, sighting, change_of(each, task.floor, number, view, blind)
        number += each.kind == "add"


def _stages(
    task: Task,
    answer: Answer,
    named: Sequence[tuple[Closed, Sighting, Change]],
    phases: int,
) -> Iterator[Stage]:
    """Yield changes, what gains most for its cost first, and what is covered after each."""
    seen = {s.camera.id: s for s in task.look(task.floor.cameras)}
    spent, whole = 0, sum(each.cost for each, _, _ in named)
    for n in answer.order:
        closed_, sighting, change = named[n]
        assert change.after is not None
        seen[change.after.id] = sighting
        spent += closed_.cost
        covered = task.covered_m2(list(seen.values()))
        phase = min(phases, 1 + int(phases * (spent - 1e-9) / whole)) if whole else 1
        yield Stage(
            change,
            closed_.cost / UNITS,
            spent / UNITS,
            _pct(covered, task.required_m2),
            phase,
            closed_.class_id,
        )


def _pct(covered_m2: float, required_m2: float) -> float:
    return 100.0 * covered_m2 / required_m2 if required_m2 else 100.0
