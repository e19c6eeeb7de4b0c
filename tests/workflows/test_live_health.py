"""A worker notes signs of one picture a second, and learns what its camera is meant to show."""

from collections.abc import Iterable

import numpy as np
import pytest

from pipeline.crowd.judging import Judging
from pipeline.domain.crowding import whole_picture
from pipeline.domain.frame import Frame
from pipeline.domain.health import HealthFault
from pipeline.domain.shown import Shown
from pipeline.health.view import View
from pipeline.jobs.camera_record import CameraRecord
from pipeline.workflows.live_health import LiveHealth
from tests.health.pictures import SIZE, Image, live

BEGAN_S = 1.7e9
"""Live pictures are timed in Unix seconds."""


def frame(image: Image, t_s: float) -> Frame:
    return Frame(image, 0, BEGAN_S + t_s, SIZE)


def learnt(health: LiveHealth, pictures: Iterable[Image]) -> list[tuple[int, View]]:
    """Return after how many seconds the view was found, and it."""
    found = []
    for second, image in enumerate(pictures):
        health.look(frame(image, float(second)))
        found += [(second, view) for view in health.found()]
    return found


def test_one_picture_of_each_second_is_looked_at() -> None:
    health, (image,) = LiveHealth(None), tuple(live(1))
    looked = [health.look(frame(image, t_s)) is not None for t_s in (0.0, 0.4, 0.9, 1.0, 1.2, 3.1)]
    assert looked == [True, False, False, True, False, True]


def test_nine_pictures_two_seconds_apart_are_what_it_is_meant_to_show() -> None:
    ((second, _),) = learnt(LiveHealth(None), live(40))
    assert second == 16


def test_the_dark_shows_nothing_to_go_by_and_is_tried_again() -> None:
    dark = [np.zeros((SIZE[1], SIZE[0], 3), np.uint8)] * 18
    ((second, _),) = learnt(LiveHealth(None), [*dark, *live(40)])
    assert second == 18 + 16


def test_a_camera_that_turns_and_one_that_is_known_are_not_learnt() -> None:
    assert learnt(LiveHealth(None, turns=True), live(20)) == []
    ((_, view),) = learnt(LiveHealth(None), live(20))
    later = LiveHealth(view)
    assert learnt(later, live(20)) == []
    assert later.view is view


@pytest.mark.fault("H1")
def test_a_live_camera_that_is_knocked_aside_is_moved_and_its_zone_unknown() -> None:
    camera = CameraRecord("cam-1", Judging((whole_picture((4, 8, 12, 16)),), 5.0), BEGAN_S - 1.0)
    health = LiveHealth(None)
    aside = (np.roll(image, 100, axis=1) for image in live(30, first=30))
    for second, image in enumerate([*live(30), *aside]):
        signs = health.look(frame(image, float(second)))
        list(health.found())
        camera.sampled(BEGAN_S + second, Shown((0,)), signs)
    camera.finish(BEGAN_S + 60.0)
    moments, changes = camera.take()
    (began, _) = [c for c in changes if isinstance(c, HealthFault) and c.kind == "moved"]
    assert 30.0 <= began.start_s - BEGAN_S <= 32.0
    assert moments[-1].tier == "unknown"
    # Control: before it was knocked there was surely nobody.
    assert moments[25].tier == "none"
