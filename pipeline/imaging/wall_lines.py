"""Where walls may stand on a picture of a plan: the edges of what is dark and large.

A suggestion for somebody who looks at the picture, and nothing that was measured: a carpet's edge
is as dark as a wall's.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

LEAST_SHARE = 0.04
"""Of the picture's longer side; what is smaller in both directions is a letter or a sign."""

EDGE_PX = 1.5
"""How far a traced edge may be off the dark pixels."""

MOST_CORNERS = 60_000
DARKEST_SHARE = 0.6
"""A picture of which more is dark is a photograph or a negative, on which walls cannot be told."""

Ring = NDArray[np.float64]


def traced(image: NDArray[np.uint8]) -> list[Ring]:
    """Return rings (n, 2) around what is dark and large, in pixels, y downwards.

    The image is (h, w, 3) uint8 BGR. Of a photograph, nothing.

    >>> paper = np.full((200, 300, 3), 255, dtype=np.uint8)
    >>> paper[50:150, 40:46] = 0
    >>> [ring.tolist() for ring in traced(paper)]
    [[[40.0, 50.0], [40.0, 150.0], [46.0, 150.0], [46.0, 50.0]]]
    """
    grey = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)
    level, _ = cv2.threshold(grey, 0, 255, cv2.THRESH_BINARY_INV + cv2.THRESH_OTSU)
    dark = (grey <= level).astype(np.uint8)
    if not dark.any() or dark.mean() > DARKEST_SHARE:
        return []
    least_px = LEAST_SHARE * max(dark.shape)
    _, numbers, figures, _ = cv2.connectedComponentsWithStats(dark)
    large = figures[:, [cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT]].max(axis=1) >= least_px
    large[0] = False
    kept = large[numbers].astype(np.uint8)
    # Twice as large, so that edges run between pixels and not through their middles.
    fine = cv2.resize(kept, None, fx=2.0, fy=2.0, interpolation=cv2.INTER_NEAREST)
    edges, _ = cv2.findContours(fine, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)
    rings = [_ring(edge) for edge in edges]
    rings = [ring for ring in rings if len(ring) >= 3]
    return rings if sum(map(len, rings)) <= MOST_CORNERS else []


def _ring(edge: NDArray[np.int32]) -> Ring:
    """Return the corners of an edge on the picture; its pixels are half as large as those."""
    corners = cv2.approxPolyDP(edge, 2.0 * EDGE_PX, closed=True)[:, 0].astype(np.float64)
    middle = corners.mean(axis=0)
    # An edge passes through the middles of its outermost pixels.
    outward = np.where(corners > middle, 1.0, 0.0)
    return (corners + outward) / 2.0
