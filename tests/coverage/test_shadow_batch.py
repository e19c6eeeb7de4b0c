"""Shadows outlined in loops are those that hulls of images are, and leave as much of regions."""

import math
from functools import partial

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import MultiPoint, Polygon, box

from pipeline.compiler import Function, is_installed
from pipeline.coverage import shadow_batch
from pipeline.coverage.ratio import Ratios
from pipeline.coverage.shadow import hulls, images_of
from pipeline.coverage.shadow_batch import certainly_lit
from pipeline.coverage.shadow_loops import compiled, hulls_in_loops
from pipeline.geometry.overlay import united, without
from pipeline.geometry.overlay_batch import certainly_overlaid
from pipeline.geometry.region import Region

Places = np.ndarray[tuple[int, int], np.dtype[np.float64]]

LIT = box(-9, -9, 9, 9)
RATIOS = st.sampled_from([(1.0, math.inf), (1.0, 2.5), (1.4, 3.0), (2.0, math.inf)])
METRES = st.integers(-80, 80).map(lambda n: n / 10)
PIECES = st.builds(
    lambda x, y, ends: MultiPoint([(x + dx / 10, y + dy / 10) for dx, dy in ends]).convex_hull,
    METRES,
    METRES,
    st.lists(st.tuples(*[st.integers(0, 20)] * 2), min_size=3, max_size=6),
).filter(lambda shape: isinstance(shape, Polygon))
MOUNTS = st.builds(
    lambda x, y, off: np.array([(x, y)]) + off * np.array([(0, 0), (1, 0), (1, 1), (0, 1)][:4]),
    METRES,
    METRES,
    st.sampled_from([0.1, 0.3]),
)
EYES = MOUNTS | MOUNTS.map(lambda corners: corners[:1])


def outline(piece: Polygon, eyes: Places, ratios: Ratios, look: Function) -> Polygon:
    """Return the outline of one shadow on what is lit."""
    corners, found = shapely.get_coordinates(piece)[:-1], np.empty((200, 2))
    ends, all_of = np.zeros(2, np.int64), np.array([0, len(corners)])
    look(
        corners, all_of, eyes, np.array([0, len(eyes)]), np.array([LIT.bounds]),
        np.zeros(1, np.int64), np.array([ratios]), found, ends,
    )  # fmt: skip
    return Polygon(found[: ends[1]])


def hull(piece: Polygon, eyes: Places, ratios: Ratios) -> Region:
    """Return the shadow as the hull of its images."""
    far = np.abs(np.array(LIT.bounds).reshape(2, 1, 2) - eyes).max(axis=(0, 1))
    return hulls([images_of(piece, eyes, ratios, math.hypot(*far) + 1.0)])[0]


@settings(max_examples=100, deadline=None)
@given(PIECES, EYES, RATIOS)
def test_an_outline_is_the_hull_of_images(piece: Polygon, eyes: Places, ratios: Ratios) -> None:
    found, wanted = outline(piece, eyes, ratios, hulls_in_loops), hull(piece, eyes, ratios)
    assert found.is_valid
    assert found.symmetric_difference(wanted).area <= 1e-12 * max(wanted.area, 1.0)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(PIECES, RATIOS), min_size=1, max_size=5), EYES)
def test_what_is_lit_is_what_no_shadow_falls_on(
    hiding: list[tuple[Polygon, Ratios]], eyes: Places
) -> None:
    cast = [(0, piece, ratios) for piece, ratios in hiding]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(shadow_batch, "compiled", lambda: hulls_in_loops)
        plain = partial(certainly_overlaid, compiled=False)
        patch.setattr(shadow_batch, "certainly_overlaid", plain)
        lit, others = certainly_lit([LIT], [(0, eyes, None)], cast)
    assert set(lit) | others == {0}
    if 0 in lit:
        wanted = without(LIT, united(hull(piece, eyes, ratios) for piece, ratios in hiding))
        assert lit[0].is_valid
        assert lit[0].symmetric_difference(wanted).area < 1e-7


@pytest.mark.skipif(not is_installed(), reason="there is no compiler")
def test_machine_code_outlines_with_the_same_digits() -> None:
    eyes = np.array([(0, 0), (0.2, 0), (0.2, 0.2), (0, 0.2)])
    for n in range(20):
        piece = box(1 + n / 10, n / 7, 2 + n / 10, 0.3 + n / 5)
        ways = [
            outline(piece, eyes, (1.0, math.inf), look) for look in (hulls_in_loops, compiled())
        ]
        assert ways[0].equals_exact(ways[1], 0.0)
        assert ways[0].area > 1.0
