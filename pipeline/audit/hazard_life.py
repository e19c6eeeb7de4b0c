"""The life of a hazard: 登记 → 整改 → 复核 → 销账, with 挂牌督办 and waivers, as one table.

Nothing is done to a hazard but by `applied`, and its state is what its changes, one after another,
make of it; so a history tells the same story wherever it is read.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from pipeline.audit.hazard_effects import EFFECTS, registered
from pipeline.audit.hazard_form import check_form
from pipeline.domain.hazard import Change, Hazard
from pipeline.domain.hazard_words import ACTIONS, STATES, Action, State
from pipeline.errors import LedgerError

TRANSITIONS: dict[State, dict[Action, State]] = {
    "registered": {
        "seen": "registered",
        "amend": "registered",
        "attach": "registered",
        "assign": "rectifying",
        "escalate": "supervised",
        "waive": "waived",
        "recover": "closed",
    },
    "rectifying": {
        "seen": "rectifying",
        "amend": "rectifying",
        "attach": "rectifying",
        "assign": "rectifying",
        "rectify": "review",
        "escalate": "supervised",
        "waive": "waived",
        "recover": "closed",
    },
    "supervised": {
        "seen": "supervised",
        "amend": "supervised",
        "attach": "supervised",
        "assign": "supervised",
        "rectify": "review",
        "waive": "waived",
        "recover": "closed",
    },
    "review": {
        "seen": "review",
        "attach": "review",
        "reject": "rectifying",
        "close": "closed",
        "recover": "closed",
    },
    "waived": {
        "seen": "waived",
        "attach": "waived",
        "expire": "registered",
        "recover": "closed",
    },
    "closed": {"attach": "closed", "reopen": "registered"},
}
"""Which state an action leads to from each state; what is not here is refused."""

NOBODYS = ("seen", "recover")
"""What audits and watches do, and no person can."""


def applied(hazard: Hazard | None, change: Change) -> Hazard:
    """Return a hazard after a change; None is one that is not in the ledger yet.

    Raises LedgerError for a change that the table or one of the conditions does not allow.
    """
    check_form(change)
    if hazard is None or change.action == "register":
        return registered(hazard, change)
    state = TRANSITIONS[hazard.state].get(change.action)
    if state is None:
        raise _not_now(hazard, change.action)
    update = EFFECTS[change.action](hazard, change)
    return replace(
        hazard, **update, state=state, revision=hazard.revision + 1, changed_at=change.at
    )


def _not_now(hazard: Hazard, action: Action) -> LedgerError:
    now, what = STATES[hazard.state], ACTIONS[action]
    can = [a for a in TRANSITIONS[hazard.state] if a not in NOBODYS]
    zh, en = "、".join(ACTIONS[a].zh for a in can), ", ".join(ACTIONS[a].en for a in can)
    return LedgerError(
        f"{hazard.id}：处于“{now.zh}”，不能“{what.zh}”；现在可以：{zh}",
        f"{hazard.id}: is in state {now.en}, in which nobody can {what.en} it; possible now: {en}",
    )


def due_changes(hazards: Iterable[Hazard], at: str, who: str) -> Iterator[Change]:
    """Yield what the day brings: waivers end, and what is overdue or major is supervised."""
    today = at[:10]
    for hazard in hazards:
        if hazard.state == "waived" and hazard.waived_until < today:
            yield Change(hazard.id, at, who, "expire")
        elif hazard.state in ("registered", "rectifying"):
            if hazard.is_overdue(at):
                yield Change(
                    hazard.id, at, who, "escalate", f"逾期 overdue: {hazard.due_at or hazard.due}"
                )
            elif hazard.major:
                yield Change(hazard.id, at, who, "escalate", "重大隐患 major hazard")
