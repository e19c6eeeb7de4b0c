"""What recordings that are kept are held against, as a command line names it."""

import argparse
import re
from datetime import datetime
from typing import TYPE_CHECKING

from pipeline.errors import InputError, UsageError

if TYPE_CHECKING:
    from pipeline.domain.archive import StatedCamera
    from pipeline.domain.requirement import Profile
    from pipeline.domain.site import Site
    from pipeline.domain.wall_clock import WallClock
    from pipeline.workflows.archive_tally import ArchiveAsk


def add_archive_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare by what recordings are judged."""
    parser.add_argument(
        "--profile",
        metavar="P",
        help="hold what is kept against a profile's clauses on recordings: retention, gaps, size,"
        " frame rate, sharpness; recordings-30d, recordings-90d or the path of one; recordings"
        " whose names contradict each other are then a finding, and the exit code is 1 unless all"
        " of it is met",
    )
    parser.add_argument(
        "--today",
        metavar="TIME",
        help="until when all of them were still kept, as 2026-11-29 (its beginning) or"
        " 2026-11-29T07:10:00 (default: until the newest one ended)",
    )


def archive_of(
    args: argparse.Namespace, site: "Site | None", clock: "WallClock | None"
) -> "ArchiveAsk":
    """Return what recordings are held against: a profile, and what the site says of the camera."""
    from pipeline.workflows.archive_tally import ArchiveAsk

    profile = _profile(args.profile) if args.profile else None
    today = _today(args.today, clock) if args.today else None
    return ArchiveAsk(profile, _stated(site, args.camera), today)


def _profile(name: str) -> "Profile":
    from pipeline.config.profile_file import load_profile

    profile = load_profile(name)
    if not profile.recordings:
        raise UsageError(
            f"the profile {name} asks for nothing of recordings; recordings-30d and recordings-90d"
            " do"
        )
    return profile


def _stated(site: "Site | None", camera_id: str | None) -> "StatedCamera | None":
    from pipeline.domain.archive import StatedCamera

    for camera in site.cameras() if site is not None else ():
        if camera.id == camera_id:
            size = camera.width_px, camera.height_px
            return StatedCamera(size, camera.fps, camera.retention_days)
    return None


def _today(text: str, clock: "WallClock | None") -> datetime:
    from pipeline.domain.wall_clock import located

    if not re.fullmatch(
        r"\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d:\d\d)?)?", text
    ):
        raise UsageError(f"--today wants a day such as 2026-11-29, got {text}")
    try:
        today = located(datetime.fromisoformat(text), clock.start.tzinfo if clock else None)
    except InputError as error:
        raise UsageError(f"--today: {error}") from error
    except ValueError as error:
        raise UsageError(f"--today: {text} is no date and time: {error}") from error
    if clock is not None and (today.tzinfo is None) != (clock.start.tzinfo is None):
        raise UsageError(
            f"--today: {text} has an offset from UTC, and the times of the recordings have none;"
            " leave it out"
        )
    return today
