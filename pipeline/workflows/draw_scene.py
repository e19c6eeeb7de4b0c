"""What the planner in the browser draws a site from, and computes the views of a drag from."""

from pipeline.coverage.stage import Stage, stage_of
from pipeline.domain.requirement import Profile
from pipeline.domain.site import Site


def draw_scene(site: Site, profile: Profile) -> tuple[Stage, ...]:
    """Return the floors of a site under a profile, without what cameras see (`report/scene_json`).

    Raises GeometryError for shapes, cameras or clauses that cannot be trusted.
    """
    return tuple(stage_of(floor, profile) for floor in site.floors)
