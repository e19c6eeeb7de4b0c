"""The zones of the picture in which people are counted, as a command line names them."""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.domain.crowding import PictureZone, crosses_itself, whole_picture
from pipeline.domain.label import Label
from pipeline.errors import InputError, UsageError

if TYPE_CHECKING:
    from pipeline.crowd.ground.measure import WatchedGround
    from pipeline.domain.site import Site

Counts = tuple[int, int, int, int]


def add_zone_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare where to count, and from how many people on it is crowded."""
    parser.add_argument("--site", metavar="SITE", type=Path, help="take the zones from a site file")
    parser.add_argument("--camera", metavar="ID", help="the camera of the site that recorded")
    parser.add_argument(
        "--zone",
        nargs="+",
        action="append",
        metavar="X,Y",
        help="corners of a zone, from 0,0 upper left to 1,1 lower right; may be given again"
        " (default: the whole picture)",
    )
    parser.add_argument(
        "--counts", metavar="A,B,C,D", help="people at which blue, yellow, orange and red begin"
    )


def site_of(args: argparse.Namespace) -> "Site | None":
    """Return the school of `--site`, where one is named."""
    if bool(args.site) != bool(args.camera):
        raise UsageError("--site and --camera belong together: the camera on the site's plan")
    if args.site and args.zone:
        raise UsageError("zones come either from --site or from --zone, not from both")
    if not args.site:
        return None
    from pipeline.config.site_file import load_site

    return load_site(args.site)


def zones_of(args: argparse.Namespace, site: "Site | None") -> tuple[PictureZone, ...]:
    """Return the zones to count in: a site's, those drawn, or else the whole picture."""
    counts = _counts(args.counts) if args.counts else None
    if site is not None:
        return _site_zones(site, args.camera, counts)
    if args.zone:
        return tuple(_zone(*zone, counts) for zone in enumerate(args.zone, start=1))
    return (whole_picture(counts),)


def with_ground(
    args: argparse.Namespace, site: "Site | None", zones: tuple[PictureZone, ...]
) -> tuple[tuple[PictureZone, ...], tuple["WatchedGround", ...]]:
    """Return zones that are judged by density where the site tells their ground, and these grounds.

    Tiers keep to --counts where the user gives them.
    """
    if site is None:
        if args.survey:
            raise UsageError("--survey hangs a camera, so --site and --camera belong to it")
        if args.empty:
            raise UsageError("--empty shows a camera's ground, so --site and --camera belong to it")
        return zones, ()
    from pipeline.workflows.watched_grounds import judged_by_density, watched_grounds

    if args.survey:
        site = _surveyed(args, site)
    grounds = watched_grounds(site, args.camera, args.empty)
    if args.empty and not grounds:
        raise UsageError(
            f"--empty is of no use: no ground of a gate is known that {args.camera} watches"
        )
    return (zones if args.counts else judged_by_density(zones, grounds)), grounds


def _surveyed(args: argparse.Namespace, site: "Site") -> "Site":
    """Return the site with the camera as surveyed points hang it, and say how true these are."""
    from pipeline.workflows.align_camera import Surveyed, site_as_surveyed

    site, hanging = site_as_surveyed(site, Surveyed(args.camera, args.survey))
    off = (
        Label("误差未知", "of unknown error")
        if hanging.error_m is None
        else Label(f"误差 {hanging.error_m:.2f} m", f"true to {hanging.error_m:.2f} m")
    )
    left = ", ".join(hanging.outliers)
    out = Label(f"，未采用 {left}", f", without {left}") if left else Label("", "")
    told = Label(
        f"地面按测量点计算，{off.zh}{out.zh}", f"the ground is by surveyed points, {off.en}{out.en}"
    )
    print(told.told(args.lang), file=sys.stderr)
    return site


def turns(site: "Site | None", camera_id: str | None) -> bool:
    """Tell whether the site's camera is one that turns, so that nothing is where it was."""
    cameras = site.cameras() if site is not None else ()
    return any(camera.id == camera_id and camera.sweep is not None for camera in cameras)


def _counts(text: str) -> Counts:
    try:
        blue, yellow, orange, red = (int(part) for part in text.split(","))
    except ValueError as error:
        raise UsageError(f"--counts wants four whole numbers A,B,C,D, got {text}") from error
    if not 0 < blue < yellow < orange < red:
        raise UsageError(f"--counts must rise from tier to tier, got {text}")
    return blue, yellow, orange, red


def _zone(number: int, corners: Sequence[str], counts: Counts | None) -> PictureZone:
    ring = tuple(_corner(number, corner) for corner in corners)
    if crosses_itself(ring):
        raise UsageError(
            f"--zone: zone-{number}: the sides must not cross each other, got {' '.join(corners)}"
        )
    try:
        return PictureZone(f"zone-{number}", Label(f"区域{number}", f"zone {number}"), ring, counts)
    except InputError as error:
        raise UsageError(str(error)) from error


def _corner(number: int, text: str) -> tuple[float, float]:
    try:
        x, y = (float(part) for part in text.split(","))
    except ValueError as error:
        raise UsageError(
            f"zone zone-{number}: a corner is X,Y such as 0.25,0.5, got {text}"
        ) from error
    return x, y


def _site_zones(site: "Site", camera_id: str, counts: Counts | None) -> tuple[PictureZone, ...]:
    """Return the gates that the camera watches; all of its picture where it watches none."""
    cameras = {camera.id: camera for camera in site.cameras()}
    if camera_id not in cameras:
        raise UsageError(f"{site.id} has no camera {camera_id}; it has {', '.join(cameras)}")
    watched = site.watched_zones(camera_id)
    zones = tuple(replace(zone, counts=counts) for zone in watched) if counts else watched
    return zones or (whole_picture(counts, camera_id, cameras[camera_id].label),)
