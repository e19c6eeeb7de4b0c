"""What a list of cameras would change of a site file, shown before it is written."""

import argparse
import json
from typing import TYPE_CHECKING

from pipeline.cli.console import columns
from pipeline.domain.label import Label, Language
from pipeline.errors import UsageError

if TYPE_CHECKING:
    from pipeline.domain.drawing import Drawing
    from pipeline.workflows.add_cameras import Extended

HEADING = (
    Label("行", "line"),
    Label("变动", "change"),
    Label("编号", "id"),
    Label("楼层", "floor"),
    Label("位置", "position"),
    Label("高", "height"),
    Label("朝向", "pan"),
    Label("俯角", "tilt"),
    Label("画面", "picture"),
)


def run_list(args: argparse.Namespace, drawing: "Drawing") -> int:
    """Show what the rows of a list change, and write the site file where one is wanted."""
    from pipeline.config.site_file import load_site
    from pipeline.store.atomic import atomic_write
    from pipeline.workflows.add_cameras import add_cameras
    from pipeline.workflows.underlays import lay_beside

    if args.into is None:
        raise UsageError(
            f"{args.plan} is a list of cameras; say by --into SITE which site gets them",
            f"{args.plan} 是探头清单；请用 --into SITE 指明并入哪个站点",
        )
    extended = add_cameras(args.into, args.plan, drawing)
    if args.output is not None:
        atomic_write(args.output, extended.text)
        lay_beside(load_site(args.into), args.into, args.output)
    if args.json:
        print(json.dumps(_document(extended), ensure_ascii=False, indent=2))
    else:
        print(preview(extended, args.lang))
        unwritten = Label("未写出；用 -o 指定文件", "nothing was written; name a file by -o")
        print(f"→ {args.output}" if args.output is not None else unwritten.told(args.lang))
    return 0


def preview(extended: "Extended", language: Language) -> str:
    """Return a table with a row for each camera of the list."""
    from pipeline.workflows.add_cameras import CHANGES

    rows = [[label.told(language) for label in HEADING]]
    for change in extended.changes:
        entry = change.entry
        x, y = entry["position"]
        numbers = (f"{entry[name]:g}" for name in ("height_m", "pan_deg", "tilt_deg"))
        told = CHANGES[change.change].told(language)
        place = f"({x:g}, {y:g})"
        size = "×".join(map(str, entry["picture"]))
        rows.append([str(change.line), told, entry["id"], change.floor_id, place, *numbers, size])
    return columns(rows)


def _document(extended: "Extended") -> dict[str, object]:
    rows = [
        {"line": c.line, "change": c.change, "floor": c.floor_id, "camera": c.entry}
        for c in extended.changes
    ]
    return {"format": 1, "rows": rows}
