"""Photographs and proofs lie beside the ledger under what they hold, whole or not at all."""

import hashlib
import os
from pathlib import Path

import pytest

from pipeline.errors import InputError, StorageError
from pipeline.store.evidence import keep_document, keep_photograph, missing_evidence

JPEG = b"\xff\xd8\xff\xe0 a door that stands open"


@pytest.fixture
def photograph(tmp_path: Path) -> Path:
    path = tmp_path / "door.png"
    path.write_bytes(JPEG)
    return path


def test_a_photograph_is_kept_once_by_what_it_holds_and_not_by_its_name(
    photograph: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "evidence"
    digest = keep_photograph(folder, photograph)
    assert keep_photograph(folder, photograph) == digest == hashlib.sha256(JPEG).hexdigest()
    assert [path.name for path in folder.iterdir()] == [f"{digest}.jpg"]
    assert missing_evidence(folder, (digest,)) == ()


def test_a_full_disk_leaves_no_part_of_a_photograph(
    photograph: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StorageError, match="No space left on device"):
        keep_photograph(tmp_path / "evidence", photograph)
    assert list((tmp_path / "evidence").iterdir()) == []


def test_what_was_altered_or_taken_away_is_missing(photograph: Path, tmp_path: Path) -> None:
    folder = tmp_path / "evidence"
    digest = keep_photograph(folder, photograph)
    (folder / f"{digest}.jpg").write_bytes(JPEG + b"!")
    assert missing_evidence(folder, (digest, "00")) == (digest, "00")


def test_what_cannot_be_read_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        keep_document(tmp_path / "evidence", tmp_path / "gone.json")
    assert not (tmp_path / "evidence").exists()
