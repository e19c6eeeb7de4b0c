"""What nobody looks at is not decoded, and nobody can tell."""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from pipeline.sources import passing
from pipeline.sources.decoding import ScaledSize
from pipeline.sources.footage import FootageReader

SIDE, COUNT, FPS = 64, 150, 25
X264 = {"preset": "veryfast", "crf": "30", "threads": "1"}

PYRAMID = X264 | {"bf": "3", "b_strategy": "0", "b-pyramid": "normal", "g": "50"}
SHAPES: dict[str, tuple[str, str, dict[str, str]]] = {
    "two between": ("libx264", ".mp4", X264 | {"bf": "2", "b_strategy": "0", "g": "50"}),
    "pyramid": ("libx264", ".mp4", PYRAMID),
    "deep": ("libx264", ".mkv", PYRAMID | {"bf": "7", "refs": "8"}),
    "strict": ("libx264", ".ts", PYRAMID | {"b-pyramid": "strict", "bf": "5"}),
    "open": ("libx264", ".mkv", PYRAMID | {"x264-params": "open-gop=1:keyint=30"}),
    "short groups": ("libx264", ".mp4", PYRAMID | {"g": "7", "sc_threshold": "0"}),
    "unchained": ("libx264", ".ts", PYRAMID | {"intra-refresh": "1"}),
    "interlaced": ("libx264", ".ts", PYRAMID | {"flags": "+ildct+ilme"}),
    "in order": ("libx264", ".mp4", X264 | {"bf": "0", "g": "50"}),
    "avi": ("libx264", ".avi", PYRAMID),
    "hevc": ("libx265", ".mp4", {"preset": "ultrafast", "x265-params": "bframes=4:log-level=none"}),
    "hevc open": (
        "libx265",
        ".ts",
        {"preset": "ultrafast", "x265-params": "bframes=3:open-gop=1:keyint=20:log-level=none"},
    ),
    "hevc layers": (
        "libx265",
        ".mkv",
        {"preset": "ultrafast", "x265-params": "bframes=3:temporal-layers=3:log-level=none"},
    ),
    "jpeg": ("mjpeg", ".avi", {}),
    "jpeg in mkv": ("mjpeg", ".mkv", {}),
    "mpeg4": ("mpeg4", ".mp4", {"bf": "2"}),
    "vp9": ("libvpx-vp9", ".webm", {"cpu-used": "8", "deadline": "realtime"}),
    "av1": ("libsvtav1", ".mkv", {"preset": "12"}),
}
IDLE = {"interlaced", "in order", "mpeg4", "vp9", "av1"}
"""Of which nothing is passed over: others rest on all pictures, or nobody knows."""


def clip(path: Path, name: str, stamps: list[int] | None = None) -> Path:
    """Write a clip in which something moves, with pictures in the order that the name says.

    In a thread of its own: where it may, SVT-AV1 makes the thread that calls it one of real time,
    which keeps others from the processor, as does all that it starts then: a browser, for example.
    """
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(_written, path, name, stamps).result()


def _written(path: Path, name: str, stamps: list[int] | None) -> Path:
    codec, suffix, options = SHAPES[name]
    path = path.with_suffix(suffix)
    texture = np.random.default_rng(3).integers(0, 255, (SIDE, SIDE, 3)).astype(np.uint8)
    texture = np.repeat(np.repeat(texture[::8, ::8], 8, 0), 8, 1)
    with av.open(str(path), "w") as container:
        stream = container.add_stream(codec, rate=FPS)
        stream.width, stream.height = SIDE, SIDE
        stream.pix_fmt = "yuvj420p" if codec == "mjpeg" else "yuv420p"
        stream.options = dict(options)
        for number in range(COUNT):
            picture = np.roll(texture, (number, number // 3), (0, 1))
            frame = av.VideoFrame.from_ndarray(picture, format="bgr24")
            frame.pts, frame.time_base = (stamps or range(COUNT))[number], Fraction(1, FPS)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


Told = tuple[list[tuple[int, float, bytes]], FootageReader]


def told(path: Path, sample_fps: float, size: ScaledSize | None = None) -> Told:
    reader = FootageReader(path, sample_fps, size)
    return [(frame.index, frame.t_s, frame.image.tobytes()) for frame in reader], reader


def told_by_decoding_all(
    path: Path, sample_fps: float, patch: pytest.MonkeyPatch, size: ScaledSize | None = None
) -> Told:
    with patch.context() as patched:
        patched.setattr(passing, "rests_of", lambda *_: None)
        return told(path, sample_fps, size)


def assert_same(path: Path, monkeypatch: pytest.MonkeyPatch) -> int:
    """Assert that passing over pictures changes nothing, and return how many were at 5 a second."""
    passed = 0
    for sample_fps in (5.0, 3.0, 12.5, 0.7):
        frames, reader = told(path, sample_fps)
        all_frames, decoder = told_by_decoding_all(path, sample_fps, monkeypatch)
        assert [frame[:2] for frame in frames] == [frame[:2] for frame in all_frames]
        assert frames == all_frames
        assert reader.frames_decoded == decoder.frames_decoded
        assert reader.end_s == decoder.end_s
        assert reader.clock_jumps == decoder.clock_jumps
        assert reader.corrupt_packets == decoder.corrupt_packets
        assert decoder.frames_passed == 0
        passed = passed or reader.frames_passed
    return passed


@pytest.mark.parametrize("name", SHAPES)
def test_the_same_pictures_come_as_if_all_were_decoded(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    passed = assert_same(clip(tmp_path / "clip", name), monkeypatch)
    assert (passed == 0) == (name in IDLE)


@pytest.mark.skipif(not hasattr(os, "sched_getscheduler"), reason="only Linux tells")
def test_who_writes_a_clip_stays_as_urgent_as_before(tmp_path: Path) -> None:
    before = os.sched_getscheduler(0)
    clip(tmp_path / "clip", "av1")
    assert os.sched_getscheduler(0) == before


def assert_passed(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert assert_same(path, monkeypatch) > 0


@pytest.mark.parametrize("name", ["pyramid", "strict", "hevc", "deep"])
def test_at_a_rate_that_varies(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    steps = np.random.default_rng(5).integers(1, 9, COUNT)
    assert_passed(clip(tmp_path / "clip", name, steps.cumsum().tolist()), monkeypatch)


@pytest.mark.parametrize("name", ["pyramid", "deep"])
def test_across_pauses_and_jumps_of_the_clock(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Six seconds of which each lies further from the last: 1 s, 20 s, and an hour that is closed.
    gaps = {25: FPS, 50: 20 * FPS, 100: 3600 * FPS}
    stamps = np.cumsum([gaps.get(number, 1) for number in range(COUNT)]).tolist()
    assert_passed(clip(tmp_path / "clip", name, stamps), monkeypatch)


@pytest.mark.parametrize("name", ["strict", "hevc open"])
def test_across_a_step_back_of_the_clock(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = clip(tmp_path / "clip", name)
    path.write_bytes(path.read_bytes() * 2)
    assert len(told(path, 5.0)[1].clock_jumps) == 1
    assert_passed(path, monkeypatch)


def test_where_an_edit_list_leaves_out_the_beginning(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = clip(tmp_path / "clip", "pyramid")
    content = bytearray(path.read_bytes())
    at = content.index(b"elst") + 16  # Behind version, count and duration: where the media begin.
    tick = content.index(b"mdhd") + 16
    begin = int.from_bytes(content[at : at + 4], "big")
    scale = int.from_bytes(content[tick : tick + 4], "big")
    content[at : at + 4] = (begin + scale * 11 // FPS).to_bytes(4, "big")
    path.write_bytes(content)
    assert told(path, 5.0)[1].frames_decoded == COUNT - 11
    assert_passed(path, monkeypatch)


@pytest.mark.parametrize("name", ["deep", "strict", "hevc open"])
def test_of_a_recording_that_breaks_off(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = clip(tmp_path / "clip", name)
    path.write_bytes(path.read_bytes()[: path.stat().st_size * 2 // 3])
    assert_passed(path, monkeypatch)


def copied(path: Path, target: Path, stamp: Callable[[av.Packet], None]) -> Path:
    """Write the packets of a clip into another file, with other times."""
    with av.open(str(path)) as source, av.open(str(target), "w") as container:
        stream = container.add_stream_from_template(source.streams.video[0])
        for packet in source.demux(video=0):
            if packet.size:
                stamp(packet)
                packet.stream = stream
                container.mux(packet)
    return target


def test_times_that_only_copy_the_order_of_decoding_are_not_gone_by(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def decoding_time(packet: av.Packet) -> None:
        packet.pts = packet.dts

    path = copied(clip(tmp_path / "clip", "pyramid"), tmp_path / "copy.mkv", decoding_time)
    assert assert_same(path, monkeypatch) == 0


def test_of_an_avi_that_a_recorder_made(third_party: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # Of each five pictures four are rested on by none; at five a second one of them is looked at.
    path = third_party / "footage/plaza_1280x720_50fps.avi"
    frames, reader = told(path, 5.0, lambda _: (64, 36))
    all_frames, _ = told_by_decoding_all(path, 5.0, monkeypatch, lambda _: (64, 36))
    assert frames == all_frames
    assert reader.frames_passed > 341 // 2


@pytest.mark.parametrize("seed", range(3))
def test_damage_costs_hardly_a_picture_more_than_if_all_were_decoded(
    seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = clip(tmp_path / "clip", "short groups", list(range(0, 2 * COUNT, 2)))
    sound, _ = told(path, 5.0)
    content, rng = bytearray(path.read_bytes()), np.random.default_rng(seed)
    begin = content.index(b"mdat") + 4
    for at in rng.integers(begin, content.index(b"moov") - 4, 6):
        content[at] ^= 1 << int(rng.integers(8))
    path.write_bytes(content)
    all_frames, decoder = told_by_decoding_all(path, 5.0, monkeypatch)
    left = set(all_frames) & set(sound)
    frames, reader = told(path, 5.0)
    assert 0.5 * len(sound) < len(left) < len(sound)
    assert len(left & set(frames)) >= 0.95 * len(left)
    assert reader.frames_passed > 0
    assert reader.corrupt_packets > 0 < decoder.corrupt_packets
