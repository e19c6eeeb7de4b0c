"""``sightline align``: a camera as it hangs against the plan, by points surveyed in its picture."""

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.cli.console import columns
from pipeline.domain.label import Label, Language
from pipeline.errors import UsageError

if TYPE_CHECKING:
    from pipeline.domain.alignment import Alignment, Departure, Views
    from pipeline.domain.site import Site

HELP = "hold a camera as it hangs against the plan, by points surveyed in its picture"

AS_DRAWN, OTHERWISE = 0, 1

EPILOG_POINTS = (
    "YAML: points: [{id: a, px: [812, 640], plan: [10.2, 4.5]}, …], or share: [0.42, 0.59] for"
    " fractions of the picture, and height_m above the floor; CSV: id,x_px,y_px,x_m,y_m,height_m"
    " or x,y for fractions"
)

HEADING = (
    Label("", ""),
    Label("图纸", "drawn"),
    Label("实际", "hung"),
    Label("偏差", "off"),
    Label("允许", "allowed"),
    Label("", ""),
)
BEYOND = Label("超出", "beyond")
PERHAPS = Label("可能超出", "perhaps beyond")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what may follow ``sightline align``."""
    parser.add_argument("site", metavar="SITE", type=Path, help="the site file")
    parser.add_argument(
        "--camera", metavar="ID", required=True, help="the camera that was surveyed"
    )
    parser.add_argument(
        "--points",
        metavar="FILE",
        type=Path,
        required=True,
        help=f"surveyed points; {EPILOG_POINTS}",
    )
    parser.add_argument(
        "--picture",
        metavar="FRAME",
        type=Path,
        help="the picture in which they were clicked, where it has another size than the camera's",
    )
    parser.add_argument(
        "--profile", metavar="P", default="full-coverage", help="what must be seen (as of `audit`)"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument(
        "--out", metavar="DIR", type=Path, help="leave align.json and a plan with both views"
    )
    parser.add_argument(
        "-o",
        dest="corrected",
        metavar="SITE2",
        type=Path,
        help="write the site file with the camera as it hangs; all else stays as it was written",
    )


def run(args: argparse.Namespace) -> int:
    """Align the camera, say how it hangs, and return 1 where that is beyond its tolerance."""
    from pipeline.config.site_file import load_site
    from pipeline.report.align_json import alignment_document
    from pipeline.workflows.align_camera import Surveyed, align_camera
    from pipeline.workflows.underlays import with_underlays

    if args.corrected and args.corrected.resolve() == args.site.resolve():
        raise UsageError(
            f"-o would write over the plan itself: {args.corrected}; name another file"
        )
    site = with_underlays(load_site(args.site))
    surveyed = Surveyed(args.camera, args.points, args.picture)
    alignment, floor = align_camera(site, surveyed, args.profile)
    document = alignment_document(alignment, site.id, args.lang)
    text = json.dumps(document, ensure_ascii=False, indent=2)
    if args.out:
        from pipeline.report.align_picture import align_picture
        from pipeline.store.atomic import atomic_write

        atomic_write(args.out / "align.png", align_picture(floor, alignment, args.lang))
        atomic_write(args.out / "align.json", text + "\n")
    if args.corrected:
        _correct(args, alignment, site)
    print(text if args.json else "\n".join(label for label in _told(alignment, args.lang)))
    if not args.json:
        for path in (args.out and args.out / "align.png", args.corrected):
            if path:
                print(Label("已写入：", "written: ").told(args.lang) + str(path))
    return OTHERWISE if alignment.findings else AS_DRAWN


def _correct(args: argparse.Namespace, alignment: "Alignment", site: "Site") -> None:
    """Write the site file with the camera as it hangs."""
    from pipeline.config.site_edit import edited, pose_edits
    from pipeline.report.placement_wording import NO_COMMENTS
    from pipeline.store.atomic import atomic_write
    from pipeline.workflows.underlays import lay_beside

    corrected = edited(args.site, pose_edits(alignment.hung))
    atomic_write(args.corrected, corrected.text)
    lay_beside(site, args.site, args.corrected)
    if not corrected.has_comments:
        print(NO_COMMENTS.told(args.lang), file=sys.stderr)
    if (
        site.camera_list is not None
        and args.corrected.parent.resolve() != args.site.parent.resolve()
    ):
        notice = Label(
            "站点文件旁的探头清单未随之复制",
            "the list of cameras beside the site file was not copied",
        )
        print(notice.told(args.lang), file=sys.stderr)


def _told(alignment: "Alignment", language: Language) -> Iterator[str]:
    """Yield the result in a few lines for people."""
    yield _basis(alignment).told(language)
    heading = tuple(label.told(language) for label in HEADING)
    rows = [_row(each, alignment, language) for each in alignment.departures]
    yield columns([heading, *rows])
    if alignment.hanging.outliers:
        names = ", ".join(alignment.hanging.outliers)
        yield Label(
            f"与其他点矛盾，未采用：{names}", f"contradicted by the others and left out: {names}"
        ).told(language)
    yield _seen(alignment.views).told(language)
    for finding in alignment.findings:
        yield finding.message.told(language)
    if not alignment.findings:
        yield Label("与图纸相符", "it hangs as drawn, within its tolerance").told(language)


def _basis(alignment: "Alignment") -> Label:
    hanging, count = alignment.hanging, len(alignment.marks)
    if hanging.error_m is None:
        return Label(
            f"{alignment.drawn.id}：{count} 个点，误差未知（至少 6 个点才能得知）",
            f"{alignment.drawn.id}: {count} points, of unknown error (6 or more tell it)",
        )
    return Label(
        f"{alignment.drawn.id}：{count} 个点，逐点留出误差 {hanging.error_m:.2f} m，"
        f"偏离 {hanging.error_px:.1f} 像素",
        f"{alignment.drawn.id}: {count} points; each lies {hanging.error_m:.2f} m from where the"
        f" others put it, and {hanging.error_px:.1f} px from where the pose shows it",
    )


def _row(each: "Departure", alignment: "Alignment", language: Language) -> tuple[str, ...]:
    verdict = Label("", "") if not each.is_beyond else BEYOND if each.is_sure else PERHAPS
    cameras, values = (alignment.drawn, alignment.hung), (each.drawn, each.hung)
    drawn, hung = (
        f"{camera.x_m:.2f}, {camera.y_m:.2f}" if value is None else f"{value:.2f}"
        for camera, value in zip(cameras, values, strict=True)
    )
    off, unit = each.off_told, each.unit
    name = each.name.told(language)
    return (
        name,
        drawn,
        hung,
        f"{off} {unit}",
        f"{each.tolerance:g} {unit}",
        verdict.told(language),
    )


def _seen(views: "Views | None") -> Label:
    if views is None:
        return Label(
            "实际位置在图纸上看不到任何地方（例如在墙内）",
            "from where it hangs, nothing on the plan is seen, as from inside a wall",
        )
    (planned_m2, built_m2), (drawn_m2, hung_m2) = views.seen_m2, views.floor_m2
    return Label(
        f"应覆盖区域中该探头保证可见 {planned_m2:.1f} m² → {built_m2:.1f} m²；"
        f"本层已覆盖 {drawn_m2:.1f} m² → {hung_m2:.1f} m²（应覆盖 {views.required_m2:.1f} m²）",
        f"of what must be seen it surely sees {planned_m2:.1f} m² as drawn, {built_m2:.1f} m² as"
        f" hung; its floor is covered by {drawn_m2:.1f} m² and by {hung_m2:.1f} m², of"
        f" {views.required_m2:.1f} m² required",
    )
