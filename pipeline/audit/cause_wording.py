"""Why a blind spot is one, in Chinese and English, with the camera and what hides by their ids.

Ids and not names, because ids are what stands beside the cameras on the plan.
"""

from pipeline.audit.remedy_wording import LEAST_TOLD_M2
from pipeline.domain.coverage import BlindSpot, Cause, CauseKind
from pipeline.domain.label import Label

CAUSES: dict[CauseKind, Label] = {
    "picture": Label("在{camera}的画面之外", "outside the picture of {camera}"),
    "mask": Label("被{camera}的隐私遮蔽区盖住", "behind a privacy mask of {camera}"),
    "sight_line": Label("{camera}的视线被{occluder}遮挡", "hidden from {camera} by {occluder}"),
    "density": Label(
        "在{camera}画面之内，但像素密度不足",
        "in view of {camera}, but with too few pixels per metre",
    ),
    "angle": Label(
        "在{camera}画面之内，但看得过陡或过偏",
        "in view of {camera}, but from too steep or too far aside",
    ),
    "night": Label("夜间对{camera}来说太暗", "too dark at night for {camera}"),
    "tolerance": Label(
        "仅当{camera}安装与图纸完全一致时才看得到",
        "seen only if {camera} hangs exactly as drawn",
    ),
    "too_few": Label(
        "看到此处的探头少于条款要求的台数", "seen by fewer cameras than the clause asks for"
    ),
    "unasked": Label("未分析成因", "unseen for reasons that nobody asked for"),
}
"""What keeps a camera from seeing a place; reports say it likewise."""

IN_NO_PICTURE = Label("不在任何探头的画面之内", "in no camera's picture")
"""A place that no camera is near to, perhaps because the floor has none."""

ANY_CAMERA = Label("附近所有探头", "every camera near by")
ANYTHING = Label("某物", "something")


def cause_told(cause: Cause) -> Label:
    """Return which camera fails to see a place, and by which test.

    >>> cause_told(Cause("sight_line", "cam-7", 2.0, "pillar-1")).en
    'hidden from cam-7 by pillar-1'
    >>> cause_told(Cause("picture", None, 2.0)).zh
    '不在任何探头的画面之内'
    """
    if cause.kind == "picture" and cause.camera_id is None:
        return IN_NO_PICTURE
    words = CAUSES[cause.kind]
    camera, occluder = _named(cause.camera_id, ANY_CAMERA), _named(cause.occluder_id, ANYTHING)
    return Label(
        words.zh.format(camera=camera.zh, occluder=occluder.zh),
        words.en.format(camera=camera.en, occluder=occluder.en),
    )


def runners_up_told(spot: BlindSpot) -> tuple[Label, ...]:
    """Return the causes that hold for less of a blind spot, each once, the larger area first."""
    area_m2: dict[Label, float] = {}
    for cause in spot.runners_up:
        words = cause_told(cause)
        area_m2[words] = area_m2.get(words, 0.0) + cause.area_m2
    area_m2.pop(cause_told(spot.cause), None)
    ranked = sorted(area_m2.items(), key=lambda item: -item[1])
    return tuple(
        Label(f"{words.zh}（{held_m2:.1f} m²）", f"{words.en} ({held_m2:.1f} m²)")
        for words, held_m2 in ranked
        if held_m2 >= LEAST_TOLD_M2
    )


def _named(id_: str | None, anybody: Label) -> Label:
    return anybody if id_ is None else Label(id_, id_)
