"""What ends a view into a prohibited zone: the least turn of its camera, or else a privacy mask.

Each is tried on the plan: the camera must then look into no prohibited zone so that it matters, and
nothing that must be seen may be blind that was not. The home of a PTZ camera is not looked at: it
may turn back, and its masks hide nothing for sure.
"""

import math
from collections.abc import Iterable, Iterator
from dataclasses import replace

from shapely import Point

from pipeline.coverage.leak import Privacy
from pipeline.coverage.memory import Memory
from pipeline.coverage.mount import mounted
from pipeline.coverage.scene import Scene, scene_of
from pipeline.domain.camera import Camera
from pipeline.domain.change import Change
from pipeline.domain.coverage import CoverageMap, Leak
from pipeline.domain.requirement import Profile
from pipeline.domain.site import Floor
from pipeline.placement.masking import masks_over
from pipeline.placement.mended import Mended, hung_otherwise

TURNS_DEG = (5.0, 10.0, 20.0, 30.0, 45.0, 60.0, 90.0)
"""A turn that ends a view lies below the first of these that does, and is then found to a degree.
"""

STEEPEST_DEG = 90.0
DUST_M2 = 1e-6
MOST_CAMERAS = 12
"""Of one floor, which are tried; where more look where they must not, it is to be planned anew."""


def aversions(
    floor: Floor, profile: Profile, coverage: CoverageMap, memory: Memory | None = None
) -> dict[str, Change]:
    """Return, by its id, the change of each camera that ends what it must not see, by itself.

    Of cameras for which nothing was found that opens no blind spot, there is none.
    """
    now, found = Mended(floor, coverage, ()), {}
    ways = Ways(floor, profile, memory)
    for camera, leaks in intruders(floor, coverage):
        for tried in ways.out_of(camera, leaks, now):
            if tried.blind_m2 <= now.blind_m2 + DUST_M2:
                found[camera.id] = tried.changes[-1]
                break
    return found


def averted(floor: Floor, profile: Profile, coverage: CoverageMap) -> Mended:
    """Return a floor whose cameras look into no prohibited zone, as far as turns and masks go.

    Where each of these opens a blind spot, the one that opens least is taken: others may close it.
    """
    now, ways = Mended(floor, coverage, ()), Ways(floor, profile)
    for camera, leaks in intruders(floor, coverage):
        best: Mended | None = None
        for tried in ways.out_of(camera, leaks, now):
            if best is None or tried.blind_m2 < best.blind_m2 - DUST_M2:
                best = tried
            if tried.blind_m2 <= now.blind_m2 + DUST_M2:
                break
        now = best or now
    return now


def intruders(floor: Floor, coverage: CoverageMap) -> Iterator[tuple[Camera, list[Leak]]]:
    """Yield the cameras that look into a prohibited zone so that it matters, with what they see.

    One that stands inside is to be taken down, and not turned.
    """
    seen: dict[str, list[Leak]] = {}
    for leak in coverage.leaks:
        if leak.is_violation:
            seen.setdefault(leak.camera_id, []).append(leak)
    fixed = [c for c in floor.cameras if c.id in seen and c.sweep is None and not _inside(c, floor)]
    for camera in fixed[:MOST_CAMERAS]:
        yield camera, seen[camera.id]


def _inside(camera: Camera, floor: Floor) -> bool:
    foot = Point(camera.x_m, camera.y_m)
    return any(zone.area.intersects(foot) for zone in floor.prohibited)


class Ways:
    """Ways out of prohibited zones for the cameras of a floor; meshes are made once."""

    def __init__(self, floor: Floor, profile: Profile, memory: Memory | None = None) -> None:
        self._profile, self._floor_id, self._memory = profile, floor.id, memory
        self._scene: Scene = memory.scene if memory else scene_of(floor)
        self._privacy = memory.bare_privacy if memory else Privacy(floor)

    def out_of(self, camera: Camera, leaks: list[Leak], now: Mended) -> Iterator[Mended]:
        """Yield the floor with each change that ends what a camera must not see, turns first."""
        zone_ids = tuple(dict.fromkeys(leak.zone_id for leak in leaks))
        for turned in self._turns(camera):
            change = Change("turn", self._floor_id, zone_ids, camera, turned)
            yield hung_otherwise(now, change, self._profile, self._scene, self._memory)
        if not camera.heads:
            for masked in masks_over(camera, [leak.region for leak in leaks]):
                if self._is_decent(masked):
                    change = Change("mask", self._floor_id, zone_ids, camera, masked)
                    yield hung_otherwise(now, change, self._profile, self._scene, self._memory)
                    return

    def _turns(self, camera: Camera) -> list[Camera]:
        """Return the least turns to each side, down and up that do, the least of them first."""
        ways = ((1.0, 0.0), (-1.0, 0.0), (0.0, 1.0), (0.0, -1.0))
        found = [(deg, n) for n, way in enumerate(ways) if (deg := self._least(camera, way))]
        return [_turned(camera, ways[n], deg) for deg, n in sorted(found)]

    def _least(self, camera: Camera, way: tuple[float, float]) -> float | None:
        """Return by how many whole degrees a camera must be turned at least, None if in vain."""
        short = 0.0
        for enough in self._within(camera, way):
            if self._is_decent(_turned(camera, way, enough)):
                break
            short = enough
        else:
            return None
        while enough - short > 1.0:
            middle = math.floor((enough + short) / 2.0)
            if self._is_decent(_turned(camera, way, middle)):
                enough = middle
            else:
                short = middle
        return enough

    def _within(self, camera: Camera, way: tuple[float, float]) -> Iterable[float]:
        return (deg for deg in TURNS_DEG if abs(camera.tilt_deg + deg * way[1]) <= STEEPEST_DEG)

    def _is_decent(self, camera: Camera) -> bool:
        """Tell whether a camera looks into no prohibited zone so that it matters."""

        def is_decent() -> bool:
            leaks = self._privacy.leaks([mounted(camera, self._scene)])
            return not any(leak.is_violation for leak in leaks)

        return is_decent() if self._memory is None else self._memory.decent(camera, is_decent)


def _turned(camera: Camera, way: tuple[float, float], deg: float) -> Camera:
    pan_deg, tilt_deg = camera.pan_deg + deg * way[0], camera.tilt_deg + deg * way[1]
    return replace(camera, pan_deg=pan_deg, tilt_deg=tilt_deg)
