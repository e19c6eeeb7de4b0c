"""What can be wrong with a camera, its stream or its detector."""

from dataclasses import dataclass
from typing import Literal

from pipeline.domain.label import Label

FaultKind = Literal[
    "offline",
    "auth",
    "stalled",
    "frozen",
    "black",
    "overexposed",
    "blurred",
    "covered",
    "moved",
    "low_fps",
    "model_fault",
    "corrupt",
    "clock_jump",
    "gap",
    "given_up",
]

FAULT_LABELS: dict[FaultKind, Label] = {
    "offline": Label("离线", "offline"),
    "auth": Label("认证失败", "refused our password"),
    "stalled": Label("画面中断", "stalled"),
    "frozen": Label("画面冻结", "frozen picture"),
    "black": Label("黑屏", "black picture"),
    "overexposed": Label("过曝", "overexposed"),
    "blurred": Label("模糊", "blurred"),
    "covered": Label("遮挡", "covered"),
    "moved": Label("移位", "moved"),
    "low_fps": Label("帧率过低", "frame rate too low"),
    "model_fault": Label("检测模型故障", "detector fault"),
    "corrupt": Label("码流损坏", "corrupt stream"),
    "clock_jump": Label("录像时间跳变", "jump of the recording's clock"),
    "gap": Label("录像缺失", "no recording"),
    "given_up": Label("录像无法分析", "recording given up"),
}


@dataclass(frozen=True)
class HealthFault:
    """A camera could not be relied on from `start_s` to `end_s`, which is None while it lasts."""

    camera_id: str
    kind: FaultKind
    start_s: float
    end_s: float | None
    detail: str
