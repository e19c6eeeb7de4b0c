"""Where cameras may be hung on a floor, and what leads to them."""

from dataclasses import dataclass

from shapely import Point, Polygon


@dataclass(frozen=True)
class Mounting:
    """What a planner says of places for cameras; what is left empty is for the planner's program.

    New cameras hang within `allowed`, if there is any, and never within `forbidden`; at `heights_m`
    above the floor, the first under a ceiling and the second in the open (3 and 4 m by assumption);
    on `poles` beside walls, and from the ceiling of `ceilings`. `switches` are where cables end.
    """

    allowed: tuple[Polygon, ...] = ()
    forbidden: tuple[Polygon, ...] = ()
    heights_m: tuple[float, float] = (3.0, 4.0)
    poles: tuple[Point, ...] = ()
    ceilings: tuple[Polygon, ...] = ()
    switches: tuple[Point, ...] = ()


ANYWHERE = Mounting()
"""Nothing is said of places for cameras."""
