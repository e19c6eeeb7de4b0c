"""A square room audited by hand and a gate reviewed by hand: what reports are tried on.

The room is 10 m by 10 m. One camera is sure to see all of it but a square of 2 m by 2 m in the far
corner, so that 96 of 100 m² are covered and the blind spot's largest disc has a radius of 1 m. If
it hangs exactly as drawn, it sees half a metre more of the square: 97 m². Through a door to the
toilet beside the room it may look 2 m deep.
"""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from shapely import LineString, MultiPolygon, Point, box

from pipeline.audit.judgement import judged
from pipeline.domain.camera import Camera
from pipeline.domain.coverage import (
    BlindSpot,
    CameraCoverage,
    Cause,
    CoverageMap,
    Leak,
    Remedy,
    ZoneCoverage,
)
from pipeline.domain.crowding import CrowdingEvent, Occupancy, PictureZone, Tier, TierChange
from pipeline.domain.detector import DetectorManifest
from pipeline.domain.finding import AuditResult, Finding
from pipeline.domain.health import HealthFault, model_fault_detail
from pipeline.domain.label import Label
from pipeline.domain.lens import Lens
from pipeline.domain.requirement import Clause, Profile
from pipeline.domain.review import Review
from pipeline.domain.site import Floor, Occluder, Site
from pipeline.domain.zone import ProhibitedZone, Zone
from tests.crowd.heard import tallied

ROOM = box(0, 0, 10, 10)
UNSEEN = box(8, 8, 10, 10)
SEEN = ROOM.difference(UNSEEN)
NOMINAL = ROOM.difference(box(8, 8.5, 10, 10))

CLAUSE = Clause(
    "F-01", Label("公共区域应能看到人", "people must be seen"), ("yard",), 0.0, 25.0, 1, "assumed"
)
PROFILE = Profile("full-coverage", Label("全覆盖、无盲区", "Full coverage"), (CLAUSE,))

CAMERA = Camera(
    "cam-1", Label("西南角", "south-west"), 0.0, 0.0, 3.0, 45.0, 20.0, Lens(90.0), 1920, 1080
)
ZONE = Zone("yard-1", "yard", Label("活动区", "Yard"), ROOM)
TOILET = ProhibitedZone("toilet-1", "toilet", Label("卫生间", "Toilet"), box(10, 0, 12, 3))
WALL = Occluder("wall-1", "wall", box(10, 1, 10.2, 10))
DOOR = Occluder("door-1", "door", box(10, 0, 10.2, 1))
HEDGE = Occluder("hedge-1", "hedge", box(6, 7, 8, 8), top_m=1.2)
FLOOR = Floor(
    "ground",
    Label("一层", "Ground floor"),
    box(0, 0, 12, 10),
    (WALL, DOOR, HEDGE),
    (ZONE,),
    (TOILET,),
    (CAMERA,),
)

SPOT = BlindSpot(
    id="F-01.ground.e90n90",
    floor_id="ground",
    zone_id="yard-1",
    clause_id="F-01",
    region=UNSEEN,
    centre=Point(9, 9),
    radius_m=1.0,
    cause=Cause("sight_line", "cam-1", 3.0, "hedge-1"),
    runners_up=(Cause("tolerance", "cam-1", 1.0),),
    remedy=Remedy("turn", "cam-1", pan_deg=24.0, tilt_deg=5.0, lost_m2=3.4),
)
LEAK = Leak(
    camera_id="cam-1",
    zone_id="toilet-1",
    region=box(10, 0, 12, 1),
    dense=box(10, 0, 11, 1),
    depth_m=2.0,
    line=LineString([(0, 0), (12, 1)]),
)
COVERAGE = CoverageMap(
    floor_id="ground",
    required=ROOM,
    covered=SEEN,
    nominal=NOMINAL,
    twice_covered=MultiPolygon(),
    zones=(ZoneCoverage("yard-1", "F-01", ROOM, SEEN, NOMINAL, (96.0, 0.0), (SPOT,), fails=True),),
    cameras=(CameraCoverage("cam-1", SEEN, NOMINAL, 96.0, 1.25, 0.0, ("yard-1.F-01",)),),
    leaks=(LEAK,),
)
FINDING = Finding(
    "F-01.ground.yard-1",
    "F-01",
    "violation",
    "ground/yard-1",
    Label("活动区有 1 处盲区，共 4.0 m²。", "Yard has 1 blind spot of 4.0 m²."),
    ("F-01.ground.e90n90",),
)
LEAK_FINDING = Finding(
    "order-799-8.ground.toilet-1.cam-1.view",
    "order-799-8",
    "violation",
    "ground/toilet-1",
    Label("西南角可看进卫生间。", "south-west may look into the toilet."),
)


def audited_room(school: str = "示范学校", floor: Floor = FLOOR) -> AuditResult:
    """Return the audit of the room, in a school of that name."""
    site = Site("demo", Label(school, school), (floor,))
    return AuditResult(site, PROFILE, (COVERAGE,), (FINDING, LEAK_FINDING))


def judged_room() -> AuditResult:
    """Return the same with the verdict on each clause."""
    room = audited_room()
    return replace(room, judged=judged(room.site, room.profile, room.findings))


def asked_for_faces() -> AuditResult:
    """Return the same, by a clause that asks where people face, which the zone does not say."""
    profile = replace(PROFILE, clauses=(replace(CLAUSE, max_facing_deg=60.0),))
    return replace(passed_room(), profile=profile)


def passed_room() -> AuditResult:
    """Return the audit of a room in which nothing is left over."""
    zone = ZoneCoverage("yard-1", "F-01", ROOM, ROOM, ROOM, (100.0, 0.0), (), fails=False)
    camera = CameraCoverage("cam-1", ROOM, ROOM, 100.0, 0.0, 0.0, ())
    floor = CoverageMap("ground", ROOM, ROOM, ROOM, MultiPolygon(), (zone,), (camera,))
    return AuditResult(audited_room().site, PROFILE, (floor,), ())


DETECTOR = DetectorManifest(
    name="person",
    path=Path("person.onnx"),
    sha256="ab" * 32,
    licence="Apache-2.0",
    accuracy=Label("留出图片上 AP50 为 0.50", "AP50 0.50 on pictures held back"),
    low_confidence=Label("坐着、重叠和远处的人", "people seated, overlapping or far away"),
)
GATE = PictureZone(
    "gate",
    Label("东门", "East gate"),
    ((0.1, 0.5), (0.9, 0.5), (0.9, 1.0), (0.1, 1.0)),
    (4, 8, 12, 16),
)
PAVEMENT = PictureZone(
    "pavement", Label("人行道", "Pavement"), ((0, 0), (1, 0), (1, 0.5), (0, 0.5))
)
EVENT = CrowdingEvent(
    id="gate-0000030.000",
    zone_id="gate",
    start_s=30.0,
    end_s=100.0,
    status="cleared",
    peak_tier="yellow",
    peak_count=9,
    peak_s=60.0,
    changes=(TierChange(30.0, "blue"), TierChange(50.0, "yellow"), TierChange(80.0, "blue")),
)


def gate_count(t_s: int) -> int | None:
    """Return 1 person, then 5 from 10 s on, 9 from 40 s to 70 s, 1 again; unknown 110 to 115 s."""
    if 110 <= t_s < 115:
        return None
    return 9 if 40 <= t_s < 70 else 5 if 10 <= t_s < 85 else 1


def gate_tier(t_s: int) -> Tier:
    """Return the tier that goes with it by the event above."""
    if gate_count(t_s) is None:
        return "unknown"
    if not EVENT.start_s <= t_s < 100:
        return "none"
    return "yellow" if 50 <= t_s < 80 else "blue"


NOT_FINITE = model_fault_detail("output not finite")

OCCUPANCY = tuple(
    entry
    for t_s in range(120)
    for entry in (
        Occupancy(t_s, "gate", gate_count(t_s), "fault" if gate_count(t_s) is None else "ok"),
        Occupancy(t_s, "pavement", 2),
    )
)


def pavement_and(tier: Tier) -> tuple[Tier, Tier]:
    """Return the tiers of both zones at one time."""
    return tier, "not_evaluated"


GATE_TIERS = tuple(tier for t_s in range(120) for tier in pavement_and(gate_tier(t_s)))


def reviewed_gate(
    occupancy: Sequence[Occupancy] = OCCUPANCY,
    tiers: Sequence[Tier] = GATE_TIERS,
    zones: tuple[PictureZone, ...] = (GATE, PAVEMENT),
    end_s: float = 120.0,
) -> Review:
    """Return two minutes at a gate, one sample a second, with a pavement that has no counts."""
    return Review(
        footage=("gate-morning.mp4",),
        detector=DETECTOR,
        provider="CPUExecutionProvider",
        zones=zones,
        sample_fps=1.0,
        tally=tallied(zones, occupancy, tiers, end_s),
        events=(EVENT,),
        faults=(HealthFault("gate-morning.mp4", "model_fault", 110.0, 115.0, NOT_FINITE),),
        frames_decoded=3000,
        frames_analyzed=120,
        footage_s=120.0,
        wall_s=24.0,
        cpu_s=40.0,
    )
