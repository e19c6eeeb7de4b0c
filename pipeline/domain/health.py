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
    "clock_jump": Label("时间跳变", "jump of the clock"),
    "gap": Label("录像缺失", "no recording"),
    "given_up": Label("录像无法分析", "recording given up"),
}


@dataclass(frozen=True)
class HealthFault:
    """A camera could not be relied on from `start_s` to `end_s`, which is None while it lasts.

    `detail` says what was seen of it.
    """

    camera_id: str
    kind: FaultKind
    start_s: float
    end_s: float | None
    detail: Label

    @property
    def is_momentary(self) -> bool:
        """Whether it happened and is over at once, as when a clock is set."""
        return self.end_s == self.start_s


MODEL_REASONS = {
    "not finite": "检测模型给出的数不是有限值",
    "beyond all bounds": "检测模型给出的框或分数大得不可能",
    "failed while running": "检测模型在运行中出错",
}
"""By which words of a refusal its reason is known; other reasons are told in general."""


def model_fault_detail(reason: str) -> Label:
    """Return why a detector gave nothing to count by, from the sentence that it was refused with.

    >>> model_fault_detail("net: the model gives numbers that are not finite").zh
    '检测模型给出的数不是有限值'
    """
    known = (told for words, told in MODEL_REASONS.items() if words in reason)
    return Label(next(known, "检测模型没有给出可用的结果"), reason)


def given_up_detail(name: str, reason: str) -> Label:
    """Return why nobody knows what is in a recording.

    >>> given_up_detail("a.mp4", "given up: no answer for 60 s").zh
    'a.mp4：60 秒没有应答，已放弃'
    """
    _, is_silence, seconds = reason.partition("no answer for ")
    silence = f"{seconds.removesuffix(' s')} 秒没有应答，已放弃"
    zh = silence if is_silence else "分析它的进程一再异常终止，已放弃"
    return Label(f"{name}：{zh}", f"{name}: {reason}")
