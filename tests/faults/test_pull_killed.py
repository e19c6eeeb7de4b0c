"""A fetch that is killed leaves no file that looks whole, and the next one goes on from it."""

import hashlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pipeline.workflows.pull_model import PullOptions, pull_model
from tests.web_server import Served, web_server

CONTENT = bytes(range(256)) * 8000
ENOUGH_S = 30.0
RUN = """
import signal, sys
# A shell may start its background jobs deaf to Ctrl-C.
signal.signal(signal.SIGINT, signal.default_int_handler)
from pipeline.cli.main import main
sys.exit(main(sys.argv[1:]))
"""


@pytest.mark.parametrize("blow", [signal.SIGKILL, signal.SIGINT])
def test_a_killed_fetch_goes_on_where_it_was(
    tmp_path: Path, root: Path, monkeypatch: pytest.MonkeyPatch, blow: signal.Signals
) -> None:
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    with web_server() as server:
        digest = hashlib.sha256(CONTENT).hexdigest()
        (tmp_path / "tiny.yaml").write_text(
            f"name: tiny\nfile: tiny.onnx\nlicence: MIT\nsha256: '{digest}'\n"
            f"download: {server.url('/tiny.onnx')}\n"
        )
        server.files["/tiny.onnx"] = Served(CONTENT, pause_after=1_000_000)
        command = [sys.executable, "-c", RUN, "models", "pull", "tiny"]
        fetching = subprocess.Popen([*command, "--folder", str(tmp_path)], cwd=root)
        part, until = tmp_path / "tiny.onnx.part", time.monotonic() + ENOUGH_S
        while not (part.exists() and part.stat().st_size) and time.monotonic() < until:
            time.sleep(0.01)
        os.kill(fetching.pid, blow)
        assert fetching.wait(ENOUGH_S) == (130 if blow == signal.SIGINT else -signal.SIGKILL)
        here = part.stat().st_size
        assert 0 < here <= 1_000_000
        assert not (tmp_path / "tiny.onnx").exists()
        server.files["/tiny.onnx"] = Served(CONTENT)
        assert pull_model("tiny", PullOptions(tmp_path)).path.read_bytes() == CONTENT
        assert server.asked[-1] == ("/tiny.onnx", f"bytes={here}-")
        assert sorted(path.name for path in tmp_path.iterdir()) == ["tiny.onnx", "tiny.yaml"]
