"""The machine on which a watch is to run: Python and its wheels, clock, disk, detector."""

import platform
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import datetime, tzinfo
from pathlib import Path

from pipeline.domain.checkup import Check, doubtful, failing, well
from pipeline.domain.label import Label
from pipeline.errors import SightlineError, StorageError
from pipeline.runtime.session import installed_wheels
from pipeline.runtime.time_sync import TimeSync, time_sync
from pipeline.store.database import open_store
from pipeline.store.room import MIB, Ladder, free_bytes
from pipeline.store.upkeep import newest_second

PYTHONS = range(11, 15)
"""Minor versions of Python 3 that are supported (pyproject.toml)."""

BUILT_YEAR = 2026
"""No clock that is right shows an earlier year."""

AHEAD_S = 5.0
"""A store whose last second lies further ahead was written by another clock."""

WRONG_S = 1.0
"""A kept clock that may be further off than this is told of (assumption)."""

UNSYNCED = Label(
    "启用 NTP（systemd-timesyncd 或 chrony）；事件时间以本机时钟为准",
    "turn NTP on (systemd-timesyncd or chrony): events carry this clock's time",
)


def check_python() -> Iterator[Check]:
    """Yield whether Python is a version that is supported."""
    version = platform.python_version()
    told = Label(f"Python {version}", f"Python {version}")
    if sys.version_info[0] == 3 and sys.version_info[1] in PYTHONS:
        yield well("python", told)
    else:
        wanted = f"3.{PYTHONS[0]}–3.{PYTHONS[-1]}"
        yield failing("python", told, Label(f"请用 Python {wanted}", f"use Python {wanted}"))


def check_wheels(wheels: list[str] | None = None) -> Iterator[Check]:
    """Yield whether exactly one wheel of onnxruntime is installed: two together lose CUDA."""
    found = installed_wheels() if wheels is None else wheels
    names = ", ".join(found)
    if len(found) == 1:
        yield well("onnxruntime", Label(f"已安装 {names}", f"{names} is installed"))
    elif found:
        yield failing(
            "onnxruntime",
            Label(
                f"同时装有 {names}，CUDA 会悄悄失效", f"{names} overwrite each other; CUDA is lost"
            ),
            Label(
                "全部卸载，然后只装 sightline[cpu] 或 sightline[gpu]",
                "uninstall all of them, then install sightline[cpu] or sightline[gpu]",
            ),
        )
    else:
        yield failing(
            "onnxruntime",
            Label("未安装 onnxruntime", "onnxruntime is not installed"),
            Label(
                "安装 sightline[cpu] 或 sightline[gpu]", "install sightline[cpu] or sightline[gpu]"
            ),
        )


def check_clock(
    store: Path | None = None,
    zone: tzinfo | None = None,
    now_s: float | None = None,
    asked: Callable[[], TimeSync | None] = time_sync,
) -> Iterator[Check]:
    """Yield whether the clock can be right, and whether another one keeps it so."""
    at_s = time.time() if now_s is None else now_s
    shown = f"{datetime.fromtimestamp(at_s, zone).astimezone(zone):%Y-%m-%d %H:%M:%S %z}"
    newest = _newest(store)
    if datetime.fromtimestamp(at_s).year < BUILT_YEAR:
        yield failing(
            "clock",
            Label(f"系统时间 {shown} 不可信", f"the clock shows {shown}, which cannot be"),
            Label("校正系统时间", "set the clock right"),
        )
    elif newest is not None and newest > at_s + AHEAD_S:
        ahead = datetime.fromtimestamp(newest, zone)
        yield failing(
            "clock",
            Label(
                f"系统时间 {shown} 早于存储中的最后记录 {ahead:%Y-%m-%d %H:%M:%S}",
                f"the clock shows {shown}, before the last record of the store,"
                f" {ahead:%Y-%m-%d %H:%M:%S}",
            ),
            Label("校正系统时间", "set the clock right"),
        )
    else:
        yield well("clock", Label(f"系统时间 {shown}", f"the clock shows {shown}"))
    yield _kept(asked())


def _kept(sync: TimeSync | None) -> Check:
    if sync is None:
        told = Label("本系统无法得知时钟是否同步", "this system does not tell whether NTP keeps it")
        return doubtful("ntp", told, UNSYNCED)
    if not sync.kept:
        told = Label("时钟未与 NTP 同步", "no NTP keeps the clock")
        return doubtful("ntp", told, UNSYNCED)
    most = f"{sync.most_wrong_s:.3f} s"
    told = Label(f"时钟已同步，误差不超过 {most}", f"NTP keeps the clock, within {most}")
    if sync.most_wrong_s > WRONG_S:
        return doubtful("ntp", told, UNSYNCED)
    return well("ntp", told)


def _newest(store: Path | None) -> int | None:
    """Return the last second of a store, None where there is none or it cannot be read."""
    if store is None or not store.is_file():
        return None
    try:
        with closing(open_store(store)) as opened:
            return newest_second(opened)
    except StorageError:
        return None


def check_disk(store: Path, ladder: Ladder | None = None) -> Iterator[Check]:
    """Yield how much room there is where the store lies or will lie, by the rungs of a watch."""
    ladder = ladder or Ladder()
    try:
        free = free_bytes(store)
    except StorageError as error:
        yield failing(
            "disk",
            Label(f"磁盘无法查看（{error}）", str(error)),
            Label("先建好该文件夹，并让服务用户可写", "make the folder, writable by the service"),
        )
        return
    told = Label(f"磁盘剩余 {free // MIB} MiB", f"{free // MIB} MiB are left on the disk")
    room = Label(
        f"腾出空间：低于 {ladder.stop_bytes // MIB} MiB 时只记录事件",
        f"make room: below {ladder.stop_bytes // MIB} MiB events alone are recorded",
    )
    rung = ladder.rung(free)
    if rung == "ok":
        yield well("disk", told)
    elif rung == "stop":
        yield failing("disk", told, room)
    else:
        yield doubtful("disk", told, room)


def check_detector(model: str | None, providers: tuple[str, ...]) -> Iterator[Check]:
    """Yield whether the detector runs as pinned, and which one that is."""
    from pipeline.workflows.check_model import check_model

    try:
        found = check_model(model, providers)
    except SightlineError as error:
        yield failing(
            "model",
            Label(f"检测模型无法运行（{error}）", str(error)),
            Label("sightline models check 可查明原因", "`sightline models check` tells more"),
        )
        return
    facts = f"{found.name}, {found.provider}, sha256 {found.sha256}"
    told = Label(f"检测模型可运行：{facts}", f"the detector runs: {facts}")
    if found.untested:
        remedy = Label(
            "在自己的画面上用 sightline evaluate 验证",
            "try it on your own pictures: `sightline evaluate`",
        )
        yield doubtful("model", told, remedy)
    else:
        yield well("model", told)
