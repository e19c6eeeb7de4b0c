"""A secret that is planted in every place where one is used appears nowhere else."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest

from pipeline.store.database import open_store
from pipeline.store.outbox import backlogs
from tests.hook_server import Hook, hook_server
from tests.jobs.gate_clip import site_file
from tests.jobs.watching import until

PLANTED = "hunter2-geheim"
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
    - {{id: log, sink: jsonl, path: told.jsonl}}
    - {{id: elsewhere, sink: webhook, url_env: ROBOT}}
    - {{id: unset, sink: wecom, url_env: NOT_SET}}
"""
pytestmark = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="reads /proc")


@pytest.fixture
def hook() -> Iterator[Hook]:
    with hook_server(lambda number: "refused" if number % 3 == 0 else "500") as hook:
        yield hook


def command_lines() -> bytes:
    """Return the command lines of all processes, as anybody may read them."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):
            found.append(entry.read_bytes())
    return b"\n".join(found)


def leaks(folder: Path) -> list[str]:
    """Return the files of a folder in which the secret stands, but for where it was put."""
    return [
        path.name
        for path in folder.rglob("*")
        if path.is_file() and path.name != "ding.url" and PLANTED.encode() in path.read_bytes()
    ]


def test_no_secret_is_logged_stored_told_or_shown(tmp_path: Path, hook: Hook) -> None:
    path = site_file(tmp_path)
    path.write_text(path.read_text("utf-8") + RECEIVERS.format(url=hook.url, port=hook.port))
    (tmp_path / "ding.url").write_text(f"{hook.url}?access_token={PLANTED}\n")
    env = {
        "HOOK": PLANTED,
        "ROBOT": f"{hook.url}?key={PLANTED}",
        "GATE_URL": f"rtsp://viewer:{PLANTED}@127.0.0.1:9/{PLANTED}",
        "DEAD_URL": f"rtsp://127.0.0.1:9/user=viewer&password={PLANTED}",
    }
    store = tmp_path / "gates.db"
    words = [sys.executable, "-m", "pipeline", "watch", str(path), "--store", str(store)]
    with (
        (tmp_path / "out").open("wb") as out,
        (tmp_path / "err").open("wb") as err,
        subprocess.Popen(
            [*words, "--json", "--lang", "en"], env=os.environ | env, stdout=out, stderr=err
        ) as watch,
    ):
        try:
            until(lambda: len({each.partition("&")[0] for each in hook.paths}) >= 3, "the robots")
            until(lambda: (tmp_path / "told.jsonl").exists(), "the log to be written")
            shown = command_lines()
        finally:
            watch.send_signal(signal.SIGTERM)
        assert watch.wait(30.0) == 0
    assert any(PLANTED in told for told in hook.paths), "the control: the robot's address holds it"
    with closing(open_store(store)) as opened:
        troubles = {owed.receiver: owed.trouble for owed in backlogs(opened)}
    assert troubles["robot"] in {
        "the robot refused it with errcode 45009",
        "127.0.0.1: answered 500",
    }
    assert troubles["unset"] == "the environment variable NOT_SET is not set"
    assert "is not public" in troubles["elsewhere"]
    assert leaks(tmp_path) == []
    assert PLANTED.encode() not in shown
    assert not any(PLANTED in str(told) for told in hook.seen)
    told = (tmp_path / "err").read_text("utf-8")
    assert "receiver unset cannot be told yet" in told
    (tmp_path / "log").write_text(f"connecting to {env['ROBOT']}")
    assert leaks(tmp_path) == ["log"]
