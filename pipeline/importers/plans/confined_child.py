"""The process in which a drawing is read: content in on stdin, a drawing out on stdout.

First the libraries are loaded, then the doors are shut: no file may be opened but those of the
libraries themselves, nothing written, no network, no other program; memory and processor time
end at a limit. Python's own calls are refused by an audit hook; the network is also taken away by
the system where it lets us.
"""

import contextlib
import importlib
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pipeline.domain.drawing import Drawing
from pipeline.errors import PlanError, UnavailableError
from pipeline.importers.plans.confined import MEGABYTE, PROGRESS, REFUSED, UNAVAILABLE
from pipeline.importers.plans.table import PLAN_FORMATS, Progress, Reader

LIBRARIES = {
    "camera-csv": ("encodings.gb18030",),
    "camera-xlsx": ("openpyxl", "zipfile", "encodings.cp437"),
    "dxf": (
        "ezdxf.filemanagement",
        "ezdxf.recover",
        "ezdxf.path",
        "ezdxf.lldxf.tagger",
        "encodings.cp1252",
        "encodings.gbk",
    ),
    "ifc": ("ifcopenshell", "ifcopenshell.geom", "ifcopenshell.util.unit"),
    "imdf": ("zipfile", "encodings.cp437"),
    "pdf": ("pypdfium2", "pypdfium2.raw"),
    "svg": ("svgelements",),
}
"""What a reader needs, loaded while files may still be opened."""

FORBIDDEN = (
    "socket.",
    "subprocess.",
    "os.exec",
    "os.fork",
    "os.forkpty",
    "os.posix_spawn",
    "os.spawn",
    "os.system",
    "os.remove",
    "os.rename",
    "os.rmdir",
    "os.mkdir",
    "os.link",
    "os.symlink",
    "os.truncate",
    "os.chmod",
    "shutil.",
    "urllib.",
    "ftplib.",
    "http.",
    "smtplib.",
    "webbrowser.",
)
"""Beginnings of the audit events that no reader has a use for."""

CLONE_NEWUSER, CLONE_NEWNET = 0x10000000, 0x40000000


Say = Callable[[str, str], None]
"""Writes a line on stderr: the sign with which it begins, and what follows."""


def main() -> int:
    """Read the drawing, say how it went on stderr, and return the exit code."""
    return ended(_read)


def ended(work: Callable[[str, int, float, Say], bytes]) -> int:
    """Do what this process is for, with its kind and limits; hand over, and return its code."""
    kind, memory_mb, time_s = sys.argv[1], int(sys.argv[2]), float(sys.argv[3])
    say = _teller(os.dup(2))
    answer = os.dup(1)
    # What a library prints must not fall into the answer.
    os.dup2(2, 1)
    try:
        made = work(kind, memory_mb, time_s, say)
    except PlanError as error:
        say(REFUSED, json.dumps([error.zh, str(error)]))
        return PlanError.exit_code
    except UnavailableError as error:
        say(UNAVAILABLE, json.dumps([str(error), str(error)]))
        return UnavailableError.exit_code
    _pour(answer, made)
    return 0


def _read(kind: str, memory_mb: int, time_s: float, say: Say) -> bytes:
    from pipeline.importers.plans.drawing_bytes import drawing_bytes

    reader = prepared(kind)
    data = sys.stdin.buffer.read()
    shut_doors(memory_mb, time_s)
    drawing = attempted(reader, data, lambda share: say(PROGRESS, f"{share:.3f}"))
    return drawing_bytes(drawing)


def prepared(kind: str) -> Reader:
    """Return a reader whose libraries are loaded, while files may still be opened."""
    reader = PLAN_FORMATS[kind]
    for name in LIBRARIES.get(kind, ()):
        # Where one is missing the reader says so itself.
        with contextlib.suppress(ImportError):
            importlib.import_module(name)
    return reader


def attempted(reader: Reader, data: bytes, progress: Progress) -> Drawing:
    """Return what a reader makes of data; whatever else it raises becomes a PlanError."""
    try:
        return reader(data, progress)
    except (PlanError, UnavailableError):
        raise
    except MemoryError as error:
        raise PlanError(
            "读取所需内存超过限制", "reading it takes more memory than it may"
        ) from error
    except Exception as error:
        # A parser may raise anything at a broken file.
        reason = type(error).__name__
        raise PlanError(
            f"文件已损坏，无法读取（{reason}）", f"the file is broken ({reason})"
        ) from error


def _teller(handle: int) -> Say:
    return lambda sign, words: _pour(handle, f"{sign}\x01{words}\n".encode())


def _pour(handle: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(handle, view) :]


def shut_doors(memory_mb: int, time_s: float) -> None:
    """Give up what a reader does not need; there is no way back for this process."""
    _leave_network()
    _limit(memory_mb, time_s)
    roots = {Path(place).resolve() for place in (sys.prefix, sys.base_prefix, *sys.path) if place}
    roots |= {Path(__file__).resolve().parents[3]}
    allowed = tuple(f"{root}{os.sep}" for root in roots if root != Path(root.root))

    def watch(event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open":
            _refuse_open(arguments, allowed)
        elif event.startswith(FORBIDDEN):
            raise PlanError(
                f"文件要求执行 {event}，已拒绝", f"the file asks for {event}, which is refused"
            )

    sys.addaudithook(watch)


def _refuse_open(arguments: tuple[Any, ...], allowed: tuple[str, ...]) -> None:
    """Refuse to open anything but the libraries' own files, and those only to be read."""
    path, flags = arguments[0], arguments[2] if len(arguments) > 2 else 0
    if isinstance(path, int):
        return
    place = os.path.realpath(os.fsdecode(path))
    writes = bool((flags or 0) & (os.O_WRONLY | os.O_RDWR | os.O_CREAT))
    if writes or not place.startswith(allowed):
        raise PlanError(
            "文件要求打开别的文件，已拒绝", "the file asks for another file, which is refused"
        )


def _leave_network() -> None:
    """Go where there is no network, where the system lets us; the hook stands everywhere."""
    if not sys.platform.startswith("linux"):
        return
    import ctypes

    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None, use_errno=True).unshare(CLONE_NEWUSER | CLONE_NEWNET)


def _limit(memory_mb: int, time_s: float) -> None:
    """Set the system's limits on memory, processor time, files written and cores."""
    try:
        import resource
    except ImportError:  # Windows has none; there the time alone is limited, from outside.
        return
    size, seconds = memory_mb * MEGABYTE, int(time_s) + 1
    for what, limit in (
        (resource.RLIMIT_AS, size),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(what, (limit, limit))


if __name__ == "__main__":
    sys.exit(main())
