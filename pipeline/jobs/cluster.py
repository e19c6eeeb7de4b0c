"""The workers of a Dask cluster, as a crew."""

import logging
from collections.abc import Iterator
from concurrent.futures import CancelledError
from contextlib import contextmanager

from pipeline.errors import UnavailableError, UsageError
from pipeline.jobs.crew import Crew

MOST_DEATHS = 2
"""The scheduler itself tries a job again until ``allowed-failures`` (3) is exceeded, and blames all
jobs that wait on the worker which died; so one that it gives up has a second chance."""

ANSWER_S = 15
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
        executor = client.get_executor(pure=False)
        try:
            yield Crew(executor, (KilledWorker,), MOST_DEATHS, here=False)
        except CancelledError as error:
            raise UnavailableError(f"{address}: the Dask scheduler there was lost") from error
        finally:
            executor.shutdown(wait=False)


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
