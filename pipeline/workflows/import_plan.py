"""A drawing becomes a site file: read apart, layers told, scaled, healed, checked."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from pipeline.config.fields import checked_beside
from pipeline.config.site_file import load_site
from pipeline.config.site_text import SUGGESTED, site_text
from pipeline.domain.drawing import Drawing
from pipeline.domain.label import Label
from pipeline.domain.site import Site
from pipeline.errors import PlanError, SiteFileError
from pipeline.importers.plans.assembled import Assembled, assembled, wall_span
from pipeline.importers.plans.confined import MEGABYTE, USUAL, Limits, read_confined
from pipeline.importers.plans.drawing_bytes import drawing_bytes, drawing_of
from pipeline.importers.plans.ids import PATTERN
from pipeline.importers.plans.picture import drawing_of_picture
from pipeline.importers.plans.roles import LayerRow, proposed, with_table
from pipeline.importers.plans.room_name import clean
from pipeline.importers.plans.scale import Measure, Scale, scale_of
from pipeline.importers.plans.table import PICTURE, Progress, format_of
from pipeline.importers.plans.wish import Wish
from pipeline.sources.picture import load_image
from pipeline.store.atomic import atomic_write
from pipeline.store.drawings import Drawings

TRACED = ("occluders", "zones", "prohibited")
"""What of a picture is suggested, and never taken for proof."""

OPACITY = 0.5


@dataclass(frozen=True)
class Asked:
    """What the user says of a drawing beyond what is in it."""

    layers: Path | None = None
    unit: str | None = None
    measures: tuple[Measure, ...] = ()
    paper_scale: float | None = None
    tolerance_m: float = Wish.tolerance_m
    thin_m: float = Wish.thin_m
    site_id: str | None = None
    name: str | None = None
    page: int | None = None


@dataclass(frozen=True, eq=False)
class Imported:
    """The site file's text and its site, and how it came about."""

    text: str
    site: Site
    rows: tuple[LayerRow, ...]
    scale: Scale
    made: Assembled
    comments: tuple[Label, ...] = field(default=())


def read_plan(
    path: Path, progress: Progress, kept: Drawings | None = None, limits: Limits = USUAL
) -> Drawing:
    """Return the drawing in a file, read in a process of its own, or as it was read before.

    Raises PlanError, with the file's name, for a file that is no drawing of its kind.
    """
    kind = format_of(path)
    if kind == PICTURE:
        # OpenCV takes a while to load, which drawings need not pay for.
        from pipeline.imaging.wall_lines import traced

        image = load_image(path)
        height_px, width_px = image.shape[:2]
        return drawing_of_picture(traced(image), (width_px, height_px))
    try:
        data = _content(path, limits)
        found = kept.find(kind, data) if kept else None
        if found is not None:
            return drawing_of(found)
        drawing = read_confined(kind, data, progress, limits)
        if kept:
            kept.keep(kind, data, drawing_bytes(drawing))
    except PlanError as error:
        raise PlanError(f"{path}：{error.zh}", f"{path}: {error}") from error
    return drawing


def import_plan(path: Path, drawing: Drawing, asked: Asked) -> Imported:
    """Return the site of a drawing, checked as a site file is; `path` is the drawing's file.

    A picture is named as an underlay, and is to lie beside the site file as `picture_name` says.

    Raises PlanError where its walls or its scale cannot be told.
    """
    try:
        if asked.page is not None:
            drawing = _one_page(drawing, asked.page)
        rows = layer_rows(drawing, asked.layers)
        span = wall_span(drawing, rows)
        scale = scale_of(drawing, span, asked.unit, asked.measures, asked.paper_scale)
        name = clean(asked.name or path.stem)
        wish = Wish(asked.site_id or _id_of(path), name, asked.tolerance_m, asked.thin_m)
        made = assembled(drawing, rows, scale, wish)
        comments = _comments(path, scale, made.notes)
        text = site_text(made.document, comments)
        site = _checked(text)
        if drawing.facts.get("suggestions_only"):
            text = site_text(_suggested(made, drawing, scale, picture_name(path)), comments)
            site = _checked(text)
        return Imported(text, site, rows, scale, made, comments)
    except PlanError as error:
        raise PlanError(f"{path}：{error.zh}", f"{path}: {error}") from error


def _one_page(drawing: Drawing, page: int) -> Drawing:
    """Return a drawing with one of its pages or storeys alone, counted from 1."""
    many = len(drawing.storeys)
    if not 1 <= page <= many:
        raise PlanError(
            f"没有第 {page} 页（层），共 {many} 页（层）", f"it has no page {page}, but {many}"
        )
    return replace(drawing, storeys=(drawing.storeys[page - 1],))


def layer_rows(drawing: Drawing, table: Path | None) -> tuple[LayerRow, ...]:
    """Return what the layers are taken for, corrected by the user's table where there is one."""
    rows = proposed(drawing)
    if table is None:
        return rows
    try:
        text = table.read_text("utf-8-sig")
    except OSError as error:
        reason = (error.strerror or "").lower()
        raise PlanError(
            f"图层表 {table} 无法读取（{reason}）", f"layer table {table} cannot be read ({reason})"
        ) from error
    except UnicodeDecodeError as error:
        raise PlanError(
            f"图层表 {table} 不是 UTF-8 文本", f"layer table {table} is not a text in UTF-8"
        ) from error
    return with_table(rows, text)


def _content(path: Path, limits: Limits) -> bytes:
    try:
        if path.stat().st_size > limits.file_mb * MEGABYTE:
            raise PlanError(
                f"文件超过 {limits.file_mb} MB，不予读取",
                f"the file is larger than {limits.file_mb} MB, which is more than is read",
            )
        return path.read_bytes()
    except OSError as error:
        reason = (error.strerror or type(error).__name__).lower()
        raise PlanError(f"无法读取（{reason}）", f"it cannot be read ({reason})") from error


def _id_of(path: Path) -> str:
    stem = "".join(c if c.isascii() and c.isalnum() else "-" for c in path.stem).strip("-")[:60]
    return stem if PATTERN.fullmatch(stem) else "site"


def _comments(path: Path, scale: Scale, notes: Sequence[Label]) -> tuple[Label, ...]:
    name = clean(path.name)
    return (
        Label(f"由 Sightline 从 {name} 导入", f"Imported by Sightline from {name}"),
        Label(
            f"比例：1 单位 = {scale.unit_m:.6g} 米（{scale.by.zh}）",
            f"Scale: 1 unit = {scale.unit_m:.6g} m ({scale.by.en})",
        ),
        *notes,
    )


def _suggested(made: Assembled, drawing: Drawing, scale: Scale, picture: str) -> dict[str, Any]:
    """Return a document whose walls and rooms are no more than suggestions on a picture."""
    width_px, height_px = drawing.facts["picture_px"]
    underlay = {
        "picture": picture,
        "x_m": -made.moved_m[0],
        "y_m": -made.moved_m[1],
        "width_m": width_px * scale.unit_m,
        "height_m": height_px * scale.unit_m,
        "rotation_deg": 0,
        "opacity": OPACITY,
    }
    floors = []
    for floor in made.document["floors"]:
        kept = {key: value for key, value in floor.items() if key not in TRACED}
        suggested = {key: floor[key] for key in TRACED if floor[key]}
        floors.append({**kept, "underlay": underlay, SUGGESTED: suggested})
    return {**made.document, "floors": floors}


def picture_name(path: Path) -> str:
    """Return what a picture is called beside a site file: by its own name, if that may stand there.

    >>> picture_name(Path("a/plan 1.png")), picture_name(Path("C:plan.png"))
    ('plan 1.png', 'C-plan.png')
    """
    try:
        return checked_beside(path.name)
    except ValueError:
        return _id_of(path) + path.suffix.lower()


def _checked(text: str) -> Site:
    """Return the site that a text describes, as `sightline check` reads it."""
    with TemporaryDirectory(prefix="sightline-") as folder:
        path = Path(folder) / "site.yaml"
        atomic_write(path, text)
        try:
            return load_site(path)
        except SiteFileError as error:
            first = error.problems[0]
            zh, en = (f"{first.field}：", f"{first.field}: ") if first.field else ("", "")
            raise PlanError(
                f"由它得到的平面图不成立：{zh}{first.wording.zh}",
                f"what it shows makes no plan: {en}{first.wording.en}",
            ) from error
