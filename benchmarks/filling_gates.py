"""Gates that fill until nobody can be counted, stay full, and empty: of boards, and of figures.

`FillingGate` paints people as boards in random colours, and finds those of whom half is seen but
for one in twenty. `DrawnGate` is the gate of the demo clip, its people drawn with bodies, clothes
and shadows, and the embedded detector finds whom it finds, as `review` would have it look.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray
from shapely import Polygon, box

from pipeline.crowd.ground.measure import WatchedGround, watched_ground
from pipeline.crowd.ground.occlusion import Eye, crowd_on, heights_of, seen_from
from pipeline.crowd.ground.place import pixels_of
from pipeline.crowd.ground.recall_curve import DetectorRecall
from pipeline.detect.detector import Detector
from pipeline.detect.tiled import TiledDetector, Tiling, around
from pipeline.domain.camera import Camera
from pipeline.domain.crowding import PictureZone
from pipeline.domain.detections import Detections
from pipeline.domain.frame import Frame
from pipeline.domain.label import Label
from pipeline.domain.lens import Lens
from pipeline.errors import ModelError
from pipeline.imaging.gate_scene import VANTAGE, GateScene
from pipeline.imaging.gate_story import Person, parent, pupil
from pipeline.imaging.stroll import Stroll
from pipeline.workflows.gate_reach import Eyesight, TilePolicy, grounds_reached
from pipeline.workflows.open_detector import open_detector
from pipeline.workflows.picture_counts import UNSURE, Seeker, sure

Floats = NDArray[np.float64]

LOW = Camera("low", Label("低", "low"), 0.0, 0.0, 4.0, 90.0, 20.0, Lens(80.0), 640, 360)
HIGH = replace(LOW, id="high", label=Label("高", "high"), height_m=8.0, tilt_deg=38.0)
"""On a wall, and on a mast, each with the whole zone in its picture."""
DEMO = replace(
    LOW,
    id="demo",
    label=Label("演示", "demo"),
    height_m=VANTAGE.height_m,
    tilt_deg=VANTAGE.tilt_deg,
    lens=Lens(VANTAGE.hfov_deg),
)
"""As the camera of the demo clip hangs."""
ZONE = box(-3, 6, 3, 14)
DEMO_ZONE = box(-4, 7.3, 4, 11.3)
"""Before the wall of the demo's school."""
SIZE = 640, 360
PEAK_P_M2 = 5.0
EMPTY_S = 150.0
"""For which the gate is watched after the last have left."""
FOUND = 0.95
WIDTH_M = 0.45


@dataclass(frozen=True, eq=False)
class Moment:
    """What there is at a time: how dense the crowd is, its picture, and who is found in it."""

    t_s: float
    density_p_m2: float
    picture: NDArray[np.uint8]
    people: Detections
    suspects: Detections
    """Those people, and all who score too little to be one."""


class FillingGate:
    """A gate that fills, stays full, and empties; the same seed always gives the same."""

    zone = ZONE

    def __init__(
        self, camera: Camera, fill_s: float, full_s: float, fps: float, seed: int = 0
    ) -> None:
        self.camera, self.chance = camera, np.random.default_rng(seed)
        self.fill_s, self.full_s, self.fps = fill_s, full_s, fps
        self.places = full_gate(self.zone, self.chance)
        self.heights = heights_of(len(self.places), self.chance)
        self.clothes = self.chance.integers(20, 235, (len(self.places), 3))
        self.empty = self._ground()

    def moments(self) -> Iterator[Moment]:
        """Yield one picture after another, with whom a detector finds there."""
        for step in range(round((2 * self.fill_s + self.full_s + EMPTY_S) * self.fps)):
            t_s = step / self.fps
            after_s = t_s - self.fill_s - self.full_s
            share = min(1.0, t_s / self.fill_s, max(0.0, 1.0 - after_s / self.fill_s))
            yield self.moment(t_s, round(share * len(self.places)))

    def moment(self, t_s: float, count: int) -> Moment:
        """Return what there is while so many people stand there."""
        # Who came first stands anywhere in the crowd; all sway a little.
        places = self.places[:count] + self.chance.normal(0, 0.05, (count, 2))
        seen = seen_from(Eye(0.0, 0.0, self.camera.height_m), places, self.heights[:count])
        boxes = self._boxes(places, self.heights[:count])
        found = (seen.body >= 0.5) & (self.chance.uniform(0, 1, count) < FOUND)
        near = boxes[found] + self.chance.normal(0, 1.0, (int(found.sum()), 4))
        people = Detections(near.astype(np.float32), np.full(len(near), 0.8, np.float32))
        return Moment(t_s, count / self.zone.area, self._picture(places, boxes), people, people)

    def ground(self) -> WatchedGround:
        """Return the gate's ground, with the recall of who is found on it."""
        found = DetectorRecall(FOUND, FOUND, FOUND)
        return watched_ground("gate", self.camera, self.zone, empty=self.empty, detector=found)

    def _boxes(self, places: Floats, heights: Floats) -> Floats:
        """Return people as boxes (n, 4) in the picture, whoever hides them."""
        feet = pixels_of(places, self.camera)
        # A head falls where the sight line past it comes down to the ground.
        beyond = self.camera.height_m / (self.camera.height_m - heights)
        heads = pixels_of(places * beyond[:, None], self.camera)
        side = np.array([WIDTH_M / 2.0, 0.0])
        edges = [pixels_of(places + by, self.camera)[:, 0] for by in (-side, side)]
        half = np.abs(edges[1] - edges[0]) / 2.0
        return np.column_stack((feet[:, 0] - half, heads[:, 1], feet[:, 0] + half, feet[:, 1]))

    def _picture(self, places: Floats, boxes: Floats) -> NDArray[np.uint8]:
        """Return people painted over the ground from far to near, in light that wanders."""
        picture = self.empty.copy()
        for n in np.argsort(-places[:, 1]).tolist():
            x1, y1, x2, y2 = np.rint(boxes[n]).astype(int).tolist()
            cv2.rectangle(picture, (x1, y1), (x2, y2), self.clothes[n].tolist(), -1)
            head = y1 + round((y2 - y1) * 0.16)
            cv2.rectangle(picture, (x1, y1), (x2, head), (30, 30, 30), -1)
        light = 1.0 + 0.2 * np.sin(0.01 * len(places))
        noise = self.chance.normal(0, 3, (360, 640, 1))
        return np.clip(picture * light + noise, 0, 255).astype(np.uint8)

    def _ground(self) -> NDArray[np.uint8]:
        """Return paving in grey, rough and with joints."""
        rough = self.chance.normal(0, 1, (360, 640)).astype(np.float32)
        rough = cv2.GaussianBlur(rough, (0, 0), 2.0) * 40 + 130
        rough[::24] -= 30
        rough[:, ::24] -= 30
        return np.repeat(np.clip(rough, 0, 255).astype(np.uint8)[..., None], 3, axis=2)


class DrawnGate(FillingGate):
    """The gate of the demo clip, filled with people of its kinds, as the embedded detector sees it.

    Nobody sways, and people come in fours, so that each crowd is drawn and looked at once.
    """

    zone = DEMO_ZONE

    def __init__(self, fill_s: float, full_s: float, fps: float, seed: int = 0) -> None:
        super().__init__(DEMO, fill_s, full_s, fps, seed)
        self.scene = GateScene()
        self.crowd = tuple(self._person(number) for number in range(len(self.places)))
        self.scene.people = ()
        self.empty = self.scene.render(0.0)
        self.seen: dict[int, Moment] = {}
        plain = watched_ground("gate", self.camera, self.zone, empty=self.empty)
        detector = open_detector(None)
        self.threshold = detector.manifest.threshold
        self.known, self.seeker = reviewed(detector, plain)

    def ground(self) -> WatchedGround:
        """Return the gate's ground, with the recall that the detector's calibration tells."""
        return self.known

    def _person(self, number: int) -> Person:
        dress = (parent if number % 2 else pupil)(self.chance, number)
        place = (float(self.places[number, 0]), float(self.places[number, 1]))
        faces_deg = float(self.chance.uniform(0, 360))
        return Person(dress, Stroll((-1e6, 1e6), (place, place), faces_deg))

    def moment(self, t_s: float, count: int) -> Moment:
        """Return what there is while so many people stand there, or up to three fewer."""
        count -= count % 4
        if count not in self.seen:
            self.scene.people = self.crowd[:count]
            picture = self.scene.render(t_s)
            suspects = self.seeker.detect(Frame(picture, 0, t_s, SIZE))
            people = sure(suspects, self.threshold)
            self.seen[count] = Moment(t_s, count / self.zone.area, picture, people, suspects)
        return replace(self.seen[count], t_s=t_s)


def reviewed(
    detector: Detector, plain: WatchedGround, policy: TilePolicy = "needed"
) -> tuple[WatchedGround, Seeker]:
    """Return the drawn gate's ground as a review knows it, and what looks for people there.

    By the detector's calibration whom it finds there is told, and which tiles it needs; it is asked
    for those too who are not sure. Raises ModelError for a detector without a calibration.
    """
    table = detector.manifest.recall_table
    if table is None:
        raise ModelError(f"{detector.manifest.name} has no calibration for its weights")
    zone = zone_in_picture()
    eyesight = Eyesight(table, detector.fitting)
    (ground,), tiles = grounds_reached((plain,), (zone,), eyesight, None, policy)
    tiling = None if tiles is None else Tiling(*tiles, around([zone.ring]))
    sees = detector.at(UNSURE * detector.manifest.threshold)
    iou = detector.manifest.iou
    return ground, sees if tiling is None else TiledDetector(sees, tiling, iou)


def zone_in_picture() -> PictureZone:
    """Return the drawn gate as a zone of the picture."""
    corners = pixels_of(np.array(DEMO_ZONE.exterior.coords[:-1]), DEMO) / np.array(SIZE)
    ring = tuple((float(x), float(y)) for x, y in np.clip(corners, 0.0, 1.0))
    return PictureZone("gate", Label("校门", "gate"), ring)


def full_gate(zone: Polygon, chance: np.random.Generator) -> Floats:
    """Return the places of a crowd of the greatest density, to the last person."""
    wanted, places = round(PEAK_P_M2 * zone.area), np.empty((0, 2))
    while len(places) < wanted:
        places = crowd_on(zone, PEAK_P_M2 * 1.1, chance)
    return chance.permutation(places)[:wanted]
