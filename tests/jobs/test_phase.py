"""Cameras are looked at in turns that lie apart, also once some came and others went."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from pipeline.domain.notice import Notice
from pipeline.jobs.phase import phase
from pipeline.jobs.supervisor import Supervisor
from pipeline.jobs.task import same_task
from tests.jobs.lamps import eye_by_name
from tests.jobs.watching import HASTE, task_of


@pytest.mark.parametrize("cameras", [2, 6, 10, 12, 40])
def test_turns_lie_apart(cameras: int) -> None:
    turns = sorted(phase(number) for number in range(cameras))
    gaps = [b - a for a, b in zip(turns, [*turns[1:], turns[0] + 1.0], strict=True)]
    # Hurwitz: no two multiples of the golden ratio are much nearer than 1 / (sqrt(5) n).
    assert min(gaps) > 0.44 / cameras


def ignored(*_: Sequence[object] | Notice | object) -> None:
    """Hear nothing."""


def turns(supervisor: Supervisor) -> dict[str, float]:
    """Return the turn of each camera that is watched."""
    return {post.task.camera_id: post.task.phase for post in supervisor.posts}


def test_a_camera_that_comes_takes_no_turn_of_another_and_disturbs_none() -> None:
    tasks = {name: task_of(name, "rtsp://127.0.0.1:9/none", HASTE) for name in "abcd"}
    supervisor = Supervisor([tasks[name] for name in "abc"], eye_by_name, ignored, ignored)
    before = turns(supervisor)
    assert before == {"a": phase(0), "b": phase(1), "c": phase(2)}
    replaced = supervisor.replace([tasks[name] for name in "bcd"])
    assert (replaced.added, replaced.changed, replaced.removed) == (("d",), (), ("a",))
    supervisor._let_go_and_come()
    assert turns(supervisor) == {"b": before["b"], "c": before["c"], "d": phase(0)}
    assert same_task(tasks["b"], replace(tasks["b"], phase=0.5))
