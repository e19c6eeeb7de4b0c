"""Work that is shared out, and done to the end though some who do it die."""

import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import TypeVar

Task = TypeVar("Task")
Result = TypeVar("Result")


LOOK_S = 5.0
"""So long nothing is finished before it is asked whether anybody is left to finish it."""


def nobody_missed(idle_s: float) -> None:
    """Ask for nobody: workers that are replaced by those who hand out the work are never gone."""


@dataclass(frozen=True)
class Crew:
    """Who does the work: an executor, and what its futures raise when a worker died.

    A task after which `most_deaths` futures died is taken for the cause, and given up. `here` says
    that the workers use the same disk under the same names. `muster` is called while nothing is
    finished, with the seconds since something was, and raises where nobody is left to finish any.
    """

    executor: Executor
    died: tuple[type[Exception], ...]
    most_deaths: int
    here: bool
    muster: Callable[[float], None] = nobody_missed


def shared_out(
    crew: Crew, job: Callable[[Task], Result], tasks: Sequence[Task]
) -> Iterator[tuple[Task, Result | None]]:
    """Yield each task with its result as they come, in any order; None for one given up.

    A task whose worker died is handed out again. It may be done more than once, and yields once.
    What the job itself raises is raised here, and what the crew's muster raises.
    """
    finished: SimpleQueue[tuple[int, Future[Result]]] = SimpleQueue()
    deaths: Counter[int] = Counter()

    def hand_out(number: int) -> None:
        future = crew.executor.submit(job, tasks[number])
        future.add_done_callback(lambda done: finished.put((number, done)))

    for number in range(len(tasks)):
        hand_out(number)
    left, active_s = len(tasks), time.monotonic()
    while left:
        try:
            number, future = finished.get(timeout=LOOK_S)
        except Empty:
            crew.muster(time.monotonic() - active_s)
            continue
        active_s = time.monotonic()
        try:
            result: Result | None = future.result()
        except Exception as error:
            if not isinstance(error, crew.died):
                raise
            deaths[number] += 1
            if deaths[number] < crew.most_deaths:
                hand_out(number)
                continue
            result = None
        left -= 1
        yield tasks[number], result
