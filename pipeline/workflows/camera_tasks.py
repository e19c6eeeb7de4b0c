"""What there is to watch at a site: a task for each camera that has a stream."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.crowd.ground.measure import WatchedGround
from pipeline.crowd.watch import LEAST_FPS
from pipeline.domain.camera import Camera, Stream
from pipeline.domain.crowding import PictureZone, whole_picture
from pipeline.domain.delivery import Secret
from pipeline.domain.flow import GateLine
from pipeline.domain.label import Label
from pipeline.domain.notice import Notice, noticed
from pipeline.domain.site import Site
from pipeline.errors import DeliveryError, UsageError
from pipeline.jobs.clock import started_clock
from pipeline.jobs.task import CameraTask
from pipeline.report.reach_wording import NOTHING_TO_CHOOSE_BY, tiles_taken, too_small
from pipeline.sinks.secret import read_secret
from pipeline.workflows.gate_reach import Eyesight, grounds_reached
from pipeline.workflows.watched_grounds import judged_by_density, watched_grounds

if TYPE_CHECKING:
    from pipeline.workflows.watch_gates import WatchOptions


def camera_tasks(
    site: Site,
    options: "WatchOptions",
    sure: float = 0.5,
    iou: float = 0.5,
    eyesight: Eyesight | None = None,
) -> tuple[CameraTask, ...]:
    """Return what to do for each camera that has a stream, all by one clock.

    Each gate is judged as a review of its recordings would judge it. `sure` is the detector's
    threshold, `iou` the overlap of two boxes of one person, and `eyesight` whom it was found to
    find, if that is known. Raises UsageError for what cannot be watched, and GeometryError for a
    plan on which no ground can be trusted.
    """
    cameras = {camera.id: camera for camera in site.cameras() if camera.stream is not None}
    if not cameras:
        raise UsageError(
            f"{site.id}: no camera has a stream to watch; give one a stream with a url"
        )
    streams = {
        camera_id: addressed(camera, options.site_file) for camera_id, camera in cameras.items()
    }
    _refuse_unknown(options.empty, cameras)
    zones = watched_zones(site, tuple(cameras))
    _refuse_too_slow(zones, options.sample_fps)
    clock = started_clock()
    pace = options.sample_fps, options.patience, clock
    plain = CameraTask("", Stream(""), (), *pace, sure=sure, iou=iou)
    return tuple(
        _task(
            site,
            replace(plain, camera_id=camera_id, stream=streams[camera_id]),
            camera,
            zones[camera_id],
            options,
            eyesight,
        )
        for camera_id, camera in cameras.items()
    )


def _task(
    site: Site,
    plain: CameraTask,
    camera: Camera,
    zones: tuple[PictureZone, ...],
    options: "WatchOptions",
    eyesight: Eyesight | None,
) -> CameraTask:
    """Return one camera's task, with all that the plan and the calendar say of it."""
    grounds = _grounds(site, camera, zones, options)
    tiles = options.tiles
    if eyesight is not None:
        chosen = tiles, options.tile_policy
        grounds, tiles = grounds_reached(grounds, zones, eyesight, *chosen)
    calendar = options.calendar or site.calendar
    return replace(
        plain,
        zones=zones if options.by_counts else judged_by_density(zones, grounds),
        grounds=grounds,
        tiles=tiles,
        lines=_lines(site, camera, zones),
        calendar=calendar and site.with_own_bars(calendar, camera.id),
        fps=camera.fps,
        picture=(camera.width_px, camera.height_px),
        turns=camera.sweep is not None,
        deblock=not options.fast_decode,
    )


def looked_at_closely(tasks: Iterable[CameraTask]) -> Iterator[Notice]:
    """Yield of each camera that is looked at with tiles how often the detector looks."""
    for task in tasks:
        if task.tiles is not None:
            told = tiles_taken(task.tiles)
            label = Label(f"{task.camera_id}：{told.zh}", f"{task.camera_id}: {told.en}")
            yield noticed(label, "watch.tiles", camera=task.camera_id)


def tiles_not_chosen(tasks: Iterable[CameraTask], options: "WatchOptions") -> Iterator[Notice]:
    """Yield that nothing is known by which tiles could be chosen, where that was asked for."""
    known = (ground.known.reach for task in tasks for ground in task.grounds)
    if options.tile_policy == "best" and not any(known):
        yield noticed(NOTHING_TO_CHOOSE_BY, "watch.tiles")


def doubtful_gates(tasks: Iterable[CameraTask]) -> Iterator[Notice]:
    """Yield that people are too small for the detector, of each gate where they are."""
    for zone_id, reach in ((g.known.zone_id, g.known.reach) for t in tasks for g in t.grounds):
        if reach is not None and not reach.is_enough:
            told = too_small(reach)
            label = Label(f"{zone_id}：{told.zh}", f"{zone_id}: {told.en}")
            yield noticed(label, "watch.low_confidence", zone=zone_id)


def _grounds(
    site: Site, camera: Camera, zones: Sequence[PictureZone], options: "WatchOptions"
) -> tuple[WatchedGround, ...]:
    """Return the known grounds of a camera's zones, under the ids that these have in the watch."""
    names = {zone.gate_id: zone.id for zone in zones}
    empty = options.empty.get(camera.id)
    found = watched_grounds(site, camera.id, empty)
    if empty is not None and not found:
        raise UsageError(
            f"--empty is of no use: no ground of a gate is known that {camera.id} watches"
        )
    return tuple(
        replace(
            ground,
            camera=replace(ground.camera, stream=None),
            known=replace(ground.known, zone_id=names[ground.known.zone_id]),
        )
        for ground in found
    )


def _lines(site: Site, camera: Camera, zones: Sequence[PictureZone]) -> tuple[GateLine, ...]:
    names = {zone.gate_id: zone.id for zone in zones}
    return tuple(replace(line, id=names[line.id]) for line in site.gate_lines(camera.id))


def watched_zones(site: Site, camera_ids: tuple[str, ...]) -> dict[str, tuple[PictureZone, ...]]:
    """Return the gates that each camera watches, or all of its picture where it has none.

    Two cameras may watch one gate from two sides. Their counts are two different things, so
    the zone is then called ``GATE@CAMERA``, which no id of a site file can be.
    """
    zones = {camera_id: site.watched_zones(camera_id) for camera_id in camera_ids}
    watchers = Counter(zone.id for watched in zones.values() for zone in watched)
    labels = {camera.id: camera.label for camera in site.cameras()}
    return {
        camera_id: tuple(
            replace(zone, id=f"{zone.id}@{camera_id}") if watchers[zone.id] > 1 else zone
            for zone in watched
        )
        or (whole_picture(None, camera_id, labels[camera_id]),)
        for camera_id, watched in zones.items()
    }


def addressed(camera: Camera, site_file: Path | None = None) -> Stream:
    """Return a camera's stream with its addresses, which may lie in files.

    Raises UsageError where no camera has such an address; it may hold a password, so the refusal
    does not show it. A second stream whose variable is not set is none.
    """
    stream = camera.stream or Stream("")
    main = replace(stream, url=_address(camera.id, stream, site_file))
    _check_address(camera.id, main, main)
    if stream.sub is None or (stream.sub.url_env and not stream.sub.url):
        return replace(main, sub=None)
    sub = replace(stream.sub, url=_address(camera.id, stream.sub, site_file))
    _check_address(camera.id, sub, main)
    return replace(main, sub=sub)


def _address(camera_id: str, stream: Stream, site_file: Path | None) -> str:
    """Return the address of a stream; a file is looked for from the folder of the site file."""
    if stream.url_file is None:
        return stream.url
    beside = site_file.parent if site_file else Path()
    try:
        return read_secret(Secret(file=str(beside / stream.url_file)))
    except DeliveryError as error:
        path = stream.url_file
        zh = f"{camera_id} 的码流：地址文件 {path} 无法读取，或为空，或不是文本"
        raise UsageError(f"the stream of {camera_id}: {error}", zh) from error


def _check_address(camera_id: str, stream: Stream, main: Stream) -> None:
    """Refuse a URL that no camera has."""
    source = f"the environment variable {stream.url_env}" if stream.url_env else "its url"
    source = f"the file {stream.url_file}" if stream.url_file else source
    if not stream.url:
        raise UsageError(
            f"the stream of {camera_id} has no URL: set {source}",
            f"{camera_id} 的码流没有地址：请设置 {stream.url_env or 'url'}",
        )
    schemes = "rtsps?|https?" if main.allows_http else "rtsps?"
    if not re.match(rf"(?:{schemes})://[^\s/]\S*\Z", stream.url):
        over_http = stream.url.lower().startswith("http") and not main.allows_http
        raise UsageError(
            f"the stream of {camera_id}: {source} must begin with rtsp:// or rtsps://,"
            " in small letters, followed by a host and no blanks"
            + "; one of HTTP needs allow_http: true"
            * over_http,
            f"{camera_id} 的码流：{stream.url_env or stream.url_file or 'url'} 须以小写 rtsp:// 或"
            " rtsps:// 开头，后接主机，不含空格" + "；HTTP 码流须写明 allow_http: true" * over_http,
        )


def _refuse_unknown(named: Iterable[str], cameras: dict[str, Camera]) -> None:
    """Refuse a picture of an empty place of a camera that is not watched."""
    unknown = [camera_id for camera_id in named if camera_id not in cameras]
    if unknown:
        raise UsageError(
            f"--empty: no camera {unknown[0]} is watched; watched are {', '.join(cameras)}"
        )


def _refuse_too_slow(zones: dict[str, tuple[PictureZone, ...]], sample_fps: float) -> None:
    """Refuse a rate at which no gate's crowding could be told."""
    judged = [zone.id for watched in zones.values() for zone in watched if zone.counts is not None]
    if judged and sample_fps < LEAST_FPS:
        raise UsageError(
            f"tiers of crowding need at least {LEAST_FPS:g} frame a second,"
            f" got {sample_fps:g}; the counts of {', '.join(judged)} could not be judged"
        )
