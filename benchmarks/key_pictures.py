"""How many pictures of a live stream need no decoding, by how often a key picture comes.

``python benchmarks/key_pictures.py``

Of 25 pictures a second, which come up to 5 ms late by chance, in the last rows up to 40 ms, one in
so many is a key picture. For each rate of samples and 55 cases (11 turns of the camera, five times
at which its first picture came) the share is printed of pictures that are not decoded, and the
longest time between two that are looked at; beside it that of the usual way, the first picture of
each slot of time, by which all are decoded. In the first 8 s (of one in 25) and 16 s (of one in 50)
of this minute slots are not shifted yet.
"""

import sys
from itertools import pairwise
from pathlib import Path

import numpy as np

sys.path[0] = str(Path(__file__).parents[1])

from pipeline.sources.clock import Sampler  # noqa: E402
from tests.sources.packets import FPS, arrivals, watched  # noqa: E402

PICTURES, LATE_S, LATER_S = 1500, 0.005, 0.04
TURNS, BEGINNINGS = 11, 5


def cases(sample_fps: float, every: int, most_late_s: float) -> tuple[list[float], float, float]:
    """Return the shares spared, and the longest time between two looked at, ours and the usual."""
    chance, spared, ours, usual = np.random.default_rng(1), list[float](), 0.0, 0.0
    for turn in np.linspace(0.0, 0.95, TURNS):
        for beginning in range(BEGINNINGS):
            late_s = chance.uniform(0.0, most_late_s, PICTURES)
            even = 100.0 + (np.arange(PICTURES) + beginning) / FPS
            came = [float(t) for t in np.maximum.accumulate(even + late_s)]
            given = arrivals(came, set(range(0, PICTURES, every)))
            decoded, looked_at = watched(given, Sampler(sample_fps, float(turn)))
            plain = Sampler(sample_fps, float(turn))
            spared.append(1.0 - len(decoded) / PICTURES)
            ours = max(ours, longest_s([came[number] for number in looked_at]))
            usual = max(usual, longest_s([t_s for t_s in came if plain.takes(t_s)]))
    return spared, ours, usual


def longest_s(times: list[float]) -> float:
    """Return the longest time between two that follow each other."""
    return max(after - before for before, after in pairwise(times))


def main() -> None:
    """Measure, and print."""
    for sample_fps, late_s in ((5.0, LATE_S), (2.0, LATE_S), (1.0, LATE_S), (5.0, LATER_S)):
        for every in (25, 46, 50, 92):
            spared, ours, usual = cases(sample_fps, every, late_s)
            print(
                f"{sample_fps:g} samples a second, a key picture in {every:2} pictures:"
                f" {np.mean(spared):6.1%} not decoded ({min(spared):.1%} to {max(spared):.1%}),"
                f" at most {ours:.2f} s between two looked at (usual way {usual:.2f} s)",
                flush=True,
            )


if __name__ == "__main__":
    main()
