"""A worker says what is wrong with its camera, tries again with patience, and tells no secret.

One watch of six cameras: each of five has its own trouble from the start, one has none.
"""

import socket
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.domain.label import Label
from tests.jobs.lamps import eye_by_name, lamp_clip
from tests.jobs.watching import HASTE, Watching, watching
from tests.rtsp_server import PORTS, RtspServer

RIGHT, WRONG = ("viewer", "right-secret"), ("viewer", "wrong-secret")


@pytest.fixture(scope="module")
def server() -> Iterator[RtspServer]:
    with RtspServer({"gate": lamp_clip(4)}, login=RIGHT) as server:
        yield server


@pytest.fixture(scope="module")
def guarded() -> Iterator[RtspServer]:
    with RtspServer({"gate": lamp_clip(4)}, login=RIGHT) as server:
        yield server


@pytest.fixture(scope="module")
def watch(
    server: RtspServer, guarded: RtspServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Watching]:
    urls = {
        "well": server.url("gate", RIGHT),
        "auth": guarded.url("gate", WRONG),
        "dead": f"rtsp://viewer:wrong-secret@127.0.0.1:{unused_port()}/gate",
        "bug": server.url("gate", WRONG),
        "model": server.url("gate", WRONG),
        "dream": server.url("gate", WRONG),
    }
    path = tmp_path_factory.mktemp("watch") / "gates.db"
    impatient = {"dream": replace(HASTE, first_picture_s=2.0)}
    with watching(path, urls, eye_by_name, impatient) as watch:
        watch.wait_until_well("well")
        yield watch


def unused_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = int(listener.getsockname()[1])
    assert port not in PORTS
    return port


@pytest.mark.fault("R1")
def test_a_camera_that_is_dead_from_the_start_is_offline(watch: Watching) -> None:
    told = watch.wait_for_fault("dead", "offline").detail
    assert told == Label("无法打开（连接被拒绝）", "cannot be opened (connection refused)")
    assert [fault.kind for fault in watch.faults("dead")] == ["offline"]


@pytest.mark.fault("R5")
def test_a_refused_password_is_one_fault_and_not_tried_again_soon(
    watch: Watching, guarded: RtspServer
) -> None:
    assert watch.wait_for_fault("auth", "auth").detail.zh == "用户名或密码被拒绝"
    # In two seconds a camera that is offline would be dialled four times and more.
    watch.wait_until_well("well")
    watch.wait_until_well("well")
    assert [fault.kind for fault in watch.faults("auth")] == ["auth"]
    assert guarded.connections == 1


def test_a_bug_while_looking_is_a_fault_of_its_camera_only(watch: Watching) -> None:
    assert watch.wait_for_fault("bug", "stalled").detail.en == "unforeseen KeyError"


def test_a_detector_that_cannot_be_opened_is_a_fault_of_the_model(watch: Watching) -> None:
    assert watch.wait_for_fault("model", "model_fault").detail.en == "no model for model"


NO_PICTURE = Label("2 秒没有画面", "no picture for 2 s")


def test_a_camera_that_never_gives_a_picture_is_stalled(watch: Watching) -> None:
    assert watch.wait_for_fault("dream", "stalled").detail == NO_PICTURE


def test_zones_of_a_faulty_camera_are_unknown_and_never_empty(watch: Watching) -> None:
    watch.wait_for_fault("dead", "offline")
    watch.wait_until_well("well")
    assert {(row.people_max, row.quality) for row in watch.seconds("dead")} == {(None, "fault")}


def test_the_camera_beside_them_is_well(watch: Watching) -> None:
    assert watch.faults("well") == ()
    assert {row.people_max for row in watch.seconds("well")} == {4}


@pytest.mark.fault("R5")
def test_no_password_is_in_the_store_or_on_a_command_line(watch: Watching) -> None:
    pids = [watch.pid(name) for name in ("well", "auth", "dead")]
    told = b"".join(file.read_bytes() for file in watch.path.parent.iterdir())
    shown = b"".join(Path(f"/proc/{pid}/cmdline").read_bytes() for pid in pids)
    assert b"spawn_main" in shown
    assert b"wrong-secret" not in told + shown
