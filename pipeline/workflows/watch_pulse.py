"""The pulse of a watch: signs of life for a service manager, and numbers for its metrics."""

import time
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence

from pipeline.domain.crowding import Tier
from pipeline.domain.health import FaultKind, HealthFault
from pipeline.domain.reading import CameraReading, CoverageReading, WatchReading
from pipeline.domain.today import BLINDING, CoverageToday
from pipeline.domain.zone_moment import ZoneMoment
from pipeline.jobs.camera_record import Change
from pipeline.jobs.held_back import HeldBack
from pipeline.jobs.post import Post
from pipeline.jobs.pulse import Pulse
from pipeline.jobs.service import Service
from pipeline.jobs.supervisor import Write
from pipeline.jobs.toll import Spread

READ_S = 1.0
"""Numbers are handed on so often."""


def coverage_reading(today: CoverageToday) -> CoverageReading:
    """Return coverage today as numbers."""
    areas = (today.required_m2, today.planned_m2, today.covered_m2, today.confirmed_m2)
    return CoverageReading(*areas, len(today.spots))


class WatchPulse(Pulse):
    """Counts what passes, and hands on a reading once a second; `publish` must not wait."""

    def __init__(self, service: Service, publish: Callable[[WatchReading], None] | None) -> None:
        self.coverage: CoverageReading | None = None
        self._service = service
        self._publish = publish
        self._began_s = time.time()
        self._next = 0.0
        self._tiers: dict[str, Tier] = {}
        self._faults: dict[str, Counter[FaultKind]] = defaultdict(Counter)
        self._lasting: dict[str, set[FaultKind]] = defaultdict(set)
        self._writes = Spread()
        self._written_s: float | None = None

    def took(self, moments: Sequence[ZoneMoment], changes: Sequence[Change]) -> None:
        """Count faults as they begin, and keep each zone's last tier."""
        for moment in moments:
            self._tiers[moment.occupancy.zone_id] = moment.tier
        for change in changes:
            if isinstance(change, HealthFault):
                self._count(change)

    def turned(self, posts: Sequence[Post], held: HeldBack) -> None:
        """Give a sign of life, and a reading if one is due."""
        self._service.beat()
        now = time.monotonic()
        if self._publish is not None and now >= self._next:
            self._next = now + READ_S
            self._publish(self.reading(posts, held))

    def ends(self) -> None:
        """Tell the service manager."""
        self._service.stopping()

    def ready(self, told: str) -> None:
        """Tell the service manager that the watch has begun, and what it is."""
        self._service.ready(told)

    def renewed(self, told: str) -> None:
        """Tell the service manager what the watch is now; of its coverage nothing is known yet."""
        self.coverage = None
        self._service.stands(told)

    def timed(self, write: Write) -> Write:
        """Return what writes as `write` does, and has its time taken."""

        def written(moments: Sequence[ZoneMoment], changes: Sequence[Change]) -> None:
            began = time.monotonic()
            write(moments, changes)
            self._writes.add(time.monotonic() - began)
            self._written_s = time.time()

        return written

    def reading(self, posts: Sequence[Post], held: HeldBack) -> WatchReading:
        """Return the watch as it is now."""
        moments, changes = held.waiting
        zones = {zone.id for post in posts for zone in post.task.zones}
        return WatchReading(
            self._began_s,
            tuple(self._camera(post) for post in posts),
            {zone_id: tier for zone_id, tier in self._tiers.items() if zone_id in zones},
            moments,
            changes,
            held.dropped,
            self._writes.times,
            self._written_s,
            self.coverage,
        )

    def _camera(self, post: Post) -> CameraReading:
        camera_id = post.toll.camera_id
        is_blind = bool(self._lasting[camera_id] & BLINDING)
        up = post.toll.analyzed > 0 and not is_blind
        return post.toll.reading(self._faults[camera_id], up=up)

    def _count(self, fault: HealthFault) -> None:
        if fault.end_s is None or fault.is_momentary:
            self._faults[fault.camera_id][fault.kind] += 1
        if fault.end_s is None:
            self._lasting[fault.camera_id].add(fault.kind)
        else:
            self._lasting[fault.camera_id].discard(fault.kind)
