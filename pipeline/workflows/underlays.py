"""Opens the pictures below the plans of a site, for those who draw it or vouch for its file."""

from dataclasses import replace
from pathlib import Path

from pipeline.config.problem import refused
from pipeline.config.underlay_entry import picture_problem
from pipeline.domain.site import Floor, Site
from pipeline.errors import PictureError
from pipeline.sources.picture import load_image


def with_underlays(site: Site) -> Site:
    """Return a site with the pixels of its pictures; one that cannot be opened stays unopened.

    No number rests on such a picture, so nothing is refused for its sake: a plan says that it is
    missing, and `refuse_unopened` says why.
    """
    if all(floor.underlay is None for floor in site.floors):
        return site
    return replace(site, floors=tuple(map(_opened, site.floors)))


def _opened(floor: Floor) -> Floor:
    if floor.underlay is None:
        return floor
    try:
        pixels = load_image(floor.underlay.path)
    except PictureError:
        return floor
    return replace(floor, underlay=replace(floor.underlay, pixels=pixels))


def refuse_unopened(site_path: Path, site: Site) -> None:
    """Raise SiteFileError, with its line, for each picture below a plan that cannot be opened."""
    opened = with_underlays(site)
    lacking = [
        number
        for number, floor in enumerate(opened.floors)
        if floor.underlay is not None and floor.underlay.pixels is None
    ]
    if lacking:
        raise refused([picture_problem(site_path, site, number) for number in lacking])
