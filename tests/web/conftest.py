"""A real server on loopback before a copy of the demo school, and a real browser before it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pipeline.store.access_log import AccessLog
from tests.web.serving import (
    BROWSER,
    FLAGS,
    Served,
    hall_in,
    page_of,
    school_in,
    serving,
)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Give a server of the demo school, shared by a module; its file may be changed by tests."""
    folder = tmp_path_factory.mktemp("school")
    with serving(site=school_in(folder), log=AccessLog(folder / "log.db")) as it:
        yield it


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Give one browser for all tests of this process."""
    if BROWSER is None:
        pytest.skip("chromium is not installed")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        it = playwright.chromium.launch(executable_path=BROWSER, args=list(FLAGS))
        yield it
        it.close()


@pytest.fixture
def page(browser: Any, served: Served) -> Iterator[Any]:
    """Give a fresh page whose user is logged in as admin, and which reaches our server alone."""
    with page_of(browser, served) as it:
        yield it


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Give a server of the small hall, shared by a module whose tests leave its file alone."""
    folder = tmp_path_factory.mktemp("hall")
    with serving(site=hall_in(folder), log=AccessLog(folder / "log.db")) as it:
        yield it


@pytest.fixture
def own_hall(tmp_path: Path) -> Iterator[Served]:
    """Give a server of a hall of a test's own."""
    with serving(site=hall_in(tmp_path), log=AccessLog(tmp_path / "log.db")) as it:
        yield it
