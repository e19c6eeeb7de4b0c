"""Opens the pictures below the plans of a site, for those who draw it or vouch for its file."""

from dataclasses import replace
from pathlib import Path

from pipeline.config.problem import refused
from pipeline.config.underlay_entry import picture_problem
from pipeline.domain.site import Floor, Site
from pipeline.errors import PictureError
from pipeline.sources.picture import load_image
from pipeline.store.atomic import atomic_write


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


def lay_beside(site: Site, site_path: Path, out: Path) -> None:
    """Copy a site's pictures to where its file, written elsewhere, looks for them.

    What lies there already stays, and a picture that is not there is not missed: `check` says so.
    """
    for floor in site.floors:
        if floor.underlay is None or not floor.underlay.path.is_file():
            continue
        beside = out.parent / floor.underlay.path.relative_to(site_path.parent)
        if not beside.exists():
            atomic_write(beside, floor.underlay.path.read_bytes())


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
