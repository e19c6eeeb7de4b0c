"""How often a policy cries wolf: 40 minutes at a simulated school gate, many times over.

``python benchmarks/alarm_policy.py`` prints, for the naive policy (alarm whenever the count is
above the threshold) and for each tier of `CrowdWatch`, the alarms a run, the false ones, the
episodes missed and the median delay. Two true episodes hover just above 30 people; four bursts
of a few seconds (a class walks through) must not alarm. The detector sees 82 % of the people,
and misses them in groups; the thresholds are corrected by that recall.

The course of the crowd and of the detector's misses are assumptions, not recordings.
"""

import argparse
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.crowd.watch import CrowdWatch
from pipeline.domain.crowding import TIERS, Occupancy, PictureZone
from pipeline.domain.label import Label

FPS = 5
TIMES_S = np.arange(40 * 60 * FPS) / FPS
CROWDED = 30
RECALL = 0.82
EPISODES = ((480.0, 1080.0, 38.0), (1500.0, 1980.0, 33.0))
"""Start and end in seconds, and the number of people at the height of it."""
BURSTS_S = (200.0, 1250.0, 1320.0, 2150.0)
WHOLE = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))
MARGIN_S = 60.0
"""An alarm this near to an episode belongs to it."""


def people(rng: np.random.Generator) -> NDArray[np.int_]:
    """Return how many people really stand at the gate."""
    calm = 8 + 6 * np.sin(2 * np.pi * TIMES_S / 900)
    crowd: NDArray[np.float64] = calm.copy()
    for start_s, end_s, peak in EPISODES:
        rising = np.clip((TIMES_S - start_s) / 90 + 0.5, 0, 1)
        falling = np.clip((end_s - TIMES_S) / 90 + 0.5, 0, 1)
        crowd += (peak - calm) * rising * falling
    crowd += np.cumsum(rng.normal(0, 0.05, len(TIMES_S))) * 0.3
    for burst_s in BURSTS_S:
        crowd += 26 * np.exp(-(((TIMES_S - burst_s) / 5) ** 2))
    return np.clip(crowd, 0, None).round().astype(np.int_)


def detected(crowd: NDArray[np.int_], rng: np.random.Generator) -> NDArray[np.int_]:
    """Return how many of them a detector finds whose misses last about two seconds."""
    kept = np.exp(-1 / (2 * FPS))
    drift = np.zeros(len(crowd))
    noise = rng.normal(0, np.sqrt(1 - kept * kept), len(crowd))
    for step in range(1, len(crowd)):
        drift[step] = kept * drift[step - 1] + noise[step]
    found: NDArray[np.int_] = rng.binomial(crowd, np.clip(RECALL + 0.08 * drift, 0.3, 0.98))
    return found


def naive_alarms(counts: NDArray[np.int_]) -> list[float]:
    """Return when the count rose above the threshold."""
    above = np.concatenate(([False], counts > CROWDED * RECALL))
    return [float(t_s) for t_s in TIMES_S[above[1:] & ~above[:-1]]]


def watch_alarms(counts: NDArray[np.int_], tier: int) -> list[float]:
    """Return when `CrowdWatch` raised a tier that begins at the threshold."""
    threshold = int(np.ceil(CROWDED * RECALL))
    step = (-3, -2, -1, 0, 40, 80, 120)[3 - tier : 7 - tier]
    counts_of = (threshold + step[0], threshold + step[1], threshold + step[2], threshold + step[3])
    watch = CrowdWatch(PictureZone("gate", Label("校门", "gate"), WHOLE, counts_of), FPS)
    return list(_raised(watch, counts, tier))


def _raised(watch: CrowdWatch, counts: NDArray[np.int_], tier: int) -> Iterator[float]:
    before = 0
    for t_s, count in zip(TIMES_S.tolist(), counts.tolist(), strict=True):
        watch.step(Occupancy(t_s, "gate", count))
        level = TIERS.index(watch.tier) + 1 if watch.tier in TIERS else 0
        if level > tier >= before:
            yield t_s
        before = level


@dataclass
class Score:
    """What a policy did in all runs."""

    alarms: int = 0
    false: int = 0
    missed: int = 0
    episodes: int = 0
    delays_s: tuple[float, ...] = ()

    def add(self, crowd: NDArray[np.int_], alarms_s: list[float]) -> None:
        """Judge one run's alarms by the people who were really there."""
        spans = [(start_s - MARGIN_S, end_s + MARGIN_S) for start_s, end_s, _ in EPISODES]
        self.alarms += len(alarms_s)
        self.false += sum(not any(a <= t_s <= b for a, b in spans) for t_s in alarms_s)
        for start_s, end_s in spans:
            during = TIMES_S[(crowd >= CROWDED) & (start_s < TIMES_S) & (end_s > TIMES_S)]
            if len(during):
                self._judge(float(during[0]), [t for t in alarms_s if during[0] - 5 <= t <= end_s])

    def _judge(self, onset_s: float, answers_s: list[float]) -> None:
        self.episodes += 1
        if answers_s:
            self.delays_s += (answers_s[0] - onset_s,)
        else:
            self.missed += 1


def scores(runs: int) -> dict[str, Score]:
    """Return each policy's score over so many seeds."""
    table = {"naive": Score()} | {tier: Score() for tier in TIERS}
    for seed in range(runs):
        rng = np.random.default_rng(seed)
        crowd = people(rng)
        counts = detected(crowd, rng)
        table["naive"].add(crowd, naive_alarms(counts))
        for level, tier in enumerate(TIERS):
            table[tier].add(crowd, watch_alarms(counts, level))
    return table


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=12, help="seeds to simulate (default 12)")
    runs = parser.parse_args().runs
    print("policy    alarms/run  false/run  missed  median delay")
    for name, score in scores(runs).items():
        delay_s = np.median(score.delays_s) if score.delays_s else float("nan")
        print(
            f"{name:8s} {score.alarms / runs:11.1f} {score.false / runs:10.2f}"
            f" {score.missed:4d}/{score.episodes:<3d} {delay_s:10.1f} s"
        )


if __name__ == "__main__":
    main()
