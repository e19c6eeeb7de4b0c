"""What a review saves that does not look again where nothing has stirred, and what it may miss.

``python benchmarks/motion_gate.py [--minutes M] [--noise LEVELS]``

Two recordings of the rendered gate at five pictures a second, with a sensor's noise, encoded:

- yard: empty for `--minutes`, but for a few people who pass in each of them;
- crowd: the busiest minute and a half of the story, from the first arrivals to the last leaving.

Each is reviewed by the embedded detector with every sample looked at, and with the gate; printed
are the processor's time, the samples that were looked at, how many counts differ and by how much,
and by how much each episode's onset, changes and end are moved.
"""

import argparse
import sys
from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from numpy.typing import NDArray

sys.path[0] = str(Path(__file__).parents[1])

from pipeline.domain.crowding import CrowdingEvent, Occupancy, PictureZone, Tier  # noqa: E402
from pipeline.domain.label import Label  # noqa: E402
from pipeline.domain.review import Review  # noqa: E402
from pipeline.imaging.gate_scene import ZONE, GateScene  # noqa: E402
from pipeline.sources.clip import encoded_clip  # noqa: E402
from pipeline.workflows.review_footage import review_footage  # noqa: E402
from pipeline.workflows.review_options import ReviewOptions  # noqa: E402

FPS = 5
GATE = PictureZone("gate", Label("校门", "gate"), ZONE, (2, 4, 6, 8))
PASSING_S, EMPTY_S = 15, 120.0
"""How long three people pass at the story's beginning, and when it is empty."""


def yard(scene: GateScene, minutes: int) -> Iterator[NDArray[np.uint8]]:
    """Yield an empty gate, past which three people walk at the end of each minute."""
    for second in np.arange(0.0, minutes * 60.0, 1.0 / FPS):
        of_minute = second % 60.0 - (60.0 - PASSING_S)
        yield scene.render(of_minute if of_minute > 0.0 else EMPTY_S)


def crowd(scene: GateScene) -> Iterator[NDArray[np.uint8]]:
    """Yield the gate while it fills, is full and empties."""
    for t_s in np.arange(20.0, 110.0, 1.0 / FPS):
        yield scene.render(t_s)


def filmed(pictures: Iterator[NDArray[np.uint8]], levels: float) -> Iterator[NDArray[np.uint8]]:
    """Yield pictures as a sensor gives them."""
    rng = np.random.default_rng(0)
    for picture in pictures:
        noise = rng.normal(0.0, levels, picture.shape)
        yield np.clip(picture + noise, 0, 255).astype(np.uint8)


def reviewed(clip: Path, out: Path, *, motion_gate: bool) -> tuple[Review, list[int]]:
    """Return a review, and the counts of its samples."""
    counts: list[int] = []

    def hear(entry: Occupancy, _: Tier) -> None:
        counts.append(-1 if entry.count is None else entry.count)

    options = ReviewOptions(out=out, motion_gate=motion_gate, hear=hear)
    return review_footage([clip], (GATE,), options), counts


def moments(event: CrowdingEvent) -> list[float]:
    """Return onset, changes and end."""
    ends = [] if event.end_s is None else [event.end_s]
    return [event.start_s, *(change.t_s for change in event.changes), *ends]


def moved(every: Review, gated: Review) -> str:
    """Return by how much the episodes differ in time, or in what they are."""
    worst = 0.0
    for one, other in zip_longest(every.events, gated.events):
        if one is None or other is None or one.peak_tier != other.peak_tier:
            return f"DIFFERENT: {len(every.events)} and {len(gated.events)} episodes"
        if len(moments(one)) != len(moments(other)):
            return "DIFFERENT: other changes of tier"
        pairs = zip(moments(one), moments(other), strict=True)
        worst = max(worst, *(abs(b - a) for a, b in pairs))
    return f"{len(every.events)} episodes, moved by {worst:.1f} s at most"


def main() -> None:
    """Draw, review both ways and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--minutes", type=int, default=3)
    parser.add_argument("--noise", type=float, default=2.0)
    args = parser.parse_args()
    scene = GateScene()
    feeds = {"yard": yard(scene, args.minutes), "crowd": crowd(scene)}
    with TemporaryDirectory() as folder:
        for name, pictures in feeds.items():
            clip = Path(folder) / f"{name}.mp4"
            clip.write_bytes(encoded_clip(filmed(pictures, args.noise), FPS))
            (every, counts), (gated, ours) = (
                reviewed(clip, Path(folder) / f"{name}-{gate}", motion_gate=gate)
                for gate in (False, True)
            )
            off = np.abs(np.subtract(ours, counts))
            print(
                f"{name:<6} looked at {gated.frames_analyzed:4d} of {every.frames_analyzed} samples"
                f"   processor {every.cpu_s:5.1f} s -> {gated.cpu_s:5.1f} s"
                f" ({every.cpu_s / gated.cpu_s:.2f} x)   {np.mean(off > 0):4.0%} of counts differ,"
                f" by {off.max()} of {max(counts)} at most   {moved(every, gated)}"
            )


if __name__ == "__main__":
    main()
