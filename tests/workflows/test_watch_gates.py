"""A site's streams are watched at their gates, and counted as a review of them would."""

import os
import pickle
import signal
import threading
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from pipeline.config.jurisdiction_file import load_jurisdiction
from pipeline.config.site_file import load_site
from pipeline.crowd.gathering import gathering_watches
from pipeline.detect.fitting import Fitting
from pipeline.detect.tiled import Seeker, TiledDetector, Tiling
from pipeline.domain.camera import Stream
from pipeline.domain.crowding import DENSITIES_P_M2, CrowdingEvent, Occupancy
from pipeline.domain.health import HealthFault
from pipeline.domain.reach import Tiles
from pipeline.domain.recall_table import HeightClass, RecallTable
from pipeline.domain.site import Site
from pipeline.domain.wall_clock import moment
from pipeline.errors import StorageError, UsageError
from pipeline.jobs.task import CameraTask
from pipeline.sources.footage import FootageReader
from pipeline.store.database import open_store, rows
from pipeline.store.event_store import stored_occupancy
from pipeline.workflows.camera_tasks import (
    camera_tasks,
    doubtful_gates,
    looked_at_closely,
    tiles_not_chosen,
    watched_zones,
)
from pipeline.workflows.check_files import check_store
from pipeline.workflows.gate_reach import Eyesight
from pipeline.workflows.open_detector import open_detector
from pipeline.workflows.watch_gates import WatchOptions, watch_gates
from tests.jobs.gate_clip import gate_clip, site_file
from tests.jobs.watching import until
from tests.rtsp_server import RtspServer

SECOND_GATE = """
      - zone: gate
        camera: cam-dead
        picture_zone: [[0, 0], [1, 0], [1, 1]]
        counts: [1, 2, 3, 4]
"""


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Site:
    monkeypatch.setenv("GATE_URL", "rtsp://127.0.0.1:9/gate")
    monkeypatch.setenv("DEAD_URL", "rtsp://127.0.0.1:9/dead")
    return load_site(site_file(tmp_path))


def test_cameras_without_a_stream_are_left_out(site: Site, tmp_path: Path) -> None:
    tasks = camera_tasks(site, WatchOptions(tmp_path / "gates.db"))
    assert [task.camera_id for task in tasks] == ["cam-gate", "cam-dead"]


def test_a_camera_without_a_gate_is_watched_whole_and_its_tier_not_evaluated(site: Site) -> None:
    (zone,) = watched_zones(site, ("cam-gate", "cam-dead"))["cam-dead"]
    assert (zone.id, zone.counts) == ("cam-dead", None)
    assert zone.ring == ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))


def test_a_gate_that_two_cameras_watch_is_two_zones(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = site_file(tmp_path)
    path.write_text(path.read_text("utf-8").rstrip() + SECOND_GATE, encoding="utf-8")
    both = watched_zones(load_site(path), ("cam-gate", "cam-dead"))
    assert [zone.id for zones in both.values() for zone in zones] == [
        "gate@cam-gate",
        "gate@cam-dead",
    ]
    alone = watched_zones(load_site(path), ("cam-gate",))
    assert [zone.id for zone in alone["cam-gate"]] == ["gate"]


def test_the_address_of_a_stream_is_in_no_words_about_its_task(site: Site, tmp_path: Path) -> None:
    tasks = camera_tasks(site, WatchOptions(tmp_path / "gates.db"))
    assert "127.0.0.1" not in repr(tasks)


def streams_of(tmp_path: Path, entry: str) -> dict[str, Stream]:
    """Return the streams to watch where the gate's camera has such a one."""
    path = site_file(tmp_path)
    path.write_text(path.read_text("utf-8").replace("{url_env: GATE_URL}", entry), "utf-8")
    tasks = camera_tasks(load_site(path), WatchOptions(tmp_path / "gates.db", site_file=path))
    return {task.camera_id: task.stream for task in tasks}


def test_an_address_may_lie_in_a_file_beside_the_site_file(site: Site, tmp_path: Path) -> None:
    (tmp_path / "gate.url").write_text("rtsp://me:hunter2@127.0.0.1:9/gate\n")
    stream = streams_of(tmp_path, "{url_file: gate.url, transport: udp}")["cam-gate"]
    assert (stream.url, stream.transport) == ("rtsp://me:hunter2@127.0.0.1:9/gate", "udp")
    (tmp_path / "gate.url").write_text("hunter2")
    with pytest.raises(UsageError, match=r"the file gate\.url must begin with rtsp") as caught:
        streams_of(tmp_path, "{url_file: gate.url}")
    assert "hunter2" not in str(caught.value)
    (tmp_path / "gate.url").unlink()
    with pytest.raises(UsageError, match=r"cam-gate: the secret file .* cannot be read"):
        streams_of(tmp_path, "{url_file: gate.url}")


def test_a_second_stream_counts_once_its_variable_is_set(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = "{url_env: GATE_URL, sub: {url_env: SUB_URL}}"
    assert streams_of(tmp_path, entry)["cam-gate"].sub is None
    monkeypatch.setenv("SUB_URL", "rtsp://127.0.0.1:9/sub")
    sub = streams_of(tmp_path, entry)["cam-gate"].sub
    assert sub is not None and sub.url == "rtsp://127.0.0.1:9/sub"


def test_a_stream_over_http_is_watched_only_where_that_is_said(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GATE_URL", "http://127.0.0.1:9/gate.flv")
    with pytest.raises(
        UsageError, match=r"GATE_URL must begin with rtsp.*; one of HTTP needs allow_http"
    ):
        streams_of(tmp_path, "{url_env: GATE_URL}")
    stream = streams_of(tmp_path, "{url_env: GATE_URL, allow_http: true}")["cam-gate"]
    assert stream.allows_http


@pytest.mark.parametrize("rate", [0.0, -1.0, float("nan"), float("inf")])
def test_a_rate_at_which_nothing_is_seen_is_refused(tmp_path: Path, rate: float) -> None:
    with pytest.raises(UsageError, match="more than 0"):
        WatchOptions(tmp_path / "gates.db", sample_fps=rate)


def test_a_ledger_that_cannot_be_opened_is_refused_before_anything_is_watched(
    site: Site, tmp_path: Path
) -> None:
    options = WatchOptions(tmp_path / "gates.db", ledger=tmp_path)
    with pytest.raises(StorageError, match=r"is a folder; a ledger is a file"):
        watch_gates(site, options)
    assert not options.store.exists()


def test_an_address_that_cannot_be_read_is_told_in_both_languages(
    site: Site, tmp_path: Path
) -> None:
    with pytest.raises(UsageError) as caught:
        streams_of(tmp_path, "{url_file: gate.url}")
    assert caught.value.told("zh") == (
        "cam-gate 的码流：地址文件 gate.url 无法读取，或为空，或不是文本"
    )
    assert "gate.url cannot be read" in caught.value.told("en")


def test_a_doctor_takes_no_folder_for_a_store_that_is_still_to_be_made(tmp_path: Path) -> None:
    found = {each.id: each.outcome for each in check_store(tmp_path, None)}
    assert found["store"] == "failing"
    assert next(iter(check_store(tmp_path / "none.db", None))).outcome == "ok"


def test_unblurred_clips_are_refused_where_no_jurisdiction_allows_them(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="none was given: add clips to its file"):
        WatchOptions(tmp_path / "gates.db", clips=True)
    with pytest.raises(UsageError, match="the jurisdiction eu does not"):
        WatchOptions(tmp_path / "gates.db", clips=True, rules=load_jurisdiction("eu"))
    assert WatchOptions(tmp_path / "gates.db").snapshots is False


def test_a_slow_rate_is_enough_where_no_gate_has_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GATE_URL", "rtsp://127.0.0.1:9/gate")
    monkeypatch.setenv("DEAD_URL", "rtsp://127.0.0.1:9/dead")
    path = site_file(tmp_path)
    path.write_text(path.read_text("utf-8").partition("    gates:")[0], "utf-8")
    tasks = camera_tasks(load_site(path), WatchOptions(tmp_path / "gates.db", sample_fps=0.5))
    assert {(task.sample_fps, task.deblock) for task in tasks} == {(0.5, True)}
    options = WatchOptions(tmp_path / "gates.db", sample_fps=0.5, fast_decode=True)
    assert not any(task.deblock for task in camera_tasks(load_site(path), options))


PEAKS = """
calendar:
  timezone: Asia/Shanghai
  peaks:
    - {name: morning, hours: "07:10-08:10"}
"""


@pytest.fixture(scope="module")
def gate_task(tmp_path_factory: pytest.TempPathFactory) -> CameraTask:
    """Return the task of a gate with a calendar, a line, a bar and a frame rate of its own."""
    folder = tmp_path_factory.mktemp("site")
    path = site_file(folder)
    text = path.read_text("utf-8") + "        flow_line: [[1, 0.7], [0, 0.7]]\n"
    text += "        unexpected: {people: 3, dwell_s: 30}\n" + PEAKS
    text = text.replace("{url_env: GATE_URL}", "{url: 'rtsp://127.0.0.1:9/gate'}, fps: 25")
    path.write_text(text.replace("{url_env: DEAD_URL}", "{url: 'rtsp://127.0.0.1:9/b'}"), "utf-8")
    task, _ = camera_tasks(load_site(path), WatchOptions(folder / "gates.db"), sure=0.4)
    return task


def test_a_gate_is_judged_by_all_that_plan_and_calendar_say(gate_task: CameraTask) -> None:
    (zone,), (ground,), (line,) = gate_task.zones, gate_task.grounds, gate_task.lines
    assert zone.bars == DENSITIES_P_M2
    assert (ground.known.zone_id, line.id) == ("gate", "gate")
    assert gate_task.calendar is not None
    assert gate_task.calendar.bar_of("gate").people == 3
    assert (gate_task.fps, gate_task.sure, gate_task.turns) == (25, 0.4, False)


def test_the_task_with_its_ground_travels_to_a_worker(gate_task: CameraTask) -> None:
    there = pickle.loads(pickle.dumps(gate_task))
    assert there.grounds[0].visible.equals(gate_task.grounds[0].visible)
    assert there.grounds[0].camera.stream is None


TOO_TALL_PX = 60


def seen_from(height_px: int) -> Eyesight:
    """Return a detector that finds hardly anybody below a height in an input of 640 x 360."""
    rows = HeightClass(0, 5, 100), HeightClass(height_px, 980, 1000)
    return Eyesight(RecallTable("ab", 0.4, 10, 40, 30, rows), Fitting((640, 384), True))


def test_counts_of_a_watch_are_corrected_by_whom_the_detector_misses(
    site: Site, tmp_path: Path
) -> None:
    options = WatchOptions(tmp_path / "gates.db")
    plain, *_ = camera_tasks(site, options)
    tasks = camera_tasks(site, options, eyesight=seen_from(20))
    (known,), (seen,) = tasks[0].grounds, plain.grounds
    assert known.known.curve.recall == pytest.approx(0.98 * seen.known.curve.recall)
    assert list(doubtful_gates(tasks)) == list(doubtful_gates([plain])) == []


def test_a_watch_says_at_which_gates_people_are_too_small(site: Site, tmp_path: Path) -> None:
    options = WatchOptions(tmp_path / "gates.db")
    tasks = camera_tasks(site, options, eyesight=seen_from(200))
    (notice,) = doubtful_gates(tasks)
    assert (notice.event, notice.facts) == ("watch.low_confidence", {"zone": "gate"})
    assert notice.en.startswith("gate: low confidence: people are too small")
    assert "longer lens" in notice.en and "长焦镜头" in notice.zh


def test_a_watch_says_which_tiles_would_do_and_takes_them_if_asked(
    site: Site, tmp_path: Path
) -> None:
    options, eyesight = WatchOptions(tmp_path / "gates.db"), seen_from(TOO_TALL_PX)
    tasks = camera_tasks(site, options, eyesight=eyesight)
    (notice,) = doubtful_gates(tasks)
    assert notice.en.endswith("; --tiles 3x1 would do")
    assert [task.tiles for task in tasks] == [None, None]
    assert list(looked_at_closely(tasks)) == []
    closely = camera_tasks(site, replace(options, tile_policy="best"), eyesight=eyesight)
    assert list(doubtful_gates(closely)) == []
    # The other camera watches no gate of which the ground is known.
    assert [task.tiles for task in closely] == [(3, 1), None]
    (told,) = looked_at_closely(closely)
    assert told.en == (
        "cam-gate: its gates are looked at closely with tiles 3x1, which takes the detector about 4"
        " times as long"
    )
    assert list(tiles_not_chosen(closely, replace(options, tile_policy="best"))) == []
    named = camera_tasks(site, replace(options, tiles=(3, 2)))
    assert [task.tiles for task in named] == [(3, 2), (3, 2)]


def test_a_watch_that_cannot_choose_tiles_says_so(site: Site, tmp_path: Path) -> None:
    options = WatchOptions(tmp_path / "gates.db", tile_policy="best")
    (notice,) = tiles_not_chosen(camera_tasks(site, options), options)
    assert notice.en.startswith("--tiles auto needs a calibrated detector and a gate on a plan")
    # Control: whoever asked for none is told nothing.
    plain = replace(options, tile_policy="none")
    assert list(tiles_not_chosen(camera_tasks(site, plain), plain)) == []


def test_a_gate_that_two_cameras_watch_keeps_its_window_and_its_bar(
    gate_task: CameraTask,
) -> None:
    shared = replace(gate_task.zones[0], id="gate@cam-gate")
    watches = gathering_watches((shared,), 5.0, moment, gate_task.calendar)
    watch = watches["gate@cam-gate"]
    assert watch.bar.people == 3
    peak = datetime(2026, 11, 30, 7, 20, tzinfo=ZoneInfo("Asia/Shanghai")).timestamp()
    watch.step(Occupancy(peak, shared.id, 9))
    watch.step(Occupancy(peak + 1.0, shared.id, 9))
    assert (watch.record.in_peaks_s, watch.record.watched_s) == (1.0, 0.0)


def stop_when_counted(path: Path, zone_id: str, seconds: int) -> None:
    """Ask the watch of this process to stop, as a service manager does, once it has counted."""

    def counted() -> bool:
        with closing(open_store(path)) as store:
            good = [row for row in stored_occupancy(store, zone_id) if row.quality == "ok"]
        return len(good) >= seconds

    until(counted, f"{seconds} s of counts")
    os.kill(os.getpid(), signal.SIGTERM)


@pytest.mark.parametrize("tiles", [None, (2, 1)])
def test_a_stream_is_counted_as_its_recording_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tiles: Tiles | None
) -> None:
    recording = tmp_path / "gate.mp4"
    recording.write_bytes(gate_clip())
    detector: Seeker = open_detector(None)
    if tiles is not None:
        detector = TiledDetector(detector, Tiling(*tiles), open_detector(None).manifest.iou)
    pictures = FootageReader(recording, None, detector.scaled_size)
    counts = [len(detector.detect(frame)) for frame in pictures]
    told: list[CrowdingEvent | HealthFault] = []
    options = WatchOptions(tmp_path / "gates.db", tiles=tiles)
    with RtspServer({"gate": recording}) as server:
        monkeypatch.setenv("GATE_URL", server.url("gate"))
        monkeypatch.setenv("DEAD_URL", "rtsp://127.0.0.1:9/dead")
        stopper = threading.Thread(target=stop_when_counted, args=(options.store, "gate", 4))
        stopper.start()
        watch_gates(load_site(site_file(tmp_path)), options, told.append)
        stopper.join()
    with closing(open_store(options.store)) as store:
        good = [row for row in stored_occupancy(store, "gate") if row.quality == "ok"]
    assert {row.people_max for row in good} <= set(counts)
    assert min(counts) <= np.mean([row.people_mean for row in good]) <= max(counts)
    assert [change.kind for change in told if isinstance(change, HealthFault)] == ["offline"]


def test_a_watch_ends_by_itself_when_its_time_is_up(site: Site, tmp_path: Path) -> None:
    watch_gates(site, WatchOptions(tmp_path / "gates.db", for_s=0.1))
    with closing(open_store(tmp_path / "gates.db")) as store:
        assert rows(store, "SELECT id FROM cameras ORDER BY id") == [("cam-dead",), ("cam-gate",)]
