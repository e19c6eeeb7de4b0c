"""A watch in Prometheus' words: each metric by its name, its unit and what it means.

Names end in their unit, and `_total` where they only grow. Labels are a site's own ids of cameras,
zones and receivers, kinds of faults and nothing else, so that there are no more series than things
on the plan. Numbers of people are none of it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate
from typing import TypeAlias

from prometheus_client import CollectorRegistry
from prometheus_client.exposition import choose_encoder
from prometheus_client.metrics_core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    Metric,
)
from prometheus_client.registry import Collector

from pipeline.domain.crowding import Tier
from pipeline.domain.reading import (
    CLASSES_S,
    LIVE_KINDS,
    CameraReading,
    StoreReading,
    Times,
    WatchReading,
)
from pipeline.version import VERSION

TIER_NUMBERS: Mapping[Tier, int] = {
    "unknown": -1,
    "none": 0,
    "blue": 1,
    "yellow": 2,
    "orange": 3,
    "red": 4,
}
"""Tiers as numbers, so that a worst one can be taken; a zone that is not judged has none."""

Labelled: TypeAlias = tuple[Sequence[str], float]
"""The values of a series' labels, and its number."""


def exposition(
    watch: WatchReading | None, store: StoreReading, accept: str | None = None
) -> tuple[bytes, str]:
    """Return all metrics as text, and its type, in the format that a scraper asks for."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(Readings(watch, store))
    encode, content_type = choose_encoder(accept or "")
    return encode(registry), content_type


class Readings(Collector):
    """What was read, as families of metrics."""

    def __init__(self, watch: WatchReading | None, store: StoreReading) -> None:
        self._watch, self._store = watch, store

    def collect(self) -> Iterable[Metric]:
        """Yield the families."""
        yield _gauge("build_info", "Version of Sightline.", [((VERSION,), 1)], ["version"])
        yield from _store_families(self._store)
        if self._watch is not None:
            yield from _watch_families(self._watch)
            yield from _camera_families(self._watch.cameras)


def _watch_families(watch: WatchReading) -> Iterator[Metric]:
    began = "When the watch began, in Unix seconds."
    yield _gauge("watch_start_time_seconds", began, [((), watch.began_s)])
    judged = sorted((zone, tier) for zone, tier in watch.tiers.items() if tier in TIER_NUMBERS)
    tiers = [((zone,), TIER_NUMBERS[tier]) for zone, tier in judged]
    told = "Tier of crowding: -1 unknown, 0 none, 1 blue, 2 yellow, 3 orange, 4 red."
    yield _gauge("zone_tier", told, tiers, ["zone"])
    waiting = [(("counts",), watch.waiting_moments), (("changes",), watch.waiting_changes)]
    told = "What waits in memory to be written, for want of room on the disk."
    yield _gauge("write_queue_depth", told, waiting, ["queue"])
    told = "Counts of people that were given up for want of room."
    yield _counter("counts_lost", told, [((), watch.dropped)])
    told = "Time that each commit to the store took."
    yield _histogram("store_commit_duration_seconds", told, [((), watch.writes)])
    if watch.written_s is not None:
        told = "When something was last committed, in Unix seconds."
        yield _gauge("store_last_commit_timestamp_seconds", told, [((), watch.written_s)])
    if watch.coverage is not None:
        coverage = watch.coverage
        areas = (
            (("planned",), coverage.planned_m2),
            (("today",), coverage.covered_m2),
            (("confirmed",), coverage.confirmed_m2),
        )
        whole = coverage.required_m2 or 1.0
        shares = [(basis, area / whole if coverage.required_m2 else 1.0) for basis, area in areas]
        told = (
            "Share of the required area that is covered: as planned, without cameras that fail or"
            " are not watched, and by cameras known to be well."
        )
        yield _gauge("coverage_ratio", told, shares, ["basis"])
        told = "Blind spots that are open now and are none of the plan's."
        yield _gauge("open_blind_spots", told, [((), coverage.open_spots)])


def _camera_families(cameras: Sequence[CameraReading]) -> Iterator[Metric]:
    def each(value: Mapping[str, float]) -> list[Labelled]:
        return [((camera_id,), number) for camera_id, number in value.items()]

    def of(name: str, less: int = 0) -> list[Labelled]:
        return each({c.camera_id: max(0, getattr(c, name) - less) for c in cameras})

    by_camera = ["camera"]
    told = "Whether a camera delivers pictures that are worth looking at."
    yield _gauge("camera_up", told, of("up"), by_camera)
    yield _counter("frames_decoded", "Frames decoded.", of("decoded"), by_camera)
    yield _counter(
        "frames_analyzed", "Frames in which people were looked for.", of("analyzed"), by_camera
    )
    told = "Frames that were due and not looked at, because newer ones had come."
    yield _counter("frames_dropped", told, of("dropped"), by_camera)
    yield _counter(
        "packets_corrupt", "Packets found damaged when they were decoded.", of("corrupt"), by_camera
    )
    told = "Connections to a stream after the first one."
    yield _counter("stream_reconnects", told, of("connections", 1), by_camera)
    told = "Processes of a camera after the first one."
    yield _counter("worker_restarts", told, of("workers", 1), by_camera)
    stalls = each({c.camera_id: c.faults.get("stalled", 0) for c in cameras})
    yield _counter("stream_stalls", "Times that no picture came any more.", stalls, by_camera)
    faults = [
        ((camera.camera_id, kind), camera.faults.get(kind, 0))
        for camera in cameras
        for kind in LIVE_KINDS
    ]
    yield _counter("camera_faults", "Faults that began.", faults, ["camera", "kind"])
    told = "Time from a frame's arrival until what it shows was known."
    latencies = [((camera.camera_id,), camera.latency) for camera in cameras]
    yield _histogram("frame_latency_seconds", told, latencies, by_camera)


def _store_families(store: StoreReading) -> Iterator[Metric]:
    waiting = [((one.receiver_id,), one.waiting) for one in store.receivers]
    yield _gauge("outbox_pending", "Messages that wait for a receiver.", waiting, ["receiver"])
    ages = [
        ((one.receiver_id,), 0.0 if one.oldest_due_s is None else store.at_s - one.oldest_due_s)
        for one in store.receivers
    ]
    told = "For how long the oldest message of a receiver is due."
    yield _gauge(
        "outbox_oldest_age_seconds", told, [(k, max(0.0, v)) for k, v in ages], ["receiver"]
    )
    if store.chain_height is not None:
        told = "Records in the chain of the store."
        yield _gauge("chain_height", told, [((), store.chain_height)])
    if store.free_bytes is not None:
        told = "Room that is left on the disk of the store."
        yield _gauge("disk_free_bytes", told, [((), store.free_bytes)])


def _gauge(
    name: str, told: str, values: Iterable[Labelled], labels: Sequence[str] = ()
) -> GaugeMetricFamily:
    family = GaugeMetricFamily(f"sightline_{name}", told, labels=labels)
    for which, value in values:
        family.add_metric(which, value)
    return family


def _counter(
    name: str, told: str, values: Iterable[Labelled], labels: Sequence[str] = ()
) -> CounterMetricFamily:
    family = CounterMetricFamily(f"sightline_{name}", told, labels=labels)
    for which, value in values:
        family.add_metric(which, value)
    return family


def _histogram(
    name: str, told: str, values: Iterable[tuple[Sequence[str], Times]], labels: Sequence[str] = ()
) -> HistogramMetricFamily:
    family = HistogramMetricFamily(f"sightline_{name}", told, labels=labels)
    edges = [*map(str, CLASSES_S), "+Inf"]
    for which, times in values:
        buckets = list(zip(edges, accumulate(times.counts), strict=True))
        family.add_metric(which, buckets=buckets, sum_value=times.sum_s)
    return family
