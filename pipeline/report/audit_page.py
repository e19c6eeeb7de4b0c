"""An audit as a page that can be handed to the head of a school: verdict first, then the proof."""

from dataclasses import dataclass

from markupsafe import Markup

from pipeline.domain.comparison import Comparison
from pipeline.domain.coverage import CoverageMap
from pipeline.domain.finding import AuditResult
from pipeline.domain.label import Label, Language
from pipeline.domain.site import Floor
from pipeline.geometry.overlay import both
from pipeline.report import audit_method, audit_wording
from pipeline.report.audit_json import share_pct, summary
from pipeline.report.audit_rows import (
    CameraRow,
    FindingRow,
    LeakRow,
    SpotRow,
    ZoneRow,
    camera_rows,
    clause_row,
    leak_rows,
    spot_rows,
    step_rows,
    zone_rows,
)
from pipeline.report.inline_svg import inline_svg
from pipeline.report.page import rendered, whole_page
from pipeline.report.places import first_numbers, name_of, names_of
from pipeline.report.plan.names import NUMBER_ID
from pipeline.report.plan_picture import plan_picture
from pipeline.report.wording import LIST_COMMA, LIST_SEMICOLON


@dataclass(frozen=True)
class FloorPart:
    """One floor of the page: its figures, its picture and its tables."""

    label: Label
    required_m2: float
    covered_m2: float
    nominal_m2: float
    picture: Markup
    spots: tuple[SpotRow, ...]
    zones: tuple[ZoneRow, ...]
    cameras: tuple[CameraRow, ...]
    leaks: tuple[LeakRow, ...]
    watches_privacy: bool

    @property
    def covered_pct(self) -> float:
        """The guaranteed share."""
        return share_pct(self.covered_m2, self.required_m2)

    @property
    def nominal_pct(self) -> float:
        """The share that is seen where all cameras hang as drawn."""
        return share_pct(self.nominal_m2, self.required_m2)


def audit_page(result: AuditResult, language: Language, against: Comparison | None = None) -> str:
    """Return the audit as one self-contained HTML document; equal audits give equal pages."""
    title = audit_wording.TITLE.told(language).format(school=result.site.label.told(language))
    return whole_page(title, audit_body(result, language, against=against), language)


def audit_body(
    result: AuditResult, language: Language, level: int = 1, against: Comparison | None = None
) -> Markup:
    """Return the audit without the frame of a page, its first heading of the given level."""
    names = names_of(result)
    return rendered(
        "audit.html.j2",
        language,
        level=level,
        text=audit_wording,
        method=audit_method,
        list_comma=LIST_COMMA[language],
        list_semicolon=LIST_SEMICOLON[language],
        school=result.site.label,
        profile=result.profile,
        verdict=result.verdict,
        summary=summary(result),
        camera_count=len(result.site.cameras()),
        floors=floor_parts(result, language),
        findings=[FindingRow(found, name_of(found.where, names)) for found in result.findings],
        clauses=[clause_row(clause) for clause in result.profile.clauses],
        rules=[clause_row(clause) for clause in result.profile.rules],
        assumed=any(clause.source == "assumed" for clause in result.profile.every),
        judged=result.judged,
        mending=result.mending,
        steps=step_rows(result.mending),
        against=against,
    )


def floor_parts(result: AuditResult, language: Language) -> tuple[FloorPart, ...]:
    """Return the part of each floor, its plan drawn and its blind spots numbered."""
    floors = {floor.id: floor for floor in result.site.floors}
    return tuple(
        floor_part(floors[coverage.floor_id], coverage, result, language, first)
        for coverage, first in zip(result.floors, first_numbers(result), strict=True)
    )


def floor_part(
    floor: Floor, coverage: CoverageMap, result: AuditResult, language: Language, first: int
) -> FloorPart:
    """Return the part of one floor, its blind spots numbered from `first` on."""
    names = names_of(result)
    return FloorPart(
        label=floor.label,
        required_m2=coverage.required.area,
        covered_m2=coverage.covered.area,
        nominal_m2=both(coverage.required, coverage.nominal).area,
        picture=floor_picture(floor, coverage, language, first),
        spots=spot_rows(floor, coverage, names, first),
        zones=zone_rows(floor, coverage, result.profile, first),
        cameras=camera_rows(floor, coverage, names),
        leaks=leak_rows(floor, coverage, names),
        watches_privacy=bool(floor.prohibited),
    )


def floor_picture(floor: Floor, coverage: CoverageMap, language: Language, first: int) -> Markup:
    """Return the plan of a floor as an element of the page, with its facts as its title."""
    title = picture_title(floor, coverage, language)
    drawn = plan_picture(floor, coverage, language, "svg", first)
    element = inline_svg(drawn, f"plan-{floor.id}", title, kept=NUMBER_ID)
    return Markup(element)


def picture_title(floor: Floor, coverage: CoverageMap, language: Language) -> str:
    """Return what a plan shows, for whoever cannot see it."""
    return audit_wording.PICTURE_TITLE.told(language).format(
        floor=floor.label.told(language),
        zones=len(floor.zones),
        cameras=len(floor.cameras),
        spots=len(coverage.blind_spots),
    )
