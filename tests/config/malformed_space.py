"""Site files refused for what they say in space: heights, lenses, tolerances, sweeps, voids."""

from tests.config.malformed import GOOD, Malformed, camera, edited

ONE_WALL = "kind: wall, line: [[10, 10], [20, 10], [20, 20]], thickness_m: 0.24"
FLOOR = "    occluders:\n"
RICH = (
    GOOD.replace(
        "hfov_deg: 84",
        "lens: {hfov_deg: 84, projection: equidistant}\n"
        "        roll_deg: 1\n"
        "        ir_range_m: 30\n"
        "        tolerance: {pan_deg: 1, tilt_deg: 1, roll_deg: 1, position_m: 0.05}\n"
        "        masks: [[[0, 0], [0.5, 0], [0.5, 1]]]\n"
        "        ptz: {pan_deg: [180, 300], tilt_deg: [0, 90], hfov_deg: [5, 84]}",
    )
    .replace(
        "hfov_deg: 108",
        "heads: [{pan_deg: -40, tilt_deg: 5, hfov_deg: 80},"
        " {pan_deg: 40, tilt_deg: 0, lens: {focal_mm: 4, sensor_width_mm: 5.6}}]",
    )
    .replace(ONE_WALL, f"{ONE_WALL.replace('wall', 'glass')}, sill_m: 0.9, lintel_m: 2.1")
    .replace("kind: building,", "kind: building, bottom_m: 0, top_m: 6,")
    .replace("name: 东门,", "name: 东门, ground_m: 0.3, facing_deg: 90,")
    .replace(
        FLOOR,
        f"    voids: [[[1, 1], [2, 1], [2, 2]]]\n    lit: [[[3, 1], [5, 1], [5, 2]]]\n{FLOOR}",
    )
)
"""The good file with every field that speaks of space."""


def opening(name: str, kind: str, fields: str, *said: str) -> Malformed:
    """Return the good file with its wall made a door or window that has some more fields."""
    return edited(name, ONE_WALL, f"{ONE_WALL.replace('wall', kind)}, {fields}", *said)


def lens(name: str, fields: str, *said: str) -> Malformed:
    """Return the good file with the lens of its first camera told by a mapping."""
    return edited(name, "hfov_deg: 84", f"lens: {{{fields}}}", *said)


def also(name: str, fields: str, *said: str) -> Malformed:
    """Return the good file with one line more for its first camera, which is the line to blame."""
    line = GOOD[: GOOD.index("hfov_deg: 84")].count("\n") + 2
    return edited(name, "hfov_deg: 84\n", f"hfov_deg: 84\n        {fields}\n", *said, line=line)


def heads(name: str, listed: str, *said: str) -> Malformed:
    """Return the good file with the first camera's lens replaced by heads."""
    return edited(name, "hfov_deg: 84", f"heads: {listed}", *said)


def floor(name: str, fields: str, *said: str) -> Malformed:
    """Return the good file with one line more for its floor."""
    return edited(name, FLOOR, f"    {fields}\n{FLOOR}", *said)


HEIGHTS = (
    edited(
        "top below bottom",
        "0.24}",
        "0.24, bottom_m: 2, top_m: 1.5}",
        "occluders.0.top_m: must lie above its bottom of 2 m, got 1.5",
    ),
    edited("top on the ground", "0.24}", "0.24, top_m: 0}", "above its bottom of 0 m, got 0"),
    edited("top infinite", "0.24}", "0.24, top_m: .inf}", "finite number, got inf", "leave it out"),
    edited("top in mm", "0.24}", "0.24, top_m: 1100}", "between -20 and 100 metres, got 1100"),
    edited("bottom as text", "0.24}", "0.24, bottom_m: low}", "must be a number, got 'low'"),
    edited("a lintel on the ground", "kind: wall,", "kind: lintel,", "bottom above the floor"),
    edited("a wall with a sill", "0.24}", "0.24, sill_m: 0.9}", "only a door or glass has a sill"),
    edited("a solid lintel", "[30, 30]]}", "[30, 30]], lintel_m: 2}", "occluders.1.lintel_m: only"),
    opening("sill and top", "door", "sill_m: 1, top_m: 2", "sill_m and lintel_m, or bottom_m"),
    opening("low lintel", "glass", "sill_m: 1, lintel_m: 1", "lintel_m: must lie above the sill"),
    opening("no sill", "glass", "sill_m: 0", "strictly between 0 and 20 metres, got 0", "below it"),
    opening("a tall lintel", "door", "lintel_m: 2100", "between 0 and 20 metres", "above it the"),
    edited("ground in cm", "name: 操场,", "name: 操场, ground_m: 30,", "between -20 and 20 metres"),
    edited(
        "facing up", "name: 东门,", "name: 东门, facing_deg: up,", "facing_deg: must be a number"
    ),
    floor("a void as one ring", "voids: [[1, 1], [2, 1], [2, 2]]", "voids.0.0: must be a list"),
    floor("a crossing void", "voids: [[[0, 0], [9, 8], [9, 0], [0, 8]]]", "itself at (4.5, 4)"),
    floor("a void outside", "voids: [[[58, 0], [62, 0], [62, 1], [58, 1]]]", "voids.0: 2 m² of it"),
    floor("lamps outside", "lit: [[[1, -3], [2, -3], [2, 1], [1, 1]]]", "lit.0: 3 m² of it lie"),
)

LENSES = (
    also("two lenses", "lens: {hfov_deg: 84}", "lens: give only one of hfov_deg, lens, heads"),
    lens("a lens of nothing", "projection: equidistant", "lens: give hfov_deg from the datasheet"),
    lens("a lens told twice", "hfov_deg: 84, focal_mm: 4, sensor_width_mm: 5.6", "or else both"),
    lens("a lens half told", "focal_mm: 4", "both focal_mm and sensor_width_mm"),
    lens("a lens told one and a half times", "hfov_deg: 84, focal_mm: 4", "or else both"),
    lens("a whole turn", "hfov_deg: 360, projection: fisheye", "between 0.1 and 280 degrees"),
    lens("half a turn through a pinhole", "hfov_deg: 180", "less than 180 degrees, got 180"),
    lens("no such projection", "hfov_deg: 90, projection: fish", "did you mean 'fisheye'?"),
    lens("a round pinhole", "hfov_deg: 90, circle_px: 900", "circle_px: only a fisheye's picture"),
    lens(
        "a dot", "hfov_deg: 180, projection: fisheye, circle_px: 2", "between 16 and 65536 pixels"
    ),
    lens(
        "a disc by focal length",
        "focal_mm: 1.4, sensor_width_mm: 5.6, projection: fisheye",
        "lens.projection: the field of view of a disc does not follow",
    ),
    lens("focal length in m", "focal_mm: 0.004, sensor_width_mm: 5.6", "between 0.5 and 1000 mm"),
    lens("more than a turn", "focal_mm: 0.5, sensor_width_mm: 36", "no lens of 0.5 mm shows a"),
    lens(
        "more than equisolid",
        "focal_mm: 1, sensor_width_mm: 6, projection: equisolid",
        "lens.focal_mm: no lens of 1 mm shows a sensor 6 mm wide",
    ),
    heads("no heads", "[]", "heads: must not be an empty list"),
    heads("a head of no lens", "[{pan_deg: 0, tilt_deg: 0}]", "heads.0: give only one of hfov_deg"),
    heads("a head of no pan", "[{tilt_deg: 0, hfov_deg: 84}]", "pan_deg: missing", "camera's own"),
    heads(
        "a head beyond the nadir",
        "[{pan_deg: 0, tilt_deg: 80, hfov_deg: 84}]",
        "heads.0.tilt_deg: with the camera's own tilt of 15 it is 95 degrees",
    ),
    edited(
        "heads that turn",
        "hfov_deg: 84\n        picture: [1920, 1080]\n",
        "picture: [1920, 1080]\n"
        "        ptz: {pan_deg: [0, 359], tilt_deg: [0, 90], hfov_deg: [5, 84]}\n"
        "        heads: [{pan_deg: 0, tilt_deg: 0, hfov_deg: 84}]\n",
        "ptz: a camera of several heads does not turn",
        line=24,
    ),
)

HANGING = (
    also("upside down twice", "roll_deg: 270", "between -180 and 180 degrees", "clockwise as seen"),
    also("loose", "tolerance: {pan_deg: 20}", "between 0 and 15 degrees, got 20", "may be off"),
    also("tolerance below 0", "tolerance: {roll_deg: -1}", "between 0 and 15 degrees, got -1"),
    also("tolerance in cm", "tolerance: {position_m: 10}", "between 0 and 0.5 metres, got 10"),
    also("tolerance of all", "tolerance: 2", "tolerance: must be a mapping of fields, got 2"),
    also("tolerance of x", "tolerance: {x: 2}", "known here: pan_deg, tilt_deg, roll_deg"),
    also("no light", "ir_range_m: 0", "strictly between 0 and 1000 metres", "or remove the line"),
    also("a mask in pixels", "masks: [[[0, 0], [960, 0], [960, 540]]]", "masks.0.1.0: must lie"),
    also("a mask of one ring", "masks: [[0, 0], [1, 0], [1, 1]]", "masks.0.0: must be a list"),
    also("a flat mask", "masks: [[[0, 0], [1, 0], [0.5, 0]]]", "masks.0: the ring has no area"),
    also(
        "a sweep that falls",
        "ptz: {pan_deg: [300, 200], tilt_deg: [0, 90], hfov_deg: [5, 84]}",
        "ptz.pan_deg: must run from the least to the most, got [300, 200]",
    ),
    also(
        "a sweep without its home",
        "ptz: {pan_deg: [-100, -80], tilt_deg: [0, 90], hfov_deg: [5, 84]}",
        "ptz.pan_deg: the camera's own value 270 lies outside [-100, -80]",
        "in the same turn",
    ),
    also(
        "a zoom without its home",
        "ptz: {pan_deg: [0, 359], tilt_deg: [0, 90], hfov_deg: [5, 60]}",
        "ptz.hfov_deg: the camera's own value 84 lies outside [5, 60]",
    ),
    also(
        "a sweep of one number",
        "ptz: {pan_deg: 90, tilt_deg: [0, 90], hfov_deg: [5, 84]}",
        "ptz.pan_deg: must be a list, got 90; give the least and the most of its pan",
    ),
    camera("tilt beyond the nadir", "tilt_deg: 15", "tilt_deg: 90.5", "between -90 and 90 degrees"),
)

TAKEN = (
    edited(
        "an id that a sill takes",
        GOOD[GOOD.index("      - {id: wall-1") : GOOD.index("    zones:")],
        "      - {id: win, kind: glass, line: [[10, 10], [20, 10]], sill_m: 0.9}\n"
        "      - {id: win.sill, kind: building, ring: [[30, 20], [40, 20], [40, 30], [30, 30]]}\n",
        "occluders.1.id: the id 'win.sill' is taken by line 9",
        line=10,
    ),
)

DOOR = "      - {id: door, kind: door, line: [[10, 10], [14, 10]], lintel_m: 2}\n"


def beside_a_door(name: str, occluder: str, *said: str) -> Malformed:
    """Return the good file with a door 4 m wide on line 9 and something else on line 10."""
    drawn = GOOD[GOOD.index("      - {id: wall-1") : GOOD.index("    zones:")]
    return edited(name, drawn, f"{DOOR}      - {{{occluder}}}\n", *said, line=10)


OPENINGS = (
    beside_a_door(
        "a window above a door",
        "id: win, kind: glass, line: [[10, 10], [14, 10]], sill_m: 2.2, lintel_m: 2.8",
        "occluders.1: the openings 'win' and 'door' (line 9) overlap and wall each other up",
        "draw one opening a place",
        "bottom_m and top_m",
    ),
    # By 1 mm of a wall 0.2 m thick, 2 cm².
    beside_a_door(
        "a window that begins in a door",
        "id: win, kind: glass, line: [[13.999, 10], [16, 10]], sill_m: 0.9",
        "'win' and 'door' (line 9) overlap",
    ),
)

MALFORMED_IN_SPACE = (*HEIGHTS, *LENSES, *HANGING, *TAKEN, *OPENINGS)
