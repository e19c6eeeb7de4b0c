"""The workers of a Dask cluster are a crew; a cluster that is not there is told in a sentence."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from pipeline.errors import UnavailableError, UsageError
from pipeline.jobs import cluster as module
from pipeline.jobs import crew as crew_module
from pipeline.jobs.cluster import Muster, cluster
from pipeline.jobs.crew import Crew, shared_out
from tests.jobs.dask_cluster import dask_cluster
from tests.jobs.labours import (
    die_at_seven,
    die_handing_over,
    die_handing_over_then_wait,
    hang,
    refuse,
    square,
)
from tests.jobs.test_lanes import told

distributed = pytest.importorskip("distributed", reason="Dask is not installed")


@contextmanager
def crew_of(workers: int) -> Iterator[Crew]:
    """Give so many workers of a cluster."""
    with dask_cluster(workers) as local, cluster(local.scheduler_address) as crew:
        yield crew


def test_work_is_done_by_its_workers_and_what_kills_them_is_given_up() -> None:
    with crew_of(2) as crew:
        assert sorted(shared_out(crew, square, [1, 2, 3])) == [(1, 1), (2, 4), (3, 9)]
        with pytest.raises(ValueError, match="5 is refused"):
            list(shared_out(crew, refuse, [5]))
        assert dict(shared_out(crew, die_at_seven, [6, 7, 8])) == {6: 36, 7: None, 8: 64}


def test_what_dies_with_its_result_and_then_again_is_given_up(tmp_path: Path) -> None:
    """Dask's own executor would never tell of it."""
    marker = tmp_path / "handed over"
    with crew_of(1) as crew:
        told_of = crew.executor.submit(die_handing_over, str(marker))
        assert type(told_of.exception(timeout=60.0)) in crew.died
    assert marker.exists()


def test_a_result_that_is_worked_out_again_keeps_no_other_waiting(tmp_path: Path) -> None:
    marker = tmp_path / "waits"
    with crew_of(2) as crew:
        again = crew.executor.submit(die_handing_over_then_wait, str(marker))
        # Who works it out again says who it is.
        told(marker)
        assert crew.executor.submit(square, 3).result(timeout=60.0) == 9
        assert not again.done()
        marker.unlink()
        assert again.result(timeout=60.0) == "done"


def test_a_cluster_without_workers_is_refused() -> None:
    with distributed.LocalCluster(n_workers=0, dashboard_address="127.0.0.1:0") as local:
        address = local.scheduler_address
        with pytest.raises(UnavailableError, match="has no workers"), cluster(address):
            pass


def test_a_cluster_whose_workers_are_all_gone_is_not_waited_for(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(crew_module, "LOOK_S", 0.05)
    monkeypatch.setattr(module, "EMPTY_S", 0.2)
    with (
        distributed.LocalCluster(
            n_workers=1, threads_per_worker=1, dashboard_address="127.0.0.1:0"
        ) as local,
        cluster(local.scheduler_address) as crew,
    ):
        crew.executor.submit(hang, str(tmp_path / "hung"))
        told(tmp_path / "hung")
        local.scale(0)
        with pytest.raises(UnavailableError, match=r"all workers .* have been gone for a minute"):
            list(shared_out(crew, square, [1]))


def test_a_cluster_is_empty_from_when_nobody_is_seen_nor_finishes_anything() -> None:
    """Gone at 0 s, there at 50 s, gone at 60 s; work is finished at 100 s; gone from 110 s on."""
    times_s = iter([0.0, 60.0, 110.0, 169.0, 170.0])
    answers: list[dict[str, int]] = [{}, {"tcp://a": 1}, {}, {}, {}, {}]
    muster = Muster("tcp://s", iter(answers).__next__, times_s.__next__)
    for idle_s in (5.0, 55.0, 65.0, 10.0, 69.0):
        muster(idle_s)
    with pytest.raises(UnavailableError, match="tcp://s: all workers"):
        muster(70.0)


def test_a_scheduler_that_is_lost_is_told_in_a_sentence(
    root: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """The cluster is a process of its own, which is killed while its worker is at work."""
    program = tmp_path / "cluster.py"
    program.write_text(
        "import sys\n"
        "from distributed import LocalCluster\n"
        "if __name__ == '__main__':\n"
        "    with LocalCluster(n_workers=1, dashboard_address='127.0.0.1:0') as local:\n"
        "        print(local.scheduler_address, flush=True)\n"
        "        sys.stdin.read()\n"
    )
    process = subprocess.Popen(
        [sys.executable, str(program)],
        cwd=root,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env={**os.environ, "PYTHONPATH": str(root)},
    )
    assert process.stdout is not None
    address = process.stdout.readline().strip()
    with (
        pytest.raises(UnavailableError, match="scheduler there was lost"),
        cluster(address) as crew,
    ):
        for marker in ("hung", "waiting"):
            crew.executor.submit(hang, str(tmp_path / marker))
        told(tmp_path / "hung")
        process.kill()
        list(shared_out(crew, square, [1]))
    process.communicate()
    assert "Traceback" not in capfd.readouterr().err


def test_an_address_where_nobody_answers_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "ANSWER_S", 0.5)
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{bound.getsockname()[1]}"
        with pytest.raises(UnavailableError, match="no Dask scheduler answers"), cluster(address):
            pass


def test_what_is_no_address_is_told() -> None:
    with pytest.raises(UsageError, match="is no address"), cluster("nonsense://x"):
        pass
