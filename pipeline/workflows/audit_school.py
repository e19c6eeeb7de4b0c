"""One school of a city, audited by whoever is given it, whatever its file holds."""

import gc
import hashlib
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from pipeline.audit.audit import audited
from pipeline.config.night_check import refuse_unlit
from pipeline.config.site_file import load_site
from pipeline.coverage import shadow_loops
from pipeline.coverage.cover_floor import judge_floors
from pipeline.coverage.optics import band_loops
from pipeline.domain.city import CityFinding, SchoolRecord
from pipeline.domain.coverage import BlindSpot
from pipeline.domain.finding import AuditResult, Finding
from pipeline.domain.label import Label
from pipeline.domain.requirement import Profile
from pipeline.domain.school import School
from pipeline.domain.site import Site
from pipeline.errors import InputError, SiteFileError, UnavailableError
from pipeline.geometry import overlay_batch, screen, visibility_batch
from pipeline.geometry.planar import planar_map
from pipeline.store.school_records import record_document
from pipeline.store.segments import Segments, SegmentWriter
from pipeline.version import VERSION

BROKEN_FILE = "broken-file"
CHANGED = Label("文件在审核期间被改动；请重新运行", "the file was changed meanwhile; run again")
GIVEN_UP = Label(
    "放弃：审核它的进程一再异常终止", "given up: whoever audited it died, again and again"
)


@dataclass(frozen=True)
class SchoolTask:
    """One site file to audit, and everything that its record depends on."""

    path: Path
    key: dict[str, Any]
    profile: Profile
    night: bool
    folder: Path | None
    """Where the record goes; None where the worker may have another disk, and hands it over."""
    compiled: bool = False
    """Whether so many are to come that machine code pays: a new machine makes it for 20 s."""


@dataclass(frozen=True)
class SchoolDone:
    """What became of a task: nothing where its record was kept, else the record or the content.

    A record that is handed over as a `document` holds for now, and is not kept. `cpu_s` are
    seconds of the worker's processor, for reading, covering and judging.
    """

    content: bytes | None = None
    document: dict[str, Any] | None = None
    cpu_s: tuple[float, float, float] = (0.0, 0.0, 0.0)


def audit_school(task: SchoolTask) -> SchoolDone:
    """Audit one school, in a worker; no file and no fault of ours stops the others.

    Raises UnavailableError where the worker has another version of Sightline.
    """
    if task.key["version"] != VERSION:
        raise UnavailableError(f"a worker has Sightline {VERSION}, not {task.key['version']}")
    if task.compiled:
        _make_ready()
    try:
        if hashlib.sha256(task.path.read_bytes()).hexdigest() != task.key["site"]:
            return _for_now(CHANGED)
        record, cpu_s = school_record(task.path, task.profile, task.night)
    except OSError as error:
        why = error.strerror or str(error)
        return _for_now(Label(f"无法读取（{why}）", f"cannot be read ({why})"))
    except Exception as error:  # noqa: BLE001 - whatever it is, it is this school's alone
        why = f"{type(error).__name__}: {error}"
        return _for_now(Label(f"本软件的故障，请报告：{why}", f"a fault of ours, report it: {why}"))
    writer = SegmentWriter(task.key)
    writer.add(record_document(record))
    content = writer.finish()
    if task.folder is None:
        return SchoolDone(content, cpu_s=cpu_s)
    Segments(task.folder).keep(task.key, content, synced=False)
    return SchoolDone(cpu_s=cpu_s)


@cache
def _make_ready() -> None:
    """Load the compiler once in each worker: hundreds of schools are to come.

    What is loaded by then stays, and need not be walked through by each collection of garbage.
    """
    for compiled in (band_loops, overlay_batch, planar_map, screen, shadow_loops, visibility_batch):
        compiled.compile_now()
    gc.freeze()


def school_record(
    path: Path, profile: Profile, night: bool = False
) -> tuple[SchoolRecord, tuple[float, float, float]]:
    """Return what the audit of a site file comes to, and the seconds of each of its three steps."""
    began_s = time.process_time()
    try:
        site = load_site(path)
        if night:
            refuse_unlit(path, site)
        loaded_s = time.process_time()
        floors = judge_floors(site.floors, profile)
        covered_s = time.process_time()
        record = _told(audited(site, profile, floors))
    except SiteFileError as error:
        problems = tuple(_in_the_file(problem) for problem in error.problems)
        return broken("", *problems), (time.process_time() - began_s, 0.0, 0.0)
    except InputError as error:
        return broken("", Label(str(error), str(error))), (0.0, time.process_time() - began_s, 0.0)
    return record, (loaded_s - began_s, covered_s - loaded_s, time.process_time() - covered_s)


def broken(path: str, *problems: Label) -> SchoolRecord:
    """Return the record of a file that cannot be audited, which is a finding itself."""
    label = Label(path, path)
    finding = CityFinding(BROKEN_FILE, BROKEN_FILE, "violation", path, label)
    return SchoolRecord(path, "", label, "broken", findings=(finding,), problems=problems)


def _for_now(problem: Label) -> SchoolDone:
    return SchoolDone(document=record_document(broken("", problem)))


def _in_the_file(problem: Any) -> Label:
    """Return a problem of a site file without the file's name, which is not its content's."""
    zh, en = problem.wording.zh, problem.wording.en
    if problem.field:
        zh, en = f"{problem.field}：{zh}", f"{problem.field}: {en}"
    if problem.line is None:
        return Label(zh, en)
    return Label(f"第 {problem.line} 行，{zh}", f"line {problem.line}: {en}")


def _told(result: AuditResult) -> SchoolRecord:
    """Return the record of an audit."""
    site, floors = result.site, result.floors
    return SchoolRecord(
        path="",
        site_id=site.id,
        label=site.label,
        verdict=result.verdict,
        school=site.school or School(),
        required_m2=sum(floor.required.area for floor in floors),
        covered_m2=sum(floor.covered.area for floor in floors),
        nominal_m2=sum(floor.nominal.area for floor in floors),
        blind_spots=sum(len(floor.blind_spots) for floor in floors),
        critical_cameras=sum(bool(c.opens) for floor in floors for c in floor.cameras),
        cameras=len(site.cameras()),
        networked=networked_cameras(site),
        findings=tuple(_findings(result)),
    )


def networked_cameras(site: Site) -> int | None:
    """Return how many cameras are connected; None unless it is said of each of them."""
    said = [getattr(camera, "is_networked", None) for camera in site.cameras()]
    return None if not said or None in said else sum(map(bool, said))


def _findings(result: AuditResult) -> Iterator[CityFinding]:
    """Yield the findings of an audit, each with its place's name and what nobody sees there."""
    site = result.site
    names = {f"{f.id}/{zone.id}": zone.label for f in site.floors for zone in f.zones}
    names |= {f"{f.id}/{zone.id}": zone.label for f in site.floors for zone in f.prohibited}
    names |= {f"{f.id}/{camera.id}": camera.label for f in site.floors for camera in f.cameras}
    spots = {spot.id: spot for floor in result.floors for spot in floor.blind_spots}
    for finding in result.findings:
        unseen = [spots[id_] for id_ in finding.spot_ids]
        yield _finding(finding, names.get(finding.where, site.label), unseen)


def _finding(finding: Finding, label: Label, spots: list[BlindSpot]) -> CityFinding:
    return CityFinding(
        id=finding.id,
        clause_id=finding.clause_id,
        severity=finding.severity,
        where=finding.where,
        label=label,
        blind_spots=len(spots),
        area_m2=sum(spot.area_m2 for spot in spots),
    )
