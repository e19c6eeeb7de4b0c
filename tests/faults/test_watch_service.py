"""A watch as a service, once: secrets in every address, one camera fails and comes back.

What it leaves, logs, prints, serves and tells its manager meanwhile is what the tests look at. The
run is real in all its parts: streams, store, ledger, receivers, scrapes, and a socket in the place
of systemd's.
"""

import io
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, redirect_stderr, redirect_stdout, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from pipeline.cli.main import main
from pipeline.config.profile_file import load_profile
from pipeline.config.site_file import load_site
from pipeline.domain.notice import EVENTS
from pipeline.store.database import open_store
from pipeline.store.ledger import hazards_of, history_of, open_ledger
from pipeline.store.outbox import backlogs
from pipeline.workflows.coverage_today import SiteToday, stored_today
from pipeline.workflows.tend_coverage import without_streams
from tests.hook_server import Hook, hook_server
from tests.jobs.gate_clip import gate_clip
from tests.jobs.two_halls import halls_file
from tests.jobs.watching import until
from tests.rtsp_server import RtspServer

pytestmark = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="reads /proc")

PLANTED = "hunter2-geheim"
LOGIN = ("viewer", PLANTED)
RECEIVERS = """
delivery:
  receivers:
    - {{id: hook, sink: webhook, url: "{url}", secret_env: HOOK, allow: [127.0.0.0/8]}}
    - {{id: robot, sink: wecom, url_env: ROBOT, allow: [127.0.0.0/8]}}
    - {{id: ding, sink: dingtalk, url_file: ding.url, secret_env: HOOK, allow: [127.0.0.0/8]}}
    - id: mail
      sink: email
      host: localhost
      port: {port}
      tls: false
      user: gate
      password_env: HOOK
      from: a@b.example
      to: [c@d.example]
      allow: [127.0.0.0/8, "::1/128"]
      timeout_s: 1
    - id: bus
      sink: mqtt
      host: "127.0.0.1"
      port: {port}
      tls: false
      topic: "school/{{topic}}"
      user: gate
      password_env: HOOK
      allow: [127.0.0.0/8]
      timeout_s: 1
    - {{id: log, sink: jsonl, path: told.jsonl}}
    - {{id: elsewhere, sink: webhook, url_env: ROBOT}}
    - {{id: unset, sink: wecom, url_env: NOT_SET}}
"""


@dataclass
class Service:
    """What the run has left, and what was seen of it while it went on."""

    folder: Path
    hook: Hook
    manager: socket.socket
    notified: list[bytes] = field(default_factory=list)
    scraped: str = ""
    rescraped: str = ""
    lines: list[bytes] = field(default_factory=list)
    said: dict[str, str] = field(default_factory=dict)
    code: int | None = None

    @property
    def site(self) -> Path:
        return self.folder / "halls.yaml"

    @property
    def store(self) -> Path:
        return self.folder / "halls.db"

    def take_in(self) -> None:
        """Read what the manager was told, before its socket is full."""
        with suppress(BlockingIOError):
            while True:
                self.notified.append(self.manager.recv(4096))

    def wait(self, is_so: Callable[[], bool], what: str) -> None:
        """Poll until something is so, and take in what the manager was told meanwhile."""
        until(is_so, what)
        self.take_in()

    def told(self) -> list[dict[str, Any]]:
        """Return the lines on stdout so far, but for one that is just being written."""
        whole = (self.folder / "out").read_text("utf-8").rpartition("\n")[0]
        return [json.loads(line) for line in whole.splitlines()]

    def logged(self) -> list[dict[str, Any]]:
        whole = (self.folder / "err").read_text("utf-8").rpartition("\n")[0]
        return [json.loads(line) for line in whole.splitlines()]

    def coverage(self) -> list[dict[str, Any]]:
        return [line for line in self.told() if line["type"] == "coverage"]

    def hazards(self) -> list[str]:
        return [line["change"] for line in self.told() if line["type"] == "hazard"]

    def scrape(self) -> str:
        (url,) = (line["url"] for line in self.logged() if line["event"] == "metrics.started")
        with urllib.request.urlopen(url, timeout=10.0) as answer:
            return str(answer.read().decode("utf-8"))


def process_lines() -> list[bytes]:
    """Return the command lines of all processes, as /proc and as ps tell them to anybody."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):
            found.append(entry.read_bytes())
    if shutil.which("ps"):
        shown = subprocess.run(["ps", "axww", "-o", "args"], capture_output=True, check=False)
        found += shown.stdout.splitlines()
    return found


def command(*words: str) -> str:
    """Run a command, and return all that it says."""
    said = io.StringIO()
    with redirect_stdout(said), redirect_stderr(said):
        main([*words, "--lang", "en"])
    return said.getvalue()


def with_narrow_east(site: Path) -> None:
    """Save the site file anew: the east is half as wide, and its camera has another id."""
    text = site.read_text("utf-8")
    narrow = text.replace(
        "[[11, 2], [15, 2], [15, 8], [11, 8]]", "[[11, 2], [13, 2], [13, 8], [11, 8]]"
    )
    site.with_suffix(".new").write_text(narrow.replace("cam-east", "cam-south"), "utf-8")
    site.with_suffix(".new").replace(site)


@contextmanager
def manager_in(folder: Path) -> Iterator[socket.socket]:
    """Listen in the place of systemd."""
    with closing(socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)) as manager:
        manager.bind(str(folder / "notify"))
        manager.setblocking(False)
        yield manager


@contextmanager
def secrets(folder: Path, hook: Hook, west: RtspServer, east: RtspServer) -> Iterator[None]:
    """Put the planted secret into every address, for the watch and for the doctor after it."""
    (folder / "ding.url").write_text(f"{hook.url}?access_token={PLANTED}\n")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HOOK", PLANTED)
        patch.setenv("ROBOT", f"{hook.url}?key={PLANTED}")
        patch.setenv("WEST_URL", f"{west.url('west', LOGIN)}?token={PLANTED}")
        patch.setenv("EAST_URL", f"{east.url('east', LOGIN)}?token={PLANTED}")
        yield


@contextmanager
def watched(service: Service) -> Iterator[None]:
    """Run the watch while the block does, and end it as a service manager does."""
    folder = service.folder
    options = ["--metrics", "0", "--log", "json", "--ledger", str(folder / "ledger.db")]
    options += ["--ledger-after", "1", "--json", "--lang", "en"]
    words = ["watch", str(service.site), "--store", str(service.store), *options]
    managed = {"NOTIFY_SOCKET": str(folder / "notify"), "WATCHDOG_USEC": "1500000"}
    with (folder / "out").open("wb") as out, (folder / "err").open("wb") as err:
        watch = subprocess.Popen(
            [sys.executable, "-m", "pipeline", *words],
            env={**os.environ, **managed},
            stdout=out,
            stderr=err,
        )
        try:
            yield
        finally:
            watch.send_signal(signal.SIGTERM)
            service.code = watch.wait(30.0)
            service.take_in()


def through_an_outage(service: Service, east: RtspServer) -> None:
    """Wait until all is well; unplug east until that is a hazard; wait until all is well again."""
    service.wait(lambda: bool(service.coverage()), "coverage to be told")
    service.wait(lambda: service.coverage()[-1]["status"] == "well", "both cameras")
    east.stop()
    service.wait(lambda: bool(service.coverage()[-1]["blind_spots"]), "the east to be open")
    asked = ("status", str(service.site), "--store", str(service.store), "--json")
    service.said["status"] = command(*asked)
    service.wait(lambda: service.hazards() == ["register"], "the outage to be registered")
    east.start()
    service.wait(lambda: service.hazards() == ["register", "recover"], "its recovery")
    service.wait(lambda: service.coverage()[-1]["status"] == "well", "all to be well")


def looked_at(service: Service) -> None:
    """Look at all that it shows while it runs, and wait until the robots were told too."""
    service.wait(lambda: 'basis="confirmed"} 1.0' in service.scrape(), "coverage to be served")
    service.scraped = service.scrape()
    service.lines = process_lines()
    told = lambda: {path.partition("&")[0] for path in service.hook.paths}  # noqa: E731
    service.wait(lambda: len(told()) >= 3, "the robots")


def saved_anew(service: Service) -> None:
    """Save another site file, and wait until the watch and its numbers have followed."""
    with_narrow_east(service.site)
    service.wait(lambda: service.coverage()[-1]["required_m2"] < 40.0, "the new site's coverage")
    service.wait(lambda: 'camera="cam-south"' in service.scrape(), "the new camera's numbers")
    service.wait(lambda: 'basis="planned"} 1.0' in service.scrape(), "coverage to be served")
    service.rescraped = service.scrape()


def looked_back(service: Service) -> None:
    """Ask every command about what it has left."""
    folder, store, site = service.folder, str(service.store), str(service.site)
    asked = ("--store", store, "--timeout", "1", "--model", "no.onnx")
    service.said["doctor"] = command("doctor", site, *asked)
    span = ("--from", "2020-01-01", "--to", "2090-01-01")
    who = ("--unit", "office", "--why", "test", "--by", "safety")
    out = ("-o", str(folder / "x.zip"))
    service.said["export"] = command("store", "export", store, *span, *who, *out)
    ledger = ("--ledger", str(folder / "ledger.db"))
    service.said["ledger"] = command("ledger", "export", *ledger, str(folder / "ledger.json"))
    service.said["list"] = command("ledger", "list", *ledger, "--json")
    service.said["verify"] = command("verify", store)


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """Run a watch: all well, then east fails long enough to be a hazard, then it is well again."""
    folder = tmp_path_factory.mktemp("service")
    with (
        hook_server(lambda number: "refused" if number % 3 == 0 else "500") as hook,
        RtspServer({"west": gate_clip()}, login=LOGIN) as west,
        RtspServer({"east": gate_clip()}, login=LOGIN) as east,
        manager_in(folder) as manager,
        secrets(folder, hook, west, east),
    ):
        halls_file(folder, RECEIVERS.format(url=hook.url, port=hook.port))
        service = Service(folder, hook, manager)
        with watched(service):
            through_an_outage(service, east)
            looked_at(service)
            saved_anew(service)
        east.stop()
        looked_back(service)
        yield service


def test_it_ends_in_good_order_and_its_records_are_whole(service: Service) -> None:
    assert service.code == 0
    assert service.said["verify"].startswith("whole:")


def test_what_fails_is_told_with_what_it_opens_and_since_when(service: Service) -> None:
    """East is 4 m by 6 m: half of the 48 m² that must be seen are open, for want of its camera."""
    opened = next(line for line in service.coverage() if line["blind_spots"])
    (spot,) = opened["blind_spots"]
    (fault,) = (
        line
        for line in service.told()
        if line["type"] == "fault" and (line["change"], line["camera"]) == ("began", "cam-east")
    )
    assert (opened["failing"], spot["zone"]) == (["cam-east"], "east")
    assert spot["cameras"] == [{"id": "cam-east", "status": "failing"}]
    assert spot["since_s"] == pytest.approx(fault["start_s"], abs=0.002)
    assert spot["area_m2"] == pytest.approx(24.0, abs=0.06)
    assert (opened["planned_pct"], opened["covered_pct"]) == pytest.approx((100.0, 50.0), abs=0.1)
    last = [line for line in service.coverage() if line["required_m2"] > 40.0][-1]
    assert (last["status"], last["covered_pct"]) == ("well", last["planned_pct"])


def test_coverage_and_metrics_follow_a_site_file_that_is_saved_anew(service: Service) -> None:
    """West is 4 m by 6 m as before, east 2 m by 6 m: 36 m². Only cameras of the new file count."""
    (taken,) = (line for line in service.logged() if line["event"] == "site.accepted")
    assert (taken["begun"], taken["anew"], taken["ended"]) == (["cam-south"], [], ["cam-east"])
    last = service.coverage()[-1]
    assert last["required_m2"] == pytest.approx(36.0, abs=0.06)
    assert [camera["id"] for camera in last["cameras"]] == ["cam-west", "cam-south"]
    assert 'camera="cam-east"' in service.scraped
    assert 'camera="cam-east"' not in service.rescraped


def test_another_process_is_told_the_same_by_the_store(service: Service) -> None:
    opened = next(line for line in service.coverage() if line["blind_spots"])
    status = json.loads(service.said["status"])
    assert status["status"] == "failing"
    assert status["blind_spots"] == opened["blind_spots"]
    assert status["covered_m2"] == opened["covered_m2"]


def test_once_it_has_ended_nobody_calls_it_well(service: Service) -> None:
    """A minute after its last second; as a control, at that second it was well."""
    site, streamed = without_streams(load_site(service.folder / "halls.yaml"))
    plan = SiteToday(site, load_profile("full-coverage"), streamed)
    with closing(open_store(service.store)) as store:
        last = stored_today(plan, store, time.time()).watched_s
        assert last is not None
        assert stored_today(plan, store, last + 1.0).word == "well"
        after = stored_today(plan, store, last + 60.0)
    assert (after.word, after.covered_m2, after.watched_s) == ("not_watched", 0.0, last)


def test_the_outage_is_a_hazard_that_its_own_pictures_have_closed(service: Service) -> None:
    with closing(open_ledger(service.folder / "ledger.db")) as ledger:
        (hazard,) = hazards_of(ledger, "halls")
        actions = [each.change.action for each in history_of(ledger, hazard.id)]
    assert (hazard.id, hazard.state) == ("halls/outage.ground.cam-east", "closed")
    assert actions == ["register", "recover"]
    proof = hazard.proof or {}
    assert (proof["kind"], proof["camera"]) == ("footage", "cam-east")
    with closing(open_store(service.store)) as store:
        query = "SELECT body FROM chain WHERE digest = ?"
        ((body,),) = store.execute(query, (proof["link"],)).fetchall()
    ended = json.loads(body)
    assert (ended["record"], ended["camera_id"]) == ("fault", "cam-east")
    assert ended["end_ms"] is not None


def test_the_service_manager_is_told_when_it_is_ready_alive_and_stopping(service: Service) -> None:
    """It asks for a sign of life within 1.5 s, and is given one every half second."""
    first, *rest = service.notified
    assert first == b"READY=1\nSTATUS=watching 2 streams"
    assert rest.count(b"WATCHDOG=1") >= 3
    assert rest[-1] == b"STOPPING=1"
    assert set(rest) == {b"WATCHDOG=1", b"STATUS=watching 2 streams", b"STOPPING=1"}


def test_every_line_of_the_log_has_a_time_a_level_and_a_known_name(service: Service) -> None:
    lines = service.logged()
    assert all(set(line) >= {"at", "level", "event", "message"} for line in lines)
    assert all(EVENTS[line["event"]] == line["level"] for line in lines)
    assert not [line["message"] for line in lines if line["event"] == "notice"]
    named = {line["event"] for line in lines}
    assert named >= {
        "watch.started",
        "watch.stopped",
        "metrics.started",
        "receiver.waiting",
        "camera.fault",
        "camera.recovered",
        "coverage.open",
        "coverage.as_planned",
        "ledger.changed",
    }


SAMPLE = re.compile(r"(sightline_\w+)(?:\{(.*)\})? (\S+)")


def samples(text: str) -> dict[str, float]:
    """Return all series of a scrape with their values."""
    found = (SAMPLE.fullmatch(line) for line in text.splitlines() if not line.startswith("#"))
    return {f"{each[1]}{{{each[2] or ''}}}": float(each[3]) for each in found if each}


def test_metrics_count_what_came_and_what_failed(service: Service) -> None:
    found = samples(service.scraped)
    east = '{camera="cam-east"}'
    assert found[f"sightline_frames_decoded_total{east}"] >= 8
    analyzed = found[f"sightline_frames_analyzed_total{east}"]
    assert analyzed == found[f"sightline_frame_latency_seconds_count{east}"]
    assert found[f"sightline_stream_reconnects_total{east}"] == 1
    assert found['sightline_camera_faults_total{camera="cam-east",kind="offline"}'] == 1
    assert found['sightline_camera_faults_total{camera="cam-west",kind="offline"}'] == 0
    assert found[f"sightline_camera_up{east}"] == 1
    assert found['sightline_outbox_pending{receiver="unset"}'] >= 1
    assert found["sightline_disk_free_bytes{}"] > 0
    assert found["sightline_store_commit_duration_seconds_count{}"] > 0
    assert found['sightline_coverage_ratio{basis="today"}'] == 1.0


def test_metrics_have_few_series_and_prometheus_reads_them(service: Service) -> None:
    """By its own parser; 2 cameras and 8 receivers make no more than some tens of series each."""
    from prometheus_client.parser import text_string_to_metric_families

    families = list(text_string_to_metric_families(service.scraped))
    assert all(family.documentation and family.type != "unknown" for family in families)
    assert sum(len(family.samples) for family in families) < 200
    labels = {key for family in families for one in family.samples for key in one.labels}
    assert labels <= {"camera", "zone", "receiver", "kind", "basis", "queue", "le", "version"}
    names = {family.name for family in families}
    assert all(name.startswith("sightline_") for name in names)
    units = ("seconds", "bytes", "ratio", "total")
    told = {name for name in names if name.endswith(units)}
    assert told >= {"sightline_frame_latency_seconds", "sightline_disk_free_bytes"}


def test_the_dashboard_asks_for_all_that_is_served_and_for_nothing_else(
    service: Service, root: Path
) -> None:
    text = (root / "deploy" / "grafana-dashboard.json").read_text("utf-8")
    panels = json.loads(text)["panels"]
    asked = [target["expr"] for panel in panels for target in panel.get("targets", ())]
    served = {name.partition("{")[0] for name in samples(service.scraped)}
    used = {name for expr in asked for name in re.findall(r"sightline_\w+", expr)}
    assert used <= served
    # Of a histogram the classes are asked for, from which its count and sum follow.
    parts = {name for name in served if name.endswith(("_sum", "_count"))}
    assert served - used <= parts
    for expr in asked:
        labels = set(re.findall(r"(?:by|without) ?\(([^)]*)\)", expr))
        for label in {one.strip() for each in labels for one in each.split(",")}:
            assert f'{label}="' in service.scraped or label == "le", expr


def leaks(folder: Path) -> list[str]:
    """Return the files of a folder in which the secret stands, but for where it was put."""
    found = []
    for path in folder.rglob("*"):
        if not path.is_file() or path.name == "ding.url":
            continue
        data = [path.read_bytes()]
        if path.suffix == ".zip":
            with zipfile.ZipFile(path) as packed:
                data += [packed.read(name) for name in packed.namelist()]
        found += [path.name] if any(PLANTED.encode() in each for each in data) else []
    return found


@pytest.mark.fault("R5")
def test_no_secret_is_logged_stored_served_told_exported_or_shown(service: Service) -> None:
    assert any(PLANTED in told for told in service.hook.paths), "the control: an address holds it"
    assert {"out", "err", "halls.db", "ledger.db", "ledger.json", "x.zip", "told.jsonl"} <= {
        path.name for path in service.folder.iterdir()
    }
    assert leaks(service.folder) == []
    assert PLANTED not in service.scraped
    assert [name for name, said in service.said.items() if PLANTED in said] == []
    assert any(str(service.store).encode() in line for line in service.lines), "the control: ps"
    assert not any(PLANTED.encode() in line for line in service.lines)
    assert not any(PLANTED in str(told) for told in service.hook.seen)
    assert not any(PLANTED.encode() in told for told in service.notified)


@pytest.mark.fault("R5", control=True)
def test_a_planted_leak_would_be_seen(service: Service) -> None:
    (service.folder / "log").write_text(f"connecting to {os.environ['ROBOT']}")
    with zipfile.ZipFile(service.folder / "y.zip", "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("inner", f"{'x' * 999}{PLANTED}{'y' * 999}")
    assert sorted(leaks(service.folder)) == ["log", "y.zip"]


def test_receivers_are_told_why_they_wait_and_not_where(service: Service) -> None:
    with closing(open_store(service.store)) as opened:
        troubles = {owed.receiver: owed.trouble for owed in backlogs(opened)}
    assert troubles["robot"] in {
        "the robot refused it with errcode 45009",
        "127.0.0.1: answered 500",
    }
    assert troubles["unset"] == "the environment variable NOT_SET is not set"
    assert "is not public" in troubles["elsewhere"]


def test_the_doctor_sees_what_fails_and_tells_nobody(service: Service) -> None:
    said = service.said["doctor"]
    assert "failing  stream: cam-south: offline" in said
    assert "warning  stream: cam-west: a picture of 640×360" in said
    assert "failing  receiver: unset: the environment variable NOT_SET is not set" in said
    assert "failing  receiver: elsewhere: 127.0.0.1: its address 127.0.0.1 is not public" in said
    assert "ok       receiver: hook: can be told" in said
    assert f"{service.store}.key has mode 0600" in said


def test_the_store_of_a_watch_that_never_was_is_no_good_news(
    service: Service, capsys: pytest.CaptureFixture[str]
) -> None:
    site = str(service.folder / "halls.yaml")
    assert main(["status", site, "--store", str(service.folder / "none.db")]) == 5
    assert "there is no store; nobody has watched halls" in capsys.readouterr().err
