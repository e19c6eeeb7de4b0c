"""Changes of a floor as steps: what a fitter is told, and what becomes of the site file."""

import math
from collections.abc import Callable, Mapping

from pipeline.audit.remedy_wording import turn_told
from pipeline.domain.camera import Camera, Tolerance
from pipeline.domain.change import Change
from pipeline.domain.label import Label
from pipeline.domain.lens import Lens
from pipeline.domain.step import Edit, Step

PLAIN = "rectilinear"


def step_of(change: Change, zones: Mapping[str, Label]) -> Step:
    """Return one change in words, with the edits that make it in the site file."""
    done = TELLERS[change.kind](change)
    names = [zones.get(id_, Label(id_, id_)) for id_ in change.zone_ids]
    zh, en = "、".join(name.zh for name in names), ", ".join(name.en for name in names)
    told = Label(f"{done.zh}（{zh}）", f"{done.en} ({en})")
    return Step(change.kind, told, tuple(edits_of(change)))


def edits_of(change: Change) -> list[Edit]:
    """Return what becomes of the site file."""
    if change.occluder_id is not None:
        return [Edit(change.occluder_id, "removed", True)]
    if change.lit is not None:
        ring = [[round(x, 2), round(y, 2)] for x, y in change.lit.exterior.coords[:-1]]
        return [Edit(change.floor_id, "lit", ring, adds=True)]
    if change.after is None:
        return []
    if change.before is None:
        return [Edit(change.floor_id, "cameras", new_entry_of(change.after), adds=True)]
    old, new = entry_of(change.before), entry_of(change.after)
    return [
        Edit(change.after.id, field, new.get(field, []))
        for field in {**old, **new}
        if old.get(field) != new.get(field)
    ]


def entry_of(camera: Camera) -> dict[str, object]:
    """Return a camera as it stands in a site file, as far as mending changes or adds it.

    >>> from pipeline.domain.lens import Lens
    >>> cam = Camera("c", Label("c", "c"), 1.0, 2.0, 3.0, 45.0, 40.0, Lens(84.0), 1920, 1080)
    >>> entry_of(cam)["position"], entry_of(cam)["hfov_deg"]
    ([1.0, 2.0], 84.0)
    """
    held = camera.tolerance
    stated = {
        "ir_range_m": camera.ir_range_m,
        "fps": camera.fps,
        "bitrate_mbps": camera.bitrate_mbps,
        "recorder": camera.recorder_id,
        "networked": camera.is_networked,
        "backup_min": camera.backup_min,
    }
    return {
        "id": camera.id,
        "position": [camera.x_m, camera.y_m],
        "height_m": camera.height_m,
        "pan_deg": camera.pan_deg,
        "tilt_deg": camera.tilt_deg,
        **_view_entry(camera),
        "picture": [camera.width_px, camera.height_px],
        "tolerance": {
            "pan_deg": held.pan_deg,
            "tilt_deg": held.tilt_deg,
            "roll_deg": held.roll_deg,
            "position_m": held.position_m,
        },
        "masks": [[[x, y] for x, y in ring] for ring in camera.masks],
        **{field: value for field, value in stated.items() if value is not None},
    }


def new_entry_of(camera: Camera) -> dict[str, object]:
    """Return a camera as it is added to a site file: without what need not be said."""
    entry = entry_of(camera)
    if camera.tolerance == Tolerance():
        del entry["tolerance"]
    if not camera.masks:
        del entry["masks"]
    return entry


def _lens_entry(lens: Lens) -> dict[str, object]:
    """Return a lens as a site file has it; a plain one by its field of view alone."""
    if lens.projection == PLAIN:
        return {"hfov_deg": lens.hfov_deg}
    disc = {} if lens.circle_px is None else {"circle_px": lens.circle_px}
    return {"lens": {"hfov_deg": lens.hfov_deg, "projection": lens.projection, **disc}}


def _view_entry(camera: Camera) -> dict[str, object]:
    """Return through what a camera looks: its lens, or its heads, and where it can turn to."""
    if camera.heads:
        heads = [
            {"pan_deg": head.pan_deg, "tilt_deg": head.tilt_deg, **_lens_entry(head.lens)}
            for head in camera.heads
        ]
        return {"heads": heads}
    if camera.sweep is None:
        return _lens_entry(camera.lens)
    sweep = camera.sweep
    ranges = {
        "pan_deg": [*sweep.pan_deg],
        "tilt_deg": [*sweep.tilt_deg],
        "hfov_deg": [*sweep.hfov_deg],
    }
    return {**_lens_entry(camera.lens), "ptz": ranges}


def _changed_pose(change: Change) -> tuple[Camera, Camera]:
    before, after = change.before, change.after
    if before is None or after is None:
        raise ValueError(f"a change of kind {change.kind} needs a camera before and after")
    return before, after


def _turned(change: Change) -> Label:
    before, after = _changed_pose(change)
    turn = turn_told(after.pan_deg - before.pan_deg, after.tilt_deg - before.tilt_deg)
    return Label(f"将{after.id}{turn.zh}", f"turn {after.id} by {turn.en}")


def _lens(change: Change) -> Label:
    before, after = _changed_pose(change)
    wide, now = f"{after.lens.hfov_deg:g}°", f"{before.lens.hfov_deg:g}°"
    told = Label(
        f"将{after.id}换成视场角{wide}的镜头（现为{now}）",
        f"fit a lens of {wide} to {after.id} (now {now})",
    )
    turn = turn_told(after.pan_deg - before.pan_deg, after.tilt_deg - before.tilt_deg)
    if not turn.en:
        return told
    return Label(f"{told.zh}，并{turn.zh}", f"{told.en} and turn it by {turn.en}")


def _unmasked(change: Change) -> Label:
    _, after = _changed_pose(change)
    return Label(f"取消{after.id}的隐私遮蔽区", f"take the privacy mask of {after.id} away")


def _masked(change: Change) -> Label:
    before, after = _changed_pose(change)
    rings = after.masks[len(before.masks) :]
    places = ", ".join("[" + ", ".join(f"({x:g}, {y:g})" for x, y in ring) + "]" for ring in rings)
    return Label(
        f"在{after.id}的画面中设隐私遮蔽区{places}（画面宽、高各为1，左上角为原点）",
        f"mask {places} in the picture of {after.id} (in fractions of it, from its upper left)",
    )


def _truer(change: Change) -> Label:
    _, after = _changed_pose(change)
    angle, off = f"±{after.tolerance.pan_deg:g}°", f"±{after.tolerance.position_m:g} m"
    return Label(
        f"安装后测量{after.id}，使偏差不超过{angle}、{off}，并写明 tolerance",
        f"survey {after.id} after it is hung, to {angle} and {off}, and state its tolerance",
    )


def _moved(change: Change) -> Label:
    before, after = _changed_pose(change)
    off_m = f"{math.hypot(after.x_m - before.x_m, after.y_m - before.y_m):.1f} m"
    at = f"{after.x_m:g}, {after.y_m:g}"
    return Label(
        f"将{after.id}移{off_m}到（{at}），高{after.height_m:g} m，朝向{after.pan_deg:g}°，"
        f"俯角{after.tilt_deg:g}°",
        f"move {after.id} by {off_m} to ({at}), {after.height_m:g} m high, pan"
        f" {after.pan_deg:g}°, tilt {after.tilt_deg:g}°",
    )


def _cleared(change: Change) -> Label:
    return Label(f"移开{change.occluder_id}", f"clear {change.occluder_id} away")


def _lit(change: Change) -> Label:
    return Label("夜间在此处照明", "light the place at night")


def _added(change: Change) -> Label:
    camera = change.after
    if camera is None:
        raise ValueError("a camera to add is missing")
    at = f"{camera.x_m:g}, {camera.y_m:g}"
    size = f"{camera.width_px}×{camera.height_px}"
    return Label(
        f"增设探头{camera.id}：位置（{at}），高{camera.height_m:g} m，朝向{camera.pan_deg:g}°，"
        f"俯角{camera.tilt_deg:g}°，视场角{camera.lens.hfov_deg:g}°，{size}像素",
        f"add a camera {camera.id} at ({at}), {camera.height_m:g} m high, pan"
        f" {camera.pan_deg:g}°, tilt {camera.tilt_deg:g}°, lens {camera.lens.hfov_deg:g}°,"
        f" {size} pixels",
    )


TELLERS: dict[str, Callable[[Change], Label]] = {
    "turn": _turned,
    "lens": _lens,
    "move": _moved,
    "unmask": _unmasked,
    "mask": _masked,
    "hang_truer": _truer,
    "clear": _cleared,
    "light": _lit,
    "add": _added,
}
"""What is to be done, without where it helps."""
