"""Which of many overlapping boxes stand for the same person, and which one is kept."""

import numpy as np
from numpy.typing import NDArray


def kept(boxes: NDArray[np.float32], scores: NDArray[np.float32], iou: float) -> NDArray[np.intp]:
    """Return the indices of the boxes that stay, best score first.

    Greedy non-maximum suppression of (n, 4) x1, y1, x2, y2: the best box stays and removes all
    that overlap it by more than `iou` (intersection over union), then the next best; of equal
    scores the earlier box is the better. There is no upper limit: a cap would make every crowd
    beyond it look the same.

    >>> boxes = np.float32([[0, 0, 10, 10], [0, 0, 10, 9], [20, 0, 30, 10]])
    >>> kept(boxes, np.float32([0.5, 0.9, 0.7]), 0.6).tolist()
    [1, 2]
    """
    order = np.argsort(-scores, kind="stable")
    corners = boxes[order].astype(np.float64).T
    low, high = corners[:2].copy(), corners[2:].copy()
    areas = np.prod(np.maximum(high - low, 0), axis=0)
    alive = np.ones(len(order), dtype=bool)
    for best in range(len(order)):
        if not alive[best]:
            continue
        rest = slice(best + 1, None)
        sides = np.minimum(high[:, best, None], high[:, rest])
        sides -= np.maximum(low[:, best, None], low[:, rest])
        shared = np.prod(np.maximum(sides, 0, out=sides), axis=0)
        # As a product, not a quotient: boxes without area overlap by nothing, not by 0/0.
        alive[rest] &= shared <= iou * (areas[best] + areas[rest] - shared)
    return order[alive]
