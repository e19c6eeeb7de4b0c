"""A picture that lies below a floor's plan: a scan or an export that it was drawn after."""

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Underlay:
    """A picture, and where on the plan it lies.

    Its lower left corner lies at (`x_m`, `y_m`), and it is turned about that corner,
    counter-clockwise by `rotation_deg`. `opacity` is 1 for as dark as it is, 0 for not to be seen.
    `pixels` are (h, w, 3) uint8 BGR, None where nobody has opened the picture; nothing that is
    computed rests on them.
    """

    path: Path
    x_m: float
    y_m: float
    width_m: float
    height_m: float
    rotation_deg: float = 0.0
    opacity: float = 0.5
    pixels: NDArray[np.uint8] | None = field(default=None, compare=False, repr=False)
