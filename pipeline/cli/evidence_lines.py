"""What is kept of each episode, as lines for people: which file, and why another is not there."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from pipeline.domain.evidence import ABSENCES, KIND_LABELS, SIGNATURE_LABELS
from pipeline.domain.label import Label, Language

if TYPE_CHECKING:
    from pipeline.store.evidence_upkeep import KeptEvidence, KeptFile

OWED = Label("{thing}：尚待留存", "{thing}: still to be kept")
COLON, COMMA = Label("：", ": "), Label("，", ", ")
ABSENT = Label("  {what}：无，{why}", "  {what}: none, {why}")
ERASED = Label("已于 {time} 按规定清除", "erased by rule on {time}")
MISSING = Label("文件缺失", "the file is MISSING")


def evidence_lines(kept: "Sequence[KeptEvidence]", language: Language) -> Iterator[str]:
    """Yield the lines of all episodes, the first one first."""
    for one in kept:
        if one.is_owed:
            yield OWED.told(language).format(thing=one.thing)
            continue
        yield one.thing
        for file in one.files:
            what = KIND_LABELS[file.kind].told(language)
            yield f"  {what}{COLON.told(language)}{_state(file, language)}"
        for kind, reason in one.absent.items():
            words = {"what": KIND_LABELS[kind], "why": ABSENCES[reason]}
            told = {name: label.told(language) for name, label in words.items()}
            yield ABSENT.told(language).format(**told)


def _state(file: "KeptFile", language: Language) -> str:
    if file.erased_s is not None:
        time = f"{datetime.fromtimestamp(file.erased_s):%Y-%m-%d %H:%M:%S}"
        return ERASED.told(language).format(time=time)
    if file.is_missing:
        return f"{file.name} ({MISSING.told(language)})"
    size = f"{file.name} ({file.bytes} B)"
    signature = file.signature_sei
    if not signature:
        return size
    return f"{size}{COMMA.told(language)}{SIGNATURE_LABELS[signature].told(language)}"
