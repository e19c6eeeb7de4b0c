"""What is read ahead comes in order, errors and all, and nothing is left open or made in vain."""

import threading
from collections.abc import Iterator

import pytest

from pipeline.jobs.ahead import ahead


class Source:
    """Counts to a number, then breaks if it must; remembers how far it came and who closed it."""

    def __init__(self, items: int, error: Exception | None = None) -> None:
        self.items, self.error = items, error
        self.made = 0
        self.threads: set[str] = set()
        self.closed = False

    def __iter__(self) -> Iterator[int]:
        try:
            for item in range(self.items):
                self.made += 1
                self.threads.add(threading.current_thread().name)
                yield item
            if self.error:
                raise self.error
        finally:
            self.closed = True


def test_all_items_come_in_order_from_another_thread() -> None:
    source = Source(50)
    assert list(ahead(source)) == list(range(50))
    assert source.threads == {"ahead"}
    assert source.closed


def test_an_error_comes_after_the_items_before_it() -> None:
    got = []
    with pytest.raises(ValueError, match="torn"):
        for item in ahead(Source(5, ValueError("torn"))):
            got.append(item)
    assert got == [0, 1, 2, 3, 4]


def test_a_reader_that_stops_closes_the_source_and_no_more_was_made_than_may_wait() -> None:
    source = Source(50)
    reader = ahead(source, most=4)
    assert [next(reader), next(reader)] == [0, 1]
    reader.close()
    assert source.closed
    assert source.made <= 2 + 4


def test_nothing_comes_of_nothing() -> None:
    assert list(ahead([])) == []
