"""Evidence of an episode is kept by the worker of its camera, and by nobody before it is one."""

import io
import json
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np
import pytest

from pipeline.domain.camera import Stream
from pipeline.domain.crowding import CrowdingEvent
from pipeline.domain.detections import Detections
from pipeline.domain.evidence import ClipRules, Span
from pipeline.domain.frame import Frame
from pipeline.domain.label import Label
from pipeline.imaging.mosaic import head_of
from pipeline.jobs.clock import started_clock
from pipeline.jobs.leaving import do_duties
from pipeline.jobs.patience import Patience
from pipeline.jobs.task import CameraTask
from pipeline.sources.clip import encoded_clip
from pipeline.sources.footage import FootageReader
from pipeline.sources.live import LiveStream
from pipeline.store.chain import last_body
from pipeline.store.database import open_store
from pipeline.store.episode_evidence import owed_evidence
from pipeline.store.event_store import record_batch, record_zones
from pipeline.store.retention import evidence_folder
from pipeline.store.room import Ladder
from pipeline.store.verification import verify_store
from pipeline.workflows import keep_evidence
from pipeline.workflows.evidence_wish import EvidenceWish
from pipeline.workflows.keep_evidence import EvidenceKeeper, PeakHolder
from pipeline.workflows.open_detector import open_detector
from pipeline.workflows.picture_counts import UNSURE
from tests.jobs.watching import until
from tests.rtsp_server import RtspServer
from tests.sources.clips import patterns
from tests.store.chained import CAMERAS, GATE, counted

ROOM = Ladder(0, 0, 0)
CLIPS = ClipRules(Label("调查", "to look into it"), 30.0, before_s=1.0, after_s=0.5, most_s=3.0)
PERSON = (20.0, 10.0, 40.0, 60.0)


class Camera:
    """A camera at a gate: its keeper, and a store in which a supervisor would record episodes."""

    def __init__(self, folder: Path, **wish: Any) -> None:
        self.clock = started_clock()
        self.path = folder / "gates.db"
        self.store = open_store(self.path)
        record_zones(self.store, "school", CAMERAS, {"cam-1": (GATE,)})
        task = CameraTask("cam-1", Stream("rtsp://x"), (GATE,), 5.0, Patience(), self.clock)
        facts = {"model_sha256": "ab", "site_sha256": "cd"}
        told = {"ladder": ROOM, "facts": facts, "jurisdiction": "own", **wish}
        self.keeper = EvidenceKeeper(
            EvidenceWish(self.path, "school", **told), task, 0.4, self.clock.now_s
        )

    def record(self, event: CrowdingEvent, **fields: Any) -> CrowdingEvent:
        """Record a state of an episode, as a supervisor does."""
        state = replace(event, **fields)
        record_batch(self.store, changes=[state], owes_evidence=True)
        return state

    def note(self, thing: str) -> dict[str, Any]:
        """Return what the chain says of an episode's evidence."""
        body = last_body(self.store, f"evidence:{thing}")
        return {} if body is None else json.loads(body)

    def manifest(self, thing: str) -> dict[str, Any]:
        """Return the manifest of an episode."""
        path = evidence_folder(self.path) / f"{thing}.manifest.json"
        document: dict[str, Any] = json.loads(path.read_text("utf-8"))
        return document

    def file(self, thing: str, kind: str) -> bytes:
        """Return the file of a kind of an episode's evidence."""
        name = self.manifest(thing)["files"][kind]["name"]
        return (evidence_folder(self.path) / name).read_bytes()


def crowd(start_s: float) -> CrowdingEvent:
    name = f"gate-{start_s:011.3f}"
    return CrowdingEvent(name, "gate", start_s, None, "open", "blue", 5, start_s, ())


def frame(t_s: float, level: int = 120) -> Frame:
    """Return a noisy picture of 80 x 80."""
    noise = np.random.default_rng(int(t_s)).integers(0, level, (80, 80, 3), dtype=np.uint8)
    return Frame(noise, int(t_s), t_s, (80, 80))


def people(count: int) -> Detections:
    return Detections(np.array([PERSON] * count, np.float32), np.full(count, 0.9, np.float32))


@pytest.fixture(autouse=True)
def in_haste(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keep_evidence, "SETTLE_S", 0.3)


@pytest.fixture(scope="module")
def server() -> Iterator[RtspServer]:
    with RtspServer({"gate": encoded_clip(patterns(50), 25)}) as running:
        yield running


@contextmanager
def streaming(camera: Camera, server: RtspServer) -> Iterator[LiveStream]:
    with LiveStream(server.url("gate"), now_s=camera.clock.now_s, tap=camera.keeper.ring) as stream:
        frames = stream.frames(5.0)
        next(frames)
        yield stream
        frames.close()


def held(camera: Camera) -> Span:
    assert camera.keeper.ring is not None
    return camera.keeper.ring.span() or Span(0.0, 0.0)


def test_a_clip_holds_the_packets_of_the_episode_as_they_came(
    tmp_path: Path, server: RtspServer
) -> None:
    camera = Camera(tmp_path, clips=CLIPS)
    with streaming(camera, server):
        until(lambda: held(camera).last_s - held(camera).first_s > 1.6, "a clip's worth")
        event = camera.record(crowd(held(camera).first_s + 1.5))
        camera.keeper.turn(camera.store)
        assert camera.note(event.id) == {}
        camera.record(event, end_s=event.start_s + 0.5, status="cleared")
        record_batch(camera.store, [counted(event.start_s + 3.0, "gate", 5)])
        until(lambda: bool(camera.keeper.turn(camera.store) or camera.note(event.id)), "evidence")
    clip = camera.manifest(event.id)["files"]["clip"]
    with av.open(io.BytesIO(camera.file(event.id, "clip"))) as container:
        pictures = list(container.decode(video=0))
    assert len(pictures) == clip["packets"]
    assert pictures[0].key_frame and not any(picture.is_corrupt for picture in pictures)
    # From the key frame before a second before the onset, to half a second after the end.
    assert clip["first_ms"] <= 1000 * (event.start_s - 1.0) < clip["first_ms"] + 2100
    assert abs(clip["last_ms"] - 1000 * (event.start_s + 1.0)) < 100
    lasted_s = float(pictures[-1].pts * pictures[-1].time_base)
    assert lasted_s == pytest.approx((clip["last_ms"] - clip["first_ms"]) / 1000, abs=0.2)
    told = {name: clip[name] for name in ("unblurred", "reason_zh", "kept_hours", "signature_sei")}
    assert told == {
        "unblurred": True,
        "reason_zh": "调查",
        "kept_hours": 720,
        "signature_sei": "no",
    }
    assert (clip["codec"], clip["timing"]) == ("h264", "source")
    assert verify_store(camera.store, None).holds


def test_of_a_long_episode_the_clip_ends_early_and_says_so(
    tmp_path: Path, server: RtspServer
) -> None:
    camera = Camera(tmp_path, clips=replace(CLIPS, before_s=0.2, most_s=1.0))
    with streaming(camera, server):
        event = camera.record(crowd(camera.clock.now_s()))
        until(lambda: camera.clock.now_s() > event.start_s + 1.6, "more than a clip's worth")
        camera.keeper.turn(camera.store)
        camera.record(event, end_s=camera.clock.now_s(), status="cleared")
        record_batch(camera.store, [counted(event.start_s + 9.0, "gate", 5)])
        camera.keeper.turn(camera.store, last=True)
    clip = camera.manifest(event.id)["files"]["clip"]
    assert clip["ends_early"] and clip["last_ms"] <= 1000 * (event.start_s + 0.8)


def test_the_fullest_picture_of_the_episode_is_kept_and_no_fuller_one_of_before(
    tmp_path: Path,
) -> None:
    camera = Camera(tmp_path, snapshots=True)
    now_s = float(int(camera.clock.now_s()))
    peaks = camera.keeper.peaks
    assert peaks is not None
    for second, count in enumerate((9, 2, 3, 7, 7, 4)):
        peaks.saw(frame(now_s - 60 + second), people(count), (count,))
    event = camera.record(crowd(now_s - 59))
    camera.record(event, end_s=now_s - 50, status="cleared")
    camera.keeper.turn(camera.store)
    manifest = camera.manifest(event.id)
    picture = manifest["files"]["snapshot"]
    assert (picture["people"], picture["first_ms"]) == (7, 1000 * (now_s - 57))
    assert (picture["heads"], picture["pixelated"]) == (7, True)
    shape = cv2.imdecode(np.frombuffer(camera.file(event.id, "snapshot"), np.uint8), 1).shape
    assert shape == (80, 80, 3)
    assert manifest["absent"]["clip"]["reason"] == "off"
    assert manifest["watch"] == {"model_sha256": "ab", "site_sha256": "cd"}
    assert manifest["event"]["peak_count"] == 5


@pytest.fixture(scope="module")
def plaza(third_party: Path) -> tuple[Frame, Detections, float]:
    """Return a picture of some forty people on a plaza, and all who may be in it."""
    detector = open_detector(None)
    threshold = detector.manifest.threshold
    clip = third_party / "footage" / "plaza_1280x720_50fps.avi"
    picture = next(iter(FootageReader(clip, 1.0, detector.scaled_size)))
    return picture, detector.at(UNSURE * threshold).detect(picture), threshold


def test_of_no_head_on_a_plaza_more_than_a_few_blocks_are_stored(
    tmp_path: Path, plaza: tuple[Frame, Detections, float]
) -> None:
    picture, found, threshold = plaza
    camera = Camera(tmp_path, snapshots=True)
    now_s, peaks = camera.clock.now_s(), PeakHolder((GATE,), threshold)
    camera.keeper.peaks = peaks
    peaks.saw(replace(picture, t_s=now_s - 60), found, (len(found),))
    event = camera.record(crowd(now_s - 60))
    camera.record(event, end_s=now_s - 50, status="cleared")
    camera.keeper.turn(camera.store)
    data = np.frombuffer(camera.file(event.id, "snapshot"), np.uint8)
    stored = cv2.imdecode(data, cv2.IMREAD_COLOR)
    sure = found.boxes[found.scores >= threshold]
    smaller = picture.source_size[0] / picture.image.shape[1]
    heads = [np.rint(head_of(box / smaller)).astype(int).clip(0) for box in sure.astype(float)]
    assert len(heads) >= 30
    left = [blocks(stored[y1:y2, x1:x2]) for x1, y1, x2, y2 in heads]
    # Nine of one head, and of another that reaches into it.
    assert np.median(left) <= 9 and max(left) <= 18
    before = [blocks(picture.image[y1:y2, x1:x2]) for x1, y1, x2, y2 in heads]
    assert np.median(before) > 12, "the control: as the camera saw them"
    assert all(now < then for now, then in zip(left, before, strict=True))


def blocks(part: np.ndarray[Any, Any]) -> int:
    """Return how many colours 95 % of a part of a picture have, each 16 levels wide.

    The ripples that JPEG makes at edges are the rest.
    """
    _, counts = np.unique(part.reshape(-1, 3) // 16, axis=0, return_counts=True)
    covered = np.sort(counts)[::-1].cumsum()
    return int(np.searchsorted(covered, 0.95 * covered[-1])) + 1


def test_counts_around_the_episode_are_kept_by_the_second(tmp_path: Path) -> None:
    camera = Camera(tmp_path, snapshots=True)
    now_s = float(int(camera.clock.now_s()))
    record_batch(camera.store, [counted(now_s - 60 + n, "gate", n) for n in range(60)])
    event = camera.record(crowd(now_s - 40))
    camera.record(event, end_s=now_s - 20, status="cleared")
    camera.keeper.turn(camera.store)
    lines = camera.file(event.id, "series").decode().splitlines()
    assert lines[0].startswith("second,samples,people_max,people_mean,quality,")
    assert [line.split(",")[2] for line in lines[1:]] == [str(n) for n in range(10, 51)]


def test_what_nobody_holds_is_absent_with_the_reason_and_the_episode_stays(tmp_path: Path) -> None:
    camera = Camera(tmp_path, snapshots=True, clips=CLIPS)
    event = camera.record(crowd(camera.clock.now_s() - 100))
    camera.record(event, end_s=event.start_s + 10, status="cleared")
    camera.keeper.turn(camera.store)
    assert camera.note(event.id)["absent"] == {"snapshot": "not_held", "clip": "not_held"}
    assert owed_evidence(camera.store) == ()
    assert verify_store(camera.store, None).holds


def test_where_there_is_no_room_no_file_is_begun(tmp_path: Path) -> None:
    camera = Camera(tmp_path, snapshots=True, ladder=Ladder(2**62, 2**61, 2**60))
    event = camera.record(crowd(camera.clock.now_s() - 100))
    camera.record(event, end_s=event.start_s + 10, status="cleared")
    camera.keeper.turn(camera.store)
    assert camera.note(event.id)["absent"]["series"] == "no_room"
    assert [path.name for path in evidence_folder(camera.path).iterdir()] == [
        f"{event.id}.manifest.json"
    ]


@pytest.mark.parametrize("told", ["finish", "leave"])
def test_a_keeper_that_ends_keeps_what_there_is_of_an_episode_that_lasts(
    tmp_path: Path, told: str
) -> None:
    camera = Camera(tmp_path, snapshots=True)
    camera.keeper.begin()
    now_s = camera.clock.now_s()
    assert camera.keeper.peaks is not None
    camera.keeper.peaks.saw(frame(now_s), people(4), (4,))
    event = camera.record(crowd(now_s - 1.0))
    camera.keeper.finish() if told == "finish" else do_duties()
    assert camera.manifest(event.id)["files"]["snapshot"]["people"] == 4
    # What the supervisor then says of the episode makes no second evidence of it.
    camera.record(event, end_s=now_s, status="interrupted")
    assert owed_evidence(camera.store) == ()
    with closing(open_store(camera.path)) as store:
        assert verify_store(store, None).holds


def test_nothing_lies_on_a_disk_before_there_is_an_episode(
    tmp_path: Path, server: RtspServer
) -> None:
    camera = Camera(tmp_path, snapshots=True, clips=CLIPS)
    camera.keeper.begin()
    with streaming(camera, server):
        assert camera.keeper.peaks is not None
        camera.keeper.peaks.saw(frame(camera.clock.now_s()), people(4), (4,))
        until(lambda: held(camera).last_s - held(camera).first_s > 1.1, "a turn and more")
    camera.keeper.finish()
    assert not evidence_folder(camera.path).exists()
