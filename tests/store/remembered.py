"""A store as a watch leaves it: seconds that somebody saw, seconds that nobody did, and faults."""

from collections.abc import Iterable
from pathlib import Path

from pipeline.domain.crowding import Occupancy, PictureZone
from pipeline.domain.health import FaultKind, HealthFault
from pipeline.domain.label import Label
from pipeline.domain.zone_moment import ZoneMoment
from pipeline.store.database import Store, open_store
from pipeline.store.event_store import record_batch, record_zones

WHOLE = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))


def remembered(path: Path, camera_ids: Iterable[str], site_id: str = "school") -> Store:
    """Return a store that knows cameras, each with a zone of its own name."""
    store = open_store(path)
    labels = {id_: Label(id_, id_) for id_ in camera_ids}
    zones = {id_: (PictureZone(id_, label, WHOLE),) for id_, label in labels.items()}
    record_zones(store, site_id, labels, zones)
    return store


def seen(store: Store, camera_id: str, seconds: Iterable[int], *, well: bool = True) -> None:
    """Record that a camera was watched in some seconds, and whether anybody could count."""
    quality, count = ("ok", 3) if well else ("fault", None)
    record_batch(
        store,
        [
            ZoneMoment(Occupancy(second + 0.5, camera_id, count, quality), "none")  # type: ignore[arg-type]
            for second in seconds
        ],
    )


def faulty(
    store: Store, camera_id: str, kind: FaultKind, start_s: float, end_s: float | None = None
) -> HealthFault:
    """Record a fault and return it."""
    fault = HealthFault(camera_id, kind, start_s, end_s, Label(f"{kind}（甲）", f"{kind} (a)"))
    record_batch(store, changes=[fault])
    return fault
