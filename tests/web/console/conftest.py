"""A school that is watched, served with its store and its ledger; a city of eight schools."""

import json
import shutil
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from pipeline.config.site_file import load_site
from pipeline.domain.city import Hazards
from pipeline.jobs.crew import Crew
from pipeline.report.city_json import city_document
from pipeline.store.access_log import AccessLog
from pipeline.store.atomic import atomic_write
from pipeline.store.database import Store, open_store
from pipeline.store.event_store import record_batch
from pipeline.workflows.audit_city import CityOptions, audit_city
from tests.web.console.stocked import (
    school_watched,
    second_by_second,
    snapshot,
    stocked,
)
from tests.web.console.stocked_ledger import audited_into, worked_on
from tests.web.serving import Served, page_of, serving
from tests.workflows.small_city import write_small_city

READY = "html[data-ready]"


@dataclass
class Watched:
    """A school and what its watch has left, which goes on where a test says so."""

    site: Path
    store: Path
    ledger: Path
    begun: int
    crowd_id: str

    @contextmanager
    def opened(self) -> Iterator[Store]:
        """Give the store to be written, as a watch does."""
        with closing(open_store(self.store)) as store:
            yield store

    def goes_on(self, since: int | None = None) -> None:
        """Record all seconds up to now, as a watch that was never away."""
        ids = [camera.id for camera in load_site(self.site).cameras() if camera.stream]
        now = int(time.time())
        with self.opened() as store:
            seconds = range(since or now - 3, now + 1)
            record_batch(store, second_by_second(ids, seconds, self.begun))


@pytest.fixture(scope="session")
def stopped(tmp_path_factory: pytest.TempPathFactory) -> Watched:
    """Give a school whose watch was stopped a minute ago, and a ledger; it is left as it is."""
    folder = tmp_path_factory.mktemp("stopped")
    site, store = school_watched(folder), folder / "watch.db"
    ledger, picture = folder / "ledger.db", folder / "photo.jpg"
    begun = int(time.time()) - 60
    stocked(site, store, begun).close()
    audited_into(ledger, site)
    picture.write_bytes(snapshot())
    worked_on(ledger, "demo-school", picture)
    return Watched(site, store, ledger, begun, f"gate-{begun - 410:011.3f}")


def copy_of(school: Watched, folder: Path) -> Watched:
    """Return a copy of a school, with all that its watch has left, for a test to change."""
    own = shutil.copytree(school.site.parent, folder / "school")
    moved = {name: own / getattr(school, name).name for name in ("site", "store", "ledger")}
    return replace(school, **moved)


@pytest.fixture(scope="module")
def watched(stopped: Watched, tmp_path_factory: pytest.TempPathFactory) -> Watched:
    """Give the school for the tests of a module."""
    return copy_of(stopped, tmp_path_factory.mktemp("watched"))


@pytest.fixture(scope="session")
def city_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give what `sightline city` leaves of the small city, of whose hazards a ledger tells."""
    folder = tmp_path_factory.mktemp("city")
    write_small_city(folder)
    hazards = {"a": Hazards(10, 9, 1, 0), "c": Hazards(30, 11, 5, 2)}
    options = CityOptions(folder / "out", hazards=hazards)
    with ThreadPoolExecutor(1) as threads:
        crew = Crew(threads, (), 1, here=True)
        city = audit_city(folder, options, crew, lambda done, of: None)
    atomic_write(options.out / "city.json", json.dumps(city_document(city, "zh")))
    return folder / "out"


@pytest.fixture(scope="module")
def console(watched: Watched, city_folder: Path) -> Iterator[Served]:
    """Give a server of the watched school, its ledger and the small city."""
    files = {"site": watched.site, "store": watched.store, "ledger": watched.ledger}
    log = AccessLog(watched.store.with_name("log.db"))
    with serving(**files, city=city_folder, log=log) as it:
        yield it


@contextmanager
def watching(watched: Watched) -> Iterator[None]:
    """Let the watch go on, a second each second, while the block runs."""
    stop = threading.Event()

    def go_on() -> None:
        while not stop.wait(0.5):
            watched.goes_on()

    watched.goes_on(watched.begun)
    thread = threading.Thread(target=go_on, daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(10.0)


@contextmanager
def shown(
    browser: Any, served: Served, path: str, role: Any = "auditor", **more: Any
) -> Iterator[Any]:
    """Give a page of the console as somebody, once it has all that it shows at first."""
    with page_of(browser, served, role, **more) as page:
        page.goto(path)
        page.wait_for_selector(READY)
        yield page
