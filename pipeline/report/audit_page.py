"""An audit as a page that can be handed to the head of a school: verdict first, then the proof."""

from dataclasses import dataclass
from itertools import accumulate

from markupsafe import Markup

from pipeline.audit.audit import is_moved
from pipeline.domain.camera import Camera
from pipeline.domain.coverage import BlindSpot, CameraCoverage, CoverageMap, ZoneCoverage
from pipeline.domain.finding import AuditResult, Finding
from pipeline.domain.label import Label, Language
from pipeline.domain.requirement import Clause
from pipeline.domain.site import Floor
from pipeline.domain.zone import ZONE_KINDS, Zone
from pipeline.report import audit_wording
from pipeline.report.audit_json import summary
from pipeline.report.inline_svg import inline_svg
from pipeline.report.page import rendered, whole_page
from pipeline.report.places import first_numbers, name_of, names_of
from pipeline.report.plan.names import NUMBER_ID
from pipeline.report.plan_picture import plan_picture
from pipeline.report.wording import LIST_COMMA


@dataclass(frozen=True)
class SpotRow:
    """A blind spot with its number on the plan and the name of its zone."""

    number: int
    spot: BlindSpot
    zone: Label

    @property
    def on_plan(self) -> str:
        """The id of the number on the plan of its floor."""
        return f"plan-{self.spot.floor_id}-{NUMBER_ID}{self.number}"


@dataclass(frozen=True)
class ZoneRow:
    """A zone under a clause, with the numbers of its blind spots."""

    zone: Zone
    kind: Label
    coverage: ZoneCoverage
    numbers: tuple[int, ...]


@dataclass(frozen=True)
class CameraRow:
    """A camera with what it contributes, and the zones that its failure would open."""

    camera: Camera
    coverage: CameraCoverage
    moved: bool
    opens: tuple[Label, ...]


@dataclass(frozen=True)
class FloorPart:
    """One floor of the page: its picture and its three tables."""

    label: Label
    required_m2: float
    covered_m2: float
    covered_pct: float
    picture: Markup
    spots: tuple[SpotRow, ...]
    zones: tuple[ZoneRow, ...]
    cameras: tuple[CameraRow, ...]


@dataclass(frozen=True)
class FindingRow:
    """A finding and where it was found, by name."""

    finding: Finding
    where: Label


@dataclass(frozen=True)
class ClauseRow:
    """A clause and the names of the kinds of zone that it speaks about."""

    clause: Clause
    kinds: tuple[Label, ...]


def audit_page(result: AuditResult, language: Language) -> str:
    """Return the audit as one self-contained HTML document; equal audits give equal pages."""
    title = audit_wording.TITLE.told(language).format(school=result.site.label.told(language))
    return whole_page(title, audit_body(result, language), language)


def audit_body(result: AuditResult, language: Language, level: int = 1) -> Markup:
    """Return the audit without the frame of a page, its first heading of the given level."""
    names = names_of(result)
    return rendered(
        "audit.html.j2",
        language,
        level=level,
        text=audit_wording,
        list_comma=LIST_COMMA[language],
        school=result.site.label,
        profile=result.profile,
        verdict=result.verdict,
        summary=summary(result),
        camera_count=len(result.site.cameras()),
        floors=floor_parts(result, language),
        findings=[FindingRow(found, name_of(found.where, names)) for found in result.findings],
        clauses=[clause_row(clause) for clause in result.profile.clauses],
        assumed=any(clause.source == "assumed" for clause in result.profile.clauses),
    )


def floor_parts(result: AuditResult, language: Language) -> tuple[FloorPart, ...]:
    """Return the part of each floor, its plan drawn and its blind spots numbered."""
    names = names_of(result)
    floors = {floor.id: floor for floor in result.site.floors}
    return tuple(
        FloorPart(
            label=floors[coverage.floor_id].label,
            required_m2=coverage.required.area,
            covered_m2=coverage.covered.area,
            covered_pct=share_pct(coverage),
            picture=floor_picture(floors[coverage.floor_id], coverage, language, first),
            spots=spot_rows(coverage, names, first),
            zones=zone_rows(floors[coverage.floor_id], coverage, first),
            cameras=camera_rows(floors[coverage.floor_id], coverage, names),
        )
        for coverage, first in zip(result.floors, first_numbers(result), strict=True)
    )


def share_pct(coverage: CoverageMap) -> float:
    """Return how much of what must be seen on a floor is seen; all of nothing is 100 %."""
    required_m2 = coverage.required.area
    return 100.0 * coverage.covered.area / required_m2 if required_m2 else 0.0


def floor_picture(floor: Floor, coverage: CoverageMap, language: Language, first: int) -> Markup:
    """Return the plan of a floor as an element of the page, with its facts as its title."""
    title = audit_wording.PICTURE_TITLE.told(language).format(
        floor=floor.label.told(language),
        zones=len(floor.zones),
        cameras=len(floor.cameras),
        spots=len(coverage.blind_spots),
    )
    drawn = plan_picture(floor, coverage, language, "svg", first)
    element = inline_svg(drawn, f"plan-{floor.id}", title, kept=NUMBER_ID)
    return Markup(element)


def spot_rows(coverage: CoverageMap, names: dict[str, Label], first: int) -> tuple[SpotRow, ...]:
    """Return the blind spots of a floor with their numbers."""
    return tuple(
        SpotRow(number, spot, name_of(spot.zone_id, names))
        for number, spot in enumerate(coverage.blind_spots, start=first)
    )


def zone_rows(floor: Floor, coverage: CoverageMap, first: int) -> tuple[ZoneRow, ...]:
    """Return each zone under each clause, in the order of the CoverageMap."""
    zones = {zone.id: zone for zone in floor.zones}
    ends = list(accumulate((len(held.blind_spots) for held in coverage.zones), initial=first))
    return tuple(
        ZoneRow(
            zone=zones[held.zone_id],
            kind=name_of(zones[held.zone_id].kind, ZONE_KINDS),
            coverage=held,
            numbers=tuple(range(start, end)),
        )
        for held, start, end in zip(coverage.zones, ends, ends[1:], strict=False)
    )


def camera_rows(
    floor: Floor, coverage: CoverageMap, names: dict[str, Label]
) -> tuple[CameraRow, ...]:
    """Return the cameras of a floor with what each contributes."""
    cameras = {camera.id: camera for camera in floor.cameras}
    return tuple(
        CameraRow(
            camera=cameras[seen.camera_id],
            coverage=seen,
            moved=is_moved(seen),
            opens=tuple(name_of(opened, names) for opened in seen.opens),
        )
        for seen in coverage.cameras
    )


def clause_row(clause: Clause) -> ClauseRow:
    """Return a clause with the kinds of zone that it speaks about, by name."""
    return ClauseRow(clause, tuple(name_of(kind, ZONE_KINDS) for kind in clause.kinds))
