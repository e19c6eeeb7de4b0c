"""The camera that an entry of a site file stands for."""

import os
from collections.abc import Sequence
from dataclasses import replace
from typing import cast

from pipeline.config.camera_entry import (
    CameraEntry,
    HeadEntry,
    PtzEntry,
    StreamEntry,
    SubStreamEntry,
    ToleranceEntry,
    lens_of,
)
from pipeline.config.picture import corners
from pipeline.domain.camera import Camera, Head, Stream, Sweep, Tolerance, Transport
from pipeline.domain.label import Label


def camera(entry: CameraEntry) -> Camera:
    """Return the noun; a stream by `url_env` takes the variable's value, and none where unset."""
    x_m, y_m = entry.position
    width_px, height_px = entry.picture
    return Camera(
        id=entry.id,
        label=entry.name.label() if entry.name else Label(entry.id, entry.id),
        x_m=x_m,
        y_m=y_m,
        height_m=entry.height_m,
        pan_deg=entry.pan_deg,
        tilt_deg=entry.tilt_deg,
        lens=entry.main_lens(),
        width_px=width_px,
        height_px=height_px,
        stream=_stream(entry.stream) if entry.stream else None,
        roll_deg=entry.roll_deg,
        tolerance=_tolerance(entry.tolerance or ToleranceEntry()),
        heads=tuple(_head(head, entry.picture) for head in entry.heads or ()),
        sweep=_sweep(entry.ptz) if entry.ptz else None,
        ir_range_m=entry.ir_range_m,
        masks=tuple(corners(ring) for ring in entry.masks),
        fps=entry.fps,
        retention_days=entry.retention_days,
        bitrate_mbps=entry.bitrate_mbps,
        recorder_id=entry.recorder,
        is_networked=entry.networked,
        backup_min=entry.backup_min,
    )


def _tolerance(entry: ToleranceEntry) -> Tolerance:
    return Tolerance(entry.pan_deg, entry.tilt_deg, entry.roll_deg, entry.position_m)


def _head(entry: HeadEntry, picture: Sequence[int]) -> Head:
    return Head(entry.pan_deg, entry.tilt_deg, lens_of(entry, picture))


def _sweep(entry: PtzEntry) -> Sweep:
    return Sweep(_range(entry.pan_deg), _range(entry.tilt_deg), _range(entry.hfov_deg))


def _range(ends: Sequence[float]) -> tuple[float, float]:
    return ends[0], ends[1]


def _stream(entry: StreamEntry) -> Stream:
    transport = cast("Transport", entry.transport)
    main = replace(_address(entry), transport=transport, allows_http=entry.allow_http)
    return replace(main, sub=_address(entry.sub)) if entry.sub else main


def _address(entry: SubStreamEntry) -> Stream:
    if entry.url_env is None:
        return Stream(entry.url or "", url_file=entry.url_file)
    return Stream(os.environ.get(entry.url_env, ""), entry.url_env)
