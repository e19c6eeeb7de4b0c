"""What an earlier run left is gone, or the user hears why not."""

from pathlib import Path

import pytest

from pipeline.errors import StorageError
from pipeline.store.removal import remove_files


def test_files_are_gone_and_missing_ones_are_no_fault(tmp_path: Path) -> None:
    (tmp_path / "b").write_text("old")
    remove_files([tmp_path / "a", tmp_path / "b", tmp_path / "no folder" / "c"])
    assert list(tmp_path.iterdir()) == []


def test_a_folder_in_the_way_is_a_storage_error(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    with pytest.raises(StorageError, match="a: could not be removed"):
        remove_files([tmp_path / "a"])
