"""How many metres a drawing's unit is: what the file says, held against what else is known.

A header alone is never believed: it must agree with what the dimensions read, and the walls must
span what buildings span.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from pipeline.domain.drawing import Dimension, Drawing
from pipeline.domain.label import Label
from pipeline.errors import PlanError

UNITS: dict[str, float] = {
    "mm": 0.001,
    "cm": 0.01,
    "dm": 0.1,
    "m": 1.0,
    "in": 0.0254,
    "ft": 0.3048,
}
UNIT_WORDS: dict[str, Label] = {
    "mm": Label("毫米", "the millimetre"),
    "cm": Label("厘米", "the centimetre"),
    "dm": Label("分米", "the decimetre"),
    "m": Label("米", "the metre"),
    "in": Label("英寸", "the inch"),
    "ft": Label("英尺", "the foot"),
}
LEAST_M, MOST_M = 10.0, 500.0
"""What the walls of a building or a school span; outside of it the unit is doubted."""

AGREES = 0.05
"""So far the dimensions and the header may differ."""

PAPER_SCALES = (50, 100, 150, 200, 250, 500, 1000)
"""At which plans are usually drawn."""

STRETCHED = 0.1
"""Two measures that differ by more show a picture that is stretched."""

FEET = re.compile(
    r"^\s*(?:(\d+(?:\.\d+)?)\s*['′])?\s*-?\s*(?:(\d+(?:\.\d+)?)?\s*(?:(\d+)/(\d+))?\s*[\"″])?\s*$"
)
METRIC = re.compile(r"^\s*(\d+(?:\.\d+)?)\s*(mm|cm|dm|m)\s*$", re.IGNORECASE)
BLANKS = re.compile(r"\\[A-Za-z][^;\\]*;|[{}]")


@dataclass(frozen=True)
class Measure:
    """A distance between two places of the drawing that the user knows, in metres."""

    ends: tuple[float, float, float, float]
    metres: float

    @property
    def unit_m(self) -> float:
        """The metres of a unit that it gives."""
        x0, y0, x1, y1 = self.ends
        return self.metres / math.hypot(x1 - x0, y1 - y0)


@dataclass(frozen=True)
class Scale:
    """Metres for a unit, who says so, and what should be known about it."""

    unit_m: float
    by: Label
    notes: tuple[Label, ...] = ()


def scale_of(
    drawing: Drawing,
    span: float,
    unit: str | None = None,
    measures: Sequence[Measure] = (),
    paper_scale: float | None = None,
) -> Scale:
    """Return the scale of a drawing whose walls span so many units on their longer side.

    Raises PlanError where nobody says, or the walls would span what no building does.
    """
    if measures:
        return _measured(drawing, measures, span)
    if unit is not None:
        by_user = Label(f"按 --unit {unit}", f"by --unit {unit}")
        return _plausible(drawing, Scale(UNITS[unit], by_user), span, asked=True)
    if paper_scale is not None:
        return _on_paper(drawing, paper_scale, span)
    return _told(drawing, span)


def _measured(drawing: Drawing, measures: Sequence[Measure], span: float) -> Scale:
    found = [measure.unit_m for measure in measures]
    notes: tuple[Label, ...] = ()
    stretch = max(found) / min(found) - 1.0
    if stretch > STRETCHED:
        share = f"{100.0 * stretch:.0f} %"
        notes = (
            Label(
                f"两次量取的比例相差 {share}，图可能被拉伸；取平均值",
                f"the two measures differ by {share}: the picture may be stretched; their mean"
                " is taken",
            ),
        )
    by = Label("按量取的距离", "by what was measured")
    return _plausible(drawing, Scale(math.fsum(found) / len(found), by, notes), span, asked=True)


def _on_paper(drawing: Drawing, paper_scale: float, span: float) -> Scale:
    paper_m = drawing.facts.get("paper_unit_m")
    if not isinstance(paper_m, float):
        raise PlanError(
            "此类图纸没有纸面尺寸，不能用 --scale；请用 --unit 或 --measure",
            "this kind of drawing has no size on paper, so that --scale says nothing; give --unit"
            " or --measure",
        )
    by = Label(f"按比例 1:{paper_scale:g}", f"by the scale 1:{paper_scale:g}")
    return _plausible(drawing, Scale(paper_m * paper_scale, by), span, asked=True)


def _told(drawing: Drawing, span: float) -> Scale:
    """Return what the file itself says, its dimensions before its header."""
    read_m = dimension_unit_m(drawing.dimensions)
    said_m, said_by = drawing.unit_m, drawing.unit_by
    if read_m is not None:
        by = Label("按标注文字", "by what its dimensions read")
        note = _disagreement(drawing, span, read_m)
        return _plausible(drawing, Scale(read_m, by, (note,) if note else ()), span, asked=False)
    if said_m is None or said_by is None:
        fitting = [name for name in UNITS if LEAST_M <= span * UNITS[name] <= MOST_M]
        if len(fitting) == 1 and not _is_sheet(drawing):
            return _only_one(fitting[0], span)
        choices = _choices(drawing, span)
        raise PlanError(f"图中没有单位；{choices.zh}", f"it does not say its unit; {choices.en}")
    by = Label(f"按文件头：{said_by.zh}", f"by its header: {said_by.en}")
    return _plausible(drawing, Scale(said_m, by), span, asked=False)


def _only_one(name: str, span: float) -> Scale:
    """Return the scale of the one unit by which the walls span what a building does, and say so."""
    word, size_m = UNIT_WORDS[name], span * UNITS[name]
    note = Label(
        f"图中没有单位；只有按{word.zh}全长 {metres(size_m)} 米才像建筑物，请核对",
        f"it does not say its unit; only by {word.en} it spans what a building does,"
        f" {metres(size_m)} m: look again",
    )
    return Scale(UNITS[name], Label("按大小推断", "by its size"), (note,))


def _disagreement(drawing: Drawing, span: float, read_m: float) -> Label | None:
    said_m, said_by = drawing.unit_m, drawing.unit_by
    if said_m is None or said_by is None or abs(said_m / read_m - 1.0) <= AGREES:
        return None
    example = drawing.dimensions[0]
    name = _name_of(read_m)
    by_header, by_reading = metres(span * said_m), metres(span * read_m)
    return Label(
        f"文件头单位有误：写明{said_by.zh}，则全长仅 {by_header} 米；标注“{example.reads}”"
        f"对应 {example.measured:g} 单位，因此单位为{name.zh}，全长 {by_reading} 米",
        f"its header is wrong: it says {said_by.en}, by which it would span"
        f" {by_header} m; dimensions read {example.reads} for {example.measured:g} units,"
        f" so the unit is {name.en}, and it spans {by_reading} m",
    )


def _plausible(drawing: Drawing, scale: Scale, span: float, *, asked: bool) -> Scale:
    """Return a scale by which the walls span what buildings span, or refuse it."""
    size_m = span * scale.unit_m
    if LEAST_M <= size_m <= MOST_M:
        return scale
    if asked and LEAST_M / 2.0 <= size_m <= 10.0 * MOST_M:
        note = Label(
            f"墙体全长 {metres(size_m)} 米，不像建筑物（{LEAST_M:g} 至 {MOST_M:g} 米）；请核对",
            f"its walls span {metres(size_m)} m, which no building does ({LEAST_M:g} to"
            f" {MOST_M:g} m); look again",
        )
        return Scale(scale.unit_m, scale.by, (*scale.notes, note))
    choices = _choices(drawing, span)
    raise PlanError(
        f"单位不可信（{scale.by.zh}）：墙体全长将为 {metres(size_m)} 米；{choices.zh}",
        f"its unit cannot be believed ({scale.by.en}): its walls would span {metres(size_m)} m;"
        f" {choices.en}",
    )


def _is_sheet(drawing: Drawing) -> bool:
    """Tell whether something was drawn on paper or in pixels, which are a unit of no building."""
    return "picture_px" in drawing.facts or drawing.facts.get("paper_unit_m") is not None


def _choices(drawing: Drawing, span: float) -> Label:
    """Return what to type, with the units or scales by which the drawing would be a building."""
    example = "--measure x1,y1,x2,y2=METRES"
    paper_m = drawing.facts.get("paper_unit_m")
    if "picture_px" in drawing.facts:
        return Label(
            f"请给出图中一段已知距离 {example}（像素坐标）",
            f"give a distance that you know: {example}, in pixels",
        )
    if isinstance(paper_m, float):
        sizes = {f"--scale {scale}": paper_m * scale for scale in PAPER_SCALES}
    else:
        sizes = {f"--unit {name}": size for name, size in UNITS.items()}
    fitting = [
        f"{option} ({metres(span * size)} m)"
        for option, size in sizes.items()
        if LEAST_M <= span * size <= MOST_M
    ]
    listed = ", ".join(fitting) or next(iter(sizes)).split()[0]
    return Label(
        f"请给出 {listed}，或量取的距离 {example}",
        f"give {listed}, or a distance that you know: {example}",
    )


def dimension_unit_m(dimensions: Sequence[Dimension]) -> float | None:
    """Return the metres of a unit by dimensions that read feet, inches or a metric unit.

    More than half of those must agree; plain numbers say nothing of their unit.

    >>> dimension_unit_m([Dimension(37.0, "3'-1″"), Dimension(192.0, "16'")])
    0.0254
    """
    found = [
        read / each.measured for each in dimensions if (read := metres_of(each.reads)) is not None
    ]
    if not found:
        return None
    middle = median(found)
    agreeing = [value for value in found if abs(value / middle - 1.0) <= AGREES]
    # What is written is rounded; the unit it stands for is an exact one.
    exact = next((u for u in UNITS.values() if abs(u / middle - 1.0) <= AGREES), middle)
    return exact if 2 * len(agreeing) > len(found) else None


def metres_of(text: str) -> float | None:
    """Return the metres that a text reads, None where it names no unit.

    >>> round(metres_of("12'-6″"), 3), metres_of("3.5 m"), metres_of("3500")
    (3.81, 3.5, None)
    """
    text = BLANKS.sub("", text)
    if found := METRIC.match(text):
        return float(found[1]) * UNITS[found[2].lower()] or None
    found = FEET.match(text)
    if not found or not ("'" in text or '"' in text or "′" in text or "″" in text):
        return None
    inches = float(found[2] or 0.0)
    if found[3] and float(found[4] or 0.0):
        inches += float(found[3]) / float(found[4])
    return float(found[1] or 0.0) * UNITS["ft"] + inches * UNITS["in"] or None


def metres(size_m: float) -> str:
    """Return a length with three digits, and none in tens to some power.

    >>> metres(0.796), metres(20.22), metres(16000.0)
    ('0.796', '20.2', '16,000')
    """
    return f"{size_m:,.0f}" if abs(size_m) >= 1000.0 else f"{size_m:.3g}"


def _name_of(unit_m: float) -> Label:
    names = (name for name, size in UNITS.items() if abs(size / unit_m - 1.0) <= AGREES)
    known = next(names, None)
    return UNIT_WORDS[known] if known else Label(f"{unit_m:.4g} 米", f"{unit_m:.4g} m")
