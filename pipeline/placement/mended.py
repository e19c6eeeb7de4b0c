"""A floor as changed: what stands on it then, what its cameras see, and what was done."""

from dataclasses import dataclass, replace

from pipeline.coverage.cover_floor import cover_floor
from pipeline.coverage.memory import Memory
from pipeline.coverage.scene import Scene
from pipeline.domain.camera import Camera
from pipeline.domain.change import Change
from pipeline.domain.coverage import CoverageMap
from pipeline.domain.requirement import Profile
from pipeline.domain.site import Floor


@dataclass(frozen=True, eq=False)
class Mended:
    """A floor after its changes, and what cameras then see of it."""

    floor: Floor
    coverage: CoverageMap
    changes: tuple[Change, ...]

    @property
    def blind_m2(self) -> float:
        """How large the blind spots are together."""
        return sum(spot.area_m2 for spot in self.coverage.blind_spots)


def hung_otherwise(
    now: Mended, change: Change, profile: Profile, scene: Scene, memory: Memory | None = None
) -> Mended:
    """Return a floor with one camera changed, covered anew; nobody has asked for causes."""
    cameras = tuple(_after(camera, change) for camera in now.floor.cameras)
    floor = replace(now.floor, cameras=cameras)
    coverage = cover_floor(floor, profile, scene, diagnosed=False, memory=memory)
    return Mended(floor, coverage, (*now.changes, change))


def _after(camera: Camera, change: Change) -> Camera:
    is_it = change.before is not None and camera.id == change.before.id
    return change.after if is_it and change.after is not None else camera
