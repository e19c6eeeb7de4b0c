"""How well a network does on labelled pictures, by the rules of `sightline evaluate`."""

from dataclasses import dataclass

import cv2
import numpy as np
import torch

from models.person.boxes import corners, grid
from models.person.flags import IGNORED, PERSON
from models.person.network import Network
from models.person.pictures import Image, Pictures
from models.person.scenes import PAD_GREY
from pipeline.detect.average_precision import average_precision
from pipeline.domain.detections import Detections
from pipeline.domain.truth import LabelledFrame
from pipeline.imaging.nms import kept

LEAST_SCORE = 0.01
MOST_OVERLAP = 0.5


@dataclass(frozen=True, eq=False)
class Found:
    """What was found on pictures, beside what is there."""

    people: list[Detections]
    truth: list[LabelledFrame]
    sources: tuple[str, ...]

    def precision_by_source(self) -> dict[str, float | None]:
        """Return the average precision of all, and of each source."""
        result = {"all": average_precision(self.people, self.truth)}
        for source in sorted(set(self.sources)):
            chosen = [number for number, name in enumerate(self.sources) if name == source]
            result[source] = average_precision(
                [self.people[number] for number in chosen],
                [self.truth[number] for number in chosen],
            )
        return result


@torch.no_grad()
def found_on(network: Network, pictures: Pictures, size: int, device: str = "cpu") -> Found:
    """Return what a network finds on pictures whose longer side is scaled to `size`."""
    network.eval()
    people, truth = [], []
    for number in range(len(pictures)):
        image, boxes = pictures.picture(number), pictures.boxes[number].astype(np.float64)
        people.append(_people(network, image, size, device))
        person, ignored = (boxes[boxes[:, 4] == flag, :4] for flag in (PERSON, IGNORED))
        truth.append(LabelledFrame(person, ignored, name=str(number)))
    return Found(people, truth, pictures.sources)


def _people(network: Network, image: Image, size: int, device: str) -> Detections:
    ratio = size / max(image.shape[:2])
    height, width = (round(side * ratio) for side in image.shape[:2])
    canvas = np.full((-(-height // 32) * 32, -(-width // 32) * 32, 3), PAD_GREY, np.uint8)
    canvas[:height, :width] = cv2.resize(image, (width, height))
    tensor = torch.from_numpy(canvas).permute(2, 0, 1)[None].float().to(device)
    rows = network(tensor)[0].cpu()
    boxes = (corners(rows, *grid(*canvas.shape[:2])) / ratio).numpy()
    scores = rows[:, 4].sigmoid().numpy()
    likely = scores > LEAST_SCORE
    boxes, scores = boxes[likely], scores[likely]
    chosen = kept(boxes, scores, MOST_OVERLAP)
    return Detections(boxes[chosen], scores[chosen])
