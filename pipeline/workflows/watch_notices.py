"""What a watch says of itself: what it keeps, what it does not judge, and what nobody looked at."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.domain.label import Label
from pipeline.domain.notice import Notice, noticed
from pipeline.jobs.supervisor import Supervisor
from pipeline.jobs.task import CameraTask

if TYPE_CHECKING:
    from pipeline.workflows.watch_gates import WatchOptions


def beginning(streams: int, store: Path) -> Notice:
    """Return that a watch has begun."""
    label = Label(
        f"正在监测 {streams} 路视频，记录于 {store}；按 Ctrl-C 停止",
        f"watching {streams} streams into {store}; stop with Ctrl-C",
    )
    return noticed(label, "watch.started", streams=streams, store=str(store))


def kept_pictures(options: "WatchOptions") -> Iterator[Notice]:
    """Yield what is kept of the pictures themselves, which people have a right to know."""
    rules = options.rules
    if options.snapshots:
        label = Label(
            "每次事件保存一张峰值截图，写入前头部已打码；检测不到的人不在打码之列",
            "a picture of each episode's peak is kept, its heads pixelated before it is written;"
            " people whom the detector does not find are not pixelated",
        )
        yield noticed(label, "watch.keeps_pictures")
    if options.clips and rules and rules.clips:
        days, reason = f"{rules.clips.days:g}", rules.clips.reason
        label = Label(
            f"注意：每次事件保存未打码的原始录像 {days} 天，理由：{reason.zh}（{rules.id}）",
            f"NOTE: the camera's own video of each episode is kept UNBLURRED for {days} days,"
            f" because: {reason.en} ({rules.id})",
        )
        yield noticed(label, "watch.keeps_pictures")
    if options.snapshots and (rules is None or rules.retention.evidence_days is None):
        label = Label(
            "证据将永久保存：没有期限（--jurisdiction）",
            "evidence is kept for ever: no --jurisdiction says for how long",
        )
        yield noticed(label, "watch.keeps_pictures")


def not_judged(tasks: Sequence[CameraTask]) -> Iterator[Notice]:
    """Yield what is not judged, and why."""
    if all(task.calendar is None for task in tasks):
        label = Label(
            "未评估意外聚集：没有给出校历",
            "unexpected gatherings are not evaluated: no school calendar was given",
        )
        yield noticed(label, "watch.not_judged", what="gatherings")
    if rateless := [task.camera_id for task in tasks if task.fps is None]:
        label = Label(
            f"未评估帧率是否过低：图上没有写明 {'、'.join(rateless)} 的 fps",
            f"low frame rates are not evaluated: the plan states no fps of {', '.join(rateless)}",
        )
        yield noticed(label, "watch.not_judged", what="low_fps")


def not_seen(supervisor: Supervisor) -> Iterator[Notice]:
    """Yield for each camera how many of its pictures nobody has looked at that were due."""
    for post in supervisor.posts:
        missed = post.record.intake
        if missed.dropped or missed.late:
            label = Label(
                f"{post.record.camera_id}：检测不及而跳过 {missed.dropped} 幅应分析的画面，"
                f"解码不及而跳过 {missed.late} 幅（共收到 {missed.came} 幅）",
                f"{post.record.camera_id}: of {missed.came} pictures that came, {missed.dropped}"
                f" were due and passed over since the detector was busy, {missed.late} came too"
                " fast to be decoded",
            )
            yield noticed(
                *(label, "watch.passed_over"),
                camera=post.record.camera_id,
                dropped=missed.dropped,
                late=missed.late,
                came=missed.came,
            )
