"""Tiles find who is too small for the whole picture, and count nobody twice at a seam."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.detect.detector import Detector
from pipeline.detect.tiled import OVERLAP, TiledDetector, Tiling, around
from pipeline.domain.detections import Detections
from pipeline.domain.frame import Frame
from pipeline.errors import UsageError

SIZE = (800, 400)
LEAST_PX = 6
"""The detector of these tests sees who is at least so many pixels broad in its input."""


class Blobs:
    """Stands for a detector: sees each dark rectangle that is large enough in a 200 x 100 input."""

    def scaled_size(self, source_size: tuple[int, int]) -> tuple[int, int]:
        scale = min(200 / source_size[0], 100 / source_size[1])
        return round(source_size[0] * scale), round(source_size[1] * scale)

    def detect(self, frame: Frame) -> Detections:
        import cv2

        dark = (frame.image[..., 0] < 128).astype(np.uint8)
        _, _, stats, _ = cv2.connectedComponentsWithStats(dark)
        x, y, width, height, _ = stats[1:].T
        scale = self.scaled_size(frame.source_size)[0] / frame.source_size[0]
        large = width * scale >= LEAST_PX
        boxes = np.column_stack((x, y, x + width, y + height))[large].astype(np.float32)
        return Detections(boxes, np.full(large.sum(), 0.9, np.float32))


def tiled(columns: int, rows: int) -> TiledDetector:
    detector: Detector = Blobs()  # type: ignore[assignment]
    return TiledDetector(detector, Tiling(columns, rows), 0.5)


def picture(*people: tuple[int, int, int, int]) -> Frame:
    """Return a white picture with a dark rectangle for each person: x, y, width, height."""
    image = np.full((SIZE[1], SIZE[0], 3), 255, np.uint8)
    for x, y, width, height in people:
        image[y : y + height, x : x + width] = 0
    return Frame(image, 0, 0.0, SIZE)


def found(people: Detections) -> list[list[float]]:
    return sorted(people.boxes.round().tolist())


def test_who_is_too_small_for_the_whole_picture_is_found_in_a_tile() -> None:
    """Ten pixels of 800 are 2.5 of 200; a tile of 3 columns is 320 px broad, and leaves 6.25."""
    frame = picture((400, 100, 10, 30))
    assert len(tiled(1, 1).detect(frame)) == 0
    assert found(tiled(3, 3).detect(frame)) == [[400, 100, 410, 130]]


def test_who_stands_on_a_seam_is_one_person() -> None:
    """The seam of two columns is at 342 and 457 px; who is broader than the overlap is cut."""
    for x in range(300, 480, 20):
        assert found(tiled(2, 1).detect(picture((x, 50, 60, 90)))) == [[x, 50, x + 60, 140]]


def test_who_is_larger_than_the_overlap_is_found_in_the_whole_picture() -> None:
    assert found(tiled(3, 2).detect(picture((100, 20, 600, 300)))) == [[100, 20, 700, 320]]


def test_two_people_side_by_side_at_a_seam_stay_two() -> None:
    frame = picture((380, 50, 30, 90), (412, 50, 30, 90))
    assert len(tiled(2, 1).detect(frame)) == 2


def test_who_is_cut_and_found_nowhere_else_counts_all_the_same() -> None:
    """Who is 22 px broad and 400 px high ends at the seams of every tile, 160 px high."""
    tall = (400, 0, 22, 400)
    assert len(tiled(1, 1).detect(picture(tall))) == 0
    assert len(tiled(3, 3).detect(picture(tall))) >= 1


@given(st.integers(1, 6), st.integers(1, 6))
def test_tiles_cover_their_part_and_overlap_as_they_should(columns: int, rows: int) -> None:
    part = (0.1, 0.2, 0.9, 1.0)
    tiles = list(Tiling(columns, rows, part).tiles())
    assert len(tiles) == columns * rows
    assert tiles[0][:2] == pytest.approx(part[:2])
    assert tiles[-1][2:] == pytest.approx(part[2:])
    for one, other in pairwise(tiles[:columns]):
        assert one[2] - other[0] == pytest.approx(OVERLAP * (one[2] - one[0]))


@pytest.mark.parametrize("size", [(0, 1), (1, 0), (7, 6), (-1, -1)])
def test_a_tiling_that_nobody_can_wait_for_is_refused(size: tuple[int, int]) -> None:
    with pytest.raises(UsageError, match="tiles must be 1 to 36 in all"):
        Tiling(*size)


def test_tiles_of_less_than_a_pixel_are_refused() -> None:
    with pytest.raises(UsageError, match="tiles 36x1 are less than a pixel of a picture of 20x160"):
        tiled(36, 1).detect(Frame(np.zeros((160, 20, 3), np.uint8), 0, 0.0, (20, 160)))


def test_a_frame_is_decoded_no_larger_than_its_tiles_are_looked_at() -> None:
    """A tile of 3 x 3 is 320 x 160 px, of which the model takes 200 x 100: five eighths."""
    assert tiled(3, 3).scaled_size(SIZE) == (500, 250)
    assert tiled(9, 4).scaled_size((100, 50)) == (100, 50)


def test_a_part_goes_up_to_the_heads_and_stays_in_the_picture() -> None:
    ring: list[tuple[float, float]] = [(0.0, 0.1), (1.0, 0.1), (1.0, 1.0)]
    assert around([ring]) == (0.0, 0.0, 1.0, 1.0)
