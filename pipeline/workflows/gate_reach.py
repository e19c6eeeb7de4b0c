"""Whom a detector finds at a camera's gates, and which tiles they ask for."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from pipeline.crowd.ground.measure import WatchedGround, reached
from pipeline.crowd.ground.stature import Look
from pipeline.detect.fitting import Fitting
from pipeline.detect.tiled import OVERLAP, Tiling, around
from pipeline.domain.camera import Camera
from pipeline.domain.crowding import PictureZone
from pipeline.domain.reach import Tiles
from pipeline.domain.recall_table import RecallTable

Grounds = tuple[WatchedGround, ...]
Tried = dict[Tiles | None, Grounds]
TilePolicy = Literal["needed", "best", "none"]
"""Tiles where nobody named any: those without which a gate could not be measured, or less than
three in four would be found there; those with which hardly anybody more would be found; or none."""

TILINGS: tuple[Tiles | None, ...] = (
    None,
    *((1, 1), (2, 1), (3, 1), (2, 2), (4, 1), (3, 2), (4, 2)),
)
"""From the coarsest: each tile takes as long as the whole picture, which is looked at as well. A
row of them is for gates so near that two rows would cut everybody in two."""
BROAD = 0.5
"""Of their height, people who stand or walk are at most: of 293 labelled boxes in a lobby and an
office nine in ten are broad at most .42."""
AS_GOOD = 0.05
"""Of the people, whom finer tiles may find more before they are worth their price."""
WELL_FOUND = 0.75
"""Of the people who are well seen: where as many are found, no finer tiles are needed. A count is
corrected by a third at most then, the least by which tiers lie apart (3 and 4 people per m²)."""


@dataclass(frozen=True)
class Eyesight:
    """Whom a detector was found to find, and how it fits pictures into its input."""

    table: RecallTable
    fitting: Fitting


def looks_of(
    eyesight: Eyesight, camera: Camera, zones: Sequence[PictureZone], tiles: Tiles | None
) -> tuple[Look, ...]:
    """Return the ways in which a detector looks at a camera's picture: whole, and by a tile.

    Whoever is no taller and no broader than what neighbouring tiles share is whole in one of them.
    """
    width, height = camera.width_px, camera.height_px
    box = eyesight.fitting.letterbox((width, height))
    whole = Look(box.scaled_size[1] / height)
    if tiles is None:
        return (whole,)
    left, upper, right, lower = next(Tiling(*tiles, around([z.ring for z in zones])).tiles())
    size = max(1, round((right - left) * width)), max(1, round((lower - upper) * height))
    scaled = eyesight.fitting.letterbox(size).scaled_size
    most_px = size[1] * (OVERLAP if tiles[1] > 1 else 1.0)
    if tiles[0] > 1:
        most_px = min(most_px, size[0] * OVERLAP / BROAD)
    return whole, Look(scaled[1] / size[1], most_px)


def grounds_reached(
    grounds: Sequence[WatchedGround],
    zones: Sequence[PictureZone],
    eyesight: Eyesight,
    tiles: Tiles | None = None,
    policy: TilePolicy = "none",
) -> tuple[Grounds, Tiles | None]:
    """Return grounds with whom the detector finds on each, and the tiles with which it looks.

    `tiles` that are given are taken; else the `policy` chooses. Each ground on which too few are
    found is told by which tiles enough would be.
    """
    if not grounds:
        return (), tiles

    def by(tiling: Tiles | None) -> Grounds:
        return tuple(
            reached(each, eyesight.table, looks_of(eyesight, each.camera, zones, tiling))
            for each in grounds
        )

    tried = {tiling: by(tiling) for tiling in dict.fromkeys((tiles, *TILINGS))}
    chosen = tiles if tiles is not None else _chosen(tried, policy)
    by_itself = tiles is None and chosen is not None
    told = (_advised(tried, number, chosen, by_itself=by_itself) for number in range(len(grounds)))
    return tuple(told), chosen


def _chosen(tried: Tried, policy: TilePolicy) -> Tiles | None:
    """Return the coarsest tiles that do what the policy asks for."""
    if policy == "none":
        return None
    shares = {tiles: _worst(tried[tiles]) for tiles in TILINGS}
    if policy == "needed":
        # Nobody pays for tiles by which no gate more is measured.
        enough = {tiles: sum(map(_is_enough, tried[tiles])) for tiles in TILINGS}
        most = max(enough.values())
        shares = {t: share if most else 0.0 for t, share in shares.items() if enough[t] == most}
    best = max(shares.values())
    least = WELL_FOUND if policy == "needed" and best >= WELL_FOUND else best - AS_GOOD
    return next(tiles for tiles, share in shares.items() if share >= least)


def _advised(tried: Tried, number: int, chosen: Tiles | None, *, by_itself: bool) -> WatchedGround:
    """Return one of the grounds as the chosen tiles show it, with those that it lacks."""
    ground = tried[chosen][number]
    reach = ground.known.reach
    if reach is None:
        return ground
    alone: Tried = {tiles: (tried[tiles][number],) for tiles in TILINGS}
    advised = None if reach.is_enough else _chosen(alone, "needed")
    told = replace(reach, tiles=chosen, chosen=by_itself, advised=advised)
    return replace(ground, known=replace(ground.known, reach=told))


def _worst(grounds: Grounds) -> float:
    """Return the least share that is found at any gate."""
    return min(each.known.reach.share if each.known.reach else 0.0 for each in grounds)


def _is_enough(ground: WatchedGround) -> bool:
    return ground.known.reach is not None and ground.known.reach.is_enough
