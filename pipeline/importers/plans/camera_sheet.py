"""Reads a list of cameras, as CSV or XLSX: a row for each, with where it hangs and what it sees.

Its columns are the fields of a site file, or what people call them; places are metres on the plan.
"""

import csv
import io
import math
import zipfile
from collections.abc import Iterator, Mapping
from typing import Any

from shapely import Point

from pipeline.domain.drawing import NO_STROKES, Drawing, Shape, Storey
from pipeline.domain.label import Label
from pipeline.errors import PlanError
from pipeline.importers.plans.table import Progress

MOST_ROWS = 3000
MOST_UNPACKED = 256 * 2**20
ENCODINGS = ("utf-8-sig", "gb18030")
"""Spreadsheets in China save CSV in the second."""

COLUMNS: dict[str, tuple[str, ...]] = {
    "id": ("id", "编号", "探头编号", "camera"),
    "name": ("name", "名称", "位置", "安装位置", "label"),
    "floor": ("floor", "楼层"),
    "x": ("x", "x_m", "横坐标"),
    "y": ("y", "y_m", "纵坐标"),
    "height_m": ("height_m", "height", "安装高度", "高度"),
    "pan_deg": ("pan_deg", "pan", "heading", "朝向", "方位角"),
    "tilt_deg": ("tilt_deg", "tilt", "俯角"),
    "hfov_deg": ("hfov_deg", "hfov", "fov", "视场角", "水平视场角"),
    "focal_mm": ("focal_mm", "focal", "焦距"),
    "sensor_width_mm": ("sensor_width_mm", "sensor", "感光面宽", "传感器宽度"),
    "picture": ("picture", "resolution", "分辨率"),
    "fps": ("fps", "帧率"),
    "ir_range_m": ("ir_range_m", "ir", "红外距离", "补光距离"),
    "recorder": ("recorder", "录像机"),
    "bitrate_mbps": ("bitrate_mbps", "bitrate", "码流"),
    "retention_days": ("retention_days", "retention", "保存天数"),
}
"""The fields of a camera, and what their columns may be called, whatever the capitals."""

NEEDED = ("id", "x", "y", "height_m", "pan_deg", "tilt_deg", "picture")
TEXTS = ("id", "name", "floor", "recorder", "picture")
LENS = ("focal_mm", "sensor_width_mm")

Row = tuple[int, Mapping[str, str]]


def read_camera_csv(data: bytes, progress: Progress) -> Drawing:
    """Return the cameras of a CSV file's content."""
    for encoding in ENCODINGS:
        try:
            text = data.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise PlanError("不是 UTF-8 或 GB18030 文本", "it is no text in UTF-8 or GB 18030")
    try:
        lines = list(csv.reader(io.StringIO(text, newline="")))
    except csv.Error as error:
        raise PlanError("不是 CSV 文件", "it is no CSV that can be read") from error
    return _drawing(lines, progress)


def read_camera_xlsx(data: bytes, progress: Progress) -> Drawing:
    """Return the cameras on the first sheet of a workbook."""
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            if sum(entry.file_size for entry in packed.infolist()) > MOST_UNPACKED:
                raise PlanError("工作簿解开后过大", "the workbook unpacks to more than is read")
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        lines = []
        for row in sheet.iter_rows(values_only=True):
            lines.append(["" if cell is None else str(cell) for cell in row])
            if len(lines) > MOST_ROWS + 1:
                break
    except (zipfile.BadZipFile, InvalidFileException, KeyError, IndexError, ValueError) as error:
        if isinstance(error, PlanError):
            raise
        raise PlanError("不是可以读取的 XLSX", "it is no XLSX that can be read") from error
    return _drawing(lines, progress)


def _drawing(lines: list[list[str]], progress: Progress) -> Drawing:
    shapes = tuple(_camera(*row) for row in _rows(lines))
    progress(1.0)
    if not shapes:
        raise PlanError("清单中没有探头", "the list has no cameras")
    storey = Storey("f1", "1", NO_STROKES, (), shapes)
    by = Label("清单（米）", "the list, in metres")
    return Drawing((), (storey,), 1.0, by, (), (), {"camera_list": True})


def _rows(lines: list[list[str]]) -> Iterator[Row]:
    """Yield the rows that hold anything, with their lines, by the names of our fields."""
    if not lines:
        raise PlanError("清单是空的", "the list is empty")
    if len(lines) > MOST_ROWS + 1:
        raise PlanError(f"超过 {MOST_ROWS} 行", f"it has more than {MOST_ROWS} rows")
    heading = [_field(cell) for cell in lines[0]]
    doubled = next((n for k, n in enumerate(heading) if n and n in heading[:k]), None)
    if doubled:
        raise PlanError(
            f"首行有两列 {doubled}；请删除一列",
            f"its heading has two columns for {doubled}; remove one of them",
        )
    missing = [name for name in NEEDED if name not in heading]
    if missing:
        known = ", ".join(NEEDED)
        raise PlanError(
            f"首行缺少列 {', '.join(missing)}；需要 {known}，"
            "以及 hfov_deg 或 focal_mm 与 sensor_width_mm",
            f"its heading lacks {', '.join(missing)}; needed are {known}, and hfov_deg or focal_mm"
            " with sensor_width_mm",
        )
    for line, cells in enumerate(lines[1:], start=2):
        row = {
            name: cell.strip()
            for name, cell in zip(heading, cells, strict=False)
            if name and cell.strip()
        }
        if row:
            yield line, row


def _field(cell: str) -> str:
    plain = cell.strip().lower()
    return next((name for name, words in COLUMNS.items() if plain in words), "")


def _camera(line: int, row: Mapping[str, str]) -> Shape:
    for name in NEEDED:
        if name not in row:
            raise PlanError(f"第 {line} 行：缺少 {name}", f"line {line}: {name} is missing")
    facts: dict[str, Any] = {"line": line, "floor": row.get("floor", "")}
    numbers = {name: _number(line, name, cell) for name, cell in row.items() if name not in TEXTS}
    at = Point(numbers.pop("x"), numbers.pop("y"))
    facts |= {name: value for name, value in numbers.items() if name not in LENS}
    if all(name in numbers for name in LENS):
        facts["lens"] = {name: numbers[name] for name in LENS}
    elif "hfov_deg" not in numbers:
        raise PlanError(
            f"第 {line} 行：缺少 hfov_deg，或 focal_mm 与 sensor_width_mm",
            f"line {line}: hfov_deg, or focal_mm with sensor_width_mm, is missing",
        )
    facts["picture"] = _picture(line, row["picture"])
    if "recorder" in row:
        facts["recorder"] = row["recorder"]
    return Shape("camera", row["id"], row.get("name", ""), at, facts)


def _number(line: int, name: str, cell: str) -> float:
    try:
        value = float(cell)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise PlanError(
            f"第 {line} 行：{name} 须为数，得到“{cell[:40]}”",
            f"line {line}: {name} must be a number, got '{cell[:40]}'",
        )
    return value


def _picture(line: int, cell: str) -> list[int]:
    """Return width and height of 1920x1080, however the sign between is written."""
    parts = cell.lower().replace("×", "x").replace("*", "x").split("x")
    if len(parts) != 2 or not all(part.strip().isdecimal() for part in parts):
        raise PlanError(
            f"第 {line} 行：picture 应如 1920x1080，得到“{cell[:40]}”",
            f"line {line}: picture must be as in 1920x1080, got '{cell[:40]}'",
        )
    return [int(part) for part in parts]
