"""Every stream of a site, opened as a watch would: whether a picture comes, and which one."""

from collections.abc import Iterator
from dataclasses import replace
from typing import cast

from pipeline.audit.outage_wording import MEASURES
from pipeline.domain.camera import Camera, Stream
from pipeline.domain.checkup import Check, doubtful, failing, well
from pipeline.domain.health import FAULT_LABELS, FaultKind
from pipeline.domain.label import Label
from pipeline.domain.site import Site
from pipeline.errors import StalledError, StreamError, UsageError
from pipeline.jobs.ahead import answered
from pipeline.jobs.threads import in_threads
from pipeline.sources.live import LiveStream
from pipeline.workflows.camera_tasks import addressed

LONGER = 4.0
"""FFmpeg's own timeouts fire at two to three times their value; after so many nobody waits."""


def check_streams(site: Site, timeout_s: float) -> Iterator[Check]:
    """Yield for each camera whether its stream gives a picture, several at once."""
    cameras = [camera for camera in site.cameras() if camera.stream is not None]
    if not cameras:
        told = Label("没有探头配置码流", "no camera has a stream")
        remedy = Label("在站点文件中给出 stream", "give them a stream in the site file")
        yield doubtful("stream", told, remedy)
    yield from in_threads(lambda camera: _checked(camera, timeout_s), cameras)


def _checked(camera: Camera, timeout_s: float) -> Check:
    """Return how one camera's stream is; what is told holds no address of it."""
    try:
        stream = replace(addressed(camera), sub=None)
        width, height = answered(lambda: _first_picture(stream, timeout_s), LONGER * timeout_s)
    except UsageError as error:
        remedy = Label("设置码流地址", "set the stream's address")
        told = Label(f"{camera.id}：没有可用的码流地址（{error}）", str(error))
        return failing("stream", told, remedy, camera.id)
    except StreamError as error:
        return _fails(camera, cast("FaultKind", error.fault))
    except StalledError:
        return _fails(camera, "stalled")
    told = Label(
        f"{camera.id}：画面 {width}×{height}", f"{camera.id}: a picture of {width}×{height}"
    )
    if (width, height) != (camera.width_px, camera.height_px):
        plan = f"{camera.width_px}×{camera.height_px}"
        remedy = Label(
            f"图纸按 {plan} 计算覆盖；更正 picture 或换用主码流",
            f"coverage is reckoned for {plan}: correct `picture`, or give the main stream",
        )
        return doubtful("stream", told, remedy, camera.id)
    return well("stream", told, camera.id)


def _fails(camera: Camera, kind: FaultKind) -> Check:
    fault = FAULT_LABELS[kind]
    told = Label(f"{camera.id}：{fault.zh}", f"{camera.id}: {fault.en}")
    return failing("stream", told, MEASURES[kind], camera.id)


def _first_picture(source: Stream, timeout_s: float) -> tuple[int, int]:
    """Return the size of the first picture; raises StreamError."""
    with LiveStream(source, open_timeout_s=timeout_s, read_timeout_s=timeout_s) as stream:
        return next(stream.frames()).source_size
