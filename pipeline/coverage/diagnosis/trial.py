"""The cameras of a floor, tried otherwise: aimed elsewhere, with another lens, unmasked."""

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import replace
from functools import cached_property
from typing import TypeVar

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Polygon

from pipeline.coverage.leak import Privacy
from pipeline.coverage.memory import Memory
from pipeline.coverage.scene import Scene
from pipeline.coverage.sighting import Sighting
from pipeline.coverage.view_cone import view_cone
from pipeline.domain.camera import Camera
from pipeline.domain.coverage import Leak, Region, ViewCone
from pipeline.domain.requirement import Look
from pipeline.domain.site import Occluder

LEAST_SHARE = 0.5
"""A camera that could give a place less than this share of the density asked for is too far away
to be its remedy, by assumption: it would take a lens of more than twice the length."""

Answer = TypeVar("Answer")

MOST_NEAR = 8
"""Of the cameras around a blind spot, so many of the nearest are looked at for cause and remedy."""


class Trials:
    """The sightings of a floor in its scene, with what is needed to try a camera otherwise.

    `privacy` tells what a camera would see that it must not; None where that is not asked. With a
    `memory`, what was asked of a camera before is not worked out again.
    """

    def __init__(
        self,
        scene: Scene,
        lit: Region,
        seen_by: Sequence[Sighting],
        privacy: Privacy | None = None,
        memory: Memory | None = None,
    ) -> None:
        self.scene = scene
        self.lit = lit
        self.seen_by = tuple(seen_by)
        self.privacy = privacy
        self._memory = memory

    def heed(self) -> None:
        """Let whoever waits for this call it off, as `Memory.heed` does."""
        if self._memory is not None:
            self._memory.heed()

    def near(self, spot: Polygon, look: Look) -> tuple[Sighting, ...]:
        """Return the cameras near enough to be the remedy for some of a spot, the nearest first."""
        if not self.seen_by:
            return ()
        away_m = shapely.distance(self._feet, spot)
        order = np.argsort(away_m, kind="stable")
        limits_m = [limit_m(sighting.camera, look) / LEAST_SHARE for sighting in self.seen_by]
        close = [self.seen_by[n] for n in order if away_m[n] < limits_m[n]]
        return tuple(close[:MOST_NEAR])

    def view(self, sighting: Sighting, look: Look, camera: Camera) -> ViewCone:
        """Return what is seen when `camera` hangs where a camera hangs now."""

        def seen() -> ViewCone:
            sight = sighting.sights[look.plane_m]
            other = replace(sight, mount=replace(sight.mount, camera=camera))
            return view_cone(other, look, self.scene, self.lit)

        return self.answer(sighting, ("view", look, camera), seen)

    def answer(self, sighting: Sighting, question: Hashable, found: Callable[[], Answer]) -> Answer:
        """Return what is `found` of a camera alone, whatever else hangs on the floor."""
        if self._memory is None:
            return found()
        return self._memory.answer(sighting, question, found)

    def intrudes(self, sighting: Sighting, camera: Camera) -> bool:
        """Tell whether `camera` would look into a prohibited zone where a camera hangs now."""
        privacy = self.privacy
        if privacy is None:
            return False

        def looks_into() -> bool:
            changed = replace(sighting.mount, camera=camera)
            today = privacy.leaks([sighting.mount])
            return bool(_seen_into(privacy.leaks([changed])) - _seen_into(today))

        return self.answer(sighting, ("intrudes", camera), looks_into)

    def bares(self, hider: Occluder) -> bool:
        """Tell whether a camera would look into a prohibited zone if something were cleared."""
        if self.privacy is None:
            return False
        mounts = [sighting.mount for sighting in self.seen_by]
        cleared = self.privacy.without(hider).leaks(mounts)
        return bool(_seen_into(cleared) - _seen_into(self.privacy.leaks(mounts)))

    def number_of(self, sighting: Sighting) -> int:
        """Return the number of a camera in the order of the floor."""
        return self._numbers[sighting.camera.id]

    @cached_property
    def _numbers(self) -> dict[str, int]:
        return {sighting.camera.id: n for n, sighting in enumerate(self.seen_by)}

    @cached_property
    def _feet(self) -> NDArray[np.object_]:
        """The places of the cameras."""
        places = [(s.camera.x_m, s.camera.y_m) for s in self.seen_by]
        feet: NDArray[np.object_] = shapely.points(places)
        return feet


def _seen_into(leaks: Iterable[Leak]) -> set[tuple[str, str]]:
    """Return which cameras look into which zones so that it matters."""
    return {(leak.camera_id, leak.zone_id) for leak in leaks if leak.is_violation}


def limit_m(camera: Camera, look: Look) -> float:
    """Return how far a camera gives the density asked for, straight ahead."""
    lenses = [head.lens for head in camera.heads] or [camera.lens]
    focal_px = max(lens.focal_px(camera.width_px) for lens in lenses)
    return focal_px / look.density_px_per_m if look.density_px_per_m > 0.0 else float("inf")
