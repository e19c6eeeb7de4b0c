"""What a review knows so far, and where it keeps that: a journal, and a segment of each file."""

import math
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.crowd.replay import Replay
from pipeline.errors import StalledError
from pipeline.jobs.ahead import answered
from pipeline.sources.footage import FootageFacts
from pipeline.store.journal import Journal, file_digest
from pipeline.store.segments import Segments, SegmentWriter
from pipeline.workflows.archive_tally import ArchiveTally
from pipeline.workflows.picture_health import PictureHealth

if TYPE_CHECKING:
    from pipeline.workflows.review_job import ReviewJob

SYNC_EVERY_S = 1.0
"""How much work a power cut may cost; the death of the process alone costs none."""

Progress = Callable[[float, float | None], None]
"""Is told the seconds of footage that are done, and of all, where that is known."""


class Meter:
    """What the work costs, in seconds of wall clock and of processor."""

    def __init__(self) -> None:
        self._wall_s, self._cpu_s = time.perf_counter(), time.process_time()

    def is_due(self) -> bool:
        """Tell whether so much was done that it should be brought into safety."""
        return time.perf_counter() - self._wall_s > SYNC_EVERY_S

    def spent(self) -> tuple[float, float]:
        """Return what was spent since the last call."""
        wall_s, cpu_s = self._wall_s, self._cpu_s
        self._wall_s, self._cpu_s = time.perf_counter(), time.process_time()
        return self._wall_s - wall_s, self._cpu_s - cpu_s


@dataclass
class Work:
    """Where records go: into the journal, the file's segment, and into what they come to."""

    journal: Journal
    replay: Replay
    meter: Meter
    job: "ReviewJob"
    health: PictureHealth = field(init=False)
    archive: ArchiveTally = field(init=False)
    segments: Segments = field(init=False)
    look: Mapping[str, Any] | None = field(init=False, default=None)
    _writer: SegmentWriter | None = field(init=False)
    _is_whole: bool = field(init=False, default=True)

    def __post_init__(self) -> None:
        """Await the first file."""
        self.health = PictureHealth(self.job.camera_id, self.job.view)
        options = self.job.options
        told = options.keyframes, options.archive
        self.archive = ArchiveTally(self.job.camera_id, self.job.facts, *told)
        self.segments = Segments(self.job.options.segments_path)
        self._await_file()

    def note(self, record: Mapping[str, Any]) -> None:
        """Take a new record."""
        # Behind a lost recording nothing is noted that the next run, finding it, would trip over.
        if self._is_whole or "spent" in record:
            self.journal.append(record)
        self.take(record)

    def take(self, record: Mapping[str, Any]) -> None:
        """Take a record that is in the journal."""
        if self._writer is not None and "spent" not in record:
            self._writer.add(record)
        self._remember(record)
        if "end_s" in record:
            self._keep_segment()
        self.archive.take(record, self.replay.end_s)
        self.replay.take(self.health.judged(dict(record), self.replay.end_s))
        if "end_s" in record:
            self._await_file()

    def _remember(self, record: Mapping[str, Any]) -> None:
        """Keep the last record of the file that others may be carried on from."""
        if "end_s" in record:
            self.look = None
        elif "frame" in record and "carried" not in record and self.job.options.motion_gate:
            self.look = dict(record)

    def take_over(self, records: Iterable[Mapping[str, Any]]) -> None:
        """Note what a segment holds of the file, and an earlier run had not come to."""
        self._writer = None
        for record in records:
            if record.get("frame", math.inf) > self.replay.last_index:
                self.note(record)

    def lose(self, facts: FootageFacts, why: str) -> None:
        """Say that nobody knows what is in the file; the next run is to try it again."""
        self._writer, self._is_whole = None, False
        end_s = max(facts.duration_s or 0.0, self.replay.known_s - self.replay.end_s)
        self.note({"end_s": end_s, "decoded": 0, "corrupt": 0, "lost": why})

    def secure(self) -> None:
        """Bring all that was noted onto the disk, with what it cost."""
        self.note({"spent": self.meter.spent()})
        self.journal.sync()

    @property
    def digest(self) -> str | None:
        """What is in the file whose turn it is."""
        files = self.replay.files
        return self.job.digests[files] if files < len(self.job.digests) else None

    def begin_file(self) -> None:
        """Begin the file's segment, in place of one that may be there and cannot be used.

        What the journal holds of it was taken already, and belongs to it.
        """
        if self._writer is None and self.digest is not None and self.replay.last_index < 0:
            self._writer = SegmentWriter(self.job.segment_key(self.digest))

    def _await_file(self) -> None:
        """Begin the file's segment where there is none."""
        self._writer = None
        if self.digest is not None and not self.segments.has(self.job.segment_key(self.digest)):
            self.begin_file()

    def _keep_segment(self) -> None:
        """Keep the file's segment, unless the file is no longer what it was when all began."""
        path, digest = self.job.footage[self.replay.files], self.digest
        if self._writer is not None and digest is not None and self._digest_of(path) == digest:
            self.segments.keep(self.job.segment_key(digest), self._writer.finish())

    def _digest_of(self, path: Path) -> str | None:
        try:
            return answered(partial(file_digest, path), self.job.options.patience_s)
        except StalledError:
            return None


Fill = Callable[["ReviewJob", Work, Progress], Mapping[str, str]]
"""Makes segments before they are asked for; returns why there will be none, by the file's digest.
"""
