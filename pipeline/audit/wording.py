"""What findings say, in Chinese and English."""

from collections.abc import Mapping

from pipeline.audit.cause_wording import cause_told
from pipeline.audit.remedy_wording import remedy_told
from pipeline.domain.camera import Camera
from pipeline.domain.coverage import Leak, ZoneCoverage
from pipeline.domain.label import Label
from pipeline.domain.requirement import Clause, RecordingClause
from pipeline.domain.rule import RuleClause
from pipeline.domain.zone import PROHIBITED_KINDS, ZONE_KINDS, ProhibitedZone, Zone
from pipeline.units import floored_pct


def blind_spots_told(
    zone: Zone, clause: Clause, held: ZoneCoverage, cameras: Mapping[str, Camera]
) -> Label:
    """Return how many blind spots a zone has, how large, and where, why and what of the largest.

    Nothing of the largest is told where only the verdict was asked for.
    """
    spots = held.blind_spots
    largest = max(spots, key=lambda spot: spot.area_m2)
    total_m2 = sum(spot.area_m2 for spot in spots)
    if largest.cause.kind == "unasked":
        return Label(
            f"“{zone.label.zh}”有{len(spots)}处盲区，共{total_m2:.1f} m²",
            f'"{zone.label.en}" has {counted(len(spots), "blind spot")}, {total_m2:.1f} m² in all',
        )
    cause = cause_told(largest.cause)
    remedy = remedy_told(largest.remedy, cameras.get(largest.remedy.camera_id or ""))
    x_m, y_m = largest.centre.x, largest.centre.y
    seen = f"{floored_pct(held.covered_pct):.1f} %"
    density, plane = f"{clause.density_px_per_m:g} px/m", plane_told(clause.plane_m)
    night = Label("，夜间", ", at night") if clause.at_night else Label("", "")
    return Label(
        f"“{zone.label.zh}”有{len(spots)}处盲区，共{total_m2:.1f} m²；"
        f"最大一处{largest.area_m2:.1f} m²，位于（{x_m:.1f}，{y_m:.1f}），{cause.zh}；"
        f"覆盖率{seen}（{plane.zh}，{density}{night.zh}）。整改：{remedy.zh}",
        f'"{zone.label.en}" has {counted(len(spots), "blind spot")}, {total_m2:.1f} m² in all; the'
        f" largest, {largest.area_m2:.1f} m² around ({x_m:.1f}, {y_m:.1f}), is {cause.en};"
        f" {seen} is covered ({density} {plane.en}{night.en}). Remedy: {remedy.en}",
    )


def facing_unknown_told(zone: Zone, clause: Clause) -> Label:
    """Return that a zone does not say where people face, which a clause must know."""
    return Label(
        f"部位“{zone.label.zh}”未写明人员面朝方向，无法评估条款{clause.id}；请填写 facing_deg",
        f'zone "{zone.label.en}" states no facing_deg, so clause {clause.id} cannot be evaluated;'
        " add facing_deg",
    )


def plane_told(plane_m: float) -> Label:
    """Return at which height something must be seen.

    >>> plane_told(0.0).en, plane_told(1.5).en
    ('on the ground', 'at a height of 1.5 m')
    """
    if plane_m == 0.0:
        return Label("地面", "on the ground")
    return Label(f"{plane_m:g} m高度", f"at a height of {plane_m:g} m")


def prohibited_told(camera: Camera, zone: ProhibitedZone) -> Label:
    """Return that a camera stands where none may, and by which rule (source: found)."""
    kind = PROHIBITED_KINDS.get(zone.kind, zone.label)
    return Label(
        f"探头“{camera.label.zh}”安装在禁拍区“{zone.label.zh}”（{kind.zh}）内，"
        "违反国务院令第799号第八条",
        f'camera "{camera.label.en}" stands in the prohibited zone "{zone.label.en}" ({kind.en}),'
        " against State Council Order 799, article 8",
    )


def leak_told(leak: Leak, camera: Camera, zone: ProhibitedZone) -> Label:
    """Return how much of a prohibited zone a camera looks into, how deep and along which line.

    The rule forbids every spot from which a camera can film what is others' private matter, not
    only those inside (source: found).
    """
    kind = PROHIBITED_KINDS.get(zone.kind, zone.label)
    (from_x, from_y), (to_x, to_y) = leak.line.coords[0][:2], leak.line.coords[-1][:2]
    size = f"{leak.area_m2:.1f} m²"
    line_zh = f"视线自（{from_x:.1f}，{from_y:.1f}）至（{to_x:.1f}，{to_y:.1f}）"
    line_en = f"from ({from_x:.1f}, {from_y:.1f}) to ({to_x:.1f}, {to_y:.1f})"
    weight = LEAK_VIOLATES if leak.is_violation else LEAK_NOTED
    return Label(
        f"探头“{camera.label.zh}”的视线可进入禁拍区“{zone.label.zh}”（{kind.zh}）：{size}，"
        f"深{leak.depth_m:.1f} m，{line_zh}；{weight.zh}",
        f'camera "{camera.label.en}" may look into the prohibited zone "{zone.label.en}"'
        f" ({kind.en}): {size}, {leak.depth_m:.1f} m deep, along the line {line_en}; {weight.en}",
    )


def turn_away_told(camera: Camera, zone: ProhibitedZone) -> Label:
    """Return what ends a view into a prohibited zone, where nobody has tried by how much."""
    return Label(
        f"将{camera.id}转开或移位，或在其画面中遮蔽“{zone.label.zh}”",
        f'turn {camera.id} away, move it, or mask "{zone.label.en}" in its picture',
    )


def take_down_told(camera: Camera, zone: ProhibitedZone) -> Label:
    """Return what is to be done with a camera that hangs where none may."""
    return Label(
        f"拆除{camera.id}，或移出“{zone.label.zh}”",
        f'take {camera.id} down, or move it out of "{zone.label.en}"',
    )


LEAK_VIOLATES = Label(
    "足以看出有人，违反国务院令第799号第八条",
    "a person can be made out there, against State Council Order 799, article 8",
)
LEAK_NOTED = Label(
    "像素密度过低，看不出有人，仅作提示（国务院令第799号第八条）",
    "with too few pixels to make out a person, it is only noted (State Council Order 799,"
    " article 8)",
)


def moved_told(camera: Label, moved_m: float) -> Label:
    """Return how far a camera was moved out of a wall to compute its view."""
    moved = f"{100.0 * moved_m:.1f} cm"
    return Label(
        f"探头“{camera.zh}”画在墙上或墙内，视域从移出{moved}处计算",
        f'camera "{camera.en}" is drawn on or in a wall; its view is taken from {moved} away,'
        " in the open",
    )


def nothing_required_told(zone: Zone) -> Label:
    """Return that a zone asks for nothing: walls and prohibited zones take all of it."""
    return Label(
        f"“{zone.label.zh}”全部为墙体或禁拍区，没有须覆盖的区域",
        f'nothing of "{zone.label.en}" is left to see: walls or prohibited zones take all of it',
    )


def nothing_proved_told() -> Label:
    """Return that an audit of nothing proves nothing."""
    return Label(
        "平面图上没有任何须覆盖的部位，无从证明全覆盖；请在 zones 中画出条款所列的部位",
        "the plan draws nothing that any clause asks to be seen, so that nothing is proved;"
        " draw zones of the kinds that the clauses name",
    )


def needs_recordings_told(clause: RecordingClause) -> Label:
    """Return that a clause is about recordings, which an audit of a plan does not look at."""
    return Label(
        f"条款{clause.id}针对录像，按平面图无法评估；请用 sightline review --profile",
        f"clause {clause.id} is about recordings, which no plan shows: not evaluated;"
        " sightline review --profile holds recordings against it",
    )


def not_drawn_told(clause: Clause | RuleClause) -> Label:
    """Return that the plan lacks zones which every school has, so that a clause has no verdict."""
    kinds = [ZONE_KINDS.get(kind, Label(kind, kind)) for kind in clause.kinds]
    return Label(
        f"条款{clause.id}未能评估：图上没有画出{'、'.join(kind.zh for kind in kinds)}，"
        "而每所学校都有；请在 zones 中画出",
        f"clause {clause.id} is not evaluated: the plan draws no"
        f" {', '.join(kind.en for kind in kinds)}, which every school has; draw it among the zones",
    )


def unmatched_told(clause: Clause | RuleClause) -> Label:
    """Return that a clause speaks about kinds of zone that the site does not draw."""
    kinds = [ZONE_KINDS.get(kind, Label(kind, kind)) for kind in clause.kinds]
    return Label(
        f"条款{clause.id}没有对应的部位（{'、'.join(kind.zh for kind in kinds)}），未评估",
        f"clause {clause.id} speaks about kinds of zone that the plan does not draw"
        f" ({', '.join(kind.en for kind in kinds)}): not evaluated",
    )


def counted(number: int, noun: str) -> str:
    """Return a number with its noun.

    >>> counted(1, "blind spot"), counted(2, "blind spot")
    ('1 blind spot', '2 blind spots')
    """
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
