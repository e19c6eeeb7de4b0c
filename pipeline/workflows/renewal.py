"""A site file that is changed while its cameras are watched: all of it is taken over, or none."""

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.domain.label import Label
from pipeline.domain.notice import Notice, noticed
from pipeline.errors import LedgerError, PlanError, SightlineError, SiteFileError, UsageError
from pipeline.jobs.stop_signals import Stop
from pipeline.jobs.supervisor import Replaced
from pipeline.jobs.task import CameraTask

if TYPE_CHECKING:
    from pipeline.domain.site import Site

LOOK_S = 1.0
"""The files are looked at so often; what was changed must stay as it is from one look to the next,
since an editor may write a file in two steps."""

Plan = Callable[["Site"], Sequence[CameraTask]]
"""Makes tasks of a site, or refuses it."""

Mark = tuple[tuple[int, int, int] | None, ...]
"""What tells a changed file: when it was written, how long it is, which one it is."""


@dataclass(frozen=True, eq=False)
class Renewed:
    """A site file that was found to be right: what it holds, its tasks, the hash of its bytes."""

    site: "Site"
    tasks: Sequence[CameraTask]
    sha256: str


Apply = Callable[[Renewed], Replaced]
"""Watches by a site that was found to be right."""


@dataclass(frozen=True)
class Sources:
    """What a watch was made of: the site file, and how it is read and made into tasks.

    The `mark` is how its files were before the watch made anything of them.
    """

    path: Path
    load: "Callable[[], Site]"
    plan: Plan
    mark: Mark


class Renewal:
    """Looks whether the site file, or one in which an address lies, was changed, and applies it.

    Reading goes on in a thread of its own: nobody waits for it. A file that is refused changes
    nothing: the watch goes on as it was, and says why, with the line.
    """

    def __init__(
        self, sources: Sources, site: "Site", apply: Apply, notice: Callable[[Notice], None]
    ) -> None:
        self._sources = sources
        self._site = site
        self._paths = files_of(site, sources.path)
        self._apply = apply
        self._notice = notice
        self._reader = ThreadPoolExecutor(1, thread_name_prefix="site")
        self._reading: Future[Renewed] | None = None
        self._read = self._seen = sources.mark
        self._look_at = time.monotonic() + LOOK_S

    def look(self, stop: Stop) -> None:
        """Begin to read what was changed, or what somebody asks to be read; apply what was read."""
        if self._reading is not None:
            if self._reading.done():
                self._take(self._reading)
                self._reading = None
            return
        if stop.reread or self._is_changed():
            stop.reread, self._read = False, mark_of(self._paths)
            self._reading = self._reader.submit(self._planned)

    def close(self) -> None:
        """Wait for what is being read, and forget it."""
        self._reader.shutdown()

    def _planned(self) -> Renewed:
        path = self._sources.path
        read = hash_of(path)
        site = self._sources.load()
        if site.id != self._site.id:
            raise UsageError(
                f"{path}: the id became {site.id}, but what is recorded is of"
                f" {self._site.id}; begin another watch for it",
                f"{path}：id 改成了 {site.id}，而已有记录属于 {self._site.id}；请另起一个监测",
            )
        # From now on its own files of addresses are looked at: one may be put right alone.
        self._paths = files_of(site, path)
        self._read = self._seen = mark_of(self._paths)
        if read != hash_of(path):
            raise UsageError(
                f"{path}: was written while it was read; it is read again",
                f"{path}：读取时文件又被写入，将重新读取",
            )
        return Renewed(site, self._sources.plan(site), read)

    def _take(self, reading: Future[Renewed]) -> None:
        try:
            renewed = reading.result()
            replaced = self._apply(renewed)
        except SightlineError as error:
            self._notice(rejected(error))
            return
        self._site = renewed.site
        self._notice(accepted(replaced, len(renewed.tasks)))

    def _is_changed(self) -> bool:
        """Tell whether the files are other ones than those that were read, and rest as they are."""
        if time.monotonic() < self._look_at:
            return False
        self._look_at = time.monotonic() + LOOK_S
        before, self._seen = self._seen, mark_of(self._paths)
        return self._seen == before and self._seen != self._read


def files_of(site: "Site", path: Path) -> tuple[Path, ...]:
    """Return the site file, and the files beside it in which its addresses lie."""
    streams = [camera.stream for camera in site.cameras() if camera.stream]
    streams += [stream.sub for stream in streams if stream.sub]
    return (path, *(path.parent / each.url_file for each in streams if each.url_file))


def mark_of(paths: Sequence[Path]) -> Mark:
    """Return how files are now."""
    return tuple(_mark_of(path) for path in paths)


def hash_of(path: Path) -> str:
    """Return the SHA-256 of a file's bytes, nothing for one that cannot be read."""
    with suppress(OSError):
        return sha256(path.read_bytes()).hexdigest()
    return ""


def _mark_of(path: Path) -> tuple[int, int, int] | None:
    with suppress(OSError):
        found = path.stat()
        return found.st_mtime_ns, found.st_size, found.st_ino
    return None


@contextmanager
def renewing(
    sources: Sources | None, site: "Site", apply: Apply, notice: Callable[[Notice], None]
) -> Iterator[Callable[[Stop], None]]:
    """Give what looks for changes while the block runs; it does nothing where none can be read."""
    if sources is None:
        yield lambda stop: None
        return
    renewal = Renewal(sources, site, apply, notice)
    try:
        yield renewal.look
    finally:
        renewal.close()


def rejected(error: SightlineError) -> Notice:
    """Return what is said of a site file that is refused: the first reason, with its line.

    >>> rejected(UsageError("site.yaml:7: fps: must be a number")).en
    'CONFIG_REJECTED: site.yaml:7: fps: must be a number; the watch goes on as it was'
    """
    zh, en = _reason(error)
    label = Label(
        f"CONFIG_REJECTED：{zh}；监测照旧进行",
        f"CONFIG_REJECTED: {en}; the watch goes on as it was",
    )
    return noticed(label, "site.rejected")


def _reason(error: SightlineError) -> tuple[str, str]:
    if not isinstance(error, SiteFileError | LedgerError | PlanError | UsageError):
        return str(error), str(error)
    zh, en = error.told("zh").splitlines(), error.told("en").splitlines()
    if len(en) == 1:
        return zh[0], en[0]
    return f"{zh[0]}（另有 {len(zh) - 1} 处）", f"{en[0]} (and {len(en) - 1} more)"


def accepted(replaced: Replaced, cameras: int) -> Notice:
    """Return what is said of a site file that was taken over.

    >>> accepted(Replaced(("b",), (), ("a",)), 3).en
    'CONFIG_ACCEPTED: 3 cameras; begun: b; begun anew: none; ended: a'
    """
    changes = {"begun": replaced.added, "anew": replaced.changed, "ended": replaced.removed}
    zh = ["、".join(ids) or "无" for ids in changes.values()]
    en = [", ".join(ids) or "none" for ids in changes.values()]
    label = Label(
        f"CONFIG_ACCEPTED：{cameras} 个探头；新增：{zh[0]}；重新开始：{zh[1]}；停止：{zh[2]}",
        f"CONFIG_ACCEPTED: {cameras} cameras; begun: {en[0]}; begun anew: {en[1]}; ended: {en[2]}",
    )
    return noticed(label, "site.accepted", cameras=cameras, **changes)
