"""The picture below a floor's plan, as a site file may name it."""

from pathlib import Path

from pipeline.config.entry import Entry
from pipeline.config.fields import Beside, Coordinate, Fraction
from pipeline.config.problem import Problem
from pipeline.config.quantities import PictureSide, Turn
from pipeline.config.yaml_gate import load_yaml
from pipeline.domain.site import Site
from pipeline.domain.underlay import Underlay


class UnderlayEntry(Entry):
    """A picture beside the site file, where its lower left corner lies, and how large it is."""

    picture: Beside
    x_m: Coordinate = 0.0
    y_m: Coordinate = 0.0
    width_m: PictureSide
    height_m: PictureSide
    rotation_deg: Turn = 0.0
    opacity: Fraction = 0.5

    def underlay(self, beside: Path) -> Underlay:
        """Return the noun; `beside` is the folder of the site file. The picture is not opened."""
        return Underlay(
            beside / self.picture,
            self.x_m,
            self.y_m,
            self.width_m,
            self.height_m,
            self.rotation_deg,
            self.opacity,
        )


def picture_problem(site_path: Path, site: Site, floor: int) -> Problem:
    """Return what is wrong with a floor's picture that could not be opened, with its line."""
    underlay = site.floors[floor].underlay
    assert underlay is not None
    document = load_yaml(site_path)
    loc = ("floors", floor, "underlay", "picture")
    if not underlay.path.exists():
        return document.problem(loc, "picture_missing", got=underlay.path.name)
    return document.problem(loc, "picture_broken", got=underlay.path.name)
