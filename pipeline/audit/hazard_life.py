"""The life of a hazard: 登记 → 整改 → 复核 → 销账, with 挂牌督办 and waivers, as one table.

Nothing is done to a hazard but by `applied`, and its state is what its changes, one after another,
make of it; so a history tells the same story wherever it is read.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any, get_args

from shapely import MultiPolygon, Polygon
from shapely.errors import ShapelyError
from shapely.geometry import mapping, shape

from pipeline.domain.defect import DefectKind
from pipeline.domain.hazard import Change, Hazard, Source, Terms
from pipeline.domain.hazard_words import ACTIONS, CLASSES, ELEMENTS, STATES, Action, State
from pipeline.domain.label import Label
from pipeline.errors import LedgerError
from pipeline.units import is_coordinate

TRANSITIONS: dict[State, dict[Action, State]] = {
    "registered": {
        "seen": "registered",
        "amend": "registered",
        "attach": "registered",
        "assign": "rectifying",
        "escalate": "supervised",
        "waive": "waived",
    },
    "rectifying": {
        "seen": "rectifying",
        "amend": "rectifying",
        "attach": "rectifying",
        "assign": "rectifying",
        "rectify": "review",
        "escalate": "supervised",
        "waive": "waived",
    },
    "supervised": {
        "seen": "supervised",
        "amend": "supervised",
        "attach": "supervised",
        "assign": "supervised",
        "rectify": "review",
        "waive": "waived",
    },
    "review": {
        "seen": "review",
        "attach": "review",
        "reject": "rectifying",
        "close": "closed",
    },
    "waived": {"seen": "waived", "attach": "waived", "expire": "registered"},
    "closed": {"attach": "closed", "reopen": "registered"},
}
"""Which state an action leads to from each state; what is not here is refused."""

Update = dict[str, Any]


def applied(hazard: Hazard | None, change: Change) -> Hazard:
    """Return a hazard after a change; None is one that is not in the ledger yet.

    Raises LedgerError for a change that the table or one of the conditions does not allow.
    """
    _check_form(change)
    if hazard is None or change.action == "register":
        return _registered(hazard, change)
    state = TRANSITIONS[hazard.state].get(change.action)
    if state is None:
        raise _not_now(hazard, change.action)
    update = EFFECTS[change.action](hazard, change)
    return replace(
        hazard, **update, state=state, revision=hazard.revision + 1, changed_at=change.at
    )


def _check_form(change: Change) -> None:
    """Refuse a change that no action of ours writes, as another ledger's file may hold it."""
    texts = (change.hazard_id, change.at, change.who, change.action, change.why)
    whole = all(isinstance(text, str) for text in texts) and isinstance(change.data, Mapping)
    if not whole or change.action not in ACTIONS or not is_time(change.at):
        raise LedgerError(
            f"{change.hazard_id}：不是台账的变更", f"{change.hazard_id}: is no change of a ledger"
        )
    if not change.who.strip():
        raise LedgerError("须写明是谁", "who did it must be said")
    kinds = {"major": bool, "source": dict | None, "proof": dict}
    for name, value in change.data.items():
        known = name in FIELDS.get(change.action, ()) and isinstance(value, kinds.get(name, str))
        if not known or (name.endswith("_at") and not is_time(value)):
            raise LedgerError(
                f"{change.hazard_id}：“{ACTIONS[change.action].zh}”不能带有{name}",
                f"{change.hazard_id}: nobody can {ACTIONS[change.action].en} it with such a {name}",
            )
    if change.data.get("hazard_class", "security") not in CLASSES:
        raise LedgerError(
            f"{change.hazard_id}：类别须为{'、'.join(CLASSES)}之一",
            f"{change.hazard_id}: the class must be one of {', '.join(CLASSES)}",
        )


def is_time(text: str) -> bool:
    """Tell whether a text is a time with its offset from UTC.

    >>> is_time("2026-11-29T04:00:00+00:00"), is_time("2026-11-29T04:00:00"), is_time("noon")
    (True, False, False)
    """
    try:
        return datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        return False


def _not_now(hazard: Hazard, action: Action) -> LedgerError:
    now, what = STATES[hazard.state], ACTIONS[action]
    can = [a for a in TRANSITIONS[hazard.state] if a != "seen"]
    zh, en = "、".join(ACTIONS[a].zh for a in can), ", ".join(ACTIONS[a].en for a in can)
    return LedgerError(
        f"{hazard.id}：处于“{now.zh}”，不能“{what.zh}”；现在可以：{zh}",
        f"{hazard.id}: is in state {now.en}, in which nobody can {what.en} it; possible now: {en}",
    )


def _registered(hazard: Hazard | None, change: Change) -> Hazard:
    if hazard is not None:
        raise LedgerError(f"{hazard.id}：已在台账中", f"{hazard.id}: is in the ledger already")
    if change.action != "register":
        raise LedgerError(
            f"{change.hazard_id}：不在台账中", f"{change.hazard_id}: is not in the ledger"
        )
    data = dict(change.data)
    if data.get("hazard_class") not in CLASSES or not data.get("content"):
        raise LedgerError(
            f"{change.hazard_id}：须有类别（{'、'.join(CLASSES)}）和整改内容",
            f"{change.hazard_id}: needs one of the classes {', '.join(CLASSES)}, and a content",
        )
    _check_day(change.hazard_id, data.get("due", ""))
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


FREE = frozenset({"hazard_class", "major", *ELEMENTS})
FROM_AUDITS = frozenset({"audit", "seen_at", "place", "source", "merged_into"})
FIELDS: dict[Action, frozenset[str]] = {
    "register": FREE
    | {"site_id", "defect_id", "place", "source", "split_from", "found_at", "standard"},
    "seen": FROM_AUDITS,
    "amend": FREE,
    "assign": FREE,
    "attach": frozenset({"sha256", "name"}),
    "waive": frozenset({"until"}),
    "close": frozenset({"proof"}),
    "reopen": FROM_AUDITS,
}
"""What the data of an action may hold; of the others it holds nothing."""


def _seen(hazard: Hazard, change: Change) -> Update:
    update = dict(change.data)
    update.pop("audit", None)
    if "source" in update:
        update["source"] = source_of(update["source"])
    return update


def _amended(hazard: Hazard, change: Change) -> Update:
    update = dict(change.data)
    _check_day(hazard.id, update.get("due", ""))
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
    _check_day(hazard.id, until)
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
    allowed = ("audit", "footage") if hazard.source else ("footage", "photograph")
    if not isinstance(proof, Mapping) or proof.get("kind") not in allowed:
        raise unproved(hazard)
    texts = all(isinstance(text, str) for text in proof.values())
    if not texts or not is_time(proof.get("audited_at", change.at)):
        raise unproved(hazard)
    return {"proof": dict(proof)}


def unproved(hazard: Hazard) -> LedgerError:
    """Return why a hazard cannot be closed without proof, and what would be one."""
    if hazard.source:
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


def _check_day(hazard_id: str, day: str) -> None:
    if day and not is_day(day):
        raise LedgerError(
            f"{hazard_id}：日期应写作YYYY-MM-DD，现为“{day}”",
            f"{hazard_id}: a day is written YYYY-MM-DD, got '{day}'",
        )


def is_day(text: str) -> bool:
    """Tell whether a text is a day.

    >>> is_day("2026-12-31"), is_day("2026-02-30"), is_day("20261231"), is_day("")
    (True, False, False, False)
    """
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def due_changes(hazards: Iterable[Hazard], at: str, who: str) -> Iterator[Change]:
    """Yield what the day brings: waivers end, and what is overdue or major is supervised."""
    today = at[:10]
    for hazard in hazards:
        if hazard.state == "waived" and hazard.waived_until < today:
            yield Change(hazard.id, at, who, "expire")
        elif hazard.state in ("registered", "rectifying"):
            if hazard.is_overdue(today):
                yield Change(hazard.id, at, who, "escalate", f"逾期 overdue: {hazard.due}")
            elif hazard.major:
                yield Change(hazard.id, at, who, "escalate", "重大隐患 major hazard")


def source_document(source: Source) -> dict[str, Any]:
    """Return where an audit found a hazard, as plain JSON."""
    terms = None if source.terms is None else dict(vars(source.terms))
    return {**vars(source), "region": mapping(source.region), "terms": terms}


def source_of(document: Any) -> Source | None:
    """Return what `source_document` has written; None for nothing."""
    if document is None:
        return None
    try:
        terms = None if document["terms"] is None else Terms(**document["terms"])
        region = shape(document["region"])
        source = Source(**{**document, "region": region, "terms": terms})
    except (KeyError, TypeError, ValueError, AttributeError, ShapelyError) as error:
        raise LedgerError(f"来源无法识别（{error}）", f"no source of a hazard ({error})") from error
    texts = (source.kind, source.profile_id, source.clause_id, source.floor_id, source.zone_id)
    numbers = () if terms is None else tuple(vars(terms).values())
    whole = all(isinstance(text, str) for text in (*texts, source.subject))
    whole = whole and all(isinstance(number, int | float) for number in numbers)
    if not whole or not is_sound(region) or source.kind not in get_args(DefectKind):
        raise LedgerError("来源无法识别", "no source of a hazard")
    return source


def is_sound(region: object) -> bool:
    """Tell whether a shape is a region that geometry may trust."""
    if not isinstance(region, Polygon | MultiPolygon):
        return False
    return region.is_empty or (region.is_valid and all(is_coordinate(at) for at in region.bounds))
