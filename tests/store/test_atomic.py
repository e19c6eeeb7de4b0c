"""A file is written wholly or not at all."""

import os
from pathlib import Path

import pytest

from pipeline.errors import StorageError
from pipeline.store.atomic import GrowingFile, atomic_copy, atomic_lines, atomic_write, half_written


def test_text_is_written_as_utf8_and_bytes_as_they_are(tmp_path: Path) -> None:
    atomic_write(tmp_path / "a", "校门\n")
    atomic_write(tmp_path / "b", b"\x00\r\n")
    assert (tmp_path / "a").read_bytes() == "校门\n".encode()
    assert (tmp_path / "b").read_bytes() == b"\x00\r\n"


def test_a_file_is_replaced_and_nothing_else_is_left(tmp_path: Path) -> None:
    atomic_write(tmp_path / "deep" / "report.html", "old")
    atomic_write(tmp_path / "deep" / "report.html", "new")
    assert [path.read_text() for path in (tmp_path / "deep").iterdir()] == ["new"]


@pytest.mark.fault("S2")
def test_a_failed_write_leaves_the_old_file_and_no_temporary_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    atomic_write(tmp_path / "report.html", "old")

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StorageError, match=r"report\.html: .* No space left on device"):
        atomic_write(tmp_path / "report.html", "new")
    assert [path.read_text() for path in tmp_path.iterdir()] == ["old"]


def test_what_need_not_outlast_a_power_cut_waits_for_no_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[int] = []
    monkeypatch.setattr(os, "fsync", synced.append)
    atomic_write(tmp_path / "a", "x", synced=False)
    assert ((tmp_path / "a").read_text(), synced) == ("x", [])
    atomic_write(tmp_path / "b", "x")
    assert len(synced) == 2  # the file, and the folder that names it


def test_an_interruption_leaves_no_temporary_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(handle: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupted)
    with pytest.raises(KeyboardInterrupt):
        atomic_write(tmp_path / "report.html", "new")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_in_the_way_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "report.html").mkdir()
    with pytest.raises(StorageError, match=r"report\.html: could not be written"):
        atomic_write(tmp_path / "report.html", "new")


def test_a_file_where_a_folder_should_be_is_refused(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("")
    with pytest.raises(StorageError, match="could not be written"):
        atomic_write(tmp_path / "out" / "report.html", "new")


@pytest.mark.skipif(os.name == "nt", reason="Windows has no permission bits")
def test_others_may_read_a_report_as_the_umask_allows(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        atomic_write(tmp_path / "report.html", "x")
    finally:
        os.umask(before)
    assert (tmp_path / "report.html").stat().st_mode & 0o777 == 0o640


def test_a_long_chinese_name_fits(tmp_path: Path) -> None:
    path = tmp_path / ("报" * 80 + ".html")
    atomic_write(path, "x")
    assert path.read_text() == "x"


def test_a_growing_file_has_its_name_when_it_is_whole(tmp_path: Path) -> None:
    growing = GrowingFile(tmp_path / "deep" / "a.onnx")
    assert growing.size == 0
    with growing.growing(0) as append:
        append(b"one ")
        append(b"two")
    assert (growing.size, growing.path.exists()) == (7, False)
    growing.finish()
    assert growing.path.read_bytes() == b"one two"
    assert list((tmp_path / "deep").iterdir()) == [growing.path]


def test_a_growing_file_goes_on_from_any_byte(tmp_path: Path) -> None:
    for from_byte, whole in ((0, b"one two"), (4, b"one one two"), (0, b"one two")):
        growing = GrowingFile(tmp_path / "a.onnx")
        with growing.growing(from_byte) as append:
            append(b"one two")
        assert growing.part.read_bytes() == whole


def test_what_had_been_written_stays_when_the_rest_does_not_come(tmp_path: Path) -> None:
    growing = GrowingFile(tmp_path / "a.onnx")
    with pytest.raises(KeyboardInterrupt), growing.growing(0) as append:
        append(b"one ")
        raise KeyboardInterrupt
    assert growing.part.read_bytes() == b"one "


@pytest.mark.fault("S2")
def test_a_disk_without_room_is_told_by_the_files_own_name(tmp_path: Path) -> None:
    resource = pytest.importorskip("resource")
    growing = GrowingFile(tmp_path / "a.onnx")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    with (
        pytest.raises(StorageError, match=r"a\.onnx: could not be written: File too large"),
        growing.growing(0) as append,
    ):
        resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, hard))
        try:
            append(b"0" * 100_000)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert not growing.path.exists()


def test_a_file_that_cannot_be_made_to_last_does_not_get_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    growing = GrowingFile(tmp_path / "a.onnx")
    with growing.growing(0) as append:
        append(b"one")

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StorageError, match=r"a\.onnx: could not be written: No space left"):
        growing.finish()
    assert not growing.path.exists()


def test_lines_are_there_when_all_are_written_and_the_old_file_until_then(tmp_path: Path) -> None:
    path = tmp_path / "out" / "occupancy.csv"
    atomic_write(path, "old")
    with atomic_lines(path) as write:
        write("门,1\n")
        assert path.read_text() == "old"
        assert len(list(half_written(path))) == 1
        write("门,2\n")
    assert path.read_bytes() == "门,1\n门,2\n".encode()
    assert list(path.parent.iterdir()) == [path]


def test_lines_that_were_not_finished_leave_the_old_file_alone(tmp_path: Path) -> None:
    path = tmp_path / "occupancy.csv"
    atomic_write(path, "old")
    with pytest.raises(KeyboardInterrupt), atomic_lines(path) as write:
        write("new")
        raise KeyboardInterrupt
    assert [path.read_text() for path in tmp_path.iterdir()] == ["old"]


@pytest.mark.fault("S2")
def test_lines_that_a_full_disk_does_not_take_are_a_storage_error(tmp_path: Path) -> None:
    with (
        pytest.raises(StorageError, match=r"full: could not be written"),
        atomic_lines(Path("/dev/full/full")),
    ):
        pass
    path = tmp_path / "occupancy.csv"
    with pytest.raises(ZeroDivisionError), atomic_lines(path):
        # What is not the disk's fault is not told as one.
        _ = 1 / 0
    assert list(tmp_path.iterdir()) == []


def test_a_copy_is_whole_and_replaces_what_was_there(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"\x00" * 100_000)
    atomic_write(tmp_path / "b", "old")
    atomic_copy(tmp_path / "a", tmp_path / "b")
    assert (tmp_path / "b").read_bytes() == (tmp_path / "a").read_bytes()
    with pytest.raises(StorageError, match="b: could not be written"):
        atomic_copy(tmp_path / "missing", tmp_path / "b")
    assert {path.name for path in tmp_path.iterdir()} == {"a", "b"}
