"""Average precision: how well boxes are found, and ranked by their scores."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from pipeline.domain.detections import Detections
from pipeline.domain.truth import Boxes, LabelledFrame

LEAST_IOU = 0.5
"""From this intersection over union on a box is the person's (the 50 of AP50)."""

RECALLS = np.linspace(0.0, 1.0, 101)
"""Where precision is read off, as COCO's evaluation does."""


def average_precision(
    found: Sequence[Detections], true: Sequence[LabelledFrame], least_iou: float = LEAST_IOU
) -> float | None:
    """Return the average precision over frames, found and true in one order; None without people.

    By COCO's rules, without its limit of 100 boxes a picture: in each frame boxes are taken from
    the best score down, and each takes the person that it overlaps most of those still free; a
    box that takes none, but lies by `least_iou` of its own area in what is ignored, does not
    count. Precision is the best at that recall or a higher one.

    >>> boxes = np.array([[0.0, 0, 10, 20], [30, 0, 40, 20]])
    >>> frame = LabelledFrame(boxes, np.empty((0, 4)), name="a.jpg")
    >>> one = Detections(boxes[:1].astype(np.float32), np.float32([0.9]))
    >>> round(average_precision([one], [frame]), 3)
    0.505
    """
    people = sum(len(frame.boxes) for frame in true)
    if not people:
        return None
    verdicts = np.concatenate([judged(*pair, least_iou) for pair in zip(found, true, strict=True)])
    counted = verdicts >= 0
    if not counted.any():
        return 0.0
    scores = np.concatenate([detections.scores for detections in found])[counted]
    order = np.argsort(-scores, kind="stable")
    hits = np.cumsum(verdicts[counted][order])
    precision = np.maximum.accumulate((hits / np.arange(1, len(hits) + 1))[::-1])[::-1]
    reached = np.searchsorted(hits / people, RECALLS, side="left")
    return float(np.append(precision, 0.0)[np.minimum(reached, len(hits))].mean())


def judged(
    detections: Detections, frame: LabelledFrame, least_iou: float = LEAST_IOU
) -> NDArray[np.int8]:
    """Return of each box whether it is a person's: 1, nobody's: 0, or to be passed over: -1."""
    verdicts = np.zeros(len(detections), np.int8)
    free = np.ones(len(frame.boxes), np.bool_)
    boxes = detections.boxes.astype(np.float64)
    overlaps, ignored = ious(boxes, frame.boxes), shares_inside(boxes, frame.ignored)
    for n in np.argsort(-detections.scores, kind="stable"):
        best = int(np.argmax(np.where(free, overlaps[n], -1.0))) if free.any() else -1
        if best >= 0 and overlaps[n, best] >= least_iou:
            free[best], verdicts[n] = False, 1
        elif (ignored[n] >= least_iou).any():
            verdicts[n] = -1
    return verdicts


def ious(ones: Boxes, others: Boxes) -> NDArray[np.float64]:
    """Return intersection over union of boxes (n, 4) and (m, 4) as (n, m); 0 without area.

    >>> ious(np.array([[0.0, 0, 2, 2]]), np.array([[0.0, 0, 2, 1], [1, 1, 3, 3]])).round(3).tolist()
    [[0.5, 0.143]]
    """
    shared = _shared(ones, others)
    union = _areas(ones)[:, None] + _areas(others) - shared
    return np.divide(shared, union, out=np.zeros_like(shared), where=union > 0.0)


def shares_inside(ones: Boxes, others: Boxes) -> NDArray[np.float64]:
    """Return how much of each box (n, 4) lies in each other (m, 4), as (n, m); 0 without area."""
    shared = _shared(ones, others)
    own = np.broadcast_to(_areas(ones)[:, None], shared.shape)
    return np.divide(shared, own, out=np.zeros_like(shared), where=own > 0.0)


def _shared(ones: Boxes, others: Boxes) -> NDArray[np.float64]:
    low = np.maximum(ones[:, None, :2], others[:, :2])
    high = np.minimum(ones[:, None, 2:], others[:, 2:])
    shared: NDArray[np.float64] = np.maximum(high - low, 0.0).prod(axis=2)
    return shared


def _areas(boxes: Boxes) -> NDArray[np.float64]:
    areas: NDArray[np.float64] = np.maximum(boxes[:, 2:] - boxes[:, :2], 0.0).prod(axis=1)
    return areas
