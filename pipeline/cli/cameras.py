"""``sightline cameras``: which lens gives a density at a distance, of a catalogue of cameras."""

import argparse
import json
import math
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.cli.console import columns
from pipeline.domain.label import Label, Language

if TYPE_CHECKING:
    from pipeline.coverage.lens_choice import Aim, Fit
    from pipeline.domain.density_class import DensityClass

HELP = "find the camera and lens that give a pixel density at a distance"

FOUND, NONE_FOUND = 0, 1
HEADINGS = (
    Label("", ""),
    Label("型号", "camera"),
    Label("视场角", "view"),
    Label("画面宽 m", "width m"),
    Label("像素/米", "px/m"),
    Label("2014 版", "2014"),
    Label("2025 版", "2025"),
    Label("盲区 m", "dead zone m"),
    Label("价位", "price"),
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what may follow ``sightline cameras``."""
    parser.add_argument(
        "--distance", metavar="M", type=float, required=True, help="metres to what must be seen"
    )
    parser.add_argument(
        "--density",
        metavar="CLASS",
        default="observe",
        help="a class of IEC 62676-4 of either edition, such as identify or discern, or px/m"
        " (default: observe)",
    )
    parser.add_argument(
        "--height", metavar="M", type=float, default=3.0, help="of the camera (default: 3)"
    )
    parser.add_argument(
        "--plane", metavar="M", type=float, default=1.5, help="of what must be seen (default: 1.5)"
    )
    parser.add_argument(
        "--catalogue", metavar="FILE", type=Path, help="YAML, CSV or XLSX instead of ours"
    )
    parser.add_argument("--all", action="store_true", help="list those that do not suffice as well")
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def run(args: argparse.Namespace) -> int:
    """Print the cameras that suffice, the best first; 1 where there is none."""
    from pipeline.config.class_file import load_classes
    from pipeline.coverage.lens_choice import Aim, fits

    wanted = density_of(args.density)
    aim = Aim(args.distance, args.height, args.plane)
    found = fits(load_classes(args.catalogue), aim, wanted)
    if args.json:
        print(json.dumps(document(found, aim, wanted), ensure_ascii=False, indent=2))
    else:
        print(told(found, aim, wanted, args.lang, everything=args.all))
    return FOUND if any(fit.suffices for fit in found) else NONE_FOUND


def density_of(text: str) -> float:
    """Return pixels per metre by the name of a class, in either language, or as they stand.

    >>> density_of("identify"), density_of("分辨"), density_of("62.5")
    (250.0, 80.0, 62.5)
    """
    from pipeline.domain.density_class import DENSITY_CLASSES
    from pipeline.errors import InputError, UnknownNameError

    named = {name: each for known in DENSITY_CLASSES.values() for name, each in known.items()}
    spoken = named | {each.label.zh: each for each in named.values()}
    if text.lower() in spoken:
        return spoken[text.lower()].density_px_per_m
    try:
        density = float(text)
    except ValueError:
        raise UnknownNameError(
            f"no density class is called {text[:40]!r}; known: {', '.join(named)}, or give px/m"
        ) from None
    if not 0.0 < density < 10_000.0:
        raise InputError(f"the density must lie between 0 and 10000 px/m, got {text[:40]}")
    return density


def told(
    found: "tuple[Fit, ...]", aim: "Aim", wanted: float, language: Language, *, everything: bool
) -> str:
    """Return the cameras as a table, the one to take marked."""
    shown = [fit for fit in found if everything or fit.suffices]
    headline = Label(
        f"{aim.distance_m:g} m 处 {wanted:g} 像素/米（探头高 {aim.height_m:g} m，"
        f"目标高 {aim.plane_m:g} m）",
        f"{wanted:g} px/m at {aim.distance_m:g} m (camera {aim.height_m:g} m high,"
        f" what must be seen {aim.plane_m:g} m)",
    )
    if not shown:
        none = Label(
            "没有型号达到；请改变距离或安装高度，或用 --all 查看全部",
            "no camera reaches it from there; change distance or height, or see all by --all",
        )
        return f"{headline.told(language)}\n{none.told(language)}"
    rows = [[label.told(language) for label in HEADINGS]]
    rows += [_row(fit, language, best=n == 0 and fit.suffices) for n, fit in enumerate(shown)]
    return f"{headline.told(language)}\n\n{columns(rows)}"


def _row(fit: "Fit", language: Language, *, best: bool) -> list[str]:
    wide = "–" if math.isinf(fit.width_m) else f"{fit.width_m:.1f}"
    return [
        "*" if best else "",
        fit.camera_class.id,
        f"{fit.camera_class.lens.hfov_deg:.0f}°",
        wide,
        f"{fit.density_px_per_m:.0f}",
        _class(fit.reached[2014], language),
        _class(fit.reached[2025], language),
        f"{fit.dead_zone_m:.1f}",
        str(fit.camera_class.price_band),
    ]


def _class(reached: "DensityClass | None", language: Language) -> str:
    return reached.label.told(language) if reached else "–"


def document(found: "tuple[Fit, ...]", aim: "Aim", wanted: float) -> dict[str, object]:
    """Return the cameras for machines; widths without end are null."""
    return {
        "format": 1,
        "distance_m": aim.distance_m,
        "height_m": aim.height_m,
        "plane_m": aim.plane_m,
        "density_px_per_m": wanted,
        "cameras": [
            {
                "id": fit.camera_class.id,
                "form": fit.camera_class.form,
                "name": {"zh": fit.camera_class.label.zh, "en": fit.camera_class.label.en},
                "picture": [fit.camera_class.width_px, fit.camera_class.height_px],
                "hfov_deg": fit.camera_class.lens.hfov_deg,
                "focal_mm": fit.camera_class.focal_mm,
                "width_m": None if math.isinf(fit.width_m) else fit.width_m,
                "density_px_per_m": fit.density_px_per_m,
                "reached": {str(e): c.name if c else None for e, c in fit.reached.items()},
                "dead_zone_m": fit.dead_zone_m,
                "price_band": fit.camera_class.price_band,
                "suffices": fit.suffices,
            }
            for fit in found
        ],
    }
