"""Whether broken and hostile drawings end in a drawing or one sentence, and what they reach.

``python benchmarks/hostile_plans.py [--kinds dxf,svg]`` reads a sound file of each kind and then
forty spoilt ones and more (mutations by seed, bombs by hand), each kind in one confined process as
`sightline import` has one for each file, while ``strace`` writes down what it asks of the system:
libraries in C are watched so, too. Counted are files, drawings, refusals and crashes of the
process, and what was opened outside the libraries, asked of a network, or started, once the doors
were shut. Pictures, which `load_image` decodes without such a process, may open themselves alone.

Control: a process with open doors does each of these things, and each must be counted.
"""

import argparse
import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from pipeline.errors import PictureError  # noqa: E402
from pipeline.importers.plans.confined import HOME  # noqa: E402
from pipeline.workflows.import_plan import read_plan  # noqa: E402
from tests.importers.plans.hostile import spoilt  # noqa: E402
from tests.importers.plans.samples import SAMPLES  # noqa: E402

PICTURES = ("png", "jpg")
MOST_DEATHS = 10
SHUT = "RLIMIT_CORE"
"""The last of the limits that are set before a file is looked at."""

STARTED = re.compile(r"execve\(|\bv?fork\(")
ASKED = re.compile(r"(socket|connect|sendto|bind)\(")
OPENED = re.compile(r'(?:openat|open|creat)\([^"]*"([^"]*)".*= \d+$')
DEEDS = (
    "open('/etc/hostname').read()",
    "import socket; socket.socket().connect_ex(('127.0.0.1', 9))",
    "import subprocess; subprocess.run(['true'])",
)


@dataclass
class Tally:
    """What became of the files of one kind."""

    files: int = 0
    drawn: int = 0
    refused: int = 0
    crashed: int = 0
    strangers: set[str] = field(default_factory=set)
    asked: int = 0
    started: int = 0
    sentences: list[str] = field(default_factory=list)

    @property
    def is_clean(self) -> bool:
        """Whether nothing but the input was reached, and every refusal is one sentence."""
        one_line = all(text and "\n" not in text for text in self.sentences)
        return one_line and not (self.strangers or self.asked or self.started)


def watched(command: list[str], trace: Path, tally: Tally, begin: str = "") -> tuple[int, str]:
    """Run a command under strace; count what it reached after a line that holds `begin`."""
    calls = "trace=open,openat,creat,socket,connect,sendto,bind,execve,fork,vfork,prlimit64"
    wanted = ["strace", "-f", "-qq", "-s", "4096", "-e", calls, "-o", str(trace), *command]
    surroundings = {"PYTHONPATH": str(ROOT), "HOME": str(HOME), "XDG_CACHE_HOME": str(HOME)}
    done = subprocess.run(
        [*wanted], cwd=ROOT, env={**surroundings, "PATH": "/usr/bin:/bin"}, capture_output=True
    )
    lines = trace.read_text("utf-8", "replace").splitlines()
    first = next((n for n, line in enumerate(lines) if begin in line), len(lines))
    for line in lines[first + 1 :] if begin else lines:
        _count(line, tally)
    return done.returncode, done.stdout.decode("utf-8", "replace")


def _count(line: str, tally: Tally) -> None:
    tally.asked += bool(ASKED.search(line))
    tally.started += bool(STARTED.search(line))
    opened = OPENED.search(line)
    if opened and not _is_own(opened[1]):
        tally.strangers.add(opened[1])


def _is_own(path: str) -> bool:
    """Tell whether a file belongs to the libraries, or to the system that holds them up."""
    roots = (sys.prefix, sys.base_prefix, str(ROOT), "/lib/", "/usr/lib/", "/proc/self/", "/sys/")
    return path.startswith(roots) or path in ("/etc/ld.so.cache", "/dev/null", "/proc/meminfo")


def drawings(kind: str, folder: Path) -> Tally:
    """Return what became of a kind that is read in a confined process."""
    tally, deaths = Tally(), 0
    while True:
        batch = [sys.executable, "-m", "tests.importers.plans.batch", kind, str(tally.files)]
        code, told = watched(batch, folder / "trace", tally, SHUT)
        for said in map(json.loads, told.splitlines()):
            tally.files += 1
            tally.drawn += "drawn" in said
            if "refused" in said:
                tally.refused += 1
                tally.sentences += [said["refused"], said["zh"]]
        if code == 0:
            return tally
        tally.files, tally.crashed, deaths = tally.files + 1, tally.crashed + 1, deaths + 1
        if deaths > MOST_DEATHS:
            raise SystemExit(f"{kind}: the process died {deaths} times")


def pictures(suffix: str, folder: Path) -> Tally:
    """Return what became of pictures, read in a process of their own that opens them alone."""
    tally = Tally()
    child = [sys.executable, __file__, "--child", suffix, str(folder)]
    code, told = watched(child, folder / "trace", tally, f"{folder}/first")
    assert code == 0, told
    for said in map(json.loads, told.splitlines()):
        tally.files += 1
        tally.drawn += "drawn" in said
        tally.refused += "refused" in said
        tally.sentences += [said["refused"]] if "refused" in said else []
    inputs = {f"{folder}/plan.{suffix}", f"{folder}/first"}
    tally.strangers -= inputs
    return tally


def child(suffix: str, folder: Path) -> None:
    """Read spoilt pictures, and say of each what became of it."""
    for name, data in picture_files(suffix):
        path = folder / f"plan.{suffix}"
        path.write_bytes(data)
        if name == "sound":
            # Its libraries are loaded by now; the file marks in the trace where they are.
            read_plan(path, lambda share: None)
            (folder / "first").touch()
        try:
            told: dict[str, object] = {"drawn": read_plan(path, lambda share: None).stroke_count}
        except PictureError as error:
            told = {"refused": str(error)}
        print(json.dumps(told))


def picture_files(suffix: str) -> Iterator[tuple[str, bytes]]:
    """Yield a sound picture, and spoilt ones."""
    import cv2
    import numpy as np

    paper = np.full((60, 90, 3), 255, dtype=np.uint8)
    paper[10:50, 10:14] = 0
    sound = cv2.imencode(f".{suffix}", paper)[1].tobytes()
    yield "sound", sound
    yield from spoilt(sound, f"picture {suffix}")
    yield from (("nothing", b""), ("zeros", bytes(5000)), ("another kind", SAMPLES["svg"]()))
    # 60,000 pixels each way, by the header alone: 10.8 GB.
    huge = (60_000).to_bytes(4, "big") * 2
    yield "a bomb", b"\x89PNG\r\n\x1a\n" + b"\x00\x00\x00\rIHDR" + huge + sound[24:]


def control(folder: Path) -> Tally:
    """Return what a process with open doors is seen to do."""
    tally = Tally()
    code = "\n".join(["import resource", *DEEDS])
    mark = "resource.setrlimit(resource.RLIMIT_CORE, (0, 0))"
    watched(
        [sys.executable, "-c", f"import resource; {mark}\n{code}"], folder / "trace", tally, SHUT
    )
    return tally


def main() -> int:
    """Print a row for each kind; 1 where anything was reached, or the control was not seen."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kinds", default=",".join([*SAMPLES, *PICTURES]))
    parser.add_argument("--child", nargs=2, metavar=("SUFFIX", "DIR"), help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.child:
        child(args.child[0], Path(args.child[1]))
        return 0
    if shutil.which("strace") is None:
        parser.error("needs strace")
    clean = True
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        print(f"{'kind':14}{'files':>6}{'drawn':>7}{'refused':>9}{'crashed':>9}", end="")
        print(f"{'opened':>8}{'network':>9}{'started':>9}")
        for kind in args.kinds.split(","):
            found: Callable[[str, Path], Tally] = pictures if kind in PICTURES else drawings
            tally = found(kind, folder)
            print(_row(kind, tally), flush=True)
            clean &= tally.is_clean
        seen = control(folder)
        print(_row("control", seen))
        clean &= bool(seen.strangers and seen.asked and seen.started)
    return 0 if clean else 1


def _row(kind: str, tally: Tally) -> str:
    strangers = ", ".join(sorted(tally.strangers)[:4])
    return (
        f"{kind:14}{tally.files:6}{tally.drawn:7}{tally.refused:9}{tally.crashed:9}"
        f"{len(tally.strangers):8}{tally.asked:9}{tally.started:9}  {strangers}"
    )


if __name__ == "__main__":
    sys.exit(main())
