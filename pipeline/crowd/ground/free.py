"""How much of the visible ground is seen to be free, against a picture of it when empty."""

import numpy as np
from numpy.typing import NDArray

from pipeline.crowd.ground.density import standing_on
from pipeline.crowd.ground.place import places_of
from pipeline.domain.camera import Camera
from pipeline.geometry.region import Region
from pipeline.imaging.free_ground import block_shape, free_blocks


class FreeGround:
    """Tells of pictures of one camera which share of its visible ground lies free.

    `reference` (h, w, 3) BGR shows all that the camera does, with nobody on the ground. Each block
    of the picture counts by the square metres on which it looks.
    """

    def __init__(
        self,
        camera: Camera,
        visible: Region,
        reference: NDArray[np.uint8],
        ground_m: float = 0.0,
    ) -> None:
        self.reference = reference
        self._weights_m2 = _block_m2(camera, visible, block_shape(reference), ground_m)

    def share(self, picture: NDArray[np.uint8]) -> float | None:
        """Return the share, from 0 to 1; None where no block of the ground can be judged."""
        blocks = free_blocks(picture, self.reference, self._weights_m2 > 0.0)
        known_m2 = float(self._weights_m2[blocks.known].sum())
        if not known_m2:
            return None
        return float(self._weights_m2[blocks.free].sum()) / known_m2


def _block_m2(
    camera: Camera, visible: Region, shape: tuple[int, int], ground_m: float
) -> NDArray[np.float64]:
    """Return on how much visible ground each block (rows, columns) looks; 0 beside it."""
    rows, columns = shape
    down, right = np.mgrid[0 : rows + 1, 0 : columns + 1]
    scale = np.array([camera.width_px / columns, camera.height_px / rows])
    grid = np.stack((right, down), axis=-1)
    corners = places_of((grid * scale).reshape(-1, 2), camera, ground_m)
    corners = corners.reshape(rows + 1, columns + 1, 2)
    one, other = corners[1:, 1:] - corners[:-1, :-1], corners[1:, :-1] - corners[:-1, 1:]
    areas = np.abs(one[..., 0] * other[..., 1] - one[..., 1] * other[..., 0]) / 2.0
    middles = places_of(((grid[:-1, :-1] + 0.5) * scale).reshape(-1, 2), camera, ground_m)
    stands = standing_on(middles, visible).reshape(rows, columns)
    weights: NDArray[np.float64] = np.where(stands & np.isfinite(areas), areas, 0.0)
    return weights
