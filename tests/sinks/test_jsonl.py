"""A line is whole and on the disk, or it is not there."""

import json
import resource
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.domain.delivery import Message, Target
from pipeline.errors import DeliveryError
from pipeline.sinks.jsonl import JsonLines


def message(number: int) -> Message:
    return Message(f"k{number}", "", "", "", {"key": f"k{number}", "zh": "校门"})


def keys(path: Path) -> list[str]:
    return [json.loads(line)["key"] for line in path.read_text("utf-8").splitlines()]


def test_each_message_is_a_line(tmp_path: Path) -> None:
    sink = JsonLines(Target(str(tmp_path / "new" / "events.jsonl")))
    for number in range(3):
        sink.send(message(number))
    assert keys(sink.path) == ["k0", "k1", "k2"]


def test_half_a_line_that_a_power_cut_left_is_cut_off(tmp_path: Path) -> None:
    path = tmp_path / "events.jsonl"
    path.write_bytes(b'{"key": "k0"}\n{"key": "k1", "lo')
    JsonLines(Target(str(path))).send(message(2))
    assert keys(path) == ["k0", "k2"]
    path.write_bytes(b'{"key"' + b"x" * 200_000)
    JsonLines(Target(str(path))).send(message(3))
    assert keys(path) == ["k3"]


FULL = """
import sys
from pipeline.errors import DeliveryError
from tests.sinks.test_jsonl import JsonLines, Target, fill, message
fill(JsonLines(Target(sys.argv[1])))
"""


def fill(sink: JsonLines) -> None:
    """Write until there is no room, saying each line that was taken."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
    for number in range(1000):
        try:
            sink.send(message(number))
        except DeliveryError as error:
            assert str(error).endswith("could not be written: File too large")
            return
        sys.stdout.write(f"k{number}\n")


def test_on_a_full_disk_all_that_was_taken_is_there_and_no_half_line(tmp_path: Path) -> None:
    path = tmp_path / "events.jsonl"
    said = subprocess.run(
        [sys.executable, "-c", FULL, str(path)], capture_output=True, text=True, check=True
    ).stdout.split()
    assert 0 < len(said) < 1000
    assert keys(path) == said


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(DeliveryError, match="Is a directory"):
        JsonLines(Target(str(tmp_path))).send(message(0))
