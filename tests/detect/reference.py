"""Decoders written down a second time, as plain loops, so that ours can be held against them.

Nothing here is taken from the package: the formulas are those of the detectors' own papers and
demos, one number at a time in Python's doubles. Every decoder gives (score, box in pixels of the
model's input) for each cell that scores enough, in the model's order.
"""

import math
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

Box = tuple[float, float, float, float]
Candidate = tuple[float, Box]
Size = tuple[int, int]
Tensors = Sequence[NDArray[np.float32]]


def cells(input_size: Size, strides: Sequence[int]) -> Iterator[tuple[int, int, int]]:
    for stride in strides:
        for row in range(math.ceil(input_size[1] / stride)):
            for column in range(math.ceil(input_size[0] / stride)):
                yield column, row, stride


def yolox(outputs: Tensors, input_size: Size, threshold: float) -> list[Candidate]:
    found = []
    for number, (column, row, stride) in enumerate(cells(input_size, (8, 16, 32))):
        x, y, log_width, log_height, objectness, person = map(float, outputs[0][0, number, :6])
        if objectness * person < threshold:
            continue
        middle_x, middle_y = (x + column) * stride, (y + row) * stride
        width, height = math.exp(log_width) * stride, math.exp(log_height) * stride
        found.append((objectness * person, around(middle_x, middle_y, width, height)))
    return found


def yolox_decoded(outputs: Tensors, input_size: Size, threshold: float) -> list[Candidate]:
    found = []
    for number, _ in enumerate(cells(input_size, (8, 16, 32))):
        x, y, width, height, objectness, person = map(float, outputs[0][0, number, :6])
        if objectness * person >= threshold:
            found.append((objectness * person, around(x, y, width, height)))
    return found


def nanodet(outputs: Tensors, input_size: Size, threshold: float) -> list[Candidate]:
    """Classes of the three levels first, then their distributions, as NanoDet-m is exported."""
    found = []
    for level, stride in enumerate((8, 16, 32)):
        for number, (column, row, _) in enumerate(cells(input_size, (stride,))):
            score = float(outputs[level][0, number, 0])
            if score < threshold:
                continue
            sides = list(map(float, outputs[3 + level][0, number]))
            bins = len(sides) // 4
            left, top, right, bottom = (
                softmax_mean(sides[side * bins : (side + 1) * bins]) * stride for side in range(4)
            )
            x, y = (column + 0.5) * stride, (row + 0.5) * stride
            found.append((score, (x - left, y - top, x + right, y + bottom)))
    return found


def fastestdet(outputs: Tensors, input_size: Size, threshold: float) -> list[Candidate]:
    found = []
    _, _, rows, columns = outputs[0].shape
    for row in range(rows):
        for column in range(columns):
            objectness, x, y, width, height, person = map(float, outputs[0][0, :6, row, column])
            score = max(objectness, 0.0) ** 0.6 * max(person, 0.0) ** 0.4
            if score < threshold:
                continue
            middle_x = (column + math.tanh(x)) / columns * input_size[0]
            middle_y = (row + math.tanh(y)) / rows * input_size[1]
            wide, high = logistic(width) * input_size[0], logistic(height) * input_size[1]
            found.append((score, around(middle_x, middle_y, wide, high)))
    return found


def nanodet_plus(outputs: Tensors, input_size: Size, threshold: float) -> list[Candidate]:
    """Read four levels in one tensor; cells count from their upper left corners."""
    found = []
    for number, (column, row, stride) in enumerate(cells(input_size, (8, 16, 32, 64))):
        numbers = list(map(float, outputs[0][0, number]))
        if numbers[0] < threshold:
            continue
        sides = numbers[-32:]
        left, top, right, bottom = (
            softmax_mean(sides[side * 8 : side * 8 + 8]) * stride for side in range(4)
        )
        x, y = column * stride, row * stride
        found.append((numbers[0], (x - left, y - top, x + right, y + bottom)))
    return found


def yolov5(outputs: Tensors, input_size: Size, threshold: float) -> list[Candidate]:
    found = []
    for numbers in outputs[0][0]:
        x, y, width, height, objectness, person = map(float, numbers[:6])
        if objectness * person >= threshold:
            found.append((objectness * person, around(x, y, width, height)))
    return found


def yolov8(outputs: Tensors, input_size: Size, threshold: float) -> list[Candidate]:
    found = []
    for number in range(outputs[0].shape[2]):
        x, y, width, height, person = map(float, outputs[0][0, :5, number])
        if person >= threshold:
            found.append((person, around(x, y, width, height)))
    return found


def end_to_end(outputs: Tensors, input_size: Size, threshold: float) -> list[Candidate]:
    found = []
    for numbers in outputs[0][0]:
        x1, y1, x2, y2, score, label = map(float, numbers)
        if label == 0 and score >= threshold:
            found.append((score, (x1, y1, x2, y2)))
    return found


def ssd(outputs: Tensors, input_size: Size, threshold: float) -> list[Candidate]:
    found = []
    width, height = input_size
    for number in range(int(outputs[3][0])):
        y1, x1, y2, x2 = map(float, outputs[0][0, number])
        score = float(outputs[2][0, number])
        if outputs[1][0, number] == 0 and score >= threshold:
            found.append((score, (x1 * width, y1 * height, x2 * width, y2 * height)))
    return found


def ssd_rows(outputs: Tensors, input_size: Size, threshold: float) -> list[Candidate]:
    found = []
    width, height = input_size
    for numbers in outputs[0][0, 0]:
        picture, label, score, x1, y1, x2, y2 = map(float, numbers)
        if picture < 0:
            break
        if label == 0 and score >= threshold:
            found.append((score, (x1 * width, y1 * height, x2 * width, y2 * height)))
    return found


def detr(outputs: Tensors, input_size: Size, threshold: float) -> list[Candidate]:
    """Share one among all of a query's classes; the last is nobody."""
    found = []
    for logits, box in zip(outputs[0][0], outputs[1][0], strict=True):
        weights = [math.exp(float(logit)) for logit in logits]
        score = weights[0] / sum(weights)
        if score >= threshold:
            found.append((score, of_fractions(box, input_size)))
    return found


def rt_detr(outputs: Tensors, input_size: Size, threshold: float) -> list[Candidate]:
    found = []
    for logits, box in zip(outputs[0][0], outputs[1][0], strict=True):
        score = logistic(float(logits[0]))
        if score >= threshold:
            found.append((score, of_fractions(box, input_size)))
    return found


def rt_detr_deployed(outputs: Tensors, input_size: Size, threshold: float) -> list[Candidate]:
    found = []
    for label, box, score in zip(outputs[0][0], outputs[1][0], outputs[2][0], strict=True):
        if label == 0 and score >= threshold:
            x1, y1, x2, y2 = map(float, box)
            found.append((float(score), (x1, y1, x2, y2)))
    return found


def of_fractions(box: NDArray[np.float32], input_size: Size) -> Box:
    x, y, width, height = map(float, box)
    across, down = input_size
    return around(x * across, y * down, width * across, height * down)


def around(x: float, y: float, width: float, height: float) -> Box:
    return x - width / 2, y - height / 2, x + width / 2, y + height / 2


def softmax_mean(logits: list[float]) -> float:
    weights = [math.exp(logit) for logit in logits]
    return sum(place * weight for place, weight in enumerate(weights)) / sum(weights)


def logistic(value: float) -> float:
    return 1 / (1 + math.exp(-value))


def in_source(box: Box, scaled_size: Size, source_size: Size) -> Box:
    """Undo a scaling whose padding lies at the right and below, and cut at the picture's edge."""
    across, down = source_size[0] / scaled_size[0], source_size[1] / scaled_size[1]
    return (
        min(max(box[0] * across, 0.0), float(source_size[0])),
        min(max(box[1] * down, 0.0), float(source_size[1])),
        min(max(box[2] * across, 0.0), float(source_size[0])),
        min(max(box[3] * down, 0.0), float(source_size[1])),
    )


def overlap(one: Box, other: Box) -> float:
    """Intersection over union."""
    wide = min(one[2], other[2]) - max(one[0], other[0])
    high = min(one[3], other[3]) - max(one[1], other[1])
    shared = max(wide, 0.0) * max(high, 0.0)
    union = area(one) + area(other) - shared
    return shared / union if union > 0 else 0.0


def area(box: Box) -> float:
    return max(box[2] - box[0], 0.0) * max(box[3] - box[1], 0.0)


def greedy(candidates: Sequence[Candidate], iou: float) -> list[int]:
    """Return the indices of the boxes that no better kept box overlaps by more than `iou`."""
    kept: list[int] = []
    for number in sorted(range(len(candidates)), key=lambda n: -candidates[n][0]):
        if all(overlap(candidates[number][1], candidates[k][1]) <= iou for k in kept):
            kept.append(number)
    return kept
