"""A site that is to be held at night must say what is bright then."""

from pathlib import Path

from pipeline.config.problem import Problem, display, refused
from pipeline.config.wording import worded
from pipeline.domain.site import Site


def refuse_unlit(path: Path, site: Site) -> None:
    """Raise SiteFileError, naming the file, where nothing of a site shines at night."""
    lamps = any(floor.lit for floor in site.floors)
    if not lamps and all(camera.ir_range_m is None for camera in site.cameras()):
        raise refused([Problem(display(path), None, "", worded("unlit"))])
