"""Outlines made many at once, and kept: cameras hung alike share one in their own frame."""

from collections.abc import Callable, Sequence

from pipeline.domain.camera import Camera
from pipeline.domain.coverage import Region
from pipeline.domain.requirement import Look
from pipeline.geometry.region import Regions

MOST_KEPT = 8192
"""Outlines that are kept of each kind; the oldest go first."""

Key = tuple[Camera, Look, float]
Make = Callable[[Sequence[Camera], Look, Sequence[float]], Regions]
"""Makes the outlines of cameras, all of whose lenses are of one model, each within its reach."""


class Kept:
    """The outlines that were made last, by camera, look and reach."""

    def __init__(self, make: Make) -> None:
        self._make = make
        self._kept: dict[Key, Region] = {}

    def forget(self) -> None:
        """Keep nothing of what was made so far."""
        self._kept.clear()

    def each(
        self, cameras: Sequence[Camera], look: Look, reaches_m: Sequence[float]
    ) -> list[Region]:
        """Return the outline of each camera for one look, each within its own reach."""
        keys = [(camera, look, reach_m) for camera, reach_m in zip(cameras, reaches_m, strict=True)]
        found = [self._kept.get(key) for key in keys]
        missing = dict.fromkeys(key for key, kept in zip(keys, found, strict=True) if kept is None)
        made: dict[Key, Region] = {}
        for alike in _of_one_model(list(missing)):
            own, _, own_m = zip(*alike, strict=True)
            made.update(zip(alike, self._make(own, look, own_m), strict=True))
        self._kept.update(made)
        for key in list(self._kept)[: max(0, len(self._kept) - MOST_KEPT)]:
            self._kept.pop(key, None)
        return [made[key] if kept is None else kept for key, kept in zip(keys, found, strict=True)]


def _of_one_model(keys: Sequence[Key]) -> list[list[Key]]:
    """Return keys model by model of their cameras' lenses."""
    models: dict[str, list[Key]] = {}
    for key in keys:
        models.setdefault(key[0].lens.projection, []).append(key)
    return list(models.values())
