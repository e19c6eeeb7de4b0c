"""Faces and their covers: they add up to the regions, and count what overlays count."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import Point, box
from shapely.affinity import rotate

from pipeline.errors import GeometryError
from pipeline.geometry import arrangement
from pipeline.geometry.arrangement import arranged
from pipeline.geometry.fold import folded, layered
from pipeline.geometry.patches import Patches
from pipeline.geometry.region import EMPTY, Region

BOXES = st.lists(
    st.builds(
        lambda x, y, width, height, turn: rotate(box(x, y, x + width, y + height), turn),
        *[st.integers(0, 8)] * 2,
        *[st.integers(1, 4)] * 2,
        st.sampled_from([0, 0, 30, 45]),
    ),
    max_size=6,
)


@settings(max_examples=60, deadline=None)
@given(BOXES)
def test_counts_are_those_of_layers_made_by_overlay(regions: list[Region]) -> None:
    found = arranged(regions)
    covers = found.covers()
    for depth, layer in enumerate(folded(regions, 3), start=1):
        assert found.merged(covers >= depth).symmetric_difference(layer).area < 1e-6


@settings(max_examples=60, deadline=None)
@given(BOXES)
def test_the_faces_of_a_region_are_the_region(regions: list[Region]) -> None:
    found = arranged(regions)
    for n, region in enumerate(regions):
        assert found.merged(found.within(n)).symmetric_difference(region).area < 1e-6


def test_touching_and_equal_regions_share_faces() -> None:
    """Two equal squares and their neighbour: two faces, covered twice and once."""
    found = arranged([box(0, 0, 1, 1), box(0, 0, 1, 1), box(1, 0, 2, 1)])
    assert sorted(found.covers().tolist()) == [1, 2]
    assert found.covers(first_region=2).sum() == 1


def test_nothing_and_empty_regions_have_no_faces() -> None:
    assert len(arranged([]).faces) == 0
    assert arranged([EMPTY, box(0, 0, 1, 1)]).covers().tolist() == [1]


def test_far_from_the_origin_the_same_faces_are_found() -> None:
    near = arranged([box(0, 0, 3, 2), box(1, 1, 4, 4)])
    far = arranged([box(9e5, -9e5, 9e5 + 3, 2 - 9e5), box(9e5 + 1, 1 - 9e5, 9e5 + 4, 4 - 9e5)])
    assert sorted(face.area for face in far.faces) == pytest.approx(
        sorted(face.area for face in near.faces)
    )


def test_faces_that_do_not_add_up_are_an_error_and_no_count(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A crossing that is missed leaves a face that is partly in a region."""
    missed = np.array([box(0, 0, 3, 1)], dtype=object)
    monkeypatch.setattr(arrangement, "faces_between", lambda shapes, grid_m: missed)
    with pytest.raises(GeometryError, match="cannot be told apart"):
        arranged([box(0, 0, 2, 1), box(1, 0, 3, 1)])


def test_crowded_regions_are_laid_in_layers() -> None:
    """Thirty discs around one place: to a depth of 2, two layers cover as often."""
    discs = [Point(0.01 * n, 0).buffer(1.0) for n in range(30)]
    layers = layered(discs, 2)
    assert len(layers) == 2
    assert layers[1].area < layers[0].area
    assert layered(discs[:5], 2) == discs[:5]


def test_patches_are_cut_where_a_region_ends() -> None:
    tiles = Patches(np.array([box(n, 0, n + 1, 1) for n in range(4)], dtype=object))
    assert tiles.within(box(0.5, 0, 2, 9)).area == pytest.approx(1.5)
    assert tiles.within(box(9, 9, 10, 10)).is_empty
    assert tiles.near(box(5, 0, 6, 1), 1.0).area == pytest.approx(1.0)
