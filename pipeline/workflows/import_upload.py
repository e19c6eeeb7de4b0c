"""A drawing or picture that a page sends becomes the value of a site, which nobody has saved."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from pipeline.config.site_text import site_text
from pipeline.config.yaml_gate import value_of
from pipeline.domain.drawing import Drawing
from pipeline.errors import PlanError
from pipeline.importers.plans.confined import Limits, answered, read_confined, untold
from pipeline.importers.plans.drawing_bytes import drawing_of
from pipeline.importers.plans.table import PICTURE, format_of
from pipeline.workflows.import_plan import Asked, Imported, import_plan
from pipeline.workflows.picture_child import TRACED

LIMITS = Limits(memory_mb=2048, time_s=60.0, file_mb=50)
PICTURE_CHILD = "pipeline.workflows.picture_child"
OF_CAMERAS = ("camera-csv", "camera-xlsx")


@dataclass(frozen=True, eq=False)
class Upload:
    """What was made of it: the site's value, how, and whether its walls are suggestions alone."""

    site: dict[str, Any]
    imported: Imported
    is_suggested: bool


def import_upload(name: str, data: bytes, asked: Asked) -> Upload:
    """Return the site of an upload; its name tells what it is, and is never a path.

    It is read in a confined process. Raises PlanError.
    """
    path = Path(name)
    drawing = _drawing(path, data)
    imported = import_plan(path, drawing, asked)
    is_suggested = bool(drawing.facts.get("suggestions_only"))
    text = site_text(imported.made.document) if is_suggested else imported.text
    return Upload(cast("dict[str, Any]", value_of(text)), imported, is_suggested)


def _drawing(path: Path, data: bytes) -> Drawing:
    kind = format_of(path)
    if kind in OF_CAMERAS:
        raise PlanError(
            f"{path}：探头清单请用命令行导入：sightline import {path} --into 站点文件",
            f"{path}: a list of cameras goes in by: sightline import {path} --into SITE",
        )
    try:
        if kind == PICTURE:
            return drawing_of(answered(PICTURE_CHILD, TRACED, data, untold, LIMITS))
        return read_confined(kind, data, untold, LIMITS)
    except PlanError as error:
        raise PlanError(f"{path}：{error.zh}", f"{path}: {error}") from error
