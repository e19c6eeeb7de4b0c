"""Frames of a recording come in order, upright, with their times, and survive damage."""

from pathlib import Path

import numpy as np
import pytest

from pipeline.errors import FootageError
from pipeline.sources.clip import encoded_clip
from pipeline.sources.footage import FootageReader, keyframe_fps, probe_footage
from tests.sources.clips import frames_of, patterns, recording


def indices(reader: FootageReader) -> list[int]:
    return [frame.index for frame in reader]


def test_facts_of_a_recording(tmp_path: Path) -> None:
    facts = probe_footage(recording(tmp_path / "a.mp4", 20, size=(64, 48), fps=10))
    assert (facts.width, facts.height, facts.fps, facts.codec) == (64, 48, 10.0, "mpeg4")
    assert facts.duration_s == pytest.approx(2.0)


def test_every_frame_comes_with_its_time(tmp_path: Path) -> None:
    frames = list(reader := FootageReader(recording(tmp_path / "a.mp4", 20, fps=10)))
    assert [frame.index for frame in frames] == list(range(20))
    assert [frame.t_s for frame in frames] == pytest.approx([n / 10 for n in range(20)])
    assert (reader.frames_decoded, reader.corrupt_packets) == (20, 0)
    assert reader.end_s == pytest.approx(2.0)


def test_sampled_frames_are_the_first_at_or_after_their_time(tmp_path: Path) -> None:
    # Ten frames a second, due at 0, 1/3, 2/3, 1, ...: frames 0, 4, 7, 10, 14, 17.
    reader = FootageReader(recording(tmp_path / "a.mp4", 20, fps=10), sample_fps=3.0)
    assert indices(reader) == [0, 4, 7, 10, 14, 17]
    assert reader.frames_decoded == 20


@pytest.mark.parametrize("stop", [-1, 0, 5, 11, 19])
def test_a_resumed_reader_yields_the_rest_of_the_same_frames(tmp_path: Path, stop: int) -> None:
    path = recording(tmp_path / "a.mp4", 20)
    whole = [(f.index, f.t_s, f.image.tobytes()) for f in FootageReader(path, 3.0)]
    resumed = FootageReader(path, 3.0, after_index=stop)
    rest = [(f.index, f.t_s, f.image.tobytes()) for f in resumed]
    assert rest == [frame for frame in whole if frame[0] > stop]
    assert resumed.frames_decoded == 20


def test_images_are_bgr_of_the_source_size(tmp_path: Path) -> None:
    red = np.zeros((48, 64, 3), np.uint8)
    red[:, :, 2] = 200
    path = tmp_path / "red.mp4"
    path.write_bytes(encoded_clip([red] * 3, 10))
    image = next(iter(FootageReader(path))).image
    assert image.shape == (48, 64, 3)
    assert image[24, 32] == pytest.approx([0, 0, 200], abs=6)


def test_images_are_scaled_while_they_are_converted(tmp_path: Path) -> None:
    path = recording(tmp_path / "a.mp4", 3, size=(64, 48))
    frame = next(iter(FootageReader(path, scaled_size=lambda size: (size[0] // 2, size[1] // 4))))
    assert frame.image.shape == (12, 32, 3)
    assert frame.source_size == (64, 48)


def test_odd_sizes_are_read(tmp_path: Path) -> None:
    path = recording(tmp_path / "a.mp4", 3, size=(63, 47))
    frame = next(iter(FootageReader(path, scaled_size=lambda size: (31, 23))))
    assert (frame.source_size, frame.image.shape) == ((63, 47), (23, 31, 3))


@pytest.mark.parametrize("turned_deg", [90, 180, -90])
def test_turned_recordings_are_shown_upright(tmp_path: Path, turned_deg: int) -> None:
    lying = next(iter(FootageReader(recording(tmp_path / "a.mp4", 2)))).image
    path = recording(tmp_path / "b.mp4", 2, turned_deg=turned_deg)
    frame = next(iter(FootageReader(path)))
    assert np.array_equal(frame.image, np.rot90(lying, turned_deg // 90))
    assert frame.source_size == (frame.image.shape[1], frame.image.shape[0])
    assert probe_footage(path).width == frame.image.shape[1]


def test_a_recording_turned_by_ten_degrees_is_refused(tmp_path: Path) -> None:
    path = recording(tmp_path / "a.mp4", 2, turned_deg=10)
    with pytest.raises(FootageError, match="turned by"):
        next(iter(FootageReader(path)))


def test_a_gap_of_an_hour_in_the_timestamps_passes_in_one_frame(tmp_path: Path) -> None:
    stamps = [*range(10), *range(36_010, 36_020)]
    reader = FootageReader(recording(tmp_path / "a.mp4", 20, stamps=stamps))
    assert [frame.t_s for frame in reader] == pytest.approx([n / 10 for n in range(20)])
    (jump,) = reader.clock_jumps
    assert (jump.t_s, jump.step_s) == pytest.approx((1.0, 3600.1))


@pytest.mark.parametrize(("after_index", "jumps"), [(8, 1), (9, 1), (10, 0)])
def test_a_jump_that_an_earlier_run_has_passed_is_not_told_again(
    tmp_path: Path, after_index: int, jumps: int
) -> None:
    # The tenth frame is the last before the jump, the eleventh (index 10) the first behind it.
    path = recording(tmp_path / "a.mp4", 20, stamps=[*range(10), *range(36_010, 36_020)])
    list(reader := FootageReader(path, after_index=after_index))
    assert len(reader.clock_jumps) == jumps


def test_damaged_pictures_are_passed_over_and_counted(tmp_path: Path) -> None:
    path = recording(tmp_path / "a.avi", 60, size=(160, 120))
    data = bytearray(path.read_bytes())
    random = np.random.default_rng(1)
    for at in random.integers(len(data) // 4, 3 * len(data) // 4, 400):
        data[at] ^= 0xFF
    path.write_bytes(data)
    frames = list(reader := FootageReader(path))
    assert len(frames) == reader.frames_decoded > 30
    assert reader.corrupt_packets > 0


def test_a_recording_that_breaks_off_yields_what_is_there(tmp_path: Path) -> None:
    path = recording(tmp_path / "a.ts", 60)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    assert 10 < len(indices(FootageReader(path))) < 60


def test_a_name_that_no_file_can_have_is_refused() -> None:
    with pytest.raises(FootageError, match="cannot be a recording"):
        probe_footage(Path("m" * 300 + ".mp4"))


def test_a_recording_without_one_picture_is_refused(tmp_path: Path) -> None:
    path = recording(tmp_path / "a.mp4", 20)
    data = path.read_bytes()
    start = data.index(b"mdat") + 4
    path.write_bytes(
        data[:start] + bytes(data.index(b"moov") - 4 - start) + data[data.index(b"moov") - 4 :]
    )
    with pytest.raises(FootageError, match="not one picture"):
        indices(FootageReader(path))
    with pytest.raises(FootageError, match="not one picture"):
        probe_footage(path)


def test_avi_pictures_coded_out_of_order_keep_an_even_pace(third_party: Path) -> None:
    # 341 field-coded pictures in 13.64 s: 25 a second, although the header says 50.
    path = third_party / "footage/plaza_1280x720_50fps.avi"
    reader = FootageReader(path, sample_fps=1.0, scaled_size=lambda size: (64, 36))
    t_s = [frame.t_s for frame in reader]
    assert probe_footage(path).fps == 25.0
    assert (reader.frames_decoded, reader.clock_jumps) == (341, [])
    assert t_s == pytest.approx(list(range(14)), abs=0.04)


def test_a_clip_comes_back_as_it_was() -> None:
    pictures = list(patterns(5))
    decoded = frames_of(encoded_clip(pictures, 25))
    assert len(decoded) == 5
    assert all(abs(a.mean() - b.mean()) < 3 for a, b in zip(pictures, decoded, strict=True))


def test_a_recording_may_change_its_size_on_the_way(tmp_path: Path) -> None:
    small = recording(tmp_path / "a.ts", 10, size=(64, 48))
    large = recording(tmp_path / "b.ts", 10, size=(96, 64))
    small.write_bytes(small.read_bytes() + large.read_bytes())
    frames = list(FootageReader(small, scaled_size=lambda size: (size[0] // 2, size[1] // 2)))
    assert [f.source_size for f in frames] == [(64, 48)] * 10 + [(96, 64)] * 10
    assert [f.image.shape for f in frames] == [(24, 32, 3)] * 10 + [(32, 48, 3)] * 10


def test_key_frames_alone_come_with_the_times_that_they_have_among_all(tmp_path: Path) -> None:
    """Every fifth frame of ten a second stands alone: two a second."""
    path = recording(tmp_path / "a.mp4", 20, fps=10)
    all_frames = {round(f.t_s, 6): f.image for f in FootageReader(path)}
    frames = list(reader := FootageReader(path, keyframes=True))
    assert [frame.t_s for frame in frames] == pytest.approx([0.0, 0.5, 1.0, 1.5])
    assert all(np.array_equal(f.image, all_frames[round(f.t_s, 6)]) for f in frames)
    assert (reader.frames_decoded, reader.end_s) == (4, pytest.approx(2.0))
    assert keyframe_fps(path) == pytest.approx(2.0)


def test_a_recording_with_one_key_frame_has_one_a_minute(tmp_path: Path) -> None:
    assert keyframe_fps(recording(tmp_path / "a.mp4", 4, fps=10)) == pytest.approx(1 / 60)


def test_the_last_key_frame_does_not_outlast_the_recording(tmp_path: Path) -> None:
    """18 frames of ten a second: the last key frame, at 1.5 s, stands for 0.3 s."""
    reader = FootageReader(recording(tmp_path / "a.mp4", 18, fps=10), keyframes=True)
    assert [frame.t_s for frame in reader][-1] == pytest.approx(1.5)
    assert reader.end_s == pytest.approx(1.8)
