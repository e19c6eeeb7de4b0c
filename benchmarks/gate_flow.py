"""How many people a review counts through a gate, against the truth of the rendered gate.

``python benchmarks/gate_flow.py [--model M] [--start S] [--seconds S]`` draws a part of the gate's
story at five pictures a second, reviews it with three lines (across the gate, upright through its
middle, and where hardly anybody walks), and prints people in and out beside the true ones. The
truth are the drawn feet, told apart by who they belong to, put through the same count: what differs
is the detector's and the tracker's doing.
"""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

sys.path[0] = str(Path(__file__).parents[1])

from pipeline.crowd.flow import FlowCount, gate_flow  # noqa: E402
from pipeline.domain.flow import Crossing, GateLine  # noqa: E402
from pipeline.domain.label import Label  # noqa: E402
from pipeline.domain.tracks import Tracks  # noqa: E402
from pipeline.imaging.gate_scene import GateScene  # noqa: E402
from pipeline.sources.clip import encoded_clip  # noqa: E402
from pipeline.workflows.review_footage import review_footage  # noqa: E402
from pipeline.workflows.review_options import ReviewOptions  # noqa: E402

FPS = 5
HEIGHT_PX = 120.0
"""Of a drawn person at a scale of one, nearly."""
LABEL = Label("线", "line")
LINES = (
    GateLine("across the gate", LABEL, (0.0, 0.55), (1.0, 0.55), 4.0),
    GateLine("through its middle", LABEL, (0.5, 0.2), (0.5, 1.0), 4.0),
    GateLine("before the crowd", LABEL, (0.0, 0.75), (1.0, 0.75), 4.0),
)


def times_s(start_s: float, seconds: float) -> Iterator[float]:
    """Yield the moments that are drawn."""
    return (start_s + number / FPS for number in range(round(seconds * FPS)))


def drawn(scene: GateScene, t_s: float) -> Tracks:
    """Return everybody who is there as if each had been followed without a fault."""
    people = scene.appearances(t_s)
    feet = np.array([each.foot_px for each in people]).reshape(-1, 2)
    tall = HEIGHT_PX * np.array([each.scale for each in people])
    boxes = np.column_stack((feet[:, 0], feet[:, 1] - tall, feet[:, 0], feet[:, 1]))
    times = np.full(len(people), t_s)
    ids = np.array([each.number for each in people], np.int64)
    return Tracks(t_s, ids, boxes.astype(np.float32), np.arange(len(people)), times, times)


def true_crossings(scene: GateScene, start_s: float, seconds: float) -> list[Crossing]:
    """Return who really crosses which line."""
    height, width, _ = scene.render(start_s).shape
    counts = [FlowCount(line, (width, height)) for line in LINES]
    moments = (drawn(scene, t_s) for t_s in times_s(start_s, seconds))
    return [each for tracks in moments for count in counts for each in count.step(tracks)]


def main() -> None:
    """Draw, review and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--model")
    parser.add_argument("--start", type=float, default=30.0)
    parser.add_argument("--seconds", type=float, default=90.0)
    args = parser.parse_args()
    scene = GateScene()
    truth = true_crossings(scene, args.start, args.seconds)
    with TemporaryDirectory() as folder:
        clip = Path(folder) / "gate.mp4"
        pictures = (scene.render(t_s) for t_s in times_s(args.start, args.seconds))
        clip.write_bytes(encoded_clip(pictures, FPS))
        options = ReviewOptions(out=Path(folder) / "out", model=args.model, lines=LINES)
        review = review_footage([clip], (), options)
    print(f"{args.seconds:g} s of the rendered gate, {FPS} a second, {review.detector.name}")
    for flow in review.flows:
        true = gate_flow(flow.line, truth, args.seconds).people
        counted = f"{flow.people[0]} in, {flow.people[1]} out"
        print(f"  {flow.line.id:<20} counted {counted:<14} true {true[0]} in, {true[1]} out")


if __name__ == "__main__":
    main()
