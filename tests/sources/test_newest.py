"""A picture waits for the one before it to be looked at while it is not old, and no longer."""

import threading
import time

import numpy as np
import pytest

from pipeline.domain.frame import Frame
from pipeline.errors import StreamError
from pipeline.sources.newest import OLD_S, Newest

Came = tuple[Frame, float]


def came(index: int, age_s: float = 0.0) -> Came:
    """Return a picture, and when by the monotonic clock it came: so long ago."""
    image = np.zeros((1, 1, 3), dtype=np.uint8)
    return Frame(image, index, 0.0, (1, 1)), time.monotonic() - age_s


def put_aside(newest: Newest, picture: Came) -> tuple[threading.Thread, list[bool]]:
    """Put a picture in a thread that waits, and return where it will tell whether one dropped."""
    told: list[bool] = []
    thread = threading.Thread(target=lambda: told.append(newest.put(*picture)))
    thread.start()
    thread.join(OLD_S / 10)
    assert thread.is_alive()
    return thread, told


def test_a_picture_waits_until_the_one_before_it_is_taken() -> None:
    newest = Newest()
    assert newest.put(*came(0)) is False
    thread, told = put_aside(newest, came(1))
    assert newest.take().index == 0
    thread.join()
    assert (told, newest.take().index) == ([False], 1)


def test_an_old_picture_takes_the_place_of_the_one_before_it() -> None:
    newest = Newest()
    newest.put(*came(0))
    assert newest.put(*came(1, age_s=OLD_S)) is True
    assert newest.take().index == 1


def test_a_picture_waits_no_longer_than_until_it_is_old() -> None:
    newest, began = Newest(), time.monotonic()
    newest.put(*came(0))
    assert newest.put(*came(1, age_s=OLD_S - 0.2)) is True
    assert 0.19 < time.monotonic() - began < OLD_S


def test_nobody_waits_once_it_is_left() -> None:
    newest, began = Newest(), time.monotonic()
    newest.put(*came(0))
    thread, told = put_aside(newest, came(1))
    newest.leave()
    thread.join()
    # Nobody was slow: what is not wanted any more is not dropped.
    assert told == [False] and time.monotonic() - began < OLD_S
    assert newest.take().index == 0
    with pytest.raises(StreamError, match="was left"):
        newest.take()


def test_what_was_put_before_an_error_is_given_first() -> None:
    newest = Newest()
    newest.put(*came(0))
    newest.fail(StreamError("cam: gone"))
    assert newest.take().index == 0
    with pytest.raises(StreamError, match="gone"):
        newest.take()
