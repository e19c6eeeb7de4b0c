"""What each action asks of a hazard, and which of its fields it changes besides the state."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from pipeline.audit.hazard_form import check_day, is_time, source_of, with_words
from pipeline.domain.hazard import Change, Hazard
from pipeline.domain.hazard_words import ACTIONS, CLASSES, ELEMENTS, Action
from pipeline.domain.label import Label
from pipeline.errors import LedgerError

Update = dict[str, Any]


def registered(hazard: Hazard | None, change: Change) -> Hazard:
    """Return a hazard as its registration makes it; there must be none yet."""
    if hazard is not None:
        raise LedgerError(f"{hazard.id}：已在台账中", f"{hazard.id}: is in the ledger already")
    if change.action != "register":
        raise LedgerError(
            f"{change.hazard_id}：不在台账中", f"{change.hazard_id}: is not in the ledger"
        )
    data = with_words(change.data)
    if data.get("hazard_class") not in CLASSES or not _is_said(data.get("content")):
        raise LedgerError(
            f"{change.hazard_id}：须有类别（{'、'.join(CLASSES)}）和整改内容",
            f"{change.hazard_id}: needs one of the classes {', '.join(CLASSES)}, and a content",
        )
    check_day(change.hazard_id, data.get("due", ""))
    if not data.get("site_id") or change.hazard_id != f"{data['site_id']}/{data.get('defect_id')}":
        raise LedgerError(
            f"{change.hazard_id}：编号须为“学校/缺陷”",
            f"{change.hazard_id}: the id must be its site's and its defect's",
        )
    data["source"] = source_of(data.get("source"))
    found_at = data.pop("found_at", change.at)
    return Hazard(
        id=change.hazard_id, found_at=found_at, seen_at=found_at, changed_at=change.at, **data
    )


def _seen(hazard: Hazard, change: Change) -> Update:
    update = with_words(change.data)
    update.pop("audit", None)
    if "source" in update:
        update["source"] = source_of(update["source"])
    return update


def _is_said(words: Label | None) -> bool:
    return words is not None and bool(words.zh and words.en)


def _amended(hazard: Hazard, change: Change) -> Update:
    update = with_words(change.data)
    check_day(hazard.id, update.get("due", ""))
    if "due" in update:
        # Whoever names another day takes the hour back.
        update.setdefault("due_at", "")
    return update


def _attached(hazard: Hazard, change: Change) -> Update:
    digest = str(change.data.get("sha256", ""))
    if not digest:
        raise LedgerError(f"{hazard.id}：没有照片", f"{hazard.id}: there is no photograph")
    if digest in hazard.evidence:
        raise LedgerError(f"{hazard.id}：已附此照片", f"{hazard.id}: has this photograph already")
    return {"evidence": (*hazard.evidence, digest)}


def _assigned(hazard: Hazard, change: Change) -> Update:
    update = _amended(hazard, change)
    _check_complete(replace(hazard, **update))
    due = update.get("due", hazard.due)
    if due < change.at[:10]:
        raise LedgerError(
            f"{hazard.id}：时限{due}早于下达之日{change.at[:10]}",
            f"{hazard.id}: is due on {due}, before the day of its assignment, {change.at[:10]}",
        )
    return update


def _rectified(hazard: Hazard, change: Change) -> Update:
    _check_complete(hazard)
    return {"rectified_at": change.at}


def _told_why(hazard: Hazard, change: Change) -> Update:
    if not change.why.strip():
        what = ACTIONS[change.action]
        raise LedgerError(
            f"{hazard.id}：“{what.zh}”须写明理由（--why）",
            f"{hazard.id}: say why with --why, or nobody can {what.en} it",
        )
    return {}


def _escalated(hazard: Hazard, change: Change) -> Update:
    return _told_why(hazard, change)


def _rejected(hazard: Hazard, change: Change) -> Update:
    return _told_why(hazard, change) | {"rectified_at": ""}


def _waived(hazard: Hazard, change: Change) -> Update:
    _told_why(hazard, change)
    until = str(change.data.get("until", ""))
    check_day(hazard.id, until)
    if until <= change.at[:10]:
        raise LedgerError(
            f"{hazard.id}：豁免须有截止日期，且在{change.at[:10]}之后，现为“{until}”",
            f"{hazard.id}: a waiver must end after {change.at[:10]}, got '{until}'",
        )
    return {"waived_until": until}


def _expired(hazard: Hazard, change: Change) -> Update:
    if change.at[:10] <= hazard.waived_until and not change.why.strip():
        raise LedgerError(
            f"{hazard.id}：豁免到{hazard.waived_until}为止；提前终止须写明理由（--why）",
            f"{hazard.id}: is waived until {hazard.waived_until}; say with --why what ends it now",
        )
    return {"waived_until": ""}


def _closed(hazard: Hazard, change: Change) -> Update:
    proof = change.data.get("proof")
    allowed = proofs_of(hazard)
    if not isinstance(proof, Mapping) or proof.get("kind") not in allowed:
        raise unproved(hazard)
    texts = all(isinstance(text, str) for text in proof.values())
    if not texts or not is_time(proof.get("audited_at", change.at)):
        raise unproved(hazard)
    return {"proof": dict(proof)}


def proofs_of(hazard: Hazard) -> tuple[str, ...]:
    """Return what may prove that a hazard is gone."""
    if hazard.source is None:
        return "footage", "photograph"
    return ("footage",) if hazard.source.kind == "outage" else ("audit", "footage")


def _recovered(hazard: Hazard, change: Change) -> Update:
    """Close the outage of a camera by the pictures that it delivers again."""
    if hazard.source is None or hazard.source.kind != "outage":
        raise LedgerError(
            f"{hazard.id}：不是设备故障，不能因恢复而销账",
            f"{hazard.id}: is no outage of a camera, which alone is closed by its recovery",
        )
    return _told_why(hazard, change) | _closed(hazard, change)


def unproved(hazard: Hazard) -> LedgerError:
    """Return why a hazard cannot be closed without proof, and what would be one."""
    if hazard.source and hazard.source.kind == "outage":
        need = Label(
            "须有恢复后的录像分析（--footage summary.json）证明；图纸审核不能证明探头已修复",
            "give a review of footage taken since (--footage summary.json); an audit of the plan"
            " does not show that a camera works",
        )
    elif hazard.source:
        need = Label(
            "须有其后的审核（--proof audit.json）或录像分析（--footage summary.json）证明",
            "give a later audit (--proof audit.json) or a review of footage"
            " (--footage summary.json)",
        )
    else:
        need = Label(
            "由人工登记，须有录像分析（--footage summary.json）或照片（--photo）证明",
            "was entered by hand: give a review of footage (--footage summary.json) or a"
            " photograph (--photo)",
        )
    return LedgerError(
        f"{hazard.id}：没有证明不能销账；{need.zh}",
        f"{hazard.id}: is not closed without proof; {need.en}",
    )


def _reopened(hazard: Hazard, change: Change) -> Update:
    if "audit" not in change.data:
        _told_why(hazard, change)
    return _seen(hazard, change) | {"rectified_at": "", "proof": None, "merged_into": ""}


EFFECTS: dict[Action, Callable[[Hazard, Change], Update]] = {
    "seen": _seen,
    "amend": _amended,
    "attach": _attached,
    "assign": _assigned,
    "rectify": _rectified,
    "reject": _rejected,
    "escalate": _escalated,
    "waive": _waived,
    "expire": _expired,
    "close": _closed,
    "reopen": _reopened,
    "recover": _recovered,
}
"""What each action asks for, and which fields it changes besides the state."""


def _check_complete(hazard: Hazard) -> None:
    if hazard.missing:
        labels = [ELEMENTS[name] for name in hazard.missing]
        raise LedgerError(
            f"{hazard.id}：五落实缺{'、'.join(label.zh for label in labels)}",
            f"{hazard.id}: lacks {', '.join(label.en for label in labels)}"
            " of the five elements content, standard, measure, due and person",
        )
