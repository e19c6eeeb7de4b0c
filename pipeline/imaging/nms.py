"""Which of many overlapping boxes stand for the same person, and which one is kept."""

import numpy as np
from numpy.typing import NDArray


def kept(boxes: NDArray[np.float32], scores: NDArray[np.float32], iou: float) -> NDArray[np.intp]:
    """Return the indices of the boxes that stay, best score first.

    Greedy non-maximum suppression of (n, 4) x1, y1, x2, y2: the best box stays and removes all
    that overlap it by more than `iou` (intersection over union), then the next best. There is
    no upper limit: a cap would make every crowd beyond it look the same.

    >>> boxes = np.float32([[0, 0, 10, 10], [0, 0, 10, 9], [20, 0, 30, 10]])
    >>> kept(boxes, np.float32([0.5, 0.9, 0.7]), 0.6).tolist()
    [1, 2]
    """
    order = np.argsort(-scores, kind="stable")
    corners = boxes[order].astype(np.float64)
    x1, y1, x2, y2 = corners.T
    areas = np.maximum(x2 - x1, 0) * np.maximum(y2 - y1, 0)
    alive = np.ones(len(order), dtype=bool)
    for best in range(len(order)):
        if not alive[best]:
            continue
        rest = slice(best + 1, None)
        wide = np.minimum(x2[best], x2[rest]) - np.maximum(x1[best], x1[rest])
        high = np.minimum(y2[best], y2[rest]) - np.maximum(y1[best], y1[rest])
        shared = np.maximum(wide, 0) * np.maximum(high, 0)
        # Compared as a product: two boxes without area then overlap by nothing, not by 0/0.
        alive[rest] &= shared <= iou * (areas[best] + areas[rest] - shared)
    return order[alive]
