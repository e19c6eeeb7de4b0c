"""What a plan that is not saved comes to, as plain values: a layer, a placement, a comparison."""

from collections.abc import Iterable, Sequence
from typing import Protocol

from pipeline.domain.coverage import Region
from pipeline.domain.label import Label, Language
from pipeline.geometry.region import polygons

FORMAT = 1
DIGITS = 4
"""Of a metre, for what is only drawn."""

Json = dict[str, object]


class Part(Protocol):
    """A part of a layer."""

    @property
    def key(self) -> str:
        """Our word for it."""

    @property
    def label(self) -> Label:
        """Words for people."""

    @property
    def region(self) -> Region:
        """Where it is."""


def layer_document(floor_id: str, layer: str, parts: Sequence[Part], language: Language) -> Json:
    """Return a layer; a polygon is its outer ring, then its holes, each of points [x, y]."""
    bands = [
        {
            "key": part.key,
            "label": part.label.told(language),
            "area_m2": float(part.region.area),
            "polygons": list(_polygons(part.region)),
        }
        for part in parts
    ]
    return {"format": FORMAT, "floor": floor_id, "layer": layer, "bands": bands}


def _polygons(region: Region) -> Iterable[list[list[list[float]]]]:
    for polygon in polygons(region):
        rings = (polygon.exterior, *polygon.interiors)
        yield [
            [[round(x, DIGITS), round(y, DIGITS)] for x, y in ring.coords[:-1]] for ring in rings
        ]


class Change(Protocol):
    """What becomes of one camera."""

    @property
    def camera_id(self) -> str:
        """Which."""

    @property
    def kind(self) -> str:
        """How it is changed."""

    @property
    def words(self) -> Label:
        """Words for people."""

    @property
    def cost(self) -> float:
        """In units of the plainest camera."""


class Placed(Protocol):
    """A plan with its gaps closed."""

    @property
    def site(self) -> Json:
        """The plain value of its site."""

    @property
    def changes(self) -> Sequence[Change]:
        """What was changed."""

    @property
    def cost(self) -> float:
        """What that costs."""

    @property
    def bound(self) -> float:
        """What anything that does the same costs at least."""

    @property
    def gap_pct(self) -> float:
        """How far apart these may be."""

    @property
    def left(self) -> int:
        """Blind spots that are left."""


def placed_document(placed: Placed) -> Json:
    """Return a plan with its gaps closed, and what is known of the answer."""
    changes = [
        {
            "camera": each.camera_id,
            "kind": each.kind,
            "words": {"zh": each.words.zh, "en": each.words.en},
            "cost": each.cost,
        }
        for each in placed.changes
    ]
    proof = {
        "cameras": placed.cost,
        "bound": placed.bound,
        "gap": placed.gap_pct,
        "left": placed.left,
    }
    return {"site": placed.site, "changes": changes, "proof": proof}
