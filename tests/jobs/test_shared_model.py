"""Many ask one model: in turns, in bounded time, and none leaves anything behind."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from pipeline.domain.label import Label
from pipeline.errors import ModelError
from pipeline.jobs.shared_model.client import ModelClient
from pipeline.jobs.shared_model.posts import SharedModel, shared_model
from pipeline.jobs.shared_model.server import HUNG, OpenModel
from pipeline.jobs.shared_model.slot import FOLDER, Slots, remove_what_the_dead_left
from tests.jobs.lamps import lamp_picture
from tests.jobs.oracles import DIE, HANG, REFUSE, lamp_model, no_model
from tests.jobs.watching import HASTE, until

SOON = replace(HASTE, run_s=0.5, first_retry_s=0.1)
PICTURE = lamp_picture(0).nbytes


@contextmanager
def model(
    open_model: OpenModel = lamp_model, processes: int = 1
) -> Iterator[tuple[SharedModel, list[Label]]]:
    """Give a model that is looked after, and what is told of it."""
    told: list[Label] = []
    over = threading.Event()
    with shared_model(open_model, processes, PICTURE, SOON, told.append) as shared:

        def look_after() -> None:
            while not over.wait(0.02):
                shared.look_after()

        keeper = threading.Thread(target=look_after)
        keeper.start()
        try:
            yield shared, told
        finally:
            over.set()
            keeper.join()


def clients(shared: SharedModel, *names: str) -> list[ModelClient]:
    ways = shared.provide(names)
    made = [ModelClient(ways[name]) for name in names]
    for client in made:
        client.wait_until_open(30.0)
    return made


def picture(lit: int) -> NDArray[np.uint8]:
    return lamp_picture(lit)


def test_each_is_answered_about_its_own_picture() -> None:
    with model() as (shared, _):
        first, second = clients(shared, "a", "b")
        assert [first.ask("lamps", picture(3)), second.ask("lamps", picture(5))] == [3, 5]
        assert first.ask("no picture") == "no picture"


def test_a_refusal_is_told_and_ends_nothing() -> None:
    with model() as (shared, told):
        (client,) = clients(shared, "a")
        with pytest.raises(ModelError, match="not finite"):
            client.ask("lamps", picture(REFUSE))
        assert client.ask("lamps", picture(2)) == 2
        with pytest.raises(ModelError, match="too large"):
            client.ask("lamps", np.zeros((999, 999, 3), np.uint8))
    assert told == []


def test_who_asks_without_a_pause_takes_no_turn_of_another() -> None:
    with model() as (shared, _):
        asking = clients(shared, "a", "b", "c")
        answered, over = [0, 0, 0], threading.Event()

        def ask(number: int) -> None:
            while not over.is_set():
                asking[number].ask("lamps", picture(1))
                answered[number] += 1

        threads = [threading.Thread(target=ask, args=(number,)) for number in range(3)]
        for thread in threads:
            thread.start()
        until(lambda: min(answered) >= 100, "a hundred answers to each")
        over.set()
        for thread in threads:
            thread.join()
    assert max(answered) < 3 * min(answered)


def test_cameras_are_shared_out_among_the_processes_and_keep_theirs() -> None:
    with model(processes=2) as (shared, _):
        before = dict(shared.provide(["a", "b", "c", "d"]))
        assert sorted(way.address[-1] for way in before.values()) == ["0", "0", "1", "1"]
        after = shared.provide(["b", "d", "e"])
        assert after["b"] == before["b"] and after["d"] == before["d"]


@pytest.mark.fault("M2")
def test_a_run_that_hangs_ends_its_process_at_the_deadline_and_others_go_on() -> None:
    with model() as (shared, told):
        poisoned, other = clients(shared, "poisoned", "other")
        began = time.monotonic()
        with pytest.raises(ModelError, match="ended or hung"):
            poisoned.ask("lamps", picture(HANG))
        assert SOON.run_s <= time.monotonic() - began < 20.0
        assert answer_again(other) == 4
        # Whose picture it was, may try once more, and then waits.
        with pytest.raises(ModelError, match="ended or hung"):
            poisoned.ask("lamps", picture(HANG))
        with pytest.raises(ModelError, match="over a picture of this camera"):
            poisoned.ask("lamps", picture(1))
        assert answer_again(other) == 4
        until(lambda: len(told) == 2, "the alarms")
    assert all(f"(code {HUNG})" in each.en for each in told)


def answer_again(client: ModelClient) -> int:
    """Return the answer about four lamps, once there is one again."""
    found: list[int] = []

    def answered() -> bool:
        try:
            found.append(client.ask("lamps", picture(4)))
        except ModelError:
            return False
        return True

    until(answered, "an answer")
    return found[0]


@pytest.mark.fault("M2", control=True)
@pytest.mark.long
def test_without_a_deadline_a_run_that_hangs_keeps_everybody_waiting() -> None:
    """The control: a long deadline, and nobody who would watch over it."""
    patient = replace(SOON, run_s=600.0)
    with shared_model(lamp_model, 1, PICTURE, patient, lambda told: None) as shared:
        poisoned, other = clients(shared, "poisoned", "other")
        answers: list[int] = []

        def ask(client: ModelClient, lit: int) -> None:
            with suppress(ModelError):
                answers.append(client.ask("lamps", picture(lit)))

        asking = [
            threading.Thread(target=ask, args=(client, lit))
            for client, lit in ((poisoned, HANG), (other, 4))
        ]
        asking[0].start()
        # Whoever is answered before the run hangs did not wait for it.
        until(lambda: poisoned._slot.is_looked_at, "the run that hangs")
        asking[1].start()
        asking[1].join(5 * SOON.run_s)
        assert asking[1].is_alive() and answers == []
        process = shared.posts[0].process
        assert process is not None
        process.kill()
        for thread in asking:
            thread.join()


@pytest.mark.parametrize("blow", [signal.SIGKILL, signal.SIGSTOP])
def test_a_process_that_dies_or_stands_still_is_replaced(
    blow: signal.Signals, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipeline.jobs.shared_model.posts.SILENT_S", 1.0)
    with model() as (shared, told):
        (client,) = clients(shared, "a")
        process = shared.posts[0].process
        assert process is not None and process.pid is not None
        os.kill(process.pid, blow)
        assert answer_again(client) == 4
        assert shared.posts[0].losses == 1
    assert len(told) == 1


def test_a_model_that_dies_of_a_picture_is_replaced() -> None:
    with model() as (shared, _):
        poisoned, other = clients(shared, "poisoned", "other")
        with pytest.raises(ModelError, match="ended or hung"):
            poisoned.ask("lamps", picture(DIE))
        assert answer_again(other) == 4


def test_a_model_that_cannot_be_opened_is_told_of_with_the_reason() -> None:
    with model(no_model) as (shared, told):
        client = ModelClient(shared.provide(["a"])["a"])
        with pytest.raises(ModelError, match="not there yet"):
            client.wait_until_open(0.5)
        until(lambda: told != [], "the alarm")
    assert told[0].en == "lamps: the file is gone"


def segments() -> set[str]:
    return {path.name for path in FOLDER.glob("sightline-*")}


linux = pytest.mark.skipif(not FOLDER.is_dir(), reason="shared memory is not to be seen")


@linux
def test_no_shared_memory_is_left_at_the_end() -> None:
    before = segments()
    made = Slots(100)
    made.provide(["a", "b"])
    assert len(segments() - before) == 2
    made.provide(["b"])
    assert len(segments() - before) == 1
    made.close()
    assert segments() == before


HOLD = """
import sys, time
from pipeline.jobs.shared_model.slot import Slots
made = Slots(100)
made.provide(["a", "b"])
print("made", flush=True)
sys.stdin.read()
"""


def held(root: Path) -> "subprocess.Popen[str]":
    """Return a process in a group of its own that holds two pictures' room."""
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=root,
        start_new_session=True,
    )
    assert holder.stdout is not None and holder.stdout.readline() == "made\n"
    return holder


def killed(root: Path, kill: "Callable[[subprocess.Popen[str]], None]") -> None:
    holder = held(root)
    kill(holder)
    holder.communicate()


@linux
@pytest.mark.fault("M2")
def test_what_a_killed_watch_held_is_removed_by_the_tracker_or_the_next_watch(root: Path) -> None:
    before = segments()
    killed(root, lambda holder: holder.kill())
    until(lambda: segments() == before, "the tracker")
    killed(root, lambda holder: os.killpg(holder.pid, signal.SIGKILL))
    # The control: with the tracker killed too, nobody has removed it yet.
    assert len(segments() - before) == 2
    assert remove_what_the_dead_left() >= 2
    assert segments() == before
