"""What ships with Sightline is found, and what does not ship is said to be missing."""

import pytest

from pipeline.config.embedded import embedded
from pipeline.errors import UnavailableError


def test_the_detector_is_found() -> None:
    assert embedded("models/person/person.onnx").is_file()


def test_something_that_does_not_ship_is_named() -> None:
    with pytest.raises(UnavailableError, match=r"models/none\.onnx is missing from this"):
        embedded("models/none.onnx")
