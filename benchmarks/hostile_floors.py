"""Whether any floor, however drawn, ends otherwise than in an answer or in one sentence.

``python benchmarks/hostile_floors.py [--floors N] [--first SEED] [--wild SHARE]``

Draws floors by seed (`tests/coverage/hostile.py`) and covers each. An unclean error, a figure that
cannot be true, a message of several lines or an answer after more than 30 s is printed with its
seed and makes the exit code 1. The last line says how many were covered, how many refused, the
slowest, and the peak of memory.
"""

import argparse
import resource
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from pipeline.domain.coverage import CoverageMap  # noqa: E402
from tests.coverage.test_hostile import adds_up, outcome  # noqa: E402

LONGEST_S = 30.0
EVERY = 5000


def judged(seed: int, wild: float) -> tuple[str, float]:
    """Return "covered", "refused", or what is wrong, and the seconds that it took."""
    begin = time.perf_counter()
    try:
        answer = outcome(seed, wild)
    except Exception as error:  # noqa: BLE001 - any other error is what is looked for
        return f"{type(error).__name__}: {error}", time.perf_counter() - begin
    took_s = time.perf_counter() - begin
    if took_s > LONGEST_S:
        return f"took {took_s:.0f} s", took_s
    if isinstance(answer, CoverageMap):
        return ("covered" if adds_up(answer) else "does not add up"), took_s
    return ("refused" if "\n" not in answer else "several lines"), took_s


def main() -> int:
    """Judge floors, and print what is wrong and what was seen."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--floors", type=int, default=2000)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--wild", type=float, default=0.003, help="share of numbers nobody means")
    arguments = parser.parse_args()
    counts, slowest_s = {"covered": 0, "refused": 0, "wrong": 0}, 0.0
    begin = time.perf_counter()
    for seed in range(arguments.first, arguments.first + arguments.floors):
        verdict, took_s = judged(seed, arguments.wild)
        counts[verdict if verdict in counts else "wrong"] += 1
        slowest_s = max(slowest_s, took_s)
        if verdict not in counts:
            print(f"seed {seed}: {verdict[:300]}", flush=True)
        if (seed + 1) % EVERY == 0:
            print(f"{seed + 1}: {counts}, {time.perf_counter() - begin:.0f} s", flush=True)
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024.0
    print(f"{counts}; slowest {slowest_s:.2f} s; peak {peak_mb:.0f} MB")
    return 1 if counts["wrong"] else 0


if __name__ == "__main__":
    sys.exit(main())
