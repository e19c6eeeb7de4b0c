"""The workers of a Dask cluster, as a crew."""

from collections.abc import Iterator
from concurrent.futures import CancelledError
from contextlib import contextmanager

from pipeline.errors import UnavailableError, UsageError
from pipeline.jobs.crew import Crew

MOST_DEATHS = 2
"""The scheduler itself tries a job again until ``allowed-failures`` (3) is exceeded, and blames all
jobs that wait on the worker which died; so one that it gives up has a second chance."""

ANSWER_S = 15


@contextmanager
def cluster(address: str) -> Iterator[Crew]:
    """Give the workers of the cluster whose scheduler is at an address such as tcp://10.0.0.5:8786.

    They must have Sightline of the same version, and see the recordings under the same names.
    Raises UnavailableError where there is no Dask, no scheduler or no worker.
    """
    try:
        from distributed import Client, KilledWorker
    except ImportError as error:
        raise UnavailableError(
            "a cluster needs Dask, which is not installed; type: pip install sightline[cluster]"
        ) from error
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
