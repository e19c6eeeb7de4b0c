"""A site file that is changed under a running watch is taken over whole, or refused whole."""

import signal
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest

from pipeline.cli.main import main
from pipeline.config.site_file import load_site
from pipeline.domain.health import HealthFault
from pipeline.domain.notice import Notice
from pipeline.domain.site import Site
from pipeline.domain.zone_moment import ZoneMoment
from pipeline.errors import UsageError
from pipeline.jobs.camera_record import Change
from pipeline.jobs.pulse import Pulse
from pipeline.jobs.stop_signals import Stop
from pipeline.jobs.supervisor import Replaced
from pipeline.jobs.task import CameraTask
from pipeline.store.database import open_store
from pipeline.store.event_store import record_zones
from pipeline.workflows import renewal
from pipeline.workflows.renewal import Renewed, Sources, files_of, mark_of, renewing
from tests.faults.test_watch import LOGIN, watch_command
from tests.jobs.gate_clip import gate_clip, site_file
from tests.jobs.lamps import count_lamps, lamp_clip
from tests.jobs.watching import HASTE, Watching, task_of, until, watching
from tests.rtsp_server import RtspServer

pytestmark = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="reads /proc")


def told(folder: Path, word: str) -> list[str]:
    """Return the lines of a watch's stderr with a word."""
    lines = (folder / "err").read_text("utf-8").splitlines()
    return [line for line in lines if line.startswith(word)]


def edit(folder: Path, old: str, new: str) -> int:
    """Replace a passage of the site file, and return the number of its line."""
    path = folder / "site.yaml"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    return text[: text.index(old)].count("\n") + 1


@pytest.mark.fault("C1")
@pytest.mark.long
def test_a_bad_file_changes_nothing_and_is_told_with_its_line_and_a_good_one_is_taken_over(
    tmp_path: Path,
) -> None:
    with (
        RtspServer({"gate": gate_clip()}, login=LOGIN) as server,
        watch_command(tmp_path, server) as watch,
    ):
        until(lambda: watch.good_seconds("gate") >= 1, "occupancy")
        workers = set(watch.children())
        line = edit(tmp_path, "position: [15", "fps: no")
        until(lambda: len(told(tmp_path, "CONFIG_REJECTED")) == 1, "a refusal")
        assert f"site.yaml:{line}: " in told(tmp_path, "CONFIG_REJECTED")[0]
        watch.process.send_signal(signal.SIGHUP)
        until(lambda: len(told(tmp_path, "CONFIG_REJECTED")) == 2, "a second refusal, as asked")
        seen = watch.good_seconds("gate")
        until(lambda: watch.good_seconds("gate") > seen, "more occupancy")
        edit(
            tmp_path, "{url_env: DEAD_URL}, fps: no", "{url_env: DEAD_URL}, fps: 20, position: [15"
        )
        until(lambda: bool(told(tmp_path, "CONFIG_ACCEPTED")), "a file that is taken over")
        assert told(tmp_path, "CONFIG_ACCEPTED") == [
            "CONFIG_ACCEPTED: 2 cameras; begun: none; begun anew: cam-dead; ended: none"
        ]
        # Neither refusal nor change has disturbed the gate. Begun anew are the dead camera's
        # worker, who tends the store, and who tells coverage.
        until(lambda: len(workers - set(watch.children())) >= 3, "the end of three processes")
        assert len(workers - set(watch.children())) == 3
        assert server.connections == 1
        until(lambda: watch.fault_ends()[0], "the end of what was open")
        watch.process.send_signal(signal.SIGTERM)
        assert watch.process.wait(30.0) == 0


@pytest.mark.fault("C1", control=True)
def test_a_watch_begun_anew_on_a_bad_file_would_watch_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What happens where a change is taken over by beginning anew."""
    monkeypatch.setenv("GATE_URL", "rtsp://127.0.0.1:9/none")
    monkeypatch.setenv("DEAD_URL", "rtsp://127.0.0.1:9/none")
    path, store = site_file(tmp_path), tmp_path / "gates.db"
    line = edit(tmp_path, "position: [15", "fps: no, position: [15")
    assert main(["watch", str(path), "--store", str(store), "--lang", "en"]) == 3
    assert f"site.yaml:{line}: " in capsys.readouterr().err
    assert not store.exists()


@pytest.fixture(scope="module")
def servers() -> Iterator[dict[str, RtspServer]]:
    with ExitStack() as running:
        yield {
            name: running.enter_context(RtspServer({name: lamp_clip(lit)}))
            for name, lit in {"a": 5, "b": 3}.items()
        }


@pytest.mark.fault("C2")
@pytest.mark.long
def test_a_camera_that_is_taken_away_keeps_its_history_and_leaves_no_alarm(
    servers: dict[str, RtspServer], tmp_path: Path
) -> None:
    urls = {name: server.url(name) for name, server in servers.items()}
    urls["dead"] = "rtsp://127.0.0.1:9/none"
    with watching(tmp_path / "gates.db", urls, count_lamps, {}) as watch:
        watch.wait_until_well("a")
        watch.wait_until_well("b")
        assert watch.wait_for_fault("dead", "offline").end_s is None
        b_pid, seen = watch.pid("b"), watch.good("a")
        # "a" is called another name from now on, and "dead" is taken away.
        posts = {post.task.camera_id: post for post in watch.supervisor.posts}
        tasks = [replace(posts["b"].task), task_of("renamed", urls["a"], HASTE)]
        assert changed(watch, tasks) == Replaced(("renamed",), (), ("a", "dead"))
        until(lambda: watch.good("renamed") >= 2, "the camera under its new name")
        assert all(fault.end_s for fault in (*watch.faults("dead"), *watch.faults("a")))
        kept = len(watch.seconds("a"))
        assert watch.good("a") >= seen and kept >= seen
        watch.wait_until_well("b")
        assert len(watch.seconds("a")) == kept
        assert watch.pid("b") == b_pid and watch.faults("b") == ()


class Heard(Pulse):
    """Keeps all changes that are handed over."""

    def __init__(self) -> None:
        self.changes: list[Change] = []

    def took(self, moments: Sequence[ZoneMoment], changes: Sequence[Change]) -> None:
        self.changes += changes


def test_whoever_counts_faults_hears_that_those_of_an_old_task_have_ended(tmp_path: Path) -> None:
    """A camera that was offline and got another address would be down in the metrics for ever."""
    nowhere, heard = "rtsp://127.0.0.1:9/none", Heard()
    with watching(tmp_path / "a.db", {"dead": nowhere}, count_lamps, {}, pulse=heard) as watch:
        watch.wait_for_fault("dead", "offline")
        changed(watch, [])
        until(lambda: watch.faults("dead")[0].end_s is not None, "the end of the fault")
    ends = [each.end_s for each in heard.changes if isinstance(each, HealthFault)]
    assert ends == [None, watch.faults("dead")[0].end_s]


def test_a_file_with_an_address_that_comes_late_is_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The site file names it first, and is refused; it is read again once the other is there."""
    monkeypatch.setattr(renewal, "LOOK_S", 0.1)
    path, said, applied = site_file(tmp_path), list[Notice](), list[Renewed]()

    def load() -> Site:
        return load_site(path)

    def plan(site: Site) -> list[CameraTask]:
        if not all(file.exists() for file in files_of(site, path)):
            raise UsageError("an address is not there yet")
        return []

    def apply(renewed: Renewed) -> Replaced:
        applied.append(renewed)
        return Replaced((), (), ())

    site = load()
    sources, stop = Sources(path, load, plan, mark_of(files_of(site, path))), Stop()
    edit(tmp_path, "{url_env: DEAD_URL}", "{url_file: late.url}")
    with renewing(sources, site, apply, said.append) as look:

        def came(number: int) -> bool:
            look(stop)
            return len(said) == number

        until(lambda: came(1), "a refusal")
        (tmp_path / "late.url").write_text("rtsp://127.0.0.1:9/none")
        until(lambda: came(2), "what is taken over")
        look(stop)
    assert [each.event for each in said] == ["site.rejected", "site.accepted"]
    assert [each.sha256 for each in applied] == [sha256(path.read_bytes()).hexdigest()]


def changed(watch: Watching, tasks: list[CameraTask]) -> Replaced:
    """Watch other tasks, once it is written down that they are watched."""
    labels = {task.camera_id: task.zones[0].label for task in tasks}
    with closing(open_store(watch.path)) as store:
        record_zones(store, "school", labels, {task.camera_id: task.zones for task in tasks})
    return watch.have_done(lambda: watch.supervisor.replace(tasks))


@pytest.mark.fault("C2", control=True)
def test_a_camera_that_is_merely_forgotten_leaves_its_alarm(tmp_path: Path) -> None:
    with watching(tmp_path / "gates.db", {"dead": "rtsp://127.0.0.1:9/none"}, count_lamps, {}) as w:
        assert w.wait_for_fault("dead", "offline").end_s is None

        def forget() -> None:
            (post,), w.supervisor.posts = w.supervisor.posts, ()
            post.tell_to_stop()

        w.have_done(forget)
        w.have_done(lambda: None)
    assert [fault.end_s for fault in w.faults("dead")] == [None]
