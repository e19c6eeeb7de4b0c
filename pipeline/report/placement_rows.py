"""A placement as rows of a table and as JSON, format 1."""

import csv
import io
from collections.abc import Iterator

from pipeline.domain.camera import Camera
from pipeline.domain.cell import csv_cell
from pipeline.domain.label import Language
from pipeline.domain.placement import FloorPlacement, Placement, Stage
from pipeline.domain.step import Step
from pipeline.report import placement_wording as text
from pipeline.report.numerals import percent

FORMAT = 1
Json = dict[str, object]


def rows(placement: Placement, language: Language) -> Iterator[list[str]]:
    """Yield the headings, then a row for each change in the order of the stages."""
    yield [heading.told(language) for heading in text.HEADINGS]
    number = 0
    for floor in placement.floors:
        for stage in floor.stages:
            number += 1
            yield _row(number, stage, language)


def _row(number: int, stage: Stage, language: Language) -> list[str]:
    camera = hung(stage)
    return [
        str(stage.phase),
        str(number),
        text.KINDS[stage.change.kind].told(language),
        camera.id,
        f"{camera.x_m:.2f}, {camera.y_m:.2f}, {camera.height_m:g}",
        f"{camera.pan_deg:g}°",
        f"{camera.tilt_deg:g}°",
        stage.class_id or f"{camera.lens.hfov_deg:.0f}°",
        f"{stage.cost:.2f}",
        f"{stage.spent:.2f}",
        percent(stage.covered_pct),
    ]


def hung(stage: Stage) -> Camera:
    """Return the camera of a stage as it is to hang."""
    if stage.change.after is None:
        raise ValueError(f"a {stage.change.kind} without a camera")
    return stage.change.after


def table_csv(placement: Placement, language: Language) -> str:
    """Return the changes as CSV that spreadsheets open in Chinese too."""
    written = io.StringIO()
    table = csv.writer(written, lineterminator="\n")
    for row in rows(placement, language):
        table.writerow([csv_cell(cell) for cell in row])
    return "\ufeff" + written.getvalue()


def placement_document(placement: Placement, steps: tuple[Step, ...], language: Language) -> Json:
    """Return a placement as plain values; only what is told in words follows the language."""
    told = iter(steps)
    return {
        "format": FORMAT,
        "site": placement.before.id,
        "profile": placement.audit.profile.id,
        "verdict": placement.audit.verdict,
        "is_met": placement.is_met,
        "covered_pct": placement.covered_pct,
        "blind_spots": placement.blind_spots,
        "floors": [_floor(floor, told, language) for floor in placement.floors],
        "left": [f.id for f in placement.audit.findings if f.severity != "notice"],
    }


def _floor(floor: FloorPlacement, steps: Iterator[Step], language: Language) -> Json:
    proof = floor.proof
    return {
        "id": floor.before.id,
        "begins_pct": floor.begins_pct,
        "blind_spots_before": len(floor.coverage_before.blind_spots),
        "blind_spots_after": len(floor.coverage_after.blind_spots),
        "cost": proof.cost,
        "bound": proof.bound,
        "gap_pct": proof.gap_pct,
        "optimal": proof.is_optimal,
        "greedy": proof.greedy,
        "searched": proof.searched,
        "first": proof.first,
        "witnesses": proof.witnesses,
        "options": proof.options,
        "tried": proof.tried,
        "rounds": proof.rounds,
        "hopeless": proof.hopeless,
        "seconds": proof.seconds,
        "changes": [_change(stage, next(steps), language) for stage in floor.stages],
    }


def _change(stage: Stage, step: Step, language: Language) -> Json:
    return {
        "phase": stage.phase,
        "kind": stage.change.kind,
        "camera": hung(stage).id,
        "class": stage.class_id or None,
        "zones": list(stage.change.zone_ids),
        "cost": stage.cost,
        "spent": stage.spent,
        "covered_pct": stage.covered_pct,
        "told": step.told.told(language),
        "edits": [
            {"of": e.of, "field": e.field, "value": e.value, "adds": e.adds} for e in step.edits
        ],
    }
