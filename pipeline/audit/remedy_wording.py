"""What would close a blind spot, as an instruction with its numbers, in Chinese and English."""

from collections.abc import Callable

from pipeline.domain.camera import Camera
from pipeline.domain.coverage import Remedy, RemedyKind
from pipeline.domain.label import Label

LEAST_TOLD_M2 = 0.05
"""What would read 0.0 m² is not worth a word."""


def remedy_told(remedy: Remedy, camera: Camera | None) -> Label:
    """Return a remedy as an instruction to a fitter, with what it leaves and what it loses.

    `camera` is the one that the remedy speaks about, as it hangs now; None where it speaks about
    none. Left and right are as seen from behind the camera.

    >>> remedy_told(Remedy("clear", "cam-1", occluder_id="hedge-2"), None).en
    'lower, trim or move hedge-2; this closes it'
    """
    done = INSTRUCTIONS[remedy.kind](remedy, camera)
    if remedy.kind == "add":
        return done
    left, lost = _left_told(remedy.left_m2), _lost_told(remedy.lost_m2)
    if remedy.kind == "hang_truer":
        left = _as_drawn_told(left, remedy.camera_id)
    return Label(f"{done.zh}，{left.zh}{lost.zh}", f"{done.en}; this {left.en}{lost.en}")


def _left_told(left_m2: float) -> Label:
    if left_m2 < LEAST_TOLD_M2:
        return Label("可消除此处盲区", "closes it")
    return Label(f"还剩容不下一个人的窄条{left_m2:.1f} m²", f"leaves slivers of {left_m2:.1f} m²")


def _as_drawn_told(left: Label, camera_id: str | None) -> Label:
    """Return what is left, on the condition that was tried: no tolerance at all."""
    return Label(
        f"仅当{camera_id}安装与图纸完全一致时{left.zh}",
        f"{left.en} only if {camera_id} hangs exactly as drawn",
    )


def _lost_told(lost_m2: float) -> Label:
    if lost_m2 < LEAST_TOLD_M2:
        return Label("", "")
    return Label(
        f"，但会失去只有它看到的{lost_m2:.1f} m²",
        f", but loses {lost_m2:.1f} m² that only it sees",
    )


def turn_told(pan_deg: float, tilt_deg: float) -> Label:
    """Return a turn in pan and tilt, counter-clockwise and downwards where positive.

    >>> turn_told(24.0, 5.0).en
    '24° to the left (counter-clockwise) and 5° down'
    >>> turn_told(-24.0, 0.0).zh
    '向右（顺时针）转24°'
    """
    turns = []
    if pan_deg:
        side = Label("左（逆时针）", "left (counter-clockwise)")
        if pan_deg < 0.0:
            side = Label("右（顺时针）", "right (clockwise)")
        turns.append(
            Label(f"向{side.zh}转{_degrees(pan_deg)}", f"{_degrees(pan_deg)} to the {side.en}")
        )
    if tilt_deg:
        end = Label("下", "down") if tilt_deg > 0.0 else Label("上", "up")
        turns.append(Label(f"向{end.zh}转{_degrees(tilt_deg)}", f"{_degrees(tilt_deg)} {end.en}"))
    return Label("、".join(turn.zh for turn in turns), " and ".join(turn.en for turn in turns))


def _degrees(angle_deg: float) -> str:
    """Return the size of an angle, to a tenth of a degree where it is not whole."""
    return f"{round(abs(angle_deg), 1):g}°"


def _turn(remedy: Remedy, camera: Camera | None) -> Label:
    turn = turn_told(remedy.pan_deg, remedy.tilt_deg)
    return Label(f"将{remedy.camera_id}{turn.zh}", f"turn {remedy.camera_id} by {turn.en}")


def _lens(remedy: Remedy, camera: Camera | None) -> Label:
    wide = _degrees(remedy.hfov_deg or 0.0)
    now = "" if camera is None else _degrees(camera.lens.hfov_deg)
    fitted = Label(
        f"将{remedy.camera_id}换成视场角{wide}的镜头" + (f"（现为{now}）" if now else ""),
        f"fit a lens of {wide} to {remedy.camera_id}" + (f" (now {now})" if now else ""),
    )
    if not (remedy.pan_deg or remedy.tilt_deg):
        return fitted
    turn = turn_told(remedy.pan_deg, remedy.tilt_deg)
    return Label(f"{fitted.zh}，并{turn.zh}", f"{fitted.en} and turn it by {turn.en}")


def _unmask(remedy: Remedy, camera: Camera | None) -> Label:
    return Label(
        f"取消或缩小{remedy.camera_id}的隐私遮蔽区",
        f"take the privacy mask of {remedy.camera_id} away, or make it smaller",
    )


def _light(remedy: Remedy, camera: Camera | None) -> Label:
    return Label(
        "夜间在此处照明，或换用补光距离足够的探头",
        "light the place at night, or let infrared reach it",
    )


def _clear(remedy: Remedy, camera: Camera | None) -> Label:
    return Label(
        f"降低、修剪或移开{remedy.occluder_id}", f"lower, trim or move {remedy.occluder_id}"
    )


def _hang_truer(remedy: Remedy, camera: Camera | None) -> Label:
    if camera is None:
        return Label(f"将{remedy.camera_id}装准", f"hang {remedy.camera_id} true")
    held = camera.tolerance
    allowed = f"±{max(held.pan_deg, held.tilt_deg, held.roll_deg):g}°"
    off = f"±{held.position_m:g} m"
    return Label(
        f"将{camera.id}装得比现允许的{allowed}、{off}更准，并写明其 tolerance",
        f"hang {camera.id} truer than the {allowed} and {off} allowed for now, and state its"
        " tolerance",
    )


def _add(remedy: Remedy, camera: Camera | None) -> Label:
    return Label(
        "增设一台探头（现有探头中，没有一台经试算转向或换镜头即可消除）",
        "add a camera: none that hangs there closes it by a turn or a lens that was tried",
    )


def _unasked(remedy: Remedy, camera: Camera | None) -> Label:
    return Label("运行 sightline audit 得出", "sightline audit finds one")


INSTRUCTIONS: dict[RemedyKind, Callable[[Remedy, Camera | None], Label]] = {
    "turn": _turn,
    "lens": _lens,
    "unmask": _unmask,
    "light": _light,
    "clear": _clear,
    "hang_truer": _hang_truer,
    "add": _add,
    "unasked": _unasked,
}
"""What is to be done, without what comes of it."""
