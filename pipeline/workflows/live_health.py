"""Whether the pictures of a live stream are worth looking at: what a worker notes of them."""

from collections.abc import Iterator

from pipeline.domain.frame import Frame
from pipeline.errors import InputError
from pipeline.health.signs import Signs, signs_of
from pipeline.health.view import View, view_of
from pipeline.imaging.glance import Glance, glance_at
from pipeline.workflows.picture_health import APART_S, PICTURES


class LiveHealth:
    """Takes the signs of one picture of each second, against what the camera is meant to show.

    That is what it shows when the watch begins, since nobody has told anything else: as many
    pictures as a review takes from the beginning of a recording, and as far apart. `view` is what
    an earlier worker has found; a camera that `turns` has none.
    """

    def __init__(self, view: View | None, *, turns: bool = False) -> None:
        self.view = view
        self._is_wanted = view is None and not turns
        self._glances: list[Glance] = []
        self._glanced_s = self._looked_s = -APART_S

    def look(self, frame: Frame) -> Signs | None:
        """Return the signs of a frame; None where another one of its second was looked at.

        A picture with parts missing says nothing of the camera: it may look blurred or covered.
        """
        if frame.is_damaged or int(frame.t_s) <= int(self._looked_s):
            return None
        self._looked_s = frame.t_s
        glance = glance_at(frame.image)
        if self._is_wanted and frame.t_s - self._glanced_s >= APART_S:
            self._glanced_s = frame.t_s
            self._glances.append(glance)
        return signs_of(glance, self.view)

    def found(self) -> Iterator[View]:
        """Yield what the camera is meant to show, once it is known."""
        if len(self._glances) < PICTURES:
            return
        glances, self._glances = self._glances, []
        try:
            self.view = view_of(glances)
        except InputError:
            return  # Too little to go by, as in the dark: the next pictures may show more.
        self._is_wanted = False
        yield self.view
