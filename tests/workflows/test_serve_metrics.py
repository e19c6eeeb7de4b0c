"""Metrics are served to whoever asks, by a process that nobody else waits for."""

import socket
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, closing, suppress
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest

from pipeline.domain.health import FaultKind
from pipeline.domain.reading import CameraReading, StoreReading, Times, WatchReading
from pipeline.report.metrics import exposition
from pipeline.workflows import serve_metrics as served
from tests.jobs.watching import until

FAULTS: dict[FaultKind, int] = {"auth": 2, "corrupt": 3, "clock_jump": 1}
CAMERA = CameraReading("cam-1", True, 9, 8, 1, 0, 3, 2, Times((1, *[0] * 8), 0.02), FAULTS)
WATCH = WatchReading(
    5.0, (CAMERA,), {"gate": "red", "yard": "not_evaluated"}, 4, 2, 0, Times(), None
)


@dataclass
class Heard:
    """What a line to the supervisor has brought."""

    heard: Any = None


@dataclass
class Site:
    """A running server, and what it was told last."""

    url: str
    port: int
    line: Heard

    def get(self, path: str = "/metrics", accept: str = "") -> tuple[str, str]:
        request = urllib.request.Request(self.url + path, headers={"Accept": accept})
        with urllib.request.urlopen(request, timeout=20.0) as answer:
            return answer.read().decode("utf-8"), answer.headers["Content-Type"]


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    monkeypatch.setattr(served, "KEPT_S", 0.0)
    monkeypatch.setattr(served._Handler, "timeout", 0.3)
    stop, line = threading.Event(), Heard(WATCH)
    with closing(served.listening("127.0.0.1", 0)) as listener:
        work = (listener, tmp_path / "gates.db", line, stop)
        thread = threading.Thread(target=served.serve_metrics, args=work)
        thread.start()
        port = listener.getsockname()[1]
        try:
            yield Site(f"http://127.0.0.1:{port}", port, line)
        finally:
            stop.set()
            thread.join()


def test_a_scrape_is_what_the_watch_said_last(site: Site) -> None:
    text, kind = site.get()
    assert kind.startswith("text/plain; version=")
    assert 'sightline_frames_analyzed_total{camera="cam-1"} 8.0' in text
    assert 'sightline_stream_reconnects_total{camera="cam-1"} 2.0' in text
    assert 'sightline_worker_restarts_total{camera="cam-1"} 1.0' in text
    for kind, times in FAULTS.items():
        line = f'sightline_camera_faults_total{{camera="cam-1",kind="{kind}"}} {times}.0'
        assert line in text
    assert 'sightline_zone_tier{zone="gate"} 4.0' in text
    assert 'sightline_write_queue_depth{queue="counts"} 4.0' in text


def test_a_zone_that_is_not_judged_has_no_tier(site: Site) -> None:
    assert 'zone="yard"' not in site.get()[0]


def test_before_a_watch_has_said_anything_its_store_speaks_alone(site: Site) -> None:
    site.line.heard = None
    until(lambda: "sightline_chain_height 0.0" in site.get()[0], "the store to be read")
    assert "sightline_camera_up" not in site.get()[0]


def test_a_scraper_may_ask_for_openmetrics(site: Site) -> None:
    text, kind = site.get(accept="application/openmetrics-text; version=1.0.0")
    assert kind.startswith("application/openmetrics-text")
    assert text.endswith("# EOF\n")


def test_nothing_but_metrics_is_served(site: Site) -> None:
    with pytest.raises(urllib.error.HTTPError) as refused:
        site.get("/")
    with closing(refused.value):
        assert refused.value.code == 404


def test_those_who_ask_nothing_are_given_up_for_those_who_do(site: Site) -> None:
    """More of them than are served at once hold their lines open and say nothing."""
    with ExitStack() as lines:
        for _ in range(4 * served.MOST_AT_ONCE):
            lines.enter_context(socket.create_connection(("127.0.0.1", site.port)))

        def answered() -> bool:
            """Ask once; one whom there is no room for is hung up on, and asks again."""
            with closing(HTTPConnection("127.0.0.1", site.port, timeout=20.0)) as asking:
                with suppress(OSError):
                    asking.request("GET", "/metrics")
                    return b"sightline_build_info" in asking.getresponse().read()
                return False

        until(answered, "a scrape beside them")


def test_a_number_that_is_not_there_is_not_served_as_zero() -> None:
    text, _ = exposition(None, StoreReading())
    assert b"sightline_disk_free_bytes" not in text
    assert b"sightline_chain_height" not in text
