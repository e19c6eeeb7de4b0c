"""The words on how far counts at a gate are to be believed, each in Chinese and English."""

from typing import TYPE_CHECKING

from pipeline.domain.label import Label
from pipeline.domain.reach import Reach, Tiles

if TYPE_CHECKING:
    from pipeline.domain.recall_table import RecallTable
    from pipeline.domain.tally import ZoneTally

HOLDS = Label(
    "最高 {densest:.2f} 人/m²，人数可信至 {believed:.2f} 人/m²",
    "at most {densest:.2f} people/m² were told, and counts hold up to {believed:.2f}",
)
BEYOND = Label(
    "可信度低：最高为 {densest:.2f} 人/m²，超过可信上限 {believed:.2f} 人/m²，实际可能更多",
    "low confidence: at most {densest:.2f} people/m² were told, and counts hold up to"
    " {believed:.2f}; there may have been more",
)
SATURATED = Label(
    "可信度低：有 {seconds:.1f} 秒过于拥挤，无法计数；人数可信至 {believed:.2f} 人/m²",
    "low confidence: for {seconds:.1f} s it was too crowded to be counted; counts hold up to"
    " {believed:.2f} people/m²",
)
TOO_SMALL = Label(
    "可信度低：人太小，人数未按漏检修正",
    "low confidence: people are too small, and whom the detector misses is not corrected for",
)
FOUND = Label(
    "人在检测器输入中约高 {px:.0f} 像素，未被遮挡者检出 {share:.0f} %（{low:.0f}–{high:.0f} %）",
    "people are about {px:.0f} px tall in the detector's input, and it finds {share:.0f} %"
    " ({low:.0f} to {high:.0f} %) of those who are well seen",
)
BY_TILES = Label("，分块 {tiles} 细看", ", looking closely with tiles {tiles}")
CHOSEN_HERE = Label(
    "（按标定自动选用，用时约 {times} 倍）",
    " (as its calibration asks for; that takes about {times} times as long)",
)
REMEDY = Label("；改用 --tiles {tiles} 即可", "; --tiles {tiles} would do")
NEARER = Label(
    "；没有足够的分块：请换长焦镜头或移近探头，使人高至 {factor:.1f} 倍",
    "; no tiles would do: a longer lens, or a nearer camera, must show people {factor:.1f} times as"
    " tall",
)
NO_HEIGHT = Label(
    "；在任何已测身高上，该检测器都找不到足够多的人：请换检测器",
    "; at no height that was measured does this detector find enough: take another one",
)
CHOSEN = Label(
    "按检测器的标定，整幅画面会漏掉校门处太多的人：分块 {tiles} 细看，"
    "用时约 {times} 倍（--tiles none 不分块）",
    "by the detector's calibration the whole picture misses too many people at the gate: looking"
    " closely with tiles {tiles}, which takes about {times} times as long (--tiles none does not)",
)
UNCALIBRATED = Label(
    "检测器的标定只适用于阈值 {measured:g}，现为 {threshold:g}：密度未按检出率修正，也不自动分块",
    "the detector's calibration holds at a threshold of {measured:g}, not of {threshold:g}:"
    " densities are not corrected by it, and it chooses no tiles",
)
NOTHING_TO_CHOOSE_BY = Label(
    "--tiles auto 需要带标定的检测器和平面图上的校门（--site、--camera）：未分块",
    "--tiles auto needs a calibrated detector and a gate on a plan (--site, --camera): no tiles are"
    " taken",
)
TAKEN = Label(
    "分块 {tiles} 细看校门，检测用时约 {times} 倍",
    "its gates are looked at closely with tiles {tiles}, which takes the detector about {times}"
    " times as long",
)
MEASURED = Label(
    "在 {pictures} 张图片上测得；{right:.0f} % 的框正确，每张图片约 {false:.1f} 个误检",
    "measured on {pictures} pictures; {right:.0f} % of its boxes were right, {false:.1f} a picture"
    " were nobody's",
)


def tiles_taken(tiles: Tiles) -> Label:
    """Return that a camera's gates are looked at closely."""
    return _filled(TAKEN, tiles=tiles_told(tiles), times=times_as_long(tiles))


def uncalibrated(measured: float, threshold: float) -> Label:
    """Return that a calibration is one for another threshold."""
    return _filled(UNCALIBRATED, measured=measured, threshold=threshold)


def measured_told(table: "RecallTable") -> Label:
    """Return on how much a calibration rests, and how many boxes are wrong."""
    precision = 100.0 * (table.precision or 0.0)
    values = {"pictures": table.pictures, "right": precision, "false": table.false_a_picture}
    return _filled(MEASURED, **values)


def tiles_told(tiles: Tiles) -> str:
    """Return tiles as the command line takes them.

    >>> tiles_told((3, 2))
    '3x2'
    """
    return "{}x{}".format(*tiles)


def tiles_chosen(tiles: Tiles) -> Label:
    """Return the sentence on tiles that nobody had named."""
    return _filled(CHOSEN, tiles=tiles_told(tiles), times=times_as_long(tiles))


def times_as_long(tiles: Tiles) -> int:
    """Return how often the detector looks at a picture: at all of it, and at each tile."""
    return 1 + tiles[0] * tiles[1]


def reach_told(reach: Reach, tally: "ZoneTally") -> Label:
    """Return up to which density a gate's counts hold, or why they are of low confidence."""
    if not reach.is_enough:
        return too_small(reach)
    densest = tally.densest_p_m2 or 0.0
    values = {"believed": reach.believed_p_m2, "densest": densest, "seconds": tally.saturated_s}
    which = BEYOND if densest > reach.believed_p_m2 else HOLDS
    said = _filled(SATURATED if tally.saturated_s else which, **values)
    found = _found(reach)
    return Label(f"{said.zh}；{found.zh}", f"{said.en}; {found.en}")


def too_small(reach: Reach) -> Label:
    """Return that people at a gate are too small for the detector, and what would help."""
    found, remedy = _found(reach), _remedy(reach)
    return Label(
        f"{TOO_SMALL.zh}；{found.zh}{remedy.zh}",
        f"{TOO_SMALL.en}; {found.en}{remedy.en}",
    )


def _found(reach: Reach) -> Label:
    percent = {name: 100.0 * getattr(reach, name) for name in ("share", "low", "high")}
    found = _filled(FOUND, px=reach.tall_px, **percent)
    if reach.tiles is None:
        return found
    tiles = _filled(BY_TILES, tiles=tiles_told(reach.tiles))
    why = _filled(CHOSEN_HERE, times=times_as_long(reach.tiles)) if reach.chosen else Label("", "")
    return Label(found.zh + tiles.zh + why.zh, found.en + tiles.en + why.en)


def _remedy(reach: Reach) -> Label:
    if reach.advised is not None:
        return _filled(REMEDY, tiles=tiles_told(reach.advised))
    if reach.wanted_px is None:
        return NO_HEIGHT
    return _filled(NEARER, factor=max(1.1, reach.wanted_px / max(reach.tall_px, 1.0)))


def _filled(label: Label, **values: object) -> Label:
    return Label(label.zh.format(**values), label.en.format(**values))
