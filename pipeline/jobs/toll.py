"""What a camera has brought since its watch began, over all its connections and workers."""

from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass, field

from pipeline.domain.health import FaultKind
from pipeline.domain.intake import Intake
from pipeline.domain.reading import CLASSES_S, CameraReading, Times
from pipeline.jobs.message import Sample

NOTHING = Intake()


@dataclass
class Spread:
    """Times, counted in classes as they come."""

    counts: list[int] = field(default_factory=lambda: [0] * (len(CLASSES_S) + 1))
    sum_s: float = 0.0

    def add(self, time_s: float) -> None:
        """Count one.

        >>> spread = Spread()
        >>> spread.add(0.3), spread.add(99.0)
        (None, None)
        >>> spread.times.counts, spread.times.sum_s
        ((0, 0, 0, 1, 0, 0, 0, 0, 1), 99.3)
        """
        self.sum_s += time_s
        self.counts[bisect_left(CLASSES_S, time_s)] += 1

    @property
    def times(self) -> Times:
        """What was counted so far."""
        return Times(tuple(self.counts), self.sum_s)


@dataclass
class Toll:
    """Counts of one camera that only grow.

    A latency is from a picture's arrival to what it shows being heard by the supervisor.
    """

    camera_id: str
    decoded: int = 0
    dropped: int = 0
    corrupt: int = 0
    analyzed: int = 0
    connections: int = 0
    workers: int = 0
    latency: Spread = field(default_factory=Spread)
    _began_s: float | None = None
    _last: Intake = NOTHING

    def sampled(self, sample: Sample, now_s: float) -> None:
        """Count a sample that was heard at a time."""
        self.analyzed += 1
        self.latency.add(max(0.0, now_s - sample.t_s))
        if sample.pace is None or sample.intake is None:
            return
        if sample.pace.began_s != self._began_s:
            # Another connection, which counts from nothing.
            self._began_s, self._last = sample.pace.began_s, NOTHING
            self.connections += 1
        self.decoded += sample.intake.decoded - self._last.decoded
        self.dropped += sample.intake.dropped - self._last.dropped
        self.corrupt += sample.intake.corrupt - self._last.corrupt
        self._last = sample.intake

    def reading(self, faults: Mapping[FaultKind, int], *, up: bool) -> CameraReading:
        """Return what was counted so far, beside what is known of the camera otherwise."""
        return CameraReading(
            self.camera_id,
            up,
            self.decoded,
            self.analyzed,
            self.dropped,
            self.corrupt,
            self.connections,
            self.workers,
            self.latency.times,
            dict(faults),
        )
