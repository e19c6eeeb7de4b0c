"""Whether anybody looked for unexpected gatherings, at which gates and for how long."""

from dataclasses import dataclass
from typing import Literal

from pipeline.domain.calendar import Gathering
from pipeline.domain.label import Label

Obstacle = Literal["no_clock", "no_calendar", "sparse"]
"""What keeps unexpected gatherings from being looked for."""

OBSTACLE_LABELS: dict[Obstacle, Label] = {
    "no_clock": Label("录像时刻未知", "the time of day is not known"),
    "no_calendar": Label("没有给出校历", "no school calendar was given"),
    "sparse": Label("每秒不足一个样本", "there is fewer than one sample a second"),
}


@dataclass(frozen=True)
class OutsideWatch:
    """How long a zone was watched outside the peak windows, by which bar.

    `unknown_s` is for how long nobody knows whether people gathered there, `in_peaks_s` how long
    the windows lasted in which a full gate is expected.
    """

    zone_id: str
    bar: Gathering
    watched_s: float
    unknown_s: float
    in_peaks_s: float
