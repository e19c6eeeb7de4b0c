"""What of a floor was worked out, kept while nothing but its cameras changes.

All that is kept follows from what it is kept under, and from nothing else: an answer from memory is
the answer that would be found, to the last digit. A camera is known by all of its numbers.
"""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar, cast

from pipeline.coverage.leak import Privacy
from pipeline.coverage.mount import mounted
from pipeline.coverage.requirement import Grounds, Requirement
from pipeline.coverage.scene import Scene
from pipeline.coverage.sighting import Rig, Sighting, sightings_of
from pipeline.domain.camera import Camera
from pipeline.domain.coverage import Leak, Region
from pipeline.domain.requirement import Look
from pipeline.domain.site import Floor

SPARE = 64
"""Cameras that are gone, or hang otherwise by now, of which it is still known what they saw: a drag
that is taken back."""

MOST_TRIED = 512
"""Answers that are kept of each camera, hung otherwise than it is; the oldest go first."""

AT_ONCE = 32
"""Cameras that are looked at in one go; between two goes the work may be called off."""

Answer = TypeVar("Answer")
Heed = Callable[[], None]
"""Asked every now and then by what takes a while; what it raises ends the work."""


def go_on() -> None:
    """Let work go on whatever happens."""


@dataclass(eq=False)
class _Record:
    """A camera with what it sees, and what else was asked of it."""

    sighting: Sighting
    leaks: tuple[Leak, ...] | None = None
    answers: dict[Hashable, Any] = field(default_factory=dict)


class Memory:
    """A floor without its cameras, and what each camera was found to see there.

    `heed` is asked before anything is worked out. Where that ends it, what was found stays.
    """

    def __init__(
        self,
        floor: Floor,
        scene: Scene,
        grounds: Grounds,
        required: tuple[Requirement, ...],
        looks: tuple[Look, ...],
        lit: Region,
    ) -> None:
        self.scene, self.grounds, self.required = scene, grounds, required
        self.looks, self.lit = looks, lit
        self.heed: Heed = go_on
        self.privacy = Privacy(floor, scene)
        self.bare_privacy = Privacy(floor)
        self._decent: dict[Camera, bool] = {}
        self._records: dict[Camera, _Record] = {}
        self._by_sighting: dict[int, _Record] = {}

    def sightings(self, cameras: Sequence[Camera]) -> tuple[Sighting, ...]:
        """Return what each camera sees, in order; only those are looked at that are not known.

        Raises GeometryError for a camera that cannot be, or that hangs out of free space's reach.
        """
        new = [camera for camera in dict.fromkeys(cameras) if camera not in self._records]
        mounts = [mounted(camera, self.scene) for camera in new]
        for first in range(0, len(new), AT_ONCE):
            self.heed()
            some = slice(first, first + AT_ONCE)
            rig = Rig(tuple(mounts[some]), self.scene, self.looks, self.lit)
            found = zip(new[some], sightings_of([rig])[0], strict=True)
            self._records.update((camera, _Record(sighting)) for camera, sighting in found)
        self._forget_all_but(cameras)
        return tuple(self._records[camera].sighting for camera in cameras)

    def leaks(self, seen_by: Sequence[Sighting]) -> tuple[Leak, ...]:
        """Return what cameras may see of prohibited zones, camera by camera."""
        records = [self._by_sighting[id(sighting)] for sighting in seen_by]
        new = [record for record in records if record.leaks is None]
        for first in range(0, len(new), AT_ONCE):
            self.heed()
            some = new[first : first + AT_ONCE]
            leaks = self.privacy.leaks([record.sighting.mount for record in some])
            for record in some:
                own_id = record.sighting.camera.id
                record.leaks = tuple(leak for leak in leaks if leak.camera_id == own_id)
        return tuple(leak for record in records for leak in record.leaks or ())

    def answer(self, sighting: Sighting, question: Hashable, found: Callable[[], Answer]) -> Answer:
        """Return what is `found` of a camera alone, or was found when it was asked before."""
        record = self._by_sighting.get(id(sighting))
        if record is None:
            return found()
        if question not in record.answers:
            self.heed()
            record.answers[question] = found()
            for oldest in list(record.answers)[: max(0, len(record.answers) - MOST_TRIED)]:
                del record.answers[oldest]
        return cast(Answer, record.answers[question])

    def decent(self, camera: Camera, found: Callable[[], bool]) -> bool:
        """Return what is `found` of whether a camera looks where it may, or was found before."""
        if camera not in self._decent:
            self.heed()
            self._decent[camera] = found()
            for oldest in list(self._decent)[: max(0, len(self._decent) - MOST_TRIED)]:
                del self._decent[oldest]
        return self._decent[camera]

    def _forget_all_but(self, cameras: Sequence[Camera]) -> None:
        """Keep what is known of some cameras, and of a few others that were asked of last."""
        for camera in cameras:
            self._records[camera] = self._records.pop(camera)
        gone = len(self._records) - len(set(cameras)) - SPARE
        for camera in list(self._records)[: max(0, gone)]:
            del self._records[camera]
        self._by_sighting = {id(each.sighting): each for each in self._records.values()}
