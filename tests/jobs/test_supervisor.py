"""A watch lives through what cameras, networks and workers do to it, each camera for itself.

All tests of this module disturb one watch of three cameras: "a" is disturbed, "slow" sends five
pictures a second where the plan says twenty, and "b", which sends twenty, is the control.
"""

import os
import signal
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from pipeline.jobs.patience import Patience
from tests.jobs.lamps import count_lamps, lamp_clip
from tests.jobs.watching import SAMPLE_FPS, Watching, until, watching
from tests.rtsp_server import RtspServer


@pytest.fixture(scope="module")
def servers() -> Iterator[dict[str, RtspServer]]:
    clips = {"a": lamp_clip(5), "b": lamp_clip(3), "slow": lamp_clip(2, fps=5.0)}
    with ExitStack() as running:
        yield {
            name: running.enter_context(RtspServer({name: clip})) for name, clip in clips.items()
        }


@pytest.fixture(scope="module")
def disturbed(
    servers: dict[str, RtspServer], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Watching]:
    urls = {name: server.url(name) for name, server in servers.items()}
    path = tmp_path_factory.mktemp("watch") / "gates.db"
    patient, due = {"b": Patience(), "slow": Patience()}, {"b": 20.0, "slow": 20.0}
    with watching(path, urls, count_lamps, patient, due) as watch:
        yield watch


@pytest.fixture
def watch(disturbed: Watching) -> Watching:
    disturbed.wait_until_well("a")
    return disturbed


def redialled(server: RtspServer, least: int) -> None:
    until(lambda: server.connections >= least, f"connection {least}")


def test_occupancy_reaches_the_store(watch: Watching) -> None:
    watch.wait_until_well("b")
    assert {row.people_max for row in watch.seconds("a") if row.quality == "ok"} == {5}
    assert {row.people_max for row in watch.seconds("b") if row.quality == "ok"} == {3}


@pytest.mark.fault("R1")
def test_an_unplugged_camera_is_offline_and_comes_back_to_the_same_worker(
    watch: Watching, servers: dict[str, RtspServer]
) -> None:
    pid = watch.pid("a")
    servers["a"].stop()
    assert watch.wait_for_fault("a", "offline").end_s is None
    servers["a"].start()
    watch.wait_until_well("a")
    assert watch.pid("a") == pid


@pytest.mark.fault("R4")
def test_twenty_broken_connections_are_made_again(
    watch: Watching, servers: dict[str, RtspServer]
) -> None:
    pid = watch.pid("a")
    for _ in range(20):
        dialled = servers["a"].connections
        servers["a"].kill_clients()
        redialled(servers["a"], dialled + 1)
    watch.wait_until_well("a")
    assert watch.pid("a") == pid


@pytest.mark.fault("R3")
def test_a_camera_that_sends_nothing_is_stalled(
    watch: Watching, servers: dict[str, RtspServer]
) -> None:
    servers["a"].stall()
    assert watch.wait_for_fault("a", "stalled").end_s is None
    servers["a"].resume()
    watch.wait_until_well("a")


def test_a_killed_worker_is_replaced(watch: Watching) -> None:
    pid = watch.pid("a")
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    until(lambda: watch.pid("a") not in (None, pid), "another worker")
    watch.wait_until_well("a")
    assert any(f"ended (code {-signal.SIGKILL})" in fault.detail.en for fault in watch.faults("a"))


def test_a_hung_worker_is_killed_and_replaced(watch: Watching) -> None:
    pid = watch.pid("a")
    assert pid is not None
    os.kill(pid, signal.SIGSTOP)
    until(lambda: watch.pid("a") not in (None, pid), "another worker")
    watch.wait_until_well("a")
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_each_second_of_a_fault_is_unknown_and_none_is_missing(
    watch: Watching, servers: dict[str, RtspServer]
) -> None:
    earlier = len(watch.faults("a"))
    unknown = watch.unknown("a")
    servers["a"].stop()
    until(lambda: watch.unknown("a") >= unknown + 3, "three unknown seconds")
    servers["a"].start()
    watch.wait_until_well("a")
    rows, fault = watch.seconds("a"), watch.faults("a")[earlier]
    assert [row.second for row in rows] == list(range(rows[0].second, rows[0].second + len(rows)))
    inside = [row for row in rows if fault.start_s < row.second < (fault.end_s or 0.0) - 1]
    assert {(row.people_max, row.quality) for row in inside} == {(None, "fault")}


@pytest.mark.fault("R1")
def test_the_camera_beside_it_missed_nothing(watch: Watching) -> None:
    watch.wait_until_well("b")
    rows = watch.seconds("b")
    assert watch.faults("b") == ()
    assert [row.second for row in rows] == list(range(rows[0].second, rows[0].second + len(rows)))
    assert sum(row.samples for row in rows[1:]) >= 0.8 * SAMPLE_FPS * len(rows[1:])


def test_a_camera_that_sends_too_few_pictures_is_slow_and_people_are_counted(
    watch: Watching,
) -> None:
    fault = watch.wait_for_fault("slow", "low_fps")
    assert fault.detail.en.endswith(" frames a second, where 20.0 are due")
    assert 4.0 < float(fault.detail.en.split()[0]) < 7.0
    assert fault.end_s is None
    assert {row.people_max for row in watch.seconds("slow") if row.second > fault.start_s} == {2}


def test_its_control_that_sends_enough_is_not_slow_while_half_of_it_is_dropped_here(
    watch: Watching, servers: dict[str, RtspServer]
) -> None:
    watch.wait_for_fault("slow", "low_fps")
    assert watch.faults("b") == ()
    assert servers["b"].connections == 1
