"""The workers of a Dask cluster, as a crew."""

import logging
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import CancelledError
from contextlib import contextmanager

from pipeline.errors import UnavailableError, UsageError
from pipeline.jobs.cluster_executor import ClusterExecutor
from pipeline.jobs.crew import Crew

MOST_DEATHS = 2
"""The scheduler itself tries a job again until ``allowed-failures`` (3) is exceeded, and blames all
jobs that wait on the worker which died; so one that it gives up has a second chance."""

ANSWER_S = 15
EMPTY_S = 60.0
"""So long a cluster may be without any worker; Dask starts one again within seconds."""

LOGGERS = ("distributed.client", "distributed.core")
"""Of Dask, which tell of a lost scheduler at length and with a traceback."""


@contextmanager
def cluster(address: str) -> Iterator[Crew]:
    """Give the workers of the cluster whose scheduler is at an address such as tcp://10.0.0.5:8786.

    They must have Sightline of the same version, and see the recordings under the same names.
    Raises UnavailableError where there is no Dask, no scheduler or no worker.
    """
    try:
        import distributed  # noqa: F401
    except ImportError as error:
        raise UnavailableError(
            "a cluster needs Dask, which is not installed; type: pip install sightline[cluster]"
        ) from error
    with _silenced():
        yield from _crew_of(address)


def _crew_of(address: str) -> Iterator[Crew]:
    from distributed import Client, KilledWorker

    try:
        client = Client(address, timeout=ANSWER_S, set_as_default=False)
    except ValueError as error:
        raise UsageError(f"{address}: is no address such as tcp://10.0.0.5:8786") from error
    except OSError as error:
        raise UnavailableError(f"{address}: no Dask scheduler answers there") from error
    with client:
        if not client.nthreads():
            raise UnavailableError(f"{address}: the Dask scheduler there has no workers")
        executor = ClusterExecutor(client)
        try:
            muster = Muster(address, client.nthreads)
            died = (KilledWorker,)
            yield Crew(executor, died, MOST_DEATHS, here=False, muster=muster)
        except CancelledError as error:
            raise UnavailableError(f"{address}: the Dask scheduler there was lost") from error
        finally:
            executor.shutdown(wait=False)


class Muster:
    """Asks a scheduler for its workers; raises UnavailableError once none was there too long.

    The scheduler itself would wait for ever for one to come.
    """

    def __init__(
        self,
        address: str,
        workers: Callable[[], Mapping[str, int]],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._address, self._workers, self._clock = address, workers, clock
        self._empty_since_s: float | None = None

    def __call__(self, idle_s: float) -> None:
        """Look once, so long after a worker finished something.

        A scheduler that is lost itself is told by what it was to finish.
        """
        try:
            workers = self._workers()
        except OSError:
            return
        if workers:
            self._empty_since_s = None
            return
        now_s = self._clock()
        if self._empty_since_s is None or idle_s < now_s - self._empty_since_s:
            self._empty_since_s = now_s
        if now_s - self._empty_since_s >= EMPTY_S:
            raise UnavailableError(
                f"{self._address}: all workers of the Dask scheduler there have been gone for a"
                " minute"
            )


@contextmanager
def _silenced() -> Iterator[None]:
    """Keep quiet what is told in a sentence of ours while the block lasts."""
    loggers = [logging.getLogger(name) for name in LOGGERS]
    before = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        for logger, level in zip(loggers, before, strict=True):
            logger.setLevel(level)
