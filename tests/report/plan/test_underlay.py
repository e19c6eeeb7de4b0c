"""The picture below a plan: where it lies, that it changes no scale, and what a plan says of it."""

from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np

from pipeline.domain.underlay import Underlay
from pipeline.report.drawing import drawing_settings, picture_bytes
from pipeline.report.plan.legend import legend_entries
from pipeline.report.plan.sheet import blank_sheet
from pipeline.report.plan.underlay import draw_underlay
from pipeline.report.plan_picture import plan_picture
from pipeline.report.wording import UNDERLAY
from tests.report.samples import audited_room
from tests.report.test_plan_picture import words_of

FLOOR = audited_room().site.floors[0]
COVERAGE = audited_room().floors[0]
BLACK = np.zeros((10, 20, 3), np.uint8)
LYING = Underlay(Path("scan.png"), 5.0, 5.0, 2.0, 1.0, rotation_deg=90.0, opacity=1.0, pixels=BLACK)


def test_it_turns_about_its_lower_left_corner_and_leaves_the_scale_as_it_is() -> None:
    with drawing_settings("s"):
        sheet = blank_sheet(FLOOR)
        bounds = sheet.bounds
        sheet.plan.set_axis_off()
        draw_underlay(sheet.plan, LYING)
        assert sheet.bounds == bounds
        picture = np.frombuffer(picture_bytes(sheet.figure, "png", 72), np.uint8)
    rows, columns = np.nonzero(cv2.imdecode(picture, cv2.IMREAD_GRAYSCALE) < 100)
    height_px = sheet.figure.get_size_inches()[1] * 72.0
    to_plan = sheet.plan.transData.inverted().transform
    left, low = to_plan((columns.min() * 100 / 72, (height_px - rows.max()) * 100 / 72))
    right, high = to_plan((columns.max() * 100 / 72, (height_px - rows.min()) * 100 / 72))
    # Two metres wide and one high, standing on end: from x = 4 to 5 and from y = 5 to 7.
    assert np.allclose((left, low, right, high), (4.0, 5.0, 5.0, 7.0), atol=0.05)


def test_a_plan_says_that_it_has_a_picture_or_that_it_could_not_be_opened() -> None:
    pictured = replace(FLOOR, underlay=LYING)
    assert UNDERLAY in [words for _, words in legend_entries(pictured, COVERAGE)]
    lacking = replace(FLOOR, underlay=replace(LYING, pixels=None))
    assert UNDERLAY not in [words for _, words in legend_entries(lacking, COVERAGE)]
    told = words_of(plan_picture(lacking, COVERAGE, "en", "svg").decode("utf-8"))
    assert any("scan.png could not be opened" in words for words in told)
