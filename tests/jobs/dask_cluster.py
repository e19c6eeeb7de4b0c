"""A Dask cluster on this machine, whose workers come again however often they die."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

AGAIN_S = 60


@contextmanager
def dask_cluster(workers: int) -> Iterator[Any]:
    """Give a cluster of so many workers, one thread each; skips where there is no Dask."""
    distributed = pytest.importorskip("distributed", reason="Dask is not installed")
    dask = pytest.importorskip("dask")
    with (
        # Who is down so long after a blow, struck again, would be closed for good.
        dask.config.set({"distributed.deploy.lost-worker-timeout": "1h"}),
        distributed.LocalCluster(
            n_workers=workers, threads_per_worker=1, dashboard_address="127.0.0.1:0"
        ) as local,
    ):
        yield local
        # Dask cannot close a worker that it is just about to start in place of one that died.
        with distributed.Client(local, set_as_default=False) as client:
            client.wait_for_workers(workers, timeout=AGAIN_S)
