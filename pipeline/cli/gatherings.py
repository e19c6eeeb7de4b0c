"""What a command line says of gatherings outside the peak windows."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from pipeline.domain.crowding import STATUS_LABELS, CrowdingEvent
from pipeline.domain.gathering import OBSTACLE_LABELS
from pipeline.domain.label import Label

if TYPE_CHECKING:
    from pipeline.domain.review import Review


def gathering_line(event: CrowdingEvent, span: str) -> Label:
    """Return an unexpected gathering in a line, with from when to when it was."""
    status, count = STATUS_LABELS[event.status], event.peak_count
    return Label(
        f"意外聚集 {span}  {event.zone_id}：最多 {count} 人，{status.zh}",
        f"unexpected gathering {span}  {event.zone_id}: at most {count} people, {status.en}",
    )


def gatherings_told(review: "Review") -> Iterator[Label]:
    """Yield what is to be said of gatherings outside the peak windows, where it was asked for."""
    if review.calendar is None:
        return
    if review.obstacles:
        why = [OBSTACLE_LABELS[obstacle] for obstacle in review.obstacles]
        yield Label(
            f"未评估意外聚集：{'、'.join(label.zh for label in why)}",
            f"unexpected gatherings were not evaluated: {', '.join(label.en for label in why)}",
        )
        return
    if not review.unexpected:
        yield Label("高峰时段之外没有意外聚集", "no unexpected gathering outside the peak windows")
    if unknown_s := max(watch.unknown_s for watch in review.outside):
        yield Label(
            f"高峰时段之外有 {unknown_s:.1f} 秒无法判断是否聚集",
            f"for {unknown_s:.1f} s outside the peak windows nobody knows who gathered",
        )
