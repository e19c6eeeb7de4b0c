"""A floor as a page needs it that computes views itself: meshes, outlines, and what is required.

What does not change while a camera is dragged about is made here, once; what does is made there, to
the same rings (`web/assets/geometry`).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.coverage.cover_floor import looks_asked
from pipeline.coverage.optics.heads import heads_of
from pipeline.coverage.optics.outline import outlines_ahead
from pipeline.coverage.requirement import Requirement, grounds_of, requirements
from pipeline.coverage.scene import Scene, scene_of
from pipeline.coverage.view_cone import reach_of
from pipeline.domain.coverage import Region
from pipeline.domain.requirement import Look, Profile
from pipeline.domain.site import Floor
from pipeline.errors import GeometryError
from pipeline.geometry.mesh import Mesh, triangulated
from pipeline.geometry.overlay import united

MOST_MESHES = 6
"""Of a floor, beside those that its cameras look through now: heights that one may be moved to."""

MOST_CORNERS = 40_000
"""Of all meshes that are made in advance; what is not among them is looked at as a shadow."""


@dataclass(frozen=True, eq=False)
class Sheet:
    """The mesh between all occluders that reach from `low_m` or below to `high_m` or above.

    Both are None where it is the mesh of the bare outline.
    """

    mesh: Mesh
    low_m: float | None = None
    high_m: float | None = None


@dataclass(frozen=True, eq=False)
class Asked:
    """What clauses ask for that share a look: zones, and of how many cameras each."""

    look: Look
    requirements: tuple[Requirement, ...]


@dataclass(frozen=True, eq=False)
class Stage:
    """A floor without what its cameras see.

    `outlines` are those of each camera for each look, one for each of its lenses, in the frame of
    its pan; `required` is all that must be seen.
    """

    floor: Floor
    scene: Scene
    asked: tuple[Asked, ...]
    sheets: tuple[Sheet, ...]
    outlines: Mapping[tuple[str, Look], tuple[Region, ...]]
    required: Region


def stage_of(floor: Floor, profile: Profile, scene: Scene | None = None) -> Stage:
    """Return a floor as a page needs it under a profile.

    Raises GeometryError for shapes, cameras or clauses that cannot be trusted.
    """
    scene = scene or scene_of(floor)
    required = requirements(floor, profile, grounds_of(floor, scene))
    looks = looks_asked(required, profile)
    asked = tuple(Asked(look, tuple(r for r in required if r.look == look)) for look in looks)
    return Stage(
        floor,
        scene,
        asked,
        tuple(_sheets(floor, scene, looks)),
        _outlines(floor, scene, looks),
        united(requirement.region for requirement in required),
    )


def _outlines(
    floor: Floor, scene: Scene, looks: Sequence[Look]
) -> dict[tuple[str, Look], tuple[Region, ...]]:
    heads = [(camera.id, head) for camera in floor.cameras for head in heads_of(camera)]
    reaches_m = [reach_of(head, scene) for _, head in heads]
    found: dict[tuple[str, Look], tuple[Region, ...]] = {}
    for look in looks:
        each = outlines_ahead([head for _, head in heads], look, reaches_m)
        for (camera_id, _), outline in zip(heads, each, strict=True):
            key = camera_id, look
            found[key] = (*found.get(key, ()), outline)
    return found


def _sheets(floor: Floor, scene: Scene, looks: Sequence[Look]) -> Iterator[Sheet]:
    """Yield the meshes that cameras look through, then those of other heights, and a bare one."""
    planes_m = sorted({look.plane_m for look in looks})
    used = [(camera.height_m, plane_m) for camera in floor.cameras for plane_m in planes_m]
    tops_m = {occluder.top_m for occluder in scene.occluders}
    other = [(top_m, plane_m) for top_m in sorted(tops_m, reverse=True) for plane_m in planes_m]
    known: set[bytes] = {np.zeros(len(scene.occluders), dtype=np.bool_).tobytes()}
    corners = made = 0
    for number, (height_m, plane_m) in enumerate([*used, *other]):
        walls = scene.hiding(height_m, height_m, height_m, plane_m).walls
        if walls.tobytes() in known:
            continue
        known.add(walls.tobytes())
        is_spare = number >= len(used)
        if is_spare and (made >= MOST_MESHES or corners >= MOST_CORNERS):
            break
        mesh = _mesh(scene, walls, is_spare=is_spare)
        if mesh is None:
            continue
        corners += len(mesh.vertices)
        made += is_spare
        yield Sheet(mesh, min(height_m, plane_m), max(height_m, plane_m))
    yield Sheet(triangulated(scene.outline))


def _mesh(scene: Scene, walls: NDArray[np.bool_], *, is_spare: bool) -> Mesh | None:
    """Return the mesh between walls; None where nobody needs it and it cannot be made."""
    try:
        return scene.walls(walls).mesh
    except GeometryError:
        if is_spare:
            return None
        raise
