"""A segment is there whole under all on which it depends, or it is not there."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import StorageError
from pipeline.store.segments import Segments, SegmentWriter

KEY = {"footage": "ab12", "zones": [["gate", [[0.0, 0.0], [1.0, 0.5]]]]}
RECORDS = [{"frame": 0, "t_s": 0.1, "counts": [3]}, {"end_s": 0.2, "decoded": 1, "corrupt": 0}]


def content(key: object = None, records: object = None) -> bytes:
    writer = SegmentWriter(KEY if key is None else key)  # type: ignore[arg-type]
    for record in RECORDS if records is None else records:  # type: ignore[attr-defined]
        writer.add(record)
    return writer.finish()


def test_what_was_kept_is_read(tmp_path: Path) -> None:
    segments = Segments(tmp_path / "segments")
    assert not segments.has(KEY) and segments.read(KEY) is None
    segments.keep(KEY, content())
    assert segments.has(KEY)
    assert list(segments.read(KEY) or ()) == RECORDS


def test_the_order_in_which_a_key_was_put_together_says_nothing(tmp_path: Path) -> None:
    segments = Segments(tmp_path)
    turned = dict(reversed(KEY.items()))
    assert segments.path(KEY) == segments.path(turned)
    assert content(turned) == content()


@pytest.mark.parametrize("changed", [{"footage": "ab13"}, {"zones": []}, {"version": "2"}])
def test_another_key_finds_nothing(changed: dict[str, object], tmp_path: Path) -> None:
    segments = Segments(tmp_path)
    segments.keep(KEY, content())
    assert segments.read({**KEY, **changed}) is None


@given(numbers=st.lists(st.floats(allow_nan=False, allow_infinity=False)))
def test_numbers_come_back_to_the_last_bit(
    numbers: list[float], tmp_path_factory: pytest.TempPathFactory
) -> None:
    segments = Segments(tmp_path_factory.mktemp("numbers"))
    segments.keep(KEY, content(records=[{"t_s": number} for number in numbers]))
    assert [record["t_s"] for record in segments.read(KEY) or ()] == numbers


def test_half_a_segment_is_none(tmp_path: Path) -> None:
    segments, whole = Segments(tmp_path), content()
    for length in range(len(whole)):
        segments.keep(KEY, whole[:length])
        assert segments.read(KEY) is None


def test_a_damaged_segment_is_none(tmp_path: Path) -> None:
    segments, whole = Segments(tmp_path), content()
    for at in range(len(whole)):
        segments.keep(KEY, whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        assert segments.read(KEY) is None
    segments.keep(KEY, whole)
    assert segments.read(KEY) is not None


def test_what_a_killed_writer_left_is_swept_away(tmp_path: Path) -> None:
    segments = Segments(tmp_path / "segments")
    segments.sweep()
    segments.keep(KEY, content())
    left = segments.folder / f".{segments.path(KEY).name[:40]}.0123456789ab.tmp"
    left.write_bytes(content()[:50])
    segments.sweep()
    assert list(segments.folder.iterdir()) == [segments.path(KEY)]


def test_a_folder_in_its_place_is_a_storage_error(tmp_path: Path) -> None:
    segments = Segments(tmp_path)
    segments.path(KEY).mkdir()
    with pytest.raises(StorageError, match="could not be read"):
        segments.read(KEY)
