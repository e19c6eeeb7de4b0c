"""A worker ends with its pipe, even one that hangs, and a killed one is told apart."""

import multiprocessing
import os
import signal
from collections.abc import Callable
from dataclasses import replace

from pipeline.jobs.worker_process import WorkerProcess
from tests.jobs.lamps import eye_by_name
from tests.jobs.watching import HASTE, task_of, until

NOWHERE = "rtsp://127.0.0.1:9/none"


def has_ended(worker: WorkerProcess) -> Callable[[], bool]:
    return lambda: worker.pid not in {child.pid for child in multiprocessing.active_children()}


def test_a_worker_that_hangs_leaves_when_its_pipe_is_closed() -> None:
    # The camera called "dream" never comes back from opening its detector.
    worker = WorkerProcess(task_of("dream", NOWHERE, replace(HASTE, leave_s=0.2)), eye_by_name)
    assert not has_ended(worker)()
    worker.tell_to_stop()
    until(has_ended(worker), "the worker's end")


def test_a_stopped_worker_is_killed_when_its_time_is_up() -> None:
    worker = WorkerProcess(task_of("dream", NOWHERE, HASTE), eye_by_name)
    assert worker.pid is not None
    os.kill(worker.pid, signal.SIGSTOP)
    worker.tell_to_stop()
    worker.join(until=0.0)
    assert has_ended(worker)()


def test_the_exit_code_tells_how_a_worker_ended() -> None:
    worker = WorkerProcess(task_of("dream", NOWHERE, HASTE), eye_by_name)
    assert worker.pid is not None
    os.kill(worker.pid, signal.SIGABRT)
    until(worker.pipe.poll, "the pipe's end")
    assert worker.kill() == -signal.SIGABRT
