"""Who is to hold the model that many cameras ask: what an answer costs, and how many come.

``python benchmarks/sessions.py [--model M]``

Eight cameras ask without a pause. They are answered by one process with one thread, by one with a
thread for each core, by a process for each core, and by one for each camera.
"""

import argparse
import os
import sys
import threading
import time
from functools import partial
from pathlib import Path

import numpy as np

sys.path[0] = str(Path(__file__).parents[1])

from benchmarks.processes import memory_mb, spent_s  # noqa: E402
from benchmarks.streams import yolox_nano  # noqa: E402
from pipeline.jobs.patience import Patience  # noqa: E402
from pipeline.jobs.shared_model.client import ModelClient  # noqa: E402
from pipeline.jobs.shared_model.posts import shared_model  # noqa: E402
from pipeline.workflows.open_detector import open_detector  # noqa: E402
from pipeline.workflows.shared_detector import People, open_shared  # noqa: E402

ASKING = 8


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--model", help="manifest.yaml or .onnx (default: YOLOX-nano, else ours)")
    print_sessions(parser.parse_args().model or yolox_nano())


def print_sessions(model: str | None) -> None:
    """Print for each way to hold the model what an answer costs, how many come, and the memory."""
    cores = os.cpu_count() or 1
    print(f"{ASKING} cameras ask without a pause, on {cores} cores:")
    for sessions, threads in ((1, 1), (1, cores), (cores, 1), (ASKING, 1)):
        answers, spent, memory = asked(model, sessions, threads, 8.0)
        print(
            f"  {sessions} x {threads} threads: {answers / 8.0:6.1f} answers a second,"
            f" {1000 * spent / answers:5.1f} ms of processor each, {memory:4.0f} MB",
            flush=True,
        )


def asked(model: str | None, sessions: int, threads: int, for_s: float) -> tuple[int, float, float]:
    """Return how many answers came, the processor time of those who gave them, their memory."""
    manifest = open_detector(model).manifest
    opener = partial(open_shared, manifest, ("CPUExecutionProvider",), threads)
    picture, answers, over = np.full((234, 416, 3), 90, np.uint8), [0] * ASKING, threading.Event()
    with shared_model(opener, sessions, 416 * 416 * 3, Patience(), print) as shared:
        ways = shared.provide([str(number) for number in range(ASKING)])

        def ask(number: int) -> None:
            client = ModelClient(ways[str(number)])
            client.wait_until_open(60.0)
            question = People((1920, 1080), manifest.threshold)
            while not over.is_set():
                client.ask(question, picture)
                answers[number] += 1

        asking = [threading.Thread(target=ask, args=(number,)) for number in range(ASKING)]
        for thread in asking:
            thread.start()
        while min(answers) < 5:
            time.sleep(0.1)
        pids = [post.process.pid or 0 for post in shared.posts if post.process]
        began, before = spent_s(pids), sum(answers)
        time.sleep(for_s)
        found = sum(answers) - before, spent_s(pids) - began, memory_mb(pids)
        over.set()
        for thread in asking:
            thread.join()
    return found


if __name__ == "__main__":
    main()
