"""A journal gives back what was appended, whatever happened in between."""

import struct
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import InputError, StorageError
from pipeline.store.journal import MARK, Journal, file_digest

KEY = {"model": "abc"}


def written(path: Path, *records: object) -> bytes:
    with Journal(path, KEY) as journal:
        for record in records:
            journal.append(record)
        journal.sync()
    return path.read_bytes()


def test_records_come_back_in_order(tmp_path: Path) -> None:
    records = [{"t": 0.1 + 0.2}, [1, None], "校门"]
    written(tmp_path / "j", *records)
    with Journal(tmp_path / "j", KEY) as journal:
        assert (journal.beginning, list(journal)) == ("resumed", records)


def test_a_resumed_journal_grows_into_what_an_undisturbed_one_is(tmp_path: Path) -> None:
    written(tmp_path / "a", 1)
    assert written(tmp_path / "a", 2, 3) == written(tmp_path / "b", 1, 2, 3)


def test_a_journal_cut_at_any_byte_gives_back_its_whole_records(tmp_path: Path) -> None:
    content = written(tmp_path / "j", "first", "second", "third")
    # A record is 8 bytes of frame and its JSON; the last two are "second" and "third" in quotes.
    ends = [len(content) - 8 - 7 - 8 - 8, len(content) - 8 - 7, len(content)]
    for size in range(len(content) + 1):
        (tmp_path / "j").write_bytes(content[:size])
        with Journal(tmp_path / "j", KEY) as journal:
            assert len(list(journal)) == sum(end <= size for end in ends)
            journal.append("more")
            assert list(journal)[-1] == "more"


def test_without_the_cut_what_follows_a_torn_record_would_be_lost(tmp_path: Path) -> None:
    content = written(tmp_path / "j", "first", "second")
    third = written(tmp_path / "k", "third")[-8 - 7 :]
    torn = content[:-3]
    (tmp_path / "j").write_bytes(torn + third)
    with Journal(tmp_path / "j", KEY) as journal:
        assert list(journal) == ["first"]
    (tmp_path / "j").write_bytes(torn)
    with Journal(tmp_path / "j", KEY) as journal:
        journal.append("third")
        assert list(journal) == ["first", "third"]


@given(st.data())
def test_a_changed_byte_never_gives_a_changed_record(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    path = tmp_path_factory.mktemp("journal") / "j"
    content = bytearray(written(path, *range(5)))
    place = data.draw(st.integers(len(MARK), len(content) - 1))
    content[place] ^= data.draw(st.integers(1, 255))
    path.write_bytes(content)
    with Journal(path, KEY) as journal:
        kept = list(journal)
        assert kept == list(range(len(kept))) and len(kept) < 5


def test_another_key_begins_anew_and_says_so(tmp_path: Path) -> None:
    written(tmp_path / "j", 1, 2)
    with Journal(tmp_path / "j", {"model": "abd"}) as journal:
        assert (journal.beginning, list(journal)) == ("other_key", [])


def test_a_journal_of_another_key_is_put_aside_whole(tmp_path: Path) -> None:
    content = written(tmp_path / "j", 1, 2)
    with Journal(tmp_path / "j", {"model": "abd"}) as journal:
        assert journal.aside.read_bytes() == content
    (tmp_path / "j.old").replace(tmp_path / "j")
    with Journal(tmp_path / "j", KEY) as journal:
        assert (journal.beginning, list(journal)) == ("resumed", [1, 2])


def test_a_missing_or_empty_file_is_a_new_journal(tmp_path: Path) -> None:
    (tmp_path / "empty").touch()
    for name in ("empty", "deep/missing"):
        with Journal(tmp_path / name, KEY) as journal:
            assert (journal.beginning, list(journal)) == ("new", [])


def test_a_file_that_is_no_journal_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "j").write_text("my notes")
    with pytest.raises(StorageError, match="no journal of Sightline"):
        Journal(tmp_path / "j", KEY)
    assert (tmp_path / "j").read_text() == "my notes"


def test_a_length_of_four_gigabytes_is_not_believed(tmp_path: Path) -> None:
    content = written(tmp_path / "j", 1)
    (tmp_path / "j").write_bytes(content + struct.pack("<II", 2**32 - 1, 0) + b"x" * 100)
    assert written(tmp_path / "j") == content


def test_a_second_writer_is_refused(tmp_path: Path) -> None:
    pytest.importorskip("fcntl")
    with (
        Journal(tmp_path / "j", KEY),
        pytest.raises(StorageError, match="another process is writing"),
    ):
        Journal(tmp_path / "j", KEY)
    written(tmp_path / "j", 1)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_a_full_disk_is_a_storage_error(tmp_path: Path) -> None:
    with Journal(tmp_path / "j", KEY) as journal, Path("/dev/full").open("wb", buffering=0) as full:
        kept, journal._file = journal._file, full
        with pytest.raises(StorageError, match=r"j: could not be written: No space left"):
            journal.append(1)
        journal._file = kept


def test_a_folder_in_the_way_is_a_storage_error(tmp_path: Path) -> None:
    (tmp_path / "j").mkdir()
    with pytest.raises(StorageError, match="could not be written"):
        Journal(tmp_path / "j", KEY)


def test_a_digest_sees_every_byte_of_a_small_file(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(bytes(3_000_000))
    (tmp_path / "b").write_bytes(bytes(2_999_999) + b"\x01")
    (tmp_path / "c").write_bytes(bytes(3_000_001))
    assert len({file_digest(tmp_path / name) for name in "abc"}) == 3


def test_a_digest_of_a_large_file_sees_its_size_its_ends_and_its_middle(tmp_path: Path) -> None:
    # 130 MiB: the 64 pieces begin 129/63 MiB apart, so the last MiB is the last piece.
    seen = set()
    for place in (None, 0, (1 << 20) - 1, (130 << 20) - 1, 32 * (129 << 20) // 63):
        with (tmp_path / "a").open("wb") as file:
            file.truncate(130 << 20)
            if place is not None:
                file.seek(place)
                file.write(b"x")
        seen.add(file_digest(tmp_path / "a"))
    assert len(seen) == 5


def test_a_digest_of_nothing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="missing: could not be read"):
        file_digest(tmp_path / "missing")
