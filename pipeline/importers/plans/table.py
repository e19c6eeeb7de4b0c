"""Which kinds of drawings are read, and by which ends of names they are told."""

from collections.abc import Callable
from pathlib import Path

from pipeline.domain.drawing import Drawing
from pipeline.errors import PlanError
from pipeline.registry import Registry

Progress = Callable[[float], None]
"""Told now and then which share of the work is done, from 0 to 1."""

Reader = Callable[[bytes, Progress], Drawing]
"""Makes a drawing of the content of a file; it opens nothing else. Raises PlanError."""

PLAN_FORMATS: Registry[Reader] = Registry(
    "kind of plan",
    "pipeline.plan_formats",
    {
        "camera-csv": "pipeline.importers.plans.camera_sheet:read_camera_csv",
        "camera-xlsx": "pipeline.importers.plans.camera_sheet:read_camera_xlsx",
        "dxf": "pipeline.importers.plans.dxf:read_dxf",
        "geojson": "pipeline.importers.plans.geojson:read_geojson",
        "ifc": "pipeline.importers.plans.ifc:read_ifc",
        "imdf": "pipeline.importers.plans.imdf:read_imdf",
        "pdf": "pipeline.importers.plans.pdf:read_pdf",
        "svg": "pipeline.importers.plans.svg:read_svg",
    },
)
PICTURE = "picture"
"""Decoded by the one door for pictures, and traced (`importers/plans/picture.py`)."""

SUFFIXES = {
    ".csv": "camera-csv",
    ".xlsx": "camera-xlsx",
    ".dxf": "dxf",
    ".geojson": "geojson",
    ".json": "geojson",
    ".ifc": "ifc",
    ".zip": "imdf",
    ".pdf": "pdf",
    ".png": PICTURE,
    ".jpg": PICTURE,
    ".jpeg": PICTURE,
    ".svg": "svg",
}


def format_of(path: Path) -> str:
    """Return the name of a file's kind by the end of its name; PlanError for one that is unknown.

    >>> format_of(Path("plan.DXF"))
    'dxf'
    """
    suffix = path.suffix.lower()
    if suffix == ".dwg":
        raise PlanError(
            f"{path}：DWG 不能直接读取；请在 CAD 中另存为 DXF（R2010）",
            f"{path}: DWG cannot be read; save it as DXF (R2010) in your CAD program",
        )
    if path.is_dir():
        raise PlanError(
            f"{path}：这是一个文件夹；请给出其中的文件", f"{path}: is a folder; name a file in it"
        )
    if suffix not in SUFFIXES:
        known = ", ".join(SUFFIXES)
        raise PlanError(
            f"{path}：不认识的图纸类型“{suffix}”；可用 {known}",
            f"{path}: no kind of plan ends with '{suffix}'; known: {known}",
        )
    return SUFFIXES[suffix]
