"""The shortest way to ask one thing beyond coverage of a small school."""

from dataclasses import replace

from pipeline.audit.rules.held import Held
from pipeline.audit.rules.rulebook import broken_rules
from pipeline.domain.camera import Camera
from pipeline.domain.equipment import Device, ListedCamera, Recorder
from pipeline.domain.finding import Finding
from pipeline.domain.rule import Demand, RuleClause
from pipeline.domain.site import Floor, Site
from tests.shapes import SQUARE_ROOM, camera, floor, label, site

NVR = Recorder("nvr", label("nvr"), disk_tb=8.0, intake_mbps=100.0, backup_min=60.0)


def clause(demand: Demand, *kinds: str, expected: bool = False) -> RuleClause:
    return RuleClause("R-01", label("R-01"), demand, "assumed", kinds, expected=expected)


def hung(id: str = "cam", x_m: float = 5.0, **stated: object) -> Camera:
    """Return a camera of which some things are stated."""
    return replace(camera(x_m, 5.0, id=id), **stated)


def school(
    *cameras: Camera,
    recorders: tuple[Recorder, ...] = (),
    listed: tuple[str, ...] | None = None,
    pupils: int | None = None,
    plan: Floor | None = None,
    devices: tuple[Device, ...] = (),
) -> Site:
    ground = replace(plan or floor(SQUARE_ROOM), cameras=cameras, devices=devices)
    rows = None if listed is None else tuple(ListedCamera(i, n) for n, i in enumerate(listed, 2))
    return replace(site(ground), recorders=recorders, camera_list=rows, pupils=pupils)


def broken(asked: RuleClause, held: Site) -> list[Finding]:
    """Return what a clause finds, coverage aside."""
    return list(broken_rules(asked, Held(held, ())))


def told(findings: list[Finding]) -> list[tuple[str, str]]:
    return [(finding.severity, finding.id) for finding in findings]


UNSTATED = ("not_evaluated", "R-01.school.unstated")
