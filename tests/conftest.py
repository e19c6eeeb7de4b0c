"""Fixtures that every room of the house shares."""

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="session")
def root() -> Path:
    """Return the root of the checkout."""
    return ROOT


@pytest.fixture(scope="session")
def third_party() -> Path:
    """Return the folder of third-party data; without it the test is skipped by name."""
    folder = os.environ.get("SIGHTLINE_TEST_DATA")
    if not folder or not Path(folder).is_dir():
        pytest.skip("third-party data: SIGHTLINE_TEST_DATA names no folder")
    return Path(folder)
