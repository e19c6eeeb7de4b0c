"""The command ``sightline watch`` ends in good order when asked to, and harmlessly when not."""

import os
import signal
import subprocess
import sys
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest

from pipeline.cli.main import main
from pipeline.store.database import open_store
from pipeline.store.event_store import stored_events, stored_faults, stored_occupancy
from tests.jobs.gate_clip import gate_clip, site_file
from tests.jobs.watching import until
from tests.rtsp_server import RtspServer

LOGIN = ("viewer", "gate-secret")
NOTICES = ["unexpected gatherings", "low frame rates", "gate: low confidence"]
"""What is not judged, since the site has no calendar and its cameras state no rate."""
pytestmark = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="reads /proc")


@pytest.fixture(scope="module")
def server() -> Iterator[RtspServer]:
    with RtspServer({"gate": gate_clip()}, login=LOGIN) as server:
        yield server


@pytest.fixture(scope="module")
def unheard(
    server: RtspServer, tmp_path_factory: pytest.TempPathFactory
) -> "Iterator[tuple[Command, Path]]":
    """Run a watch whose reader has left, beside others: until crowding begins takes 12 s."""
    folder = tmp_path_factory.mktemp("unheard")
    ours, theirs = os.pipe()
    with watch_command(folder, server, stdout=theirs) as watch:
        os.close(theirs)
        os.close(ours)
        yield watch, folder


@pytest.fixture(scope="module")
def keeping(
    server: RtspServer, tmp_path_factory: pytest.TempPathFactory
) -> "Iterator[tuple[Command, Path]]":
    """Run a watch that keeps pictures and clips, beside others as well."""
    folder = tmp_path_factory.mktemp("keeping")
    (folder / "own.yaml").write_text(OWN, encoding="utf-8")
    kept = ("--snapshots", "--clips", "--jurisdiction", str(folder / "own.yaml"))
    with watch_command(folder, server, *kept) as watch:
        yield watch, folder


@dataclass
class Command:
    """A running watch, with its store and all that it printed."""

    process: "subprocess.Popen[bytes]"
    store: Path

    def children(self) -> list[int]:
        """Return the processes that it started."""
        found = []
        for entry in Path("/proc").glob("[0-9]*"):
            state = process_state(int(entry.name))
            if state and int(state[1]) == self.process.pid:
                found.append(int(entry.name))
        return found

    def good_seconds(self, zone_id: str) -> int:
        """Return how many good seconds are stored."""
        if not self.store.exists():
            return 0
        with closing(open_store(self.store)) as store:
            return sum(row.quality == "ok" for row in stored_occupancy(store, zone_id))

    def seconds(self, zone_id: str) -> int:
        """Return how many seconds are stored, good ones or not."""
        with closing(open_store(self.store)) as store:
            return len(stored_occupancy(store, zone_id))

    def events(self) -> list[str]:
        """Return the states of the stored events."""
        with closing(open_store(self.store)) as store:
            return [event.status for event in stored_events(store)]

    def fault_ends(self) -> list[bool]:
        """Return for each stored fault whether it has ended."""
        if not self.store.exists():
            return []
        with closing(open_store(self.store)) as store:
            return [fault.end_s is not None for fault in stored_faults(store)]


def process_state(pid: int) -> Sequence[str]:
    """Return state and parent of a process, empty when there is none."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[:2]
    except OSError:
        return ()


def is_running(pid: int) -> bool:
    state = process_state(pid)
    return bool(state) and state[0] not in "ZX"


@contextmanager
def watch_command(
    folder: Path, server: RtspServer, *options: str, stdout: int | None = None
) -> Iterator[Command]:
    """Run the command in a process group of its own, and end it at the latest with the block."""
    store = folder / "gates.db"
    command = [sys.executable, "-m", "pipeline", "watch", str(site_file(folder))]
    urls = {
        "GATE_URL": server.url("gate", LOGIN),
        "DEAD_URL": f"rtsp://{LOGIN[0]}:{LOGIN[1]}@127.0.0.1:9/none",
    }
    with (folder / "out").open("wb") as out, (folder / "err").open("wb") as err:
        process = subprocess.Popen(
            [*command, "--store", str(store), "--by-counts", "--lang", "en", *options],
            env={**os.environ, **urls},
            stdout=out if stdout is None else stdout,
            stderr=err,
            start_new_session=True,
            # Tests that were begun by nohup would have it ignored.
            preexec_fn=partial(signal.signal, signal.SIGHUP, signal.SIG_DFL),
        )
        try:
            yield Command(process, store)
        finally:
            process.kill()
            process.wait()


OWN = """\
format: 1
id: own
name: {zh: 本区, en: Ours}
source: user
basis: {zh: 区文件, en: a paper of ours}
retention: {evidence_days: 30}
clips: {because: {zh: 调查, en: to look into it}, days: 7}
"""


def handed_out(store: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, bytes]:
    """Return all files of an export of all times, with the clips."""
    span = ("--from", "2020-01-01T00:00", "--to", "2099-01-01T00:00")
    asked = ("--by", "Li", "--unit", "police", "--why", "case 7", "--clips")
    out = store.with_name("out.zip")
    assert main(["store", "--lang", "en", "export", str(store), *span, *asked, "-o", str(out)]) == 0
    assert "NOTE: the clips are UNBLURRED" in capsys.readouterr().out
    assert main(["verify", str(out)]) == 0
    with zipfile.ZipFile(out) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


@pytest.mark.usefixtures("unheard", "keeping")
def test_ctrl_c_reaches_the_whole_group_and_ends_it_without_a_word(
    tmp_path: Path, server: RtspServer
) -> None:
    with watch_command(tmp_path, server) as watch:
        # As early as there is a worker, which then is still importing its modules.
        until(lambda: len(watch.children()) >= 2, "a worker")
        os.killpg(watch.process.pid, signal.SIGINT)
        assert watch.process.wait(30.0) == 0
    told = (tmp_path / "err").read_text("utf-8")
    assert told.startswith("watching 2 streams into ")
    notices = told.splitlines()[1:]
    assert all(line.startswith(known) for line, known in zip(notices, NOTICES, strict=True))


@pytest.mark.usefixtures("unheard", "keeping")
def test_workers_go_with_a_supervisor_that_was_killed(tmp_path: Path, server: RtspServer) -> None:
    with watch_command(tmp_path, server) as watch:
        until(lambda: watch.good_seconds("gate") >= 1, "occupancy")
        until(lambda: watch.fault_ends() == [False], "a fault of the dead camera")
        workers = watch.children()
        assert len(workers) >= 2
        assert all(is_running(pid) for pid in workers)
        watch.process.kill()
        until(lambda: not any(is_running(pid) for pid in workers), "the workers' end")
        assert watch.fault_ends() == [False]
    with watch_command(tmp_path, server, "--for", "0.1") as again:
        assert again.process.wait(30.0) == 0
        assert all(again.fault_ends())


def test_sigterm_ends_the_watch_in_good_order(
    keeping: tuple[Command, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    watch, folder = keeping
    until(lambda: watch.good_seconds("gate") >= 1, "occupancy")
    workers = watch.children()
    until(lambda: watch.events() == ["open"], "an event that opens")
    watch.process.send_signal(signal.SIGTERM)
    assert watch.process.wait(30.0) == 0
    assert (watch.events(), watch.fault_ends()) == (["interrupted"], [True])
    # Among them is multiprocessing's own tracker, which leaves a moment after its parent.
    until(lambda: not any(map(is_running, workers)), "all that it started to be gone", 10.0)
    lines = (folder / "out").read_text("utf-8").splitlines()
    assert [line.partition("  ")[2].partition(" (")[0] for line in lines] == [
        "cam-dead: fault: offline",
        "Gate",
        "Gate",
    ]
    assert "crowding began: red" in lines[1]
    assert "crowding interrupted" in lines[2]
    handed = handed_out(watch.store, capsys)
    ends = [name.rpartition(".")[2] for name in handed if name.startswith("evidence/")]
    assert sorted(ends) == ["csv", "jpg", "json", "mp4"]
    left = [path for path in folder.rglob("*") if path.is_file()]
    everything = b"".join([*(path.read_bytes() for path in left), *handed.values()])
    assert b"gate-secret" not in everything and b"viewer" not in everything
    told = (folder / "err").read_text("utf-8")
    assert "kept UNBLURRED for 7 days, because: to look into it (own)" in told


def test_a_watch_whose_reader_has_left_goes_on_recording(
    unheard: tuple[Command, Path],
) -> None:
    watch, folder = unheard
    # The line about the dead camera and the one about the event find nobody.
    until(lambda: bool(watch.fault_ends()), "a fault of the dead camera")
    until(lambda: bool(watch.events()), "an event that opens")
    seen = watch.seconds("gate")
    until(lambda: watch.seconds("gate") > seen, "more occupancy")
    watch.process.send_signal(signal.SIGTERM)
    assert watch.process.wait(30.0) == 0
    told = (folder / "err").read_text("utf-8").splitlines()
    # A machine that has much else to do may pass over pictures, and says so.
    told = [line for line in told if "were due and passed over" not in line]
    assert (len(told), told[0][:8]) == (1 + len(NOTICES), "watching"), told
