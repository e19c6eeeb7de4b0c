"""``sightline import``: a drawing becomes a site file."""

import argparse
import json
import math
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.domain.label import Label, Language
from pipeline.errors import UsageError

if TYPE_CHECKING:
    from pipeline.domain.drawing import Drawing
    from pipeline.importers.plans.roles import LayerRow
    from pipeline.importers.plans.scale import Measure
    from pipeline.workflows.import_plan import Imported

HELP = (
    "make a site file of a drawing: DXF, SVG, GeoJSON, IMDF, IFC, PDF, picture / 由图纸生成站点文件"
)

EPILOG = """\
layers: each is taken for wall, glass, door, name (of rooms) or ignore. Without -o the proposal is
  printed as a table (CSV); edit it, and give it back by --layers TABLE.csv.
scale: what a file says of its unit is held against its dimensions, and against what buildings
  span. Where that does not do: --unit in, --scale 100 (PDF and SVG at 1:100), or a distance that
  you know: --measure x1,y1,x2,y2=METRES in the drawing's coordinates; two show whether it is
  stretched.
cameras: `sightline import cameras.csv --into site.yaml` shows what each row would change; with -o
  it is written. Columns: id, x, y, height_m, pan_deg, tilt_deg, picture, hfov_deg (or focal_mm and
  sensor_width_mm), name, floor and others of a camera, in English or Chinese.
A file may use 4 GB and two minutes; it is read in a process that opens nothing else."""

UNIT_NAMES = ("mm", "cm", "dm", "m", "in", "ft")
MOST_LISTED = 20


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what may follow ``sightline import``."""
    parser.epilog = EPILOG
    parser.add_argument("plan", metavar="PLAN", type=Path, help="the drawing, or a list of cameras")
    parser.add_argument("-o", "--output", metavar="SITE", type=Path, help="the site file to write")
    _add_reading(parser)
    parser.add_argument(
        "--into",
        metavar="SITE",
        type=Path,
        help="for a list of cameras (CSV, XLSX): the site file that gets them",
    )
    parser.add_argument("--id", metavar="ID", help="the site's id (default: the file's name)")
    parser.add_argument("--name", metavar="NAME", help="the site's name")
    parser.add_argument(
        "--force", action="store_true", help="write over a site file that is there already"
    )
    parser.add_argument("--no-cache", action="store_true", help="read the file even if it was read")
    parser.add_argument("--json", action="store_true", help="print what was done as JSON")


def _add_reading(parser: argparse.ArgumentParser) -> None:
    """Declare how a drawing is to be read."""
    parser.add_argument(
        "--layers", metavar="TABLE", type=Path, help="what layers are taken for (CSV: layer,role)"
    )
    parser.add_argument("--unit", choices=UNIT_NAMES, help="the drawing's unit")
    parser.add_argument(
        "--scale", metavar="N", type=above_zero, help="the drawing's scale on paper, 100 for 1:100"
    )
    parser.add_argument(
        "--measure",
        metavar="X,Y,X,Y=M",
        type=measure,
        action="append",
        default=[],
        help="a distance that you know, in metres (at most twice)",
    )
    parser.add_argument(
        "--tolerance",
        metavar="M",
        type=above_zero,
        default=0.05,
        help="gaps between wall lines up to so many metres are closed (default: 0.05)",
    )
    parser.add_argument(
        "--thickness",
        metavar="M",
        type=above_zero,
        default=0.1,
        help="how thick walls drawn as one line are, in metres (default: 0.1)",
    )
    parser.add_argument(
        "--page",
        metavar="N",
        type=int,
        help="one page of a PDF or one storey, from 1 (default: all)",
    )


def run(args: argparse.Namespace) -> int:
    """Read the drawing; print its layers, or write its site and print what was done."""
    from pipeline.cli.console import progress_bar
    from pipeline.store.atomic import atomic_write
    from pipeline.store.drawings import Drawings, drawings_folder
    from pipeline.workflows.import_plan import Asked, import_plan, layer_rows, read_plan

    kept = None if args.no_cache else Drawings(drawings_folder())
    words = Label("读取图纸", "reading the drawing").told(args.lang)
    with progress_bar(words) as tell:
        drawing = read_plan(args.plan, lambda share: tell(share, 1.0), kept)
    if drawing.facts.get("camera_list"):
        from pipeline.cli.camera_preview import run_list

        return run_list(args, drawing)
    if args.output is None:
        print(_layers_told(layer_rows(drawing, args.layers), drawing, as_json=args.json), end="")
        return 0
    if args.output.exists() and not args.force:
        raise UsageError(f"{args.output} is there already; name another file, or add --force")
    asked = Asked(
        args.layers,
        args.unit,
        tuple(args.measure[:2]),
        args.scale,
        args.tolerance,
        args.thickness,
        args.id,
        args.name,
        args.page,
    )
    imported = import_plan(args.plan, drawing, asked)
    if drawing.facts.get("suggestions_only"):
        _lay_beside(args.plan, args.output, force=args.force)
    atomic_write(args.output, imported.text)
    if args.json:
        print(json.dumps(document(imported, args.output), ensure_ascii=False, indent=2))
    else:
        print(told(imported, args.output, args.lang))
    return 0


def _lay_beside(picture: Path, output: Path, *, force: bool) -> None:
    """Copy a picture to where the site file looks for it, unless it lies there."""
    from pipeline.store.atomic import atomic_write
    from pipeline.workflows.import_plan import picture_name

    beside = output.parent / picture_name(picture)
    if beside.exists():
        if beside.samefile(picture) or beside.read_bytes() == picture.read_bytes():
            return
        if not force:
            raise UsageError(
                f"{beside} is there already, and another picture; rename one, or add --force",
                f"{beside} 已存在且内容不同；请改名，或加 --force",
            )
    atomic_write(beside, picture.read_bytes())


def above_zero(text: str) -> float:
    """Return a number above 0 from the command line.

    >>> above_zero("0.05")
    0.05
    """
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not (value > 0.0 and math.isfinite(value)):
        raise argparse.ArgumentTypeError(f"must be a number above 0, got {text!r}")
    return value


def measure(text: str) -> "Measure":
    """Return a known distance, as in 10,20,110,20=12.5.

    >>> measure("0,0,3,4=10").unit_m
    2.0
    """
    from pipeline.importers.plans.scale import Measure

    ends, _, metres = text.partition("=")
    try:
        x0, y0, x1, y1 = (float(part) for part in ends.split(","))
        length_m = float(metres)
    except ValueError:
        x0 = x1 = y0 = y1 = length_m = 0.0
    apart = math.hypot(x1 - x0, y1 - y0)
    if not (apart > 0.0 and length_m > 0.0 and math.isfinite(apart) and math.isfinite(length_m)):
        raise argparse.ArgumentTypeError(f"must be x1,y1,x2,y2=METRES, got {text!r}")
    return Measure((x0, y0, x1, y1), length_m)


def _layers_told(rows: "tuple[LayerRow, ...]", drawing: "Drawing", *, as_json: bool) -> str:
    from pipeline.importers.plans.roles import table_text

    if not as_json:
        return table_text(rows)
    entries = [{"layer": r.layer, "role": r.role, "strokes": r.strokes} for r in rows]
    whole = {"format": 1, "unit_m": drawing.unit_m, "layers": entries}
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"


def document(imported: "Imported", output: Path) -> dict[str, object]:
    """Return what was done, for machines."""
    from pipeline.cli.check import counted
    from pipeline.workflows.imported_told import import_document

    counts = counted(imported.site)
    return {"format": 1, "site": str(output), "counts": counts, **import_document(imported)}


def told(imported: "Imported", output: Path, language: Language) -> str:
    """Return what was done, for people."""
    from pipeline.cli.check import counted, summary
    from pipeline.domain.drawing import ROLES

    used = [row for row in imported.rows if row.role in ("wall", "glass", "door") and row.strokes]
    lines = [
        f"{ROLES[row.role].told(language)}: {row.layer} ({row.strokes}; {row.why.told(language)})"
        for row in used
    ]
    lines += [comment.told(language) for comment in imported.comments[1:]]
    gaps = [(each.floor_id, gap) for each in imported.made.healed for gap in each.gaps]
    word = Label("接上间隙", "closed a gap").told(language)
    lines += [
        f"{word}: {floor} ({gap.x_m:.2f}, {gap.y_m:.2f}) {1000.0 * gap.width_m:.0f} mm"
        for floor, gap in gaps[:MOST_LISTED]
    ]
    if len(gaps) > MOST_LISTED:
        more = len(gaps) - MOST_LISTED
        lines.append(Label(f"其余 {more} 处见 --json", f"{more} more: see --json").told(language))
    lines.append(f"{summary(counted(imported.site), language)} → {output}")
    return "\n".join(lines)
