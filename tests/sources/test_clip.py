"""Clips made from pictures hold those pictures."""

import numpy as np
import pytest

from pipeline.errors import FootageError
from pipeline.sources import clip
from pipeline.sources.clip import encoded_clip
from tests.sources.clips import frames_of, patterns


def test_a_clip_holds_every_picture() -> None:
    assert len(frames_of(encoded_clip(patterns(13), 12.5))) == 13


def test_without_an_h264_encoder_mpeg4_takes_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clip, "ENCODERS", ("an encoder that nobody has", "mpeg4"))
    encoded = encoded_clip(patterns(3), 10)
    assert len(frames_of(encoded)) == 3
    assert b"mp4v" in encoded


def test_no_picture_is_no_clip() -> None:
    with pytest.raises(FootageError, match="at least one picture"):
        encoded_clip([], 10)


def test_pictures_of_two_sizes_are_refused() -> None:
    with pytest.raises(FootageError, match="of one size"):
        encoded_clip([np.zeros((48, 64, 3), np.uint8), np.zeros((24, 32, 3), np.uint8)], 10)


def test_odd_sizes_are_refused() -> None:
    with pytest.raises(FootageError, match="must be even, got 63x48"):
        encoded_clip(patterns(1, (63, 48)), 10)
