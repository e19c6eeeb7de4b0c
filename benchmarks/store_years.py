"""Whether a store of years is still fast: ten million seconds of counts, summed up and asked for.

``python benchmarks/store_years.py`` fills a store with seconds of several gates, sums them up as
the service does, and asks for an hour, a day, a week and all of one gate, each by the finest step
that a picture can show, beside the same question put to the seconds. Then it measures a batch of a
watch on the full store against one on an empty store, and what deleting a day costs.
"""

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from benchmarks.power_loss import moment, states
from pipeline.domain.crowding import PictureZone
from pipeline.domain.label import Label
from pipeline.domain.retention import Jurisdiction, Retention
from pipeline.store.database import open_store, rows, transaction
from pipeline.store.event_store import record_batch, record_zones
from pipeline.store.retention import expire
from pipeline.store.upkeep import fitting_step, occupancy_spans, sum_up

GATES = 4
WHOLE = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))
ALL_S = {"hour": 3600, "day": 86_400, "week": 604_800}
QUERY = (
    "SELECT second / ?4 * ?4, count(*), max(people_max), sum(people_mean * samples) / sum(samples)"
    " FROM occupancy WHERE zone_id = ?1 AND second >= ?2 AND second < ?3 GROUP BY second / ?4"
)
"""What the seconds themselves would be asked."""


def filled(path: Path, seconds: int) -> None:
    """Fill a store with so many seconds, spread over its gates."""
    with closing(open_store(path)) as store:
        names = [f"gate-{number}" for number in range(GATES)]
        zones = [PictureZone(name, Label("门", "gate"), WHOLE) for name in names]
        record_zones(store, "school", {"cam-1": Label("机", "camera")}, {"cam-1": zones})
        columns = "zone_id, second, samples, people_max, people_mean, quality"
        each = seconds // GATES
        for name in names:
            with transaction(store):
                store.execute(
                    f"INSERT INTO occupancy ({columns}) WITH RECURSIVE t (s) AS"
                    " (SELECT 0 UNION ALL SELECT s + 1 FROM t WHERE s < ? - 1)"
                    " SELECT ?, s, 5, s % 37, (s % 37) * 0.75, 'ok' FROM t",
                    (each, name),
                )
                store.execute("INSERT INTO checkpoints VALUES (?, ?, 0)", (name, each - 1))


def timed(work: Callable[[], Any], times: int = 5) -> float:
    """Return the median of several runs, in milliseconds."""
    took = []
    for _ in range(times):
        began = time.perf_counter()
        work()
        took.append(1000.0 * (time.perf_counter() - began))
    return statistics.median(took)


def main() -> None:
    """Fill, sum up, ask."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=10_000_000)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "gates.db"
        began = time.perf_counter()
        filled(path, args.rows)
        each_s = args.rows // GATES
        size = path.stat().st_size / 2**20
        print(f"{args.rows} seconds of {GATES} gates: {size:.0f} MiB")
        print(f"filled in {time.perf_counter() - began:.1f} s")
        with closing(open_store(path)) as store:
            began = time.perf_counter()
            turns = sum_up(store, each_s + 1000.0)
            took_s = time.perf_counter() - began
            each_ms = 1000.0 * took_s / turns
            print(f"summed up in {took_s:.1f} s, {turns} transactions of {each_ms:.0f} ms")
            for name, span_s in (*ALL_S.items(), ("all", each_s)):
                ask(store, name, each_s - span_s, each_s)
            full_ms = batch_ms(path)
            empty = Path(folder) / "empty.db"
            filled(empty, GATES * 60)
            empty_ms = batch_ms(empty)
            print(
                f"a batch of a watch: {full_ms:.2f} ms, on an empty store {empty_ms:.2f} ms,"
                f" ratio {full_ms / empty_ms:.2f}"
            )
            words = Label("规则", "rule")
            rules = Jurisdiction("x", words, "assumed", words, Retention(seconds_days=1.0))
            began = time.perf_counter()
            gone = expire(store, rules, "benchmark", 2 * 86_400.0)
            took_s = time.perf_counter() - began
            print(f"a day of {GATES} gates deleted: {gone} seconds in {took_s:.2f} s")
    sys.stdout.flush()


def ask(store: Any, name: str, since_s: int, until_s: int) -> None:
    """Print how long it takes to draw a span of one gate, by its series and by its seconds."""
    step = fitting_step(since_s, until_s, most=4000)
    width = {"second": 1, "minute": 60, "quarter": 900}[step]
    values = ("gate-1", since_s, until_s, width)
    by_seconds = timed(lambda: rows(store, QUERY, values), 3)
    if step == "second":
        print(f"{name:5} {step:8} {by_seconds:9.2f} ms")
        return
    found = occupancy_spans(store, "gate-1", step, since_s, until_s)
    by_series = timed(lambda: occupancy_spans(store, "gate-1", step, since_s, until_s))
    print(
        f"{name:5} {step:8} {by_series:9.2f} ms for {len(found)} points; by seconds"
        f" {by_seconds:.2f} ms, ratio {by_seconds / by_series:.0f}"
    )


def batch_ms(path: Path) -> float:
    """Return how long a batch of a watch takes: counts, an event, a fault."""
    with closing(open_store(path)) as store:
        record_zones(store, "school", {"cam-1": Label("机", "camera")}, {"cam-1": (_gate(),)})
        numbers = iter(range(1, 1000))

        def one() -> None:
            number = next(numbers)
            record_batch(store, [moment(number)], states(number))

        return timed(one, 50)


def _gate() -> PictureZone:
    return PictureZone("gate", Label("门", "gate"), WHOLE)


if __name__ == "__main__":
    main()
