"""What findings say, in Chinese and English."""

from pipeline.domain.camera import Camera
from pipeline.domain.coverage import ZoneCoverage
from pipeline.domain.label import Label
from pipeline.domain.requirement import Clause
from pipeline.domain.zone import PROHIBITED_KINDS, ZONE_KINDS, ProhibitedZone, Zone

CAUSES = {
    "picture": Label("在所有摄像机画面之外", "outside every camera's picture"),
    "sight_line": Label("视线被遮挡", "hidden behind something"),
    "density": Label("像素密度不足", "seen with too few pixels per metre"),
}
"""What kept the camera that comes closest from seeing a blind spot."""


def blind_spots_told(zone: Zone, clause: Clause, held: ZoneCoverage) -> Label:
    """Return how many blind spots a zone has under a clause, how large, and where the largest."""
    spots, largest = held.blind_spots, held.blind_spots[0]
    total_m2 = sum(spot.area_m2 for spot in spots)
    cause = CAUSES[largest.cause]
    place = f"({largest.centre.x:.1f}, {largest.centre.y:.1f})"
    asked = f"{clause.density_px_per_m:g} px/m @ {clause.plane_m:g} m"
    seen = f"{floored_pct(held.covered_pct):.1f} %"
    zone_zh, zone_en = f"“{zone.label.zh}”", f'"{zone.label.en}"'
    return Label(
        f"{zone_zh}有{len(spots)}处盲区,共{total_m2:.1f} m²;最大一处{largest.area_m2:.1f} m²,"
        f"位于{place},{cause.zh};已覆盖{seen}({asked})",
        f"{zone_en} has {counted(len(spots), 'blind spot')}, {total_m2:.1f} m² in all; the largest,"
        f" {largest.area_m2:.1f} m², is around {place}, {cause.en}; {seen} is covered ({asked})",
    )


def prohibited_told(camera: Camera, zone: ProhibitedZone) -> Label:
    """Return that a camera stands where none may, and by which rule (source: found)."""
    kind = PROHIBITED_KINDS.get(zone.kind, zone.label)
    return Label(
        f"摄像机“{camera.label.zh}”安装在禁拍区“{zone.label.zh}”({kind.zh})内,"
        "违反国务院令第799号第八条",
        f'camera "{camera.label.en}" stands in the prohibited zone "{zone.label.en}" ({kind.en}),'
        " against State Council Order 799, article 8",
    )


def moved_told(camera: Label, moved_m: float) -> Label:
    """Return how far a camera was moved out of a wall to compute its view."""
    moved = f"{100.0 * moved_m:.1f} cm"
    return Label(
        f"摄像机“{camera.zh}”画在墙上或墙内,计算时移入可视空间{moved}",
        f'camera "{camera.en}" is drawn on or in a wall; its view is taken from {moved} away,'
        " in the open",
    )


def nothing_required_told(zone: Zone) -> Label:
    """Return that a zone asks for nothing: walls and prohibited zones take all of it."""
    return Label(
        f"“{zone.label.zh}”内无可站立且允许拍摄的区域,未作评估",
        f'nothing of "{zone.label.en}" is left to see: walls or prohibited zones take all of it',
    )


def unmatched_told(clause: Clause) -> Label:
    """Return that a clause speaks about kinds of zone that the site does not draw."""
    kinds = [ZONE_KINDS.get(kind, Label(kind, kind)) for kind in clause.kinds]
    return Label(
        f"条款“{clause.wording.zh}”没有对应的部位({'、'.join(kind.zh for kind in kinds)}),未评估",
        f'no zone is drawn that clause "{clause.wording.en}" speaks about'
        f" ({', '.join(kind.en for kind in kinds)}): not evaluated",
    )


def floored_pct(share_pct: float) -> float:
    """Return a share to one decimal, rounded down: 100.0 is said of the whole only.

    >>> floored_pct(99.99), floored_pct(100.0)
    (99.9, 100.0)
    """
    return int(share_pct * 10.0 + 1e-6) / 10.0


def counted(number: int, noun: str) -> str:
    """Return a number with its noun.

    >>> counted(1, "blind spot"), counted(2, "blind spot")
    ('1 blind spot', '2 blind spots')
    """
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
