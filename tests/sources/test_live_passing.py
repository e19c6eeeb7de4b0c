"""A stream that is behind catches up at a key picture; a slow link or a jumping clock is not."""

import io
from collections.abc import Callable
from fractions import Fraction

import av
import pytest

from pipeline.domain.pace import Pace
from pipeline.sources.clock import Sampler
from pipeline.sources.live_passing import LivePassing

FPS, GOP = 25, 50


def passing() -> LivePassing:
    """Return the passing of a stream of H.264."""
    with av.open(io.BytesIO(), "w", format="mp4") as made:
        video = made.add_stream("libx264", rate=FPS)
        return LivePassing(video, Sampler(5.0))  # type: ignore[arg-type]


def decoded(
    arrivals: list[float],
    media: list[float | None],
    late_s: Callable[[int], float] = lambda number: 0.0,
) -> list[int]:
    """Return the numbers of the pictures that are decoded, of so many that come and are late so."""
    lives, found = passing(), []
    for number, (t_s, media_s) in enumerate(zip(arrivals, media, strict=True)):
        packet = av.Packet(b"\x00\x00\x00\x01\x65" + bytes(60))
        packet.time_base, packet.pts = Fraction(1, FPS), number
        packet.is_keyframe = number % GOP == 0
        pace = Pace(arrivals[0], t_s, number + 1, media_s)
        if not lives.passes(packet, pace, late_s(number)):
            found.append(number)
    return found


def stamps(count: int) -> list[float | None]:
    return [number / FPS for number in range(count)]


def test_what_comes_in_time_is_decoded() -> None:
    assert decoded([100.0 + n / FPS for n in range(200)], stamps(200)) == list(range(200))


def test_after_a_standstill_of_ours_what_waited_is_passed_over_up_to_a_key_picture() -> None:
    # For 4 s nobody reads from picture 30 on; then all that waited comes at once, 1 ms apart.
    arrivals = [100.0 + n / FPS for n in range(30)]
    stood = 100.0 + 30 / FPS + 4.0
    arrivals += [max(stood + 0.001 * n, 100.0 + (30 + n) / FPS) for n in range(270)]
    found = decoded(arrivals, stamps(300))
    assert found[:30] == list(range(30))
    # Picture 100 was sent 4.0 s after the first one and lay for 1.27 s; 150 came as it was sent.
    assert found[30] == 150
    assert found[30:] == list(range(150, 300))


@pytest.mark.parametrize("has_stamps", [True, False])
def test_who_decodes_too_slowly_begins_anew_at_a_key_picture(has_stamps: bool) -> None:
    # Each picture is 0.05 s later here than the one before it.
    media = stamps(200) if has_stamps else [None] * 200
    evenly = [100.0 + n / FPS for n in range(200)]
    found = decoded(evenly, media, lambda number: 0.05 * number if number < 60 else 0.0)
    # Picture 41 is 2.05 s late; 50 is a key picture, but late by more than half a second.
    assert found == [*range(41), *range(100, 200)]


def test_a_link_that_is_slow_from_now_on_is_put_up_with() -> None:
    # From picture 50 on all come three seconds later than before, as evenly as before.
    arrivals = [100.0 + n / FPS + (3.0 if n >= 50 else 0.0) for n in range(500)]
    found = decoded(arrivals, stamps(500))
    assert found[:50] == list(range(50))
    # Two seconds show that nothing waits; then the next key picture ends the wait.
    assert found[50:] == list(range(100, 500))


@pytest.mark.parametrize("jump_s", [3600.0, -3600.0, 44_122.0])
@pytest.mark.fault("R6")
def test_a_camera_that_sets_its_clock_is_not_late(jump_s: float) -> None:
    media = [n / FPS + (jump_s if n >= 70 else 0.0) for n in range(200)]
    assert decoded([100.0 + n / FPS for n in range(200)], list(media)) == list(range(200))


def test_a_camera_whose_clock_is_slow_is_not_late() -> None:
    # Half a hundredth, five hours: a minute and a half, of which no picture was ever late.
    hours = [3600.0 * n / 100 for n in range(500)]
    assert decoded([100.0 + t for t in hours], [0.995 * t for t in hours]) == list(range(500))


def test_without_stamps_nothing_is_late() -> None:
    assert decoded([100.0 + n for n in range(100)], [None] * 100) == list(range(100))
