"""The planner's page before the two rooms, whose file no test changes."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pipeline.store.access_log import AccessLog
from tests.web.planner.rooms import BULLET, EMPTY, ROOMS, rooms_in
from tests.web.planner.steps import as_opened, planner
from tests.web.serving import Served, serving


@pytest.fixture(scope="package")
def rooms(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Give a server of the two rooms and their cameras; nobody saves there."""
    with serving(site=rooms_in(tmp_path_factory.mktemp("rooms"), ROOMS + BULLET)) as it:
        yield it


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Served]:
    """Give a server of a site with one bare floor, a test's own."""
    site = tmp_path / "site.yaml"
    site.write_text(EMPTY, "utf-8")
    with serving(site=site, log=AccessLog(tmp_path / "log.db")) as it:
        yield it


@pytest.fixture(scope="module")
def opened(browser: Any, rooms: Served) -> Iterator[Any]:
    """Give a planner's page in English that the tests of a module share."""
    with planner(browser, rooms) as it:
        yield it


@pytest.fixture
def page(opened: Any) -> Iterator[Any]:
    """Give the page as it was when it was opened; whatever its scripts fail with fails the test."""
    as_opened(opened)
    yield opened
    faults, beyond = list(opened.faults), list(opened.beyond)
    opened.faults.clear()
    opened.beyond.clear()
    assert (faults, beyond) == ([], [])
