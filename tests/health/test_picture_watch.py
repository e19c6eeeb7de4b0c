"""Each fault of the picture is told by its name and in its time; an ordinary minute tells none."""

from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from typing import Any

import cv2
import numpy as np
import pytest

from pipeline.domain.health import HealthFault
from pipeline.health.picture_watch import ENTER_S, EXIT_S, PictureWatch
from pipeline.health.signs import signs_of
from pipeline.health.view import View, view_of
from pipeline.imaging.glance import glance_at
from tests.health.pictures import FPS, Image, clocked, gate_pictures, glances, live, noisy, recorded

BEFORE_S = 12
FAULTY_S = 40


@pytest.fixture(scope="module")
def view() -> View:
    return view_of(glances())


def told(
    watch: PictureWatch, pictures: Iterable[Image], view: View | None = None, step_s: float = 1.0
) -> list[HealthFault]:
    return [
        fault
        for number, picture in enumerate(pictures)
        for fault in watch.step(step_s * number, signs_of(glance_at(picture), view))
    ]


SHOWN: dict[str, Callable[[Image], Any]] = {
    "black": lambda picture: np.full_like(picture, 6),
    "overexposed": lambda picture: np.clip(picture.astype(np.int16) * 4 + 90, 0, 255),
    "covered": lambda picture: np.full_like(picture, 70),
    "moved": lambda picture: np.roll(picture, 60, axis=1),
    "blurred": lambda picture: cv2.GaussianBlur(picture, (0, 0), 4.0),
}


def changed(kind: str, first: int = BEFORE_S) -> Iterator[Image]:
    """Yield what a camera with a fault shows, a picture a second."""
    for n, picture in enumerate(live(FAULTY_S, first), start=first):
        yield clocked(noisy(SHOWN[kind](picture), 1000 + n), n)


@pytest.mark.parametrize("kind", ["black", "overexposed", "covered", "moved", "blurred"])
@pytest.mark.fault("H1")
def test_a_fault_is_told_by_its_name_and_ends_when_it_is_over(kind: str, view: View) -> None:
    lasts_s = BEFORE_S + FAULTY_S
    pictures = chain(live(BEFORE_S), changed(kind), live(12, lasts_s))
    begun, ended = told(PictureWatch("gate"), pictures, view)
    assert (begun.kind, begun.start_s, begun.end_s) == (kind, BEFORE_S, None)
    assert (ended.kind, ended.start_s, ended.end_s) == (kind, BEFORE_S, lasts_s)
    assert begun.detail == ended.detail
    assert begun.detail.zh and begun.detail.en


@pytest.mark.parametrize("kind", ["black", "covered", "blurred"])
def test_a_fault_is_told_no_sooner_than_it_has_lasted(kind: str, view: View) -> None:
    watch, enter_s = PictureWatch("gate"), round(ENTER_S[kind])
    pictures = list(chain(live(BEFORE_S), changed(kind)))[: BEFORE_S + enter_s + 1]
    assert told(watch, pictures[:-1], view) == []
    (begun,) = watch.step(float(len(pictures) - 1), signs_of(glance_at(pictures[-1]), view))
    assert begun.kind == kind


@pytest.mark.fault("H1")
def test_ordinary_minutes_tell_of_nothing(view: View) -> None:
    watch = PictureWatch("gate")
    assert told(watch, live(150), view) == []
    assert watch.is_well
    assert watch.finish(150.0) == ()


def test_what_lasts_is_closed_when_the_pictures_end(view: View) -> None:
    watch = PictureWatch("gate")
    told(watch, chain(live(BEFORE_S), changed("black")), view)
    assert not watch.is_well
    assert [(f.kind, f.end_s) for f in watch.finish(60.0)] == [("black", 60.0)]


def test_without_a_reference_only_what_needs_none_is_told() -> None:
    for kind, count in (("black", 1), ("covered", 1), ("moved", 0), ("blurred", 0)):
        begun = told(PictureWatch("gate"), chain(live(BEFORE_S), changed(kind)))
        assert [fault.kind for fault in begun] == [kind] * count


def quiet(frozen_from_s: int, seconds: int) -> Iterator[Image]:
    """Yield a gate where nothing moves but the sensor's noise and the clock; then not the noise."""
    base = gate_pictures()[0]
    for n in range(seconds * FPS):
        is_live = n < frozen_from_s * FPS
        yield clocked(noisy(base, n if is_live else 0, 1.5), n // FPS)


@pytest.mark.parametrize("crf", [23, 30])
@pytest.mark.fault("H2")
def test_a_frozen_picture_is_told_though_its_clock_goes_on(crf: int) -> None:
    """Known after 10 s, told after 20, and a group of 2 s and one sample later at the most."""
    begun = told(PictureWatch("gate"), recorded(quiet(10, 50), crf))
    assert [fault.kind for fault in begun] == ["frozen"]
    assert 19.0 <= begun[0].start_s <= 23.0


@pytest.mark.parametrize("crf", [23, 30])
@pytest.mark.fault("H2", control=True)
def test_a_quiet_scene_through_the_same_encoder_is_not_frozen(crf: int) -> None:
    assert told(PictureWatch("gate"), recorded(quiet(50, 50), crf)) == []


def test_by_daylight_nothing_stands_still_for_ten_minutes() -> None:
    """At a fixed bit rate each group draws a frozen picture a little differently."""
    base = gate_pictures()[0]
    pictures = [noisy(base, n, 0.8) for n in range(7)]
    day = told(PictureWatch("gate"), (clocked(pictures[n % 7], n) for n in range(64)), None, 10.0)
    assert [fault.kind for fault in day if fault.end_s is None] == ["frozen"]
    dark = [(one * 0.2).astype(np.uint8) for one in pictures]
    night = told(PictureWatch("gate"), (noisy(dark[n % 7], n, 0.8) for n in range(64)), None, 10.0)
    assert night == []


def test_a_fault_is_over_only_after_a_while(view: View) -> None:
    """A hand that is taken away for three seconds has not gone."""
    pause = list(live(round(EXIT_S) - 2, 30))
    pictures = chain(live(BEFORE_S), list(changed("covered"))[:18], pause, changed("covered", 33))
    assert [fault.end_s for fault in told(PictureWatch("gate"), pictures, view)] == [None]
