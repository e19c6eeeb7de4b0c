"""Fixtures that every room of the house shares, and the rule that nothing is skipped unseen."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from pipeline.compiler import is_installed
from pipeline.geometry.planar import planar_map

ROOT = Path(__file__).parents[1]

# A machine that judges a change must judge it twice alike; at home each run looks elsewhere. How
# long an example takes says how busy the machine is, and fails nothing.
settings.register_profile("home", deadline=None)
settings.register_profile("judge", deadline=None, derandomize=True)
settings.load_profile("judge" if os.environ.get("CI") else "home")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark what needs third-party data, so that it can be left out by name.

    What is long is run with the table of faults (`benchmarks/fault_table.py`), or by its name.
    """
    for item in items:
        if "third_party" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.third_party)
    if "fault" not in config.option.markexpr and not config.option.keyword:
        long = [item for item in items if item.get_closest_marker("long")]
        config.hook.pytest_deselected(items=long)
        items[:] = [item for item in items if item not in long]


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail a run that skipped something where everything must run."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("SIGHTLINE_NO_SKIPS") and reporter and reporter.stats.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


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


@pytest.fixture
def compiled_maps() -> Iterator[None]:
    """Have maps of the plane made in compiled loops, as workers have, until the test is over."""
    if not is_installed():
        pytest.skip("needs numba")
    planar_map.compile_now()
    yield
    planar_map._everything.cache_clear()
