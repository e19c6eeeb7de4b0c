"""A floor as a picture: what is seen in green, what is not in red, and who looks from where."""

from collections.abc import Iterator
from typing import Literal

from pipeline.domain.coverage import CoverageMap
from pipeline.domain.label import Language
from pipeline.domain.site import Floor
from pipeline.report import wording
from pipeline.report.drawing import PNG_DPI, drawing_settings, font, picture_bytes
from pipeline.report.ink import INK
from pipeline.report.plan.layers import draw_coverage, draw_ground, draw_leak, draw_structure
from pipeline.report.plan.legend import draw_legend, legend_entries, legend_in
from pipeline.report.plan.marks import draw_north, draw_scale_bar
from pipeline.report.plan.names import Scribe
from pipeline.report.plan.sheet import Sheet, blank_sheet, draw_ruler
from pipeline.report.typeface import legible, missing_characters


def plan_picture(
    floor: Floor,
    coverage: CoverageMap,
    language: Language,
    file_format: Literal["svg", "png"],
    first_number: int = 1,
    dpi: int = PNG_DPI,
) -> bytes:
    """Return one floor drawn to scale, as SVG or as PNG; equal input, equal bytes.

    Blind spots are numbered from `first_number` on in the order of the CoverageMap. A name that
    the shipped font cannot draw is replaced by its id, and the picture says so.
    """
    with drawing_settings(floor.id):
        entries = legend_entries(floor, coverage)
        sheet = blank_sheet(floor, legend_in(len(entries)))
        draw_ground(sheet.plan, floor)
        draw_coverage(sheet.plan, coverage)
        draw_structure(sheet.plan, floor)
        for leak in coverage.leaks:
            draw_leak(sheet.plan, leak)
        numbered = dict(enumerate(coverage.blind_spots, start=first_number))
        scribe = Scribe(sheet)
        scribe.write_all(floor, numbered, language)
        draw_margins(sheet, floor, language, scribe.left_out)
        draw_legend(sheet.figure, entries, language)
        return picture_bytes(sheet.figure, file_format, dpi)


def draw_margins(sheet: Sheet, floor: Floor, language: Language, left_out: int = 0) -> None:
    """Draw what stands around the plan: title, ruler, scale bar, north arrow and notes."""
    name = legible(floor.label.told(language), floor.id)
    title = wording.PLAN_TITLE.told(language).format(floor=name)
    sheet.plan.set_title(title, fontproperties=font(11.5), color=INK, pad=8)
    draw_ruler(sheet.plan, wording.METRES_X.told(language), wording.METRES_Y.told(language))
    draw_scale_bar(sheet.strip)
    draw_north(sheet.strip, wording.PLAN_NORTH.told(language))
    write_note(sheet, " ".join(_notes(floor, language, left_out)))


def _notes(floor: Floor, language: Language, left_out: int) -> Iterator[str]:
    """Yield sentences on what a plan does not show as it is."""
    labels = [floor.label, *(z.label for z in floor.zones), *(z.label for z in floor.prohibited)]
    if missing_characters(label.told(language) for label in labels):
        yield wording.NAMES_AS_IDS.told(language)
    if left_out:
        yield wording.NAMES_LEFT_OUT.told(language).format(count=left_out)
    if floor.underlay is not None and floor.underlay.pixels is None:
        name = legible(floor.underlay.path.name, "underlay")
        yield wording.UNDERLAY_MISSING.told(language).format(name=name)


def write_note(sheet: Sheet, note: str) -> None:
    """Write sentences in the middle of the strip below the plan."""
    if not note:
        return
    sheet.strip.text(
        0.5,
        0.4,
        note,
        transform=sheet.strip.transAxes,
        ha="center",
        va="center",
        fontproperties=font(7.5),
        color=INK,
    )
