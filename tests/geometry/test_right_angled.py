"""What is parted by comparing numbers is parted as GEOS does it, or left to GEOS."""

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from shapely import MultiPolygon, Polygon, box

from pipeline.geometry import overlay
from pipeline.geometry.overlay import faces_between
from pipeline.geometry.right_angled import parted

TENTHS = st.integers(0, 12)


@st.composite
def boxes(draw: st.DrawFn) -> Polygon:
    """Draw a box, whose sides may have corners in their middle, and which may have a hole."""
    west, south = draw(TENTHS), draw(TENTHS)
    wide, tall = draw(st.integers(1, 6)), draw(st.integers(1, 6))
    whole = box(west, south, west + wide, south + tall)
    if wide > 2 and tall > 2 and draw(st.booleans()):
        whole = whole - box(west + 1, south + 1, west + wide - 1, south + tall - 1)
    if draw(st.booleans()):
        whole = shapely.segmentize(whole, 1.0)
    # Tenths are no binary fractions, and are to meet all the same.
    return shapely.transform(whole, lambda corners: np.round(corners / 10.0, 10))


def each_once(faces: NDArray[np.object_]) -> list[bytes]:
    return sorted(shapely.to_wkb(shapely.normalize(faces)).tolist())


@given(st.lists(boxes(), min_size=1, max_size=9))
def test_right_angled_shapes_are_parted_into_the_faces_that_geos_finds(
    shapes: list[Polygon],
) -> None:
    drawn = np.array(shapes, dtype=object)
    assert parted(drawn) is not None
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(overlay, "parted", lambda shapes: None)
        by_geos = faces_between(drawn)
    assert each_once(faces_between(drawn)) == each_once(by_geos)


def test_a_corner_within_a_side_parts_what_lies_upon_it() -> None:
    bent = Polygon([(0, 0), (1, 0), (2, 0), (2, 1), (0, 1)])
    pieces = parted(np.array([bent, box(0, -1, 2, 0)], dtype=object))
    assert pieces is not None
    # Two sides of each box, and the two halves of the side between them, once.
    assert len(pieces) == 8


def test_parts_and_holes_are_parted_too() -> None:
    ring = box(0, 0, 3, 3) - box(1, 1, 2, 2)
    pieces = parted(np.array([MultiPolygon([ring, box(5, 0, 6, 1)])], dtype=object))
    assert pieces is not None
    assert len(pieces) == 12


@pytest.mark.parametrize("shape", [Polygon([(0, 0), (2, 0), (1, 1)]), box(0, 0, 1, 1 / 3)])
def test_what_is_slanted_or_off_the_grid_is_left_to_geos(shape: Polygon) -> None:
    assert parted(np.array([shape], dtype=object)) is None


def test_too_many_edges_are_left_to_geos(monkeypatch: pytest.MonkeyPatch) -> None:
    shapes = np.array([box(n, 0, n + 1, 1) for n in range(4)], dtype=object)
    assert parted(shapes) is not None
    monkeypatch.setattr("pipeline.geometry.right_angled.MOST_PAIRS", 63)
    assert parted(shapes) is None
