"""Training pictures made of others: whole, close up, four together, with people pasted."""

from dataclasses import dataclass

import numpy as np

from models.person.look import looked_at
from models.person.pasting import Pieces, hidden, peopled
from models.person.pictures import Boxes, Image, Pictures
from models.person.views import Frame, laid

PAD_GREY = 114
"""What the detector's input is filled up with."""

NONE = np.empty((0, 5), np.float32)


@dataclass(frozen=True)
class Mixture:
    """How often a scene is what; the rest is a whole picture."""

    four: float = 0.3
    close: float = 0.3
    free: float = 0.12
    pasted: float = 0.3
    hidden: float = 0.15


@dataclass(frozen=True, eq=False)
class Studio:
    """All that scenes are made of."""

    pictures: Pictures
    free: Pictures
    people: Pieces
    things: Pieces
    mixture: Mixture = Mixture()

    def scene(self, size: int, rng: np.random.Generator) -> tuple[Image, Boxes]:
        """Return a square picture (size, size, 3) and its boxes."""
        canvas = np.full((size, size, 3), PAD_GREY, np.uint8)
        boxes = self._drawn(canvas, rng)
        if rng.random() < self.mixture.pasted:
            boxes = peopled(canvas, boxes, self.people, self.things, rng)
        if rng.random() < self.mixture.hidden:
            boxes = hidden(canvas, boxes, self.things, rng)
        if rng.random() < 0.5:
            canvas = canvas[:, ::-1]
            boxes[:, [0, 2]] = size - boxes[:, [2, 0]]
        return looked_at(np.ascontiguousarray(canvas), rng), boxes

    def _drawn(self, canvas: Image, rng: np.random.Generator) -> Boxes:
        kind = rng.random() - self.mixture.four
        if kind < 0:
            return self._four(canvas, rng)
        if kind < self.mixture.free:
            return self._whole(canvas, self.free, rng)
        if kind < self.mixture.free + self.mixture.close:
            return self._close(canvas, rng)
        return self._whole(canvas, self.pictures, rng)

    def _four(self, canvas: Image, rng: np.random.Generator) -> Boxes:
        size = len(canvas)
        x, y = (int(size * rng.uniform(0.3, 0.7)) for _ in range(2))
        found = []
        for top, bottom, left, right in (
            (0, y, 0, x),
            (0, y, x, size),
            (y, size, 0, x),
            (y, size, x, size),
        ):
            part = canvas[top:bottom, left:right]
            of = self.free if rng.random() < self.mixture.free else self.pictures
            draw = self._close if of is self.pictures and rng.random() < 0.4 else None
            boxes = draw(part, rng) if draw else self._whole(part, of, rng)
            found.append(boxes + np.array([left, top, left, top, 0], np.float32))
        return np.concatenate(found)

    def _whole(self, canvas: Image, of: Pictures, rng: np.random.Generator) -> Boxes:
        number = of.drawn(rng)
        image = of.picture(number)
        sides = canvas.shape[0] / image.shape[0], canvas.shape[1] / image.shape[1]
        scale = rng.uniform(*sorted(sides)) * np.exp(rng.uniform(np.log(0.75), np.log(1.8)))
        return _placed(canvas, image, of.boxes[number], scale, rng.random(2), rng)

    def _close(self, canvas: Image, rng: np.random.Generator) -> Boxes:
        """Show one person at a height drawn without regard to how the picture was taken."""
        number = self.pictures.drawn(rng)
        image, boxes = self.pictures.picture(number), self.pictures.boxes[number]
        if not len(boxes):
            return self._whole(canvas, self.pictures, rng)
        box = boxes[rng.integers(len(boxes))]
        wanted = len(canvas) * np.exp(rng.uniform(np.log(0.15), np.log(1.8)))
        scale = float(np.clip(wanted / (box[3] - box[1]), 0.2, 6.0))
        middle = np.array([box[0] + box[2], box[1] + box[3]]) / 2
        middle += (rng.random(2) - 0.5) * (box[2:4] - box[:2]) * 1.2
        room = np.array(image.shape[1::-1]) * scale - np.array(canvas.shape[1::-1])
        start = middle * scale - np.array(canvas.shape[1::-1]) * rng.uniform(0.3, 0.7, 2)
        share = np.where(room > 0, (start / np.where(room > 0, room, 1)).clip(0, 1), rng.random(2))
        return _placed(canvas, image, boxes, scale, share, rng)


def _placed(
    canvas: Image,
    image: Image,
    boxes: Boxes,
    scale: float,
    share: np.ndarray,
    rng: np.random.Generator,
) -> Boxes:
    """Lay a picture so that `share` of what does not fit, or of the room left, is before it."""
    stretch = np.exp(rng.uniform(-0.15, 0.15))
    across, down = scale * stretch, scale / stretch
    x = (canvas.shape[1] - image.shape[1] * across) * share[0]
    y = (canvas.shape[0] - image.shape[0] * down) * share[1]
    return laid(canvas, image, boxes, Frame(float(x), float(y), across, down))
