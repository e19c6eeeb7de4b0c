"""From the records of a review to what is kept of a camera, and when frames were missing.

Nothing is decoded for it: frames have their numbers and times in the records, pictures the signs by
which a camera's health is told.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from statistics import median
from typing import Any

from pipeline.domain.archive import Archive, Obstacle, RecordingFacts, Rule, StatedCamera
from pipeline.domain.health import HealthFault
from pipeline.domain.label import Label
from pipeline.domain.requirement import Profile
from pipeline.domain.wall_clock import WallClock
from pipeline.errors import InputError
from pipeline.health.archive import archived
from pipeline.health.archive_time import check_today
from pipeline.health.rate import RateWatch, Sample
from pipeline.health.signs import sharpness_in
from pipeline.health.view import View
from pipeline.sources.footage import FootageFacts


@dataclass(frozen=True)
class ArchiveAsk:
    """What recordings are held against: a profile, what the site file states of the camera.

    `today` is when all of them were still kept. `clock` is what their names tell, be it
    that these contradict each other; that is then a finding.
    """

    profile: Profile | None = None
    stated: StatedCamera | None = None
    today: datetime | None = None
    clock: WallClock | None = None


NOTHING_ASKED = ArchiveAsk()


def believed(
    clock: WallClock, ask: ArchiveAsk, names: Sequence[str], lengths_s: Sequence[float | None]
) -> tuple[WallClock | None, ArchiveAsk, Label | None]:
    """Return the clock to go by, what to hold recordings against, and a sentence where they differ.

    Where names contradict each other, whoever asks by a profile whether recordings are in order is
    told so by the archive, and nothing else goes by them. Else InputError refuses such names, and
    always a recording that began after all of them were kept.
    """
    check_today(clock.starts, ask.today)
    try:
        clock.check(names, lengths_s)
    except InputError as error:
        if ask.profile is None:
            raise
        doubt = Label(f"录像时刻不可信：{error}", f"the time of day is not believed: {error}")
        return None, replace(ask, clock=clock), doubt
    return clock, ask, None


@dataclass(frozen=True)
class _Known:
    """What the records tell of one file."""

    end_s: float
    fps: float | None
    sharpness: float | None
    jumps: tuple[tuple[float, float], ...]


class ArchiveTally:
    """Takes the records of a review in their order, file by file.

    With `keyframes` nobody knows how many frames there are.
    """

    def __init__(
        self, camera_id: str, facts: Sequence[FootageFacts], keyframes: bool, ask: ArchiveAsk
    ) -> None:
        self._facts, self._keyframes, self._ask = tuple(facts), keyframes, ask
        self._rates = RateWatch(camera_id, ask.stated.fps if ask.stated else None)
        self._files: list[_Known] = []
        self._faults: list[HealthFault] = []
        self._begin_file()

    def _begin_file(self) -> None:
        self._samples: list[Sample] = []
        self._sharpness: list[float] = []
        self._jumps: list[tuple[float, float]] = []

    def take(self, record: Mapping[str, Any], begin_s: float) -> None:
        """Take the next record of a file, which begins at `begin_s` of the review."""
        if "jump" in record:
            at_s, step_s = record["jump"]
            self._jumps.append((at_s, step_s))
        if "frame" in record:
            self._samples.append((record["t_s"], record["frame"]))
            sharpness = sharpness_in(record["signs"]) if "signs" in record else None
            self._sharpness += [] if sharpness is None else [sharpness]
        elif "end_s" in record:
            self._end_file(record, begin_s)

    def _end_file(self, record: Mapping[str, Any], begin_s: float) -> None:
        end_s, decoded = record["end_s"], record["decoded"]
        counted = not self._keyframes and decoded > 0 and end_s > 0.0
        sharpness = median(self._sharpness) if self._sharpness else None
        fps = decoded / end_s if counted else None
        if counted:
            facts, samples = self._facts[len(self._files)], [*self._samples, (end_s, decoded)]
            # One of them may be the tick of a clock, or count fields for frames: the higher one.
            own_fps = min(facts.fps, facts.average_fps)
            self._faults += self._rates.take(begin_s, samples, own_fps)
        self._files.append(_Known(end_s, fps, sharpness, tuple(self._jumps)))
        self._begin_file()

    def finish(self, end_s: float) -> tuple[HealthFault, ...]:
        """Return all times in which frames were missing, when no more recordings follow."""
        return (*self._faults, *self._rates.finish(end_s))

    def archive(
        self, names: Sequence[str], clock: WallClock | None, view: View | None, health: bool
    ) -> Archive:
        """Return what is kept, held against what is asked, once all files have ended.

        The `view` is what sharpness was told by, where pictures were looked at for `health`.
        """
        told = self._ask.clock or clock
        starts = told.starts if told else ()
        kept = [
            self._recording(number, name, starts, view.crispness if view else None)
            for number, name in enumerate(names)
        ]
        sharp: Obstacle = "unknown" if view else "no_view" if health else "no_health"
        obstacles: dict[Rule, Obstacle] = {"sharpness": sharp}
        if self._keyframes:
            obstacles["fps"] = "keyframes"
        ask = self._ask
        return archived(kept, ask.profile, ask.stated, ask.today, obstacles)

    def _recording(
        self, number: int, name: str, starts: Sequence[datetime], crispness: float | None
    ) -> RecordingFacts:
        """Return the facts of a file; how crisp its edges are follows from the view's."""
        known, facts = self._files[number], self._facts[number]
        return RecordingFacts(
            name=name,
            start=starts[number] if number < len(starts) else None,
            duration_s=known.end_s,
            size=(facts.width, facts.height),
            fps=known.fps,
            sharpness=_product(known.sharpness, crispness),
            jumps=known.jumps,
        )


def _product(share: float | None, whole: float | None) -> float | None:
    return None if share is None or whole is None else share * whole
