"""What is kept of an episode as evidence, what each file says of itself, and why one is absent."""

from dataclasses import dataclass
from typing import Literal

from pipeline.domain.label import Label

EvidenceKind = Literal["snapshot", "clip", "series"]
"""A picture of the peak, heads pixelated; the camera's own video, unblurred; counts by the second.
"""

KINDS: tuple[EvidenceKind, ...] = ("series", "snapshot", "clip")
"""In the order in which they are written: where room ends, the smallest is there."""

SUFFIXES: dict[str, str] = {
    "series": ".series.csv",
    "snapshot": ".snapshot.jpg",
    "clip": ".clip.mp4",
    "manifest": ".manifest.json",
}
"""What the file of a kind is called, behind the id of the episode."""

KIND_LABELS: dict[str, Label] = {
    "series": Label("逐秒人数", "counts by the second"),
    "snapshot": Label("峰值截图（头部已打码）", "picture of the peak, heads pixelated"),
    "clip": Label("原始录像（未打码）", "the camera's own video, UNBLURRED"),
    "manifest": Label("清单", "manifest"),
}

Absence = Literal[
    "off", "no_room", "disk_full", "not_written", "cut_off", "not_held", "not_playable", "gone"
]
"""Why a file is not there."""

ABSENCES: dict[Absence, Label] = {
    "off": Label("未启用", "it was not switched on"),
    "no_room": Label("磁盘空间不足", "there was too little room on the disk"),
    "disk_full": Label("写入时磁盘已满", "the disk was full when it was written"),
    "not_written": Label("写入失败", "it could not be written"),
    "cut_off": Label("写入中断", "the watch ended while it was written"),
    "not_held": Label("内存中没有这段画面", "no picture of that time was held in memory"),
    "not_playable": Label("码流无法转存", "the stream could not be made a file of"),
    "gone": Label("文件已丢失", "the file was lost"),
}

SignatureSei = Literal["yes", "no", "unchecked"]
"""Whether a stream carries a signature of its camera; it is never validated here."""

SIGNATURE_LABELS: dict[SignatureSei, Label] = {
    "yes": Label("码流带有签名信息（未验证）", "the stream carries a signature, not validated"),
    "no": Label("码流不带已知签名信息", "the stream carries no signature that is known here"),
    "unchecked": Label("未检查码流签名", "whether the stream is signed was not looked for"),
}


@dataclass(frozen=True)
class ClipRules:
    """Why unblurred clips may be kept, for how many days, and how much of an episode.

    A clip begins `before_s` before the onset and ends `after_s` after the end, and after `most_s`
    at the latest.
    """

    reason: Label
    days: float
    before_s: float = 10.0
    after_s: float = 10.0
    most_s: float = 120.0


@dataclass(frozen=True)
class Span:
    """A time in Unix seconds, both ends in it."""

    first_s: float
    last_s: float


@dataclass(frozen=True, eq=False)
class Piece:
    """A file that is to be kept: what it holds, the time it shows, and facts for the manifest.

    Facts are texts, truths and whole numbers.
    """

    kind: EvidenceKind
    data: bytes
    span: Span
    facts: dict[str, str | int | bool]


def file_name(thing: str, kind: str) -> str:
    """Return what the file of a kind is called; ids of episodes are safe in paths.

    >>> file_name("gate-0000100.000", "clip")
    'gate-0000100.000.clip.mp4'
    """
    return thing + SUFFIXES[kind]
