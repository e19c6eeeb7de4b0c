"""A worker ends with its pipe, even one that hangs, and a killed one is told apart."""

import multiprocessing
import os
import signal
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

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


def test_a_worker_that_hangs_keeps_its_promise_before_it_leaves(tmp_path: Path) -> None:
    promise = tmp_path / "promise"
    impatient = replace(HASTE, leave_s=0.5)
    worker = WorkerProcess(task_of("promise", str(promise), impatient), eye_by_name)
    until(promise.with_suffix(".made").exists, "the promise")
    assert not promise.with_suffix(".kept").exists()
    worker.tell_to_stop()
    until(promise.with_suffix(".kept").exists, "what was promised")
    until(has_ended(worker), "the worker's end")


def test_its_control_that_is_killed_does_not(tmp_path: Path) -> None:
    promise = tmp_path / "promise"
    worker = WorkerProcess(task_of("promise", str(promise), HASTE), eye_by_name)
    until(promise.with_suffix(".made").exists, "the promise")
    assert worker.pid is not None
    os.kill(worker.pid, signal.SIGKILL)
    until(has_ended(worker), "the worker's end")
    assert not promise.with_suffix(".kept").exists()


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
