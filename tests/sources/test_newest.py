"""A picture waits for the one before it to be looked at while it is not old, and no longer."""

import threading
import time
from typing import Any, cast

import pytest

from pipeline.errors import StreamError
from pipeline.sources.newest import OLD_S, Newest, Received


def received(index: int, age_s: float = 0.0) -> Received:
    """Return a picture that came so long ago."""
    return Received(cast("Any", None), index, 0.0, time.monotonic() - age_s)


def put_aside(newest: Newest, picture: Received) -> tuple[threading.Thread, list[bool]]:
    """Put a picture in a thread that waits, and return where it will tell whether one dropped."""
    told: list[bool] = []
    thread = threading.Thread(target=lambda: told.append(newest.put(picture)))
    thread.start()
    thread.join(OLD_S / 10)
    assert thread.is_alive()
    return thread, told


def test_a_picture_waits_until_the_one_before_it_is_taken() -> None:
    newest = Newest()
    assert newest.put(received(0)) is False
    thread, told = put_aside(newest, received(1))
    assert newest.take().index == 0
    thread.join()
    assert (told, newest.take().index) == ([False], 1)


def test_an_old_picture_takes_the_place_of_the_one_before_it() -> None:
    newest = Newest()
    newest.put(received(0))
    assert newest.put(received(1, age_s=OLD_S)) is True
    assert newest.take().index == 1


def test_a_picture_waits_no_longer_than_until_it_is_old() -> None:
    newest, began = Newest(), time.monotonic()
    newest.put(received(0))
    assert newest.put(received(1, age_s=OLD_S - 0.2)) is True
    assert 0.19 < time.monotonic() - began < OLD_S


def test_nobody_waits_once_it_is_left() -> None:
    newest, began = Newest(), time.monotonic()
    newest.put(received(0))
    thread, told = put_aside(newest, received(1))
    newest.leave()
    thread.join()
    # Nobody was slow: what is not wanted any more is not dropped.
    assert told == [False] and time.monotonic() - began < OLD_S
    assert newest.take().index == 0
    with pytest.raises(StreamError, match="was left"):
        newest.take()


def test_what_was_put_before_an_error_is_given_first() -> None:
    newest = Newest()
    newest.put(received(0))
    newest.fail(StreamError("cam: gone"))
    assert newest.take().index == 0
    with pytest.raises(StreamError, match="gone"):
        newest.take()
