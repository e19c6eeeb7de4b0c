"""What ``sightline watch`` says: changes and coverage on stdout, notices and logs on stderr."""

import json
import os
import sys
import threading
import time
from datetime import datetime
from typing import TYPE_CHECKING, Literal, TextIO

from pipeline.domain.crowding import CrowdingEvent
from pipeline.domain.hazard import Change
from pipeline.domain.hazard_words import ACTIONS
from pipeline.domain.health import HealthFault
from pipeline.domain.label import Label, Language
from pipeline.domain.notice import Level, Notice, noticed
from pipeline.report.change_wording import change_of
from pipeline.report.log_line import is_due, log_line

if TYPE_CHECKING:
    from pipeline.domain.today import CoverageToday
    from pipeline.workflows.tend_coverage import Told

LogFormat = Literal["text", "json"]

UNSAID = frozenset({"watch.stopped"})
"""What people see anyway, and only a log has to hold."""

FAULT_EVENTS = {"began": "camera.fault", "ended": "camera.recovered"}


class Voice:
    """Speaks for a watch; several threads may, and no line gets into another."""

    def __init__(
        self,
        names: dict[str, str],
        language: Language,
        *,
        as_json: bool,
        log: LogFormat = "text",
        level: Level = "info",
    ) -> None:
        self._names, self._language = names, language
        self._as_json, self._log, self._level = as_json, log, level
        # One each, so that a reader of the one who does not read keeps nobody from the other.
        self._out, self._err = threading.Lock(), threading.Lock()
        self._was_open = False

    def notice(self, label: Label) -> None:
        """Say how the service is: words for people, or a line of the log."""
        if self._log == "json":
            self._logged(label)
        elif not (isinstance(label, Notice) and label.event in UNSAID) and is_due(
            label, self._level
        ):
            self._said(label.told(self._language), sys.stderr)

    def change(self, change: CrowdingEvent | HealthFault) -> None:
        """Say that an event or a fault has changed."""
        from pipeline.cli.watch import change_json, change_line

        if self._log == "json":
            self._logged(change_notice(change, self._names))
        line = change_json(change)
        self._told(line if self._as_json else change_line(change, self._names, self._language))

    def coverage(self, told: "Told") -> None:
        """Say what of the site is covered now, and what that changed in the ledger."""
        if told.is_news:
            self._today(told.today)
        for change in told.changes:
            if self._log == "json":
                self._logged(hazard_notice(change))
            self._told(hazard_json(change) if self._as_json else self._hazard(change))

    def _today(self, today: "CoverageToday") -> None:
        from pipeline.report.today_json import today_document
        from pipeline.report.today_wording import today_line

        line = today_line(today)
        if self._log == "json":
            self._logged(coverage_notice(today, line))
        if self._as_json:
            self._told(
                json.dumps({"type": "coverage", **today_document(today)}, ensure_ascii=False)
            )
        elif today.spots or self._was_open:
            self._told(f"{_clock(today.at_s)}  {line.told(self._language)}")
        self._was_open = bool(today.spots)

    def _hazard(self, change: Change) -> str:
        what = ACTIONS[change.action].told(self._language)
        at_s = datetime.fromisoformat(change.at).timestamp()
        ledger = Label("台账：", "ledger: ").told(self._language)
        return f"{_clock(at_s)}  {ledger}{what} {change.hazard_id}"

    def _logged(self, label: Label) -> None:
        if is_due(label, self._level):
            self._said(log_line(label, time.time(), self._language), sys.stderr)

    def _told(self, line: str) -> None:
        try:
            self._said(line, sys.stdout)
        except BrokenPipeError:
            # The reader has left, as `| head` does. What Python still holds for it must go
            # somewhere, or its end would fail; the watch itself goes on.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise

    def _said(self, line: str, stream: TextIO) -> None:
        with self._out if stream is sys.stdout else self._err:
            print(line, file=stream, flush=True)


def _clock(at_s: float) -> str:
    return f"{datetime.fromtimestamp(at_s):%Y-%m-%d %H:%M:%S}"


def change_notice(change: CrowdingEvent | HealthFault, names: dict[str, str]) -> Notice:
    """Return a change as a notice, with what machines look for beside the words."""
    from pipeline.cli.watch import change_words

    what = change_of(change)
    zh, en = (change_words(change, names, language) for language in ("zh", "en"))
    if isinstance(change, HealthFault):
        facts = {"camera": change.camera_id, "kind": change.kind}
        event = FAULT_EVENTS[what]
    else:
        facts = {"zone": change.zone_id, "id": change.id, "tier": change.peak_tier}
        event = f"crowding.{what}"
    return noticed(
        Label(zh, en), event, **facts, start_s=round(change.start_s, 3), end_s=change.end_s
    )


def coverage_notice(today: "CoverageToday", line: Label) -> Notice:
    """Return coverage today as a notice."""
    event = "coverage.unknown" if today.word == "not_watched" else "coverage.open"
    if today.word != "not_watched" and not today.spots:
        event = "coverage.as_planned"
    return noticed(
        line,
        event,
        status=today.word,
        covered_pct=today.share_pct(today.covered_m2),
        open_spots=len(today.spots),
        failing=[camera.camera_id for camera in today.of("failing")],
        not_watched=[camera.camera_id for camera in today.of("not_watched")],
    )


def hazard_notice(change: Change) -> Notice:
    """Return a change of the ledger as a notice."""
    what = ACTIONS[change.action]
    label = Label(f"台账：{what.zh} {change.hazard_id}", f"ledger: {what.en} {change.hazard_id}")
    return noticed(label, "ledger.changed", hazard=change.hazard_id, action=change.action)


def hazard_json(change: Change) -> str:
    """Return a change of the ledger as one line of JSON."""
    document = {
        "type": "hazard",
        "change": change.action,
        "id": change.hazard_id,
        "at": change.at,
        "why": change.why,
    }
    return json.dumps(document, ensure_ascii=False)
