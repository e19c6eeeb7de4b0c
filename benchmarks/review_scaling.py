"""How a review of many recordings gets faster with processes, and how their cores are best used.

``python benchmarks/review_scaling.py [--files N …] [--seconds S] [--jobs N …] [--model M]``

An H.264 clip of the generated gate at 720p25 is copied into as many recordings as `--files` says.
They are reviewed one after another in one process, which is the rival, then by processes of one
thread for the model each, and by one process of as many threads. Each way runs in turns, and its
least time counts: wall clock, and processor of all processes together. The last column is how many
times as fast as the rival it is. All ways must come to the same occupancy, or the program stops.
"""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path[0] = str(Path(__file__).parents[1])

from benchmarks.review import copies, drawn_clip  # noqa: E402
from pipeline.domain.crowding import whole_picture  # noqa: E402
from pipeline.domain.review import Review  # noqa: E402
from pipeline.jobs.lanes import processes  # noqa: E402
from pipeline.workflows.review_at_scale import review_at_scale  # noqa: E402
from pipeline.workflows.review_footage import review_footage  # noqa: E402
from pipeline.workflows.review_options import ReviewOptions  # noqa: E402

Way = Callable[[list[Path], ReviewOptions], Review]
ZONES = (whole_picture(),)


def alone(footage: list[Path], options: ReviewOptions) -> Review:
    """Review one recording after another."""
    return review_footage(footage, ZONES, options)


def shared(jobs: int, threads: int) -> Way:
    """Return the way of so many processes, each with so many threads for the model."""

    def run(footage: list[Path], options: ReviewOptions) -> Review:
        with processes(jobs) as crew:
            return review_at_scale(footage, ZONES, options, crew, threads=threads)

    return run


def ways(jobs: list[int]) -> dict[str, Way]:
    """Return the ways to compare, the rival first."""
    sides = {f"{n} processes x 1 thread": shared(n, 1) for n in jobs}
    deep = {f"1 process x {n} threads": shared(1, n) for n in jobs if n > 1}
    return {"one after another": alone, **sides, **deep}


def print_files(footage: list[Path], model: str | None, jobs: list[int], rounds: int) -> None:
    """Measure all ways over some recordings and print a line for each."""
    best: dict[str, Review] = {}
    tables: dict[str, bytes] = {}
    for _ in range(rounds):
        for name, way in ways(jobs).items():
            with TemporaryDirectory() as folder:
                review = way(footage, ReviewOptions(out=Path(folder), model=model))
                tables[name] = (Path(folder) / "occupancy.csv").read_bytes()
            if name not in best or review.wall_s < best[name].wall_s:
                best[name] = review
    rival = best["one after another"]
    print(f"\n{len(footage)} recordings, {rival.footage_s:.0f} s in all, {rival.detector.name}")
    for name, review in best.items():
        if tables[name] != tables["one after another"]:
            sys.exit(f"{name}: counts differ from those of one after another")
        print(
            f"  {name:<22} wall {review.wall_s:6.1f} s   cpu {review.cpu_s:6.1f} s"
            f"   {review.frames_analyzed / review.wall_s:6.1f} frames/s"
            f"   {rival.wall_s / review.wall_s:5.2f} x"
        )


def main() -> None:
    """Draw, review and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--files", type=int, nargs="+", default=[4, 16])
    parser.add_argument("--seconds", type=float, default=8.0, help="of each recording")
    parser.add_argument("--jobs", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--model")
    parser.add_argument("--rounds", type=int, default=2)
    args = parser.parse_args()
    with TemporaryDirectory() as folder:
        clip = Path(folder) / "gate.mp4"
        drawn_clip(clip, (1280, 720), args.seconds)
        for files in args.files:
            inside = Path(folder) / str(files)
            inside.mkdir()
            print_files(copies(clip, files, inside), args.model, args.jobs, args.rounds)


if __name__ == "__main__":
    main()
