"""What the ledger says of a camera that fails: what that opens, when it is mended, and how."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from pipeline.domain.health import FAULT_LABELS, FaultKind
from pipeline.domain.label import Label
from pipeline.domain.today import CameraToday, OpenSpot

MEASURES: dict[FaultKind, Label] = {
    "offline": Label(
        "检查探头供电、网线和交换机端口，恢复联网",
        "check its power, cable and switch port, and bring it back to the network",
    ),
    "auth": Label(
        "核对码流账号和密码，并更新码流地址",
        "check user name and password of its stream, and correct the stream's address",
    ),
    "stalled": Label(
        "重启探头，检查带宽和编码设置", "restart it, and check bandwidth and encoder settings"
    ),
    "frozen": Label("重启探头；仍冻结则更换", "restart it; replace it if it still freezes"),
    "black": Label("检查镜头盖、光圈和夜间补光", "check lens cap, iris and light at night"),
    "overexposed": Label("调整曝光，避开直射光", "correct the exposure, and keep out direct light"),
    "blurred": Label("清洁镜头，重新对焦", "clean the lens and focus it"),
    "covered": Label("移除遮挡物", "remove what covers it"),
    "moved": Label(
        "按图纸恢复朝向（sightline align 可核对）",
        "aim it as drawn (`sightline align` tells the turn)",
    ),
    "low_fps": Label("检查带宽和编码帧率", "check bandwidth and the encoder's frame rate"),
    "model_fault": Label(
        "检查检测模型（sightline models check）", "check the detector (`sightline models check`)"
    ),
}
"""What mends a fault; others are told in general."""

REPAIR = Label("排除故障，恢复图像", "mend it until it delivers pictures")


def content_told(
    camera: CameraToday,
    since: datetime,
    spots: Sequence[OpenSpot],
    places: Mapping[str, Label],
) -> Label:
    """Return what fails, since when, and what nobody sees for want of it."""
    area = f"{sum(spot.area_m2 for spot in spots):.1f} m²"
    at = since.isoformat(" ", "seconds")
    ids = dict.fromkeys(f"{spot.floor_id}/{spot.zone_id}" for spot in spots)
    where = [places.get(place, Label(place, place)) for place in ids]
    kinds = [FAULT_LABELS[kind] for kind in camera.kinds]
    name, failing = camera.label, ", ".join(each.en for each in kinds)
    return Label(
        f"探头{name.zh}（{camera.camera_id}）{'、'.join(each.zh for each in kinds)}，自{at}起，"
        f"{'、'.join(each.zh for each in where)}出现盲区 {area}",
        f"camera {name.en} ({camera.camera_id}) is {failing} since {at};"
        f" blind for want of it: {area} of {', '.join(each.en for each in where)}",
    )


def standard_told() -> Label:
    """Return what counts as mended, and by when."""
    return Label(
        "24 小时内修复（行业资料转述 GB/T 29315-2012，未见原文），探头恢复图像，上述部位重新可见",
        "repaired within 24 hours (as tables of the sector quote GB/T 29315-2012; its text was not"
        " at hand): the camera delivers pictures, and the place is seen again",
    )


def measure_told(kinds: Sequence[FaultKind]) -> Label:
    """Return what mends some faults, one after another.

    >>> measure_told(("covered", "moved")).zh
    '移除遮挡物；按图纸恢复朝向（sightline align 可核对）'
    """
    each = list(dict.fromkeys(MEASURES.get(kind, REPAIR) for kind in kinds)) or [REPAIR]
    return Label("；".join(one.zh for one in each), "; ".join(one.en for one in each))
