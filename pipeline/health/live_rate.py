"""Whether a live stream brings the pictures that its camera should send.

Two clocks are asked, and the kinder one is believed. Pictures that come late, because our machine
or the network is behind, are as many by the camera's own stamps as they should be; and stamps that
jump say nothing, so that then arrival counts alone. A camera that stamps its pictures as if all
had been sent is therefore not told.
"""

from pipeline.domain.health import HealthFault
from pipeline.domain.pace import Pace
from pipeline.health.rate import ROUNDING_S, WINDOW_S, RateWatch, RateWindow


class LiveRate:
    """Takes how far a stream has come, time after time, and tells of times with too few pictures.

    `due_fps` is what the plan says that the camera delivers.
    """

    def __init__(self, camera_id: str, due_fps: float) -> None:
        self._watch = RateWatch(camera_id)
        self._due_fps = due_fps
        self._begin: Pace | None = None
        self._known_s = 0.0

    def step(self, pace: Pace) -> HealthFault | None:
        """Return the fault that begins or ends by now, if one does."""
        begin, self._known_s = self._begin, pace.t_s
        if begin is None or begin.began_s != pace.began_s:
            self._begin = pace
            return None
        if pace.t_s - begin.t_s < WINDOW_S - ROUNDING_S:
            return None
        self._begin = pace
        window = RateWindow(begin.t_s, _length_s(begin, pace), pace.frames - begin.frames)
        return self._watch.step(window, self._due_fps)

    def finish(self) -> tuple[HealthFault, ...]:
        """Return the fault that lasts, as ended with the last picture."""
        return self._watch.finish(self._known_s)


def _length_s(begin: Pace, end: Pace) -> float:
    """Return how long pictures took, by the kinder of two clocks."""
    passed_s = end.t_s - begin.t_s
    if begin.media_s is None or end.media_s is None or end.media_s <= begin.media_s:
        return passed_s
    return min(passed_s, end.media_s - begin.media_s)
