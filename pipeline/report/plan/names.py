"""The names of zones and cameras and the numbers of blind spots, each put where there is room."""

from collections.abc import Callable, Iterator

from matplotlib.axes import Axes
from shapely import Polygon

from pipeline.domain.camera import Camera
from pipeline.domain.coverage import BlindSpot
from pipeline.domain.label import Language
from pipeline.domain.site import Floor
from pipeline.domain.zone import ProhibitedZone, Zone
from pipeline.report.drawing import font, halo
from pipeline.report.ink import INK, NAVY
from pipeline.report.plan.board import LabelBoard, Place, places_around, places_inside
from pipeline.report.plan.layers import BLIND_EDGE, PROHIBITED_INK
from pipeline.report.plan.marks import CAMERA_MARK_PT
from pipeline.report.plan.sheet import Sheet
from pipeline.report.typeface import legible, text_width_pt

SIZES_PT = (8.5, 7.5, 6.5, 5.5)
CAMERA_PT = 6.5
NUMBER_PT = 7.0
NUMBER_ID = "blind-spot-"
DISC_PT = 12.5
SMALLER_COST = 0.3
"""What a name pays for each point by which it is written smaller."""

TURNED_COST = 0.35
"""What a name pays for standing upright in an area that is not tall."""

TIGHT = 4.0
"""An area of fewer times its name's room leaves the name little choice."""

CAMERA_STEPS = (0.55, 1.0, 1.6, 2.4)
"""How far from a camera its id may stand, in sizes of its symbol."""


class Scribe:
    """Writes on one sheet, and knows which room on it is taken.

    `left_out` counts the names of zones that could only have been written over others.
    """

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet
        self._board = LabelBoard(sheet_place(sheet))
        self.left_out = 0

    def write_all(self, floor: Floor, numbered: dict[int, BlindSpot], language: Language) -> None:
        """Write all: numbers first, since they must be found, and names with little choice next."""
        for camera in floor.cameras:
            self._board.take(self._square(camera.x_m, camera.y_m, CAMERA_MARK_PT))
        for number, spot in numbered.items():
            self._number(number, spot)
        areas: tuple[Zone | ProhibitedZone, ...] = (*floor.zones, *floor.prohibited)
        tight = [area for area in areas if self._is_tight(area, language)]
        for area in tight:
            self._area(area, language)
        for camera in floor.cameras:
            self._camera(camera)
        for area in areas:
            if area not in tight:
                self._area(area, language)

    def _square(self, x_m: float, y_m: float, side_pt: float) -> Place:
        side_m = side_pt * self._sheet.metres_per_point
        return Place(x_m, y_m, side_m, side_m)

    def _room(self, text: str, size_pt: float, turned: bool = False) -> Callable[..., Place]:
        """Return a function that puts the text's room around a point."""
        width_m = (text_width_pt(text, size_pt) + 2.0) * self._sheet.metres_per_point
        height_m = (size_pt + 1.0) * self._sheet.metres_per_point
        across, up = (height_m, width_m) if turned else (width_m, height_m)
        return lambda x_m, y_m: Place(x_m, y_m, across, up, size_pt, turned)

    def _number(self, number: int, spot: BlindSpot) -> None:
        x_m, y_m = spot.centre.x, spot.centre.y
        disc = self._square(x_m, y_m, DISC_PT)
        inside = places_inside(spot.region) if spot.radius_m > disc.width_m / 2.0 else ()
        reach = [step * disc.width_m for step in (1.1, 1.7, 2.5)]
        around = [at for step in reach for at in places_around(x_m, y_m, (step, step))]
        places = [self._square(*at, DISC_PT) for at in ((x_m, y_m), *inside, *around)]
        # A disc on a spot smaller than itself would hide the very thing it points at.
        first = places if inside else places[1:]
        put = self._board.put(first, lambda place: 0.0)
        draw_number(self._sheet.plan, number, put, spot)

    def _camera(self, camera: Camera) -> None:
        room = self._room(camera.id, CAMERA_PT)
        mark_m = CAMERA_MARK_PT * self._sheet.metres_per_point
        half = room(0.0, 0.0)
        reach = [
            (step * mark_m + half.width_m / 2.0, step * mark_m + half.height_m / 2.0)
            for step in CAMERA_STEPS
        ]
        around = (at for step in reach for at in places_around(camera.x_m, camera.y_m, step))
        put = self._board.put([room(*at) for at in around], lambda place: 0.0)
        write(self._sheet.plan, camera.id, put, NAVY)

    def _is_tight(self, named: Zone | ProhibitedZone, language: Language) -> bool:
        text = legible(named.label.told(language), named.id)
        area_m2: float = named.area.area
        return area_m2 < TIGHT * self._room(text, SIZES_PT[0])(0.0, 0.0).area_m2

    def _area(self, named: Zone | ProhibitedZone, language: Language) -> None:
        text = legible(named.label.told(language), named.id)
        prohibited = isinstance(named, ProhibitedZone)
        tall = is_tall(named.area)

        def cost(place: Place) -> float:
            upright = TURNED_COST if place.turned and not tall else 0.0
            smaller = SMALLER_COST * (SIZES_PT[0] - place.size_pt)
            return 2.0 * place.share_outside(named.area) + smaller + upright

        put = self._board.put_if_legible(self._area_places(text, named.area), cost)
        if put is None:
            self.left_out += 1
            return
        write(self._sheet.plan, text, put, PROHIBITED_INK if prohibited else INK)

    def _area_places(self, text: str, area: Polygon) -> Iterator[Place]:
        turnings = (True, False) if is_tall(area) else (False, True)
        points = places_inside(area)
        for size_pt in SIZES_PT:
            for turned in turnings:
                room = self._room(text, size_pt, turned)
                yield from (room(*point) for point in points)


def is_tall(area: Polygon) -> bool:
    """Tell whether a name would rather run upwards in an area than across.

    >>> is_tall(Polygon([(0, 0), (1, 0), (1, 2), (0, 2)]))
    True
    """
    left, low, right, high = map(float, area.bounds)
    return high - low > 1.5 * (right - left)


def sheet_place(sheet: Sheet) -> Place:
    """Return all that the sheet shows as one place."""
    left, low, right, high = sheet.bounds.bounds
    return Place((left + right) / 2.0, (low + high) / 2.0, right - left, high - low)


def write(axes: Axes, text: str, place: Place, colour: str) -> None:
    """Write a name where room was found for it."""
    axes.text(
        place.x_m,
        place.y_m,
        text,
        ha="center",
        va="center_baseline" if not place.turned else "center",
        rotation=90 if place.turned else 0,
        rotation_mode="default",
        color=colour,
        fontproperties=font(place.size_pt),
        path_effects=halo(),
        zorder=9,
    )


def draw_number(axes: Axes, number: int, place: Place, spot: BlindSpot) -> None:
    """Draw a blind spot's number on a red disc, tied to its place where it stands aside."""
    centre = (spot.centre.x, spot.centre.y)
    if not spot.region.covers(spot.centre) or (place.x_m, place.y_m) != centre:
        axes.plot(
            [centre[0], place.x_m], [centre[1], place.y_m], color=BLIND_EDGE, lw=0.8, zorder=9.5
        )
        axes.plot(*centre, marker="o", markersize=2.4, color=BLIND_EDGE, zorder=9.5)
    axes.plot(
        place.x_m,
        place.y_m,
        marker="o",
        markersize=DISC_PT,
        markerfacecolor=BLIND_EDGE,
        markeredgecolor="white",
        markeredgewidth=0.8,
        zorder=10,
    )
    axes.text(
        place.x_m,
        place.y_m,
        str(number),
        ha="center",
        va="center_baseline",
        color="white",
        fontproperties=font(NUMBER_PT if number < 100 else NUMBER_PT - 1.5),
        gid=f"{NUMBER_ID}{number}",
        zorder=11,
    )
