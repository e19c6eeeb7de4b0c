"""What happens to a frame after the model, against supervision and trackers, in the same run.

``python benchmarks/post_detector.py`` takes synthetic frames (`walkers.py`: 10, 50 and 200 people,
eight candidates each) through NMS, tracking, eight zones by the foot of each person, and people
per square metre of each zone. Every frame goes, in turns, through ours with numpy alone, ours with
machine code where numba is installed, and ``sv.Detections.with_nms``, ``ByteTrackTracker`` and
eight ``sv.PolygonZone``, where supervision and trackers are installed. It prints the median
wall time of each step, the ratio, and whether the kept boxes are the same.

Then both trackers follow the same people, the boxes kept by the same NMS, over several walks that
the parameters were not chosen on: how often a person's id becomes another, and how many of the
boxes carry an id. At 25 frames a second, which the rival is made for, and at 5, at which a review
samples.
"""

import argparse
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from statistics import median

import numpy as np
from numpy.typing import NDArray

sys.path[0] = str(Path(__file__).parents[1])

from benchmarks.walkers import SIZE, Seen, walk  # noqa: E402
from pipeline.compiler import is_installed  # noqa: E402
from pipeline.crowd.occupancy import zone_counts  # noqa: E402
from pipeline.crowd.track import Tracker  # noqa: E402
from pipeline.domain.crowding import PictureZone  # noqa: E402
from pipeline.domain.detections import Detections  # noqa: E402
from pipeline.domain.label import Label  # noqa: E402
from pipeline.imaging.nms import kept  # noqa: E402

IOU, SURE, BEGIN = 0.5, 0.6, 0.7
"""NMS as in our manifests, scores as in the rival's defaults."""
TARGETS = {10: None, 50: 25.0, 200: 40.0}
SWITCHES = 1.2
FPS, SAMPLE_FPS = 25.0, 5.0
AREAS_M2 = np.linspace(20.0, 55.0, 8)
STEPS = ("suppress", "track", "zones")
Core = Callable[[Seen, float], tuple[list[float], set[bytes]]]


def rings() -> list[list[tuple[float, float]]]:
    """Return eight octagons that do not overlap, in fractions of the picture."""
    turns = np.linspace(0, 2 * np.pi, 8, endpoint=False)
    middles = [((column + 0.5) / 4, (row + 0.5) / 2) for row in range(2) for column in range(4)]
    return [[(x + 0.11 * np.cos(a), y + 0.22 * np.sin(a)) for a in turns] for x, y in middles]


def ours(compiled: bool) -> Core:
    """Return our way of taking a frame, and what it kept."""
    tracker = Tracker(SURE, BEGIN, compiled=compiled)
    label = Label("区", "zone")
    zones = tuple(PictureZone(f"z{n}", label, tuple(r)) for n, r in enumerate(rings()))

    def take(seen: Seen, t_s: float) -> tuple[list[float], set[bytes]]:
        at = [time.perf_counter()]
        stay = kept(seen.boxes, seen.scores, IOU, compiled=compiled)
        people = Detections(seen.boxes[stay], seen.scores[stay])
        at.append(time.perf_counter())
        tracker.step(people, t_s)
        at.append(time.perf_counter())
        _ = np.array(zone_counts(people.feet, SIZE, zones, compiled=compiled)) / AREAS_M2
        at.append(time.perf_counter())
        return laps(at), {box.tobytes() for box in people.boxes}

    return take


def theirs() -> Core:
    """Return the rival's way of taking a frame, and what it kept."""
    import supervision as sv
    from trackers import ByteTrackTracker

    tracker = ByteTrackTracker(frame_rate=FPS)
    zones = [sv.PolygonZone(np.round(np.array(ring) * SIZE).astype(int)) for ring in rings()]

    def take(seen: Seen, t_s: float) -> tuple[list[float], set[bytes]]:
        at = [time.perf_counter()]
        people = sv.Detections(xyxy=seen.boxes, confidence=seen.scores)
        people = people.with_nms(IOU, class_agnostic=True)
        boxes = people.xyxy
        at.append(time.perf_counter())
        people = tracker.update(people)
        at.append(time.perf_counter())
        _ = np.array([zone.trigger(people).sum() for zone in zones]) / AREAS_M2
        at.append(time.perf_counter())
        return laps(at), {box.tobytes() for box in boxes}

    return take


def laps(at: Sequence[float]) -> list[float]:
    """Return microseconds between moments."""
    return [1e6 * (after - before) for before, after in pairwise(at)]


def print_costs(people: int, seed: int) -> None:
    """Print what a frame costs each way, and whether all keep the same boxes."""
    ways = {"ours, numpy": ours(compiled=False)}
    if is_installed():
        ways["ours, numba"] = ours(compiled=True)
    if not absent():
        ways["theirs"] = theirs()
    costs: dict[str, list[list[float]]] = {name: [] for name in ways}
    candidates, left, same, frames = [], [], 0, 0
    for number, seen in enumerate(walk(people, seed, FPS)):
        stays = []
        # Each goes first in turn: who does finds the caches cold.
        for turn in range(len(ways)):
            name = list(ways)[(number + turn) % len(ways)]
            cost, boxes = ways[name](seen, number / FPS)
            costs[name].append(cost)
            stays.append(boxes)
        frames += 1
        same += all(boxes == stays[0] for boxes in stays)
        candidates.append(len(seen.boxes))
        left.append(len(stays[0]))
    print(f"\n{people} people, {median(candidates):.0f} candidates, {median(left):.0f} boxes kept")
    whole = {name: median(map(sum, cost)) for name, cost in costs.items()}
    for name, cost in costs.items():
        steps = zip(STEPS, map(median, zip(*cost, strict=True)), strict=True)
        told = "  ".join(f"{step} {us:8.0f}" for step, us in steps)
        print(f"  {name:<12} {told}  together {whole[name]:8.0f} us", end="")
        print(ratio(whole["theirs"] / whole[name], TARGETS[people]) if "theirs" in whole else "")
    print(f"  the same boxes kept in {same} of {frames} frames (target: all)")


def ratio(factor: float, target: float | None) -> str:
    """Return how many times faster, beside what is wanted."""
    wanted = f" (target {target:g})" if target and factor != 1.0 else ""
    return f"  {factor:6.1f} times as fast{wanted}"


def absent() -> list[str]:
    """Return the names of the rivals that are not installed."""
    return [name for name in ("supervision", "trackers") if not find_spec(name)]


Ids = Iterator[tuple[NDArray[np.intp], NDArray[np.int64]]]


def our_ids(frames: Sequence[Seen], fps: float) -> Ids:
    """Yield whose each box is and the id it has, -1 for none."""
    tracker = Tracker(SURE, BEGIN)
    for number, seen in enumerate(frames):
        tracks = tracker.step(Detections(seen.boxes, seen.scores), number / fps)
        ids = np.full(len(seen.boxes), -1)
        found = tracks.detection >= 0
        ids[tracks.detection[found]] = tracks.ids[found]
        yield seen.owners, ids


def their_ids(frames: Sequence[Seen], fps: float) -> Ids:
    """Yield the same of the rival."""
    import supervision as sv
    from trackers import ByteTrackTracker

    tracker = ByteTrackTracker(frame_rate=fps)
    for seen in frames:
        people = sv.Detections(xyxy=seen.boxes, confidence=seen.scores)
        people.data["owner"] = seen.owners
        people = tracker.update(people)
        yield people.data["owner"], people.tracker_id


def followed(ids: Ids, boxes: int) -> tuple[int, float]:
    """Return how often ids changed, and the share of all boxes that carry one."""
    last: dict[int, int] = {}
    switches = carrying = 0
    for owners, numbers in ids:
        for owner, number in zip(owners.tolist(), numbers.tolist(), strict=True):
            if number < 0:
                continue
            carrying += 1
            switches += last.get(owner, number) != number
            last[owner] = number
    return switches, carrying / boxes


def print_ids(people: int, fps: float, seeds: Sequence[int]) -> None:
    """Print how well both follow."""
    ways = {"ours": our_ids} if absent() else {"ours": our_ids, "theirs": their_ids}
    totals = dict.fromkeys(ways, 0)
    shares: dict[str, list[float]] = {name: [] for name in ways}
    for seed in seeds:
        frames = [suppressed(seen) for seen in walk(people, seed, fps)]
        boxes = sum(len(seen.boxes) for seen in frames)
        for name, way in ways.items():
            switches, share = followed(way(frames, fps), boxes)
            totals[name] += switches
            shares[name].append(share)
    told = [f"{name} {totals[name]:5} ({np.mean(shares[name]):.3f})" for name in ways]
    if "theirs" in ways:
        factor = (
            totals["ours"] / totals["theirs"] if totals["theirs"] else float(totals["ours"] > 0)
        )
        told.append(f"{factor:.2f} of theirs (target {SWITCHES:g} at most)")
    print(f"  {people:3} people at {fps:2g} a second: {'  '.join(told)}")


def suppressed(seen: Seen) -> Seen:
    """Return a frame without doubles."""
    stay = kept(seen.boxes, seen.scores, IOU)
    return Seen(seen.boxes[stay], seen.scores[stay], seen.owners[stay])


def main() -> None:
    """Print costs, then ids."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--seeds", type=int, default=3, help="walks for the ids (default: 3)")
    args = parser.parse_args()
    for name in absent():
        print(f"{name} is not installed: nothing to hold ours against")
    if is_installed():
        for seen in walk(50, 0, FPS):
            ours(compiled=True)(seen, 0.0)
    for people in TARGETS:
        print_costs(people, 1)
    print(f"\nids that changed, in {args.seeds} walks, and the share of boxes with an id")
    for fps in (FPS, SAMPLE_FPS):
        for people in TARGETS:
            # As many people in all, at the least, as there are in a dense walk.
            print_ids(people, fps, range(1, 1 + args.seeds * max(1, 100 // people)))


if __name__ == "__main__":
    main()
