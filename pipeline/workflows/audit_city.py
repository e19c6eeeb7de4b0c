"""Every school of a city held against one profile, side by side, and all of them rolled up.

Each site file is a job, whose result is kept under its content, the profile and the version: a
worker that dies, or a run that is stopped, loses and doubles nothing. Everything else is made of
what is kept, so that the same files come to the same bytes, however often it was begun.
"""

import hashlib
import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from pipeline.audit.roll_up import (
    DIMENSIONS,
    doubles_told,
    failed_clauses,
    past_of,
    rolled_up,
    tally,
    trend,
    wordings_of,
)
from pipeline.config.profile_file import load_profile
from pipeline.domain.city import City, Hazards, RunFigures, SchoolRecord
from pipeline.domain.label import Label
from pipeline.domain.requirement import Profile
from pipeline.errors import InputError, InterruptedRunError
from pipeline.jobs.crew import Crew, shared_out
from pipeline.store.city_runs import CityRuns, Run
from pipeline.store.school_records import record_of
from pipeline.store.segments import Segments
from pipeline.version import VERSION
from pipeline.workflows.audit_school import (
    GIVEN_UP,
    SchoolDone,
    SchoolTask,
    audit_school,
    broken,
)
from pipeline.workflows.audit_site import nightly

RECORD_FORMAT = 1
"""Of what is kept of a school; another number finds nothing of what was kept before."""

ALL = Label("全市", "whole city")
CAMERA_LIST = re.compile(rb"camera_list[\"']?[ \t]*:[ \t]*([^#,}\r\n]+)")
NO_SITE = (b"\nclauses:", b"\npeaks:", b"\ndecoder:")
"""What begins a line of profiles, calendars and manifests, which are no site files."""

MANY = 48
"""Site files from which on workers have machine code, whatever is known of them: what it saves of
these is what it takes to make, once on each machine. Numbers agree to 1e-8 without it."""

Progress = Callable[[float, float | None], None]


@dataclass(frozen=True)
class CityOptions:
    """Where results go, and what schools are held against.

    `hazards` is what a ledger says of each school by its id; without it, nobody knows what was
    rectified. `costs` takes the seconds of each audit that was made.
    """

    out: Path
    profile: str = "full-coverage"
    night: bool = False
    hazards: Mapping[str, Hazards] = field(default_factory=dict)
    costs: Callable[[tuple[float, float, float]], None] = lambda seconds: None


def audit_city(folder: Path, options: CityOptions, crew: Crew, progress: Progress) -> City:
    """Return what every site file below a folder comes to, and leave the records in `out`.

    Raises InputError where there is no site file, and what `load_profile` raises. A file that is
    broken, or that kills whoever reads it, is a finding.
    """
    profile = load_profile(options.profile)
    if options.night:
        profile = nightly(profile)
    kept = Segments(options.out / "schools")
    keys = dict(_keys(folder, options.out, profile))
    if not keys:
        raise InputError(f"{folder}: holds no site file (*.yaml, *.yml)")
    for_now = _filled(keys, profile, options, crew, kept, progress)
    records = [
        _record(kept, _shown(path.relative_to(folder)), key, for_now) for path, key in keys.items()
    ]
    return _rolled_up(doubles_told(records), profile, options)


def _shown(path: Path) -> str:
    """Return a path as text; bytes of its name that are no UTF-8 are spelt out."""
    return os.fsencode(path.as_posix()).decode("utf-8", "backslashreplace")


def _keys(
    folder: Path, out: Path, profile: Profile
) -> Iterator[tuple[Path, dict[str, Any] | None]]:
    """Yield where each site file lies, and the key of its record; None where it cannot be read."""
    held_against = hashlib.sha256(repr(profile).encode()).hexdigest()
    for path in _site_files(folder, out):
        try:
            content = path.read_bytes()
        except OSError:
            yield path, None
            continue
        if not any(content.startswith(word[1:]) or word in content for word in NO_SITE):
            key = {"kind": "school", "format": RECORD_FORMAT, "version": VERSION}
            key |= {"site": hashlib.sha256(content).hexdigest(), "profile": held_against}
            key |= _beside(path, content)
            yield path, key


def _beside(path: Path, content: bytes) -> dict[str, str]:
    """Return what is in the file beside a site file that it names as the list of its cameras."""
    found = {}
    # Looked for at once before it is looked for by every letter.
    for name in CAMERA_LIST.findall(content) if b"camera_list" in content else ():
        named = path.parent / os.fsdecode(name.strip(b" \"'"))
        if named.is_file():
            found[named.name] = hashlib.sha256(named.read_bytes()).hexdigest()
    return found


def _site_files(folder: Path, out: Path) -> list[Path]:
    """Return what may be site files, in the order of their places; hidden ones are none."""
    found = [path for end in ("*.yaml", "*.yml") for path in folder.rglob(end)]
    return sorted(
        path
        for path in found
        if not path.is_relative_to(out)
        and path.is_file()
        and not any(part.startswith(".") for part in path.relative_to(folder).parts)
    )


def _filled(
    keys: Mapping[Path, dict[str, Any] | None],
    profile: Profile,
    options: CityOptions,
    crew: Crew,
    kept: Segments,
    progress: Progress,
) -> dict[str, dict[str, Any] | None]:
    """Have all records made that are not kept; returns those that hold for now, by content."""
    own_disk = kept.folder.absolute() if crew.here else None
    missing: dict[str, SchoolTask] = {}
    for path, key in keys.items():
        if key is not None and key["site"] not in missing and kept.read(key) is None:
            compiled = len(keys) >= MANY
            task = SchoolTask(path.absolute(), key, profile, options.night, own_disk, compiled)
            missing[key["site"]] = task
    there, for_now = len(keys) - len(missing), dict[str, dict[str, Any] | None]()
    try:
        progress(there, len(keys))
        for task, done in shared_out(crew, audit_school, list(missing.values())):
            _take_in(kept, task, done, for_now, options)
            there += 1
            progress(there, len(keys))
        kept.sweep()
    except KeyboardInterrupt:
        raise InterruptedRunError(
            f"interrupted after {there} of {len(keys)} schools, which are kept;"
            " the same command goes on from there"
        ) from None
    return for_now


def _take_in(
    kept: Segments,
    task: SchoolTask,
    done: SchoolDone | None,
    for_now: dict[str, dict[str, Any] | None],
    options: CityOptions,
) -> None:
    """Keep what a worker has handed over."""
    if done is None or done.document is not None:
        for_now[task.key["site"]] = None if done is None else done.document
        return
    if done.content is not None:
        kept.keep(task.key, done.content, synced=False)
    options.costs(done.cpu_s)


def _record(
    kept: Segments,
    path: str,
    key: dict[str, Any] | None,
    for_now: Mapping[str, dict[str, Any] | None],
) -> SchoolRecord:
    """Return the record of the file at a path, as it was kept, or as it holds for now."""
    if key is None:
        return broken(
            path, Label("无法读取；请检查文件权限", "cannot be read; check its permissions")
        )
    if key["site"] in for_now:
        document = for_now[key["site"]]
        if document is None:
            return broken(path, GIVEN_UP)
        return _placed(record_of(document, path))
    found = kept.read(key)
    if found is None:
        return broken(path, Label("记录被他人移走", "its record was taken away meanwhile"))
    return _placed(record_of(next(found), path))


def _placed(record: SchoolRecord) -> SchoolRecord:
    """Return a record of a broken file called after where it lies, as it has no other name."""
    if record.verdict != "broken":
        return record
    return replace(broken(record.path), problems=record.problems)


def _rolled_up(records: Sequence[SchoolRecord], profile: Profile, options: CityOptions) -> City:
    """Return the city of some records, counted as a run of its own where it differs."""
    hazards = {**options.hazards}
    whole = tally(ALL, records, hazards)
    schools = tuple(past_of(record) for record in records)
    runs = CityRuns(options.out / "runs")
    # By night as well, a profile asks for something else.
    profile_id = f"{profile.id}+night" if options.night else profile.id
    number, before = runs.before(profile_id, schools)
    figures = RunFigures(number, whole.passed_pct, whole.covered_pct, whole.violations)
    runs.keep(Run(profile_id, figures, schools))
    last = before[-1] if before else None
    return City(
        profile_id=profile_id,
        profile_label=profile.label,
        run=number,
        records=tuple(records),
        whole=whole,
        groups={name: rolled_up(records, by, hazards) for name, by in DIMENSIONS.items()},
        hazards=hazards,
        trend=trend(last.figures.run, last.schools, schools) if last else None,
        runs=(*(run.figures for run in before), figures),
        failed=failed_clauses(records, wordings_of(profile)),
    )
