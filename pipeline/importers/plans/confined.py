"""Reads a drawing in a process of its own, which may use so much memory and time and nothing else.

Drawings come from anybody, and libraries that read them are large. The process gets the content
of the file and gives a drawing back; it opens no file, reaches no network and starts nothing
(`confined_child.py`), and what it crashes is itself.
"""

import json
import os
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from pipeline.domain.drawing import Drawing
from pipeline.errors import PlanError, UnavailableError
from pipeline.importers.plans.drawing_bytes import drawing_of
from pipeline.importers.plans.table import Progress

CHILD = "pipeline.importers.plans.confined_child"
HOME = Path(__file__).parent / "home"
"""Where libraries look for their settings and caches, and find none that tell them anything."""

PACKAGE_ROOT = Path(__file__).parents[3]
MEGABYTE = 2**20
MOST_ANSWER = 2**30
PROGRESS, REFUSED, UNAVAILABLE = "P", "E", "U"
"""What begins a line that the process says on stderr."""


@dataclass(frozen=True)
class Limits:
    """What reading one drawing may take; the process is ended where it takes more."""

    memory_mb: int = 4096
    time_s: float = 120.0
    file_mb: int = 256


USUAL = Limits()


def untold(share: float) -> None:
    """Tell nobody how far it is."""


def read_confined(kind: str, data: bytes, progress: Progress, limits: Limits = USUAL) -> Drawing:
    """Return the drawing of a file's content; `kind` is a name of `PLAN_FORMATS`.

    Raises PlanError for a file that is no such drawing, or asks for more than the limits;
    UnavailableError where the library for it is not installed.
    """
    return drawing_of(answered(CHILD, kind, data, progress, limits))


def answered(
    child: str, kind: str, data: bytes, progress: Progress = untold, limits: Limits = USUAL
) -> bytes:
    """Return what a module makes of a file's content, run in a process with limits.

    The module is called with the kind, megabytes and seconds, and ends with `ended`; raises as
    `read_confined` does.
    """
    if len(data) > limits.file_mb * MEGABYTE:
        raise PlanError(
            f"文件超过 {limits.file_mb} MB，不予读取",
            f"the file is larger than {limits.file_mb} MB, which is more than is read",
        )
    process = _started(child, kind, limits)
    too_late = threading.Event()
    timer = threading.Timer(limits.time_s, _end, (process, too_late))
    timer.daemon = True
    timer.start()
    answer: list[bytes] = []
    helpers = (
        threading.Thread(target=_feed, args=(process.stdin, data), daemon=True),
        threading.Thread(target=_drain, args=(process.stdout, answer), daemon=True),
    )
    try:
        for helper in helpers:
            helper.start()
        said = _listen(process.stderr, progress)
        for helper in helpers:
            helper.join()
        code = process.wait()
    finally:
        timer.cancel()
        if process.poll() is None:
            process.kill()
            process.wait()
    _refuse(code, said, limits, late=too_late.is_set())
    return answer[0] if answer else b""


def _started(child: str, kind: str, limits: Limits) -> "subprocess.Popen[bytes]":
    """Return the process, begun with next to nothing of our own surroundings."""
    kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
    surroundings = {
        **kept,
        "PYTHONPATH": os.pathsep.join(
            filter(None, (str(PACKAGE_ROOT), os.environ.get("PYTHONPATH")))
        ),
        "HOME": str(HOME),
        "XDG_CACHE_HOME": str(HOME),
        "XDG_CONFIG_HOME": str(HOME),
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONUTF8": "1",
    }
    command = [sys.executable, "-P", "-m", child, kind, str(limits.memory_mb), str(limits.time_s)]
    return subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=surroundings,
        cwd=HOME,
    )


def _end(process: "subprocess.Popen[bytes]", too_late: threading.Event) -> None:
    too_late.set()
    process.kill()


def _feed(pipe: IO[bytes] | None, data: bytes) -> None:
    try:
        if pipe:
            pipe.write(data)
            pipe.close()
    except OSError:
        # It has died, and says why otherwise.
        return


def _drain(pipe: IO[bytes] | None, answer: list[bytes]) -> None:
    if pipe:
        # More than this no drawing has; who goes on is left standing until the time is over.
        answer.append(pipe.read(MOST_ANSWER))
        pipe.close()


def _listen(pipe: IO[bytes] | None, progress: Progress) -> dict[str, Any]:
    """Pass progress on, and return how the process says that it ended; libraries may chatter."""
    said: dict[str, Any] = {}
    for line in pipe or ():
        sign, _, rest = line.decode("utf-8", "replace").strip().partition("\x01")
        if sign == PROGRESS:
            progress(float(rest))
        elif sign in (REFUSED, UNAVAILABLE):
            said[sign] = json.loads(rest)
    if pipe:
        pipe.close()
    return said


def _refuse(code: int, said: dict[str, Any], limits: Limits, *, late: bool) -> None:
    """Raise what the end of the process amounts to, unless it ended well."""
    if UNAVAILABLE in said:
        raise UnavailableError(said[UNAVAILABLE][1])
    if REFUSED in said:
        raise PlanError(*said[REFUSED])
    if late:
        raise PlanError(
            f"读取超过 {limits.time_s:g} 秒仍未结束，已放弃",
            f"reading it took more than {limits.time_s:g} s, and was given up",
        )
    if code != 0:
        raise PlanError(
            "读取它的进程中途崩溃；文件已损坏，或需要的内存超过限制",
            "the process that read it broke down: the file is damaged, or asks for more than"
            f" {limits.memory_mb} MB of memory",
        )
