"""A review that is killed, interrupted or cut off at any moment ends as if nothing had happened.

The real command runs in a process of its own on a rendered clip. The moments are drawn from the
journal's growth, not from the clock, so every machine meets them.
"""

import random
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from pipeline.imaging.gate_scene import GateScene
from pipeline.sources.clip import encoded_clip

FPS, LENGTH_S, STORY_S = 3, 20, 40
RESULTS = ("occupancy.csv", "events.jsonl")
PATIENCE_S = 120.0
Moment = Callable[[Path], bool]


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return 20 s of people gathering at a gate, sixty pictures."""
    scene = GateScene()
    path = tmp_path_factory.mktemp("clip") / "gate.mp4"
    pictures = (scene.render(STORY_S + step / FPS) for step in range(LENGTH_S * FPS))
    path.write_bytes(encoded_clip(pictures, FPS))
    return path


@dataclass(frozen=True)
class Ended:
    """How a run of the command ended."""

    code: int
    told: str

    @property
    def began_at(self) -> int:
        """The frame at which it says that it began; all of them, where none was left."""
        found = re.search(r"(?:at frame|all) (\d+)", self.told)
        assert found is not None, self.told
        return int(found[1])


def restore_interrupt() -> None:
    """Let SIGINT mean again what it means to a command in a terminal."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def review(
    clip: Path, out: Path, moment: Moment | None = None, blow: signal.Signals = signal.SIGKILL
) -> Ended:
    """Run the command, and strike once the moment has come."""
    command = [sys.executable, "-m", "pipeline", "review", str(clip), "--counts", "6,14,40,50"]
    process = subprocess.Popen(
        [*command, "--out", str(out), "--lang", "en"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        # Whoever runs the tests in the background may have SIGINT ignored, which is inherited.
        preexec_fn=restore_interrupt,
    )
    deadline = time.monotonic() + PATIENCE_S
    while moment and process.poll() is None and time.monotonic() < deadline:
        if moment(out):
            process.send_signal(blow)
            break
        time.sleep(0.002)
    _, told = process.communicate(timeout=PATIENCE_S)
    return Ended(process.returncode, told)


def frames_noted(out: Path) -> int:
    """Return how many frames the journal holds."""
    journal = out / "review.journal"
    return journal.read_bytes().count(b'"frame":') if journal.exists() else 0


def noted(frames: int) -> Moment:
    """Return the moment at which the journal has grown to so many frames."""
    return lambda out: frames_noted(out) >= frames


def results(out: Path) -> tuple[bytes, ...]:
    return tuple((out / name).read_bytes() for name in RESULTS)


def everything(out: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in out.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def undisturbed(clip: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder that an uninterrupted run leaves."""
    out = tmp_path_factory.mktemp("undisturbed")
    ended = review(clip, out)
    assert (ended.code, ended.began_at) == (0, 0)
    assert b"picture-00000" in results(out)[1]
    return out


def test_six_blows_at_random_moments_change_nothing(
    clip: Path, undisturbed: Path, tmp_path: Path
) -> None:
    whole = frames_noted(undisturbed)
    draw = random.Random(20)
    moments = sorted(draw.randrange(1, whole - 10) for _ in range(6))
    seen = 0
    for moment, blow in zip(moments, [signal.SIGKILL, signal.SIGINT] * 3, strict=True):
        ended = review(clip, tmp_path, noted(max(moment, seen + 1)), blow)
        assert ended.code == (130 if blow == signal.SIGINT else -signal.SIGKILL), ended.told
        assert ended.began_at == seen
        if blow == signal.SIGINT:
            assert re.search("interrupted.*the same command goes on", ended.told)
            assert "Traceback" not in ended.told
        seen = frames_noted(tmp_path)
    last = review(clip, tmp_path)
    assert (last.code, last.began_at) == (0, seen)
    assert 0 < seen < frames_noted(tmp_path) == whole == LENGTH_S * FPS
    assert results(tmp_path) == results(undisturbed)


def test_a_blow_while_the_results_are_written_changes_nothing(
    clip: Path, undisturbed: Path, tmp_path: Path
) -> None:
    ended = review(clip, tmp_path, lambda out: (out / "occupancy.csv").exists())
    assert ended.code == -signal.SIGKILL
    assert not (tmp_path / "summary.json").exists()
    again = review(clip, tmp_path)
    assert (again.code, again.began_at) == (0, LENGTH_S * FPS)
    assert results(tmp_path) == results(undisturbed)


def test_a_record_torn_by_a_power_cut_is_analysed_again(
    clip: Path, undisturbed: Path, tmp_path: Path
) -> None:
    journal = (undisturbed / "review.journal").read_bytes()
    torn = journal[: journal.index(b'"frame":40') + 3]
    (tmp_path / "review.journal").write_bytes(torn)
    ended = review(clip, tmp_path)
    assert (ended.code, ended.began_at) == (0, 40)
    assert results(tmp_path) == results(undisturbed)


def test_without_its_journal_a_review_starts_from_zero_and_ends_alike(
    clip: Path, undisturbed: Path, tmp_path: Path
) -> None:
    assert review(clip, tmp_path, noted(30)).code == -signal.SIGKILL
    (tmp_path / "review.journal").unlink()
    ended = review(clip, tmp_path)
    assert (ended.code, ended.began_at) == (0, 0)
    assert results(tmp_path) == results(undisturbed)


def test_the_same_command_again_changes_not_a_byte(clip: Path, undisturbed: Path) -> None:
    before = everything(undisturbed)
    ended = review(clip, undisturbed)
    assert (ended.code, ended.began_at) == (0, LENGTH_S * FPS)
    assert everything(undisturbed) == before
