"""The fullest picture of any time is there when an episode turns out to have begun."""

from hypothesis import given
from hypothesis import strategies as st

from pipeline.crowd.peak_picture import MOST, PeakPictures


@given(st.lists(st.integers(1, 6), min_size=1, max_size=60), st.data())
def test_whenever_an_episode_began_its_peak_is_there(
    counts: list[int], data: st.DataObject
) -> None:
    peaks = PeakPictures[int]()
    for second, count in enumerate(counts):
        peaks.put(float(second), count, second)
    begin = data.draw(st.integers(0, len(counts) - 1))
    best = peaks.best(float(begin), float(len(counts)))
    assert best is not None and best.count == max(counts[begin:])
    assert best.picture == begin + counts[begin:].index(best.count)


def test_what_was_before_is_forgotten() -> None:
    peaks = PeakPictures[str]()
    peaks.put(1.0, 9, "before")
    peaks.put(5.0, 3, "since")
    peaks.forget(2.0)
    best = peaks.best(0.0, 9.0)
    assert best is not None and best.picture == "since"


def test_the_pictures_held_are_bounded_and_the_fuller_ones_stay() -> None:
    peaks = PeakPictures[int]()
    for number in range(MOST + 9):
        assert peaks.wants(1000 - number) == (number < MOST)
        peaks.put(float(number), 1000 - number, number)
    assert peaks.wants(1001)
    best = peaks.best(0.0, 1e9)
    assert best is not None and best.picture == 0
    assert peaks.best(float(MOST), 1e9) is None
