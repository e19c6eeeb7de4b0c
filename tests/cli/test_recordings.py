"""Recordings are named one by one, by folder or by pattern, and come in the order of time."""

from pathlib import Path

import pytest

from pipeline.cli.recordings import recordings
from pipeline.errors import FootageError, UsageError


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """Return a recorder's archive: a folder for each day, a file for each part of it."""
    for name in ("9/1.mp4", "9/10.mp4", "9/2.MP4", "10/1.mp4", "10/.1.mp4", "10/index.db"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.touch()
    return tmp_path


def names(archive: Path, *named: str) -> list[str]:
    return [path.relative_to(archive).as_posix() for path in recordings(named)]


def test_a_folder_is_its_media_files_by_their_numbers(archive: Path) -> None:
    assert names(archive, str(archive / "9")) == ["9/1.mp4", "9/2.MP4", "9/10.mp4"]


def test_a_pattern_goes_through_days_and_then_their_parts(archive: Path) -> None:
    all_days = ["9/1.mp4", "9/2.MP4", "9/10.mp4", "10/1.mp4"]
    assert names(archive, str(archive / "**")) == all_days
    assert names(archive, str(archive / "**" / "*.[mM][pP]4")) == all_days
    assert names(archive, str(archive / "*" / "1.mp4")) == ["9/1.mp4", "10/1.mp4"]


def test_what_is_named_stays_in_the_order_in_which_it_was_named(archive: Path) -> None:
    named = [str(archive / "10" / "1.mp4"), str(archive / "9")]
    assert names(archive, *named) == ["10/1.mp4", "9/1.mp4", "9/2.MP4", "9/10.mp4"]


def test_a_file_whose_name_looks_like_a_pattern_is_that_file(tmp_path: Path) -> None:
    path = tmp_path / "gate [1].mp4"
    path.touch()
    assert recordings([str(path)]) == (path,)


def test_nothing_found_is_told(archive: Path) -> None:
    with pytest.raises(
        FootageError, match=r"no recording in this folder; known are \.avi .*'\*\*'"
    ):
        recordings([str(archive)])
    with pytest.raises(FootageError, match="no recording matches this pattern"):
        recordings([str(archive / "*.mkv")])
    with pytest.raises(UsageError, match="no recording was named"):
        recordings([])
