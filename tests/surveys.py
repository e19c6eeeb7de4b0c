"""Points that somebody surveyed in the picture of a camera of the demo school."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from pipeline.crowd.ground.place import pixels_of
from pipeline.domain.camera import Camera

Places = Sequence[tuple[float, float]]

GATE_MARKS: Places = ((47, 8), (56, 8), (48, 12), (56, 12), (50, 15), (54, 16), (52, 10))
PLAZA_MARKS: Places = ((40, 33), (45, 28), (52, 25), (44, 20), (55, 32), (40, 25))


def points_file(folder: Path, built: Camera, marks: Places, wrong: int | None = None) -> Path:
    """Leave a file of points as a camera shows them; the one that is wrong lies 120 px aside."""
    pixels = pixels_of(np.array(marks, float), built)
    rows = []
    for number, ((x_px, y_px), (x_m, y_m)) in enumerate(zip(pixels.tolist(), marks, strict=True)):
        aside = 120.0 if number == wrong else 0.0
        rows.append(f"p{number},{x_px + aside:.2f},{y_px:.2f},{x_m},{y_m}")
    path = folder / "points.csv"
    path.write_text("\n".join(["id,x_px,y_px,x_m,y_m", *rows]), encoding="utf-8")
    return path
