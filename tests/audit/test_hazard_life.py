"""A hazard goes its way by one table, under conditions that are told when they are not met."""

from dataclasses import replace
from itertools import product
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.audit.hazard_effects import EFFECTS
from pipeline.audit.hazard_form import words_of
from pipeline.audit.hazard_life import TRANSITIONS, applied, due_changes
from pipeline.domain.hazard import NO_WORDS, Change, Hazard, Source
from pipeline.domain.hazard_words import ACTIONS, ELEMENTS, STATES, Action, State
from pipeline.errors import LedgerError

AT = "2026-11-29T04:00:00.000+00:00"
FIVE = {
    "content": "盲区 4 m²",
    "standard": "25 px/m",
    "measure": "转动 cam-1",
    "due": "2026-12-31",
    "person": "安全员",
}
PROOF = {"kind": "audit", "sha256": "ab", "audited_at": AT}
DATA: dict[str, dict[str, Any]] = {
    "assign": FIVE,
    "attach": {"sha256": "ab", "name": "a.jpg"},
    "waive": {"until": "2027-01-31"},
    "close": {"proof": PROOF},
    "recover": {"proof": {"kind": "footage", "start": AT}},
}
"""What each action needs to be allowed at all."""

FOUND = Hazard(
    "demo/F-01.ground.e90n90",
    "demo",
    "F-01.ground.e90n90",
    "security",
    AT,
    AT,
    AT,
    content=words_of(FIVE["content"]),
    source=Source("blind_spot", "full-coverage", "F-01", "ground", "yard-1"),
)


OUTAGE = replace(
    FOUND, source=Source("outage", "full-coverage", "camera-outage", "ground", "yard-1", "cam-1")
)


def step(action: Action, why: str = "", at: str = AT, **data: Any) -> Change:
    return Change(FOUND.id, at, "安全员", action, why, data)


def in_state(state: State, action: Action = "seen") -> Hazard:
    """Return a hazard in a state; of what recovers, one that does."""
    late = {"waived_until": "2027-01-31"} if state == "waived" else {}
    hazard = OUTAGE if action == "recover" else FOUND
    return replace(hazard, **FIVE, state=state, **late)


def test_every_action_and_state_is_in_the_table_and_has_its_words() -> None:
    actions = set(get_args(Action))
    assert set(ACTIONS) == actions == set(EFFECTS) | {"register"}
    assert set(STATES) == set(get_args(State)) == set(TRANSITIONS)
    assert {a for row in TRANSITIONS.values() for a in row} == set(EFFECTS)


@pytest.mark.parametrize(("state", "action"), list(product(STATES, EFFECTS)))
def test_the_table_alone_says_what_may_be_done(state: State, action: Action) -> None:
    change = step(action, "as agreed", **DATA.get(action, {}))
    goal = TRANSITIONS[state].get(action)
    if goal is None:
        with pytest.raises(LedgerError, match=f"is in state {STATES[state].en}"):
            applied(in_state(state, action), change)
    else:
        after = applied(in_state(state, action), change)
        assert (after.state, after.revision) == (goal, 2)


def test_the_straight_way_ends_in_closed() -> None:
    hazard = FOUND
    for action, state in (
        ("assign", "rectifying"),
        ("rectify", "review"),
        ("reject", "rectifying"),
        ("rectify", "review"),
        ("close", "closed"),
        ("reopen", "registered"),
    ):
        hazard = applied(hazard, step(action, "looked", **DATA.get(action, {})))
        assert hazard.state == state
    assert (hazard.proof, hazard.rectified_at) == (None, "")


def test_only_review_leads_people_to_closed() -> None:
    """A camera that fails may recover in any state, and is nobody's word but the watch's."""
    ways = {
        s: {a for a, goal in row.items() if goal == "closed" != s} for s, row in TRANSITIONS.items()
    }
    assert ways.pop("closed") == set()
    assert ways.pop("review") == {"close", "recover"}
    assert set(map(frozenset, ways.values())) == {frozenset({"recover"})}


def test_only_a_camera_recovers_and_an_audit_is_no_proof_of_it() -> None:
    with pytest.raises(LedgerError, match="is no outage of a camera"):
        applied(FOUND, step("recover", "seen", **DATA["recover"]))
    with pytest.raises(LedgerError, match="an audit of the plan does not show that a camera works"):
        applied(OUTAGE, step("recover", "seen", proof=PROOF))
    with pytest.raises(LedgerError, match="say why"):
        applied(OUTAGE, step("recover", **DATA["recover"]))


def test_an_hour_that_is_due_counts_until_another_day_is_named() -> None:
    """Due at noon: overdue in the afternoon, though the day is not over."""
    noon, later = "2026-12-01T12:00:00+08:00", "2026-12-01T13:00:00+08:00"
    hazard = replace(OUTAGE, due="2026-12-01", due_at=noon)
    assert (hazard.is_overdue(later), hazard.is_overdue("2026-12-01")) == (True, False)
    assert not hazard.is_overdue("2026-12-01T11:00:00+08:00")
    put_off = applied(hazard, step("amend", due="2026-12-05"))
    assert (put_off.due_at, put_off.is_overdue(later)) == ("", False)


@pytest.mark.parametrize("name", ELEMENTS)
def test_none_of_the_five_elements_may_lack_when_it_is_assigned(name: str) -> None:
    given = {**FIVE, name: ""}
    with pytest.raises(LedgerError, match=f"lacks {name} of the five elements") as refused:
        applied(replace(FOUND, content=NO_WORDS), step("assign", **given))
    assert "五落实缺" in refused.value.told("zh")


def test_a_supervised_hazard_is_not_rectified_before_the_five_elements_are_settled() -> None:
    with pytest.raises(LedgerError, match="lacks standard, measure, due, person"):
        applied(replace(FOUND, state="supervised"), step("rectify"))


@pytest.mark.parametrize("due", ["2026-11-28", "tomorrow", "2026-02-30"])
def test_a_day_that_is_over_or_none_is_no_time_limit(due: str) -> None:
    with pytest.raises(LedgerError, match=due):
        applied(FOUND, step("assign", **{**FIVE, "due": due}))


@pytest.mark.parametrize("proof", [None, {}, {"kind": "word"}, {"kind": "photograph"}])
def test_nothing_closes_what_an_audit_found_but_an_audit_or_footage(proof: Any) -> None:
    data = {} if proof is None else {"proof": proof}
    with pytest.raises(LedgerError, match="not closed without proof; give a later audit"):
        applied(in_state("review"), step("close", "it is fine", **data))


def test_what_a_person_found_may_be_closed_by_a_photograph_but_by_no_audit() -> None:
    by_hand = replace(in_state("review"), source=None)
    assert applied(by_hand, step("close", proof={"kind": "photograph"})).state == "closed"
    with pytest.raises(LedgerError, match="entered by hand"):
        applied(by_hand, step("close", proof=PROOF))


@pytest.mark.parametrize("action", ["reject", "escalate", "waive"])
def test_it_must_be_said_why(action: Action) -> None:
    state: State = "review" if action == "reject" else "rectifying"
    with pytest.raises(LedgerError, match="--why"):
        applied(in_state(state), step(action, "  ", **DATA.get(action, {})))


def test_it_must_be_said_who() -> None:
    with pytest.raises(LedgerError, match="who did it must be said"):
        applied(in_state("review"), replace(step("reject", "dark"), who=" "))


@pytest.mark.parametrize("until", ["", "2026-11-29", "for ever"])
def test_a_waiver_ends(until: str) -> None:
    with pytest.raises(LedgerError):
        applied(FOUND, step("waive", "being rebuilt", until=until))


def test_data_that_no_action_writes_is_refused() -> None:
    """Or a file could close a hazard by what looks like a correction."""
    for data in ({"proof": PROOF}, {"state": "closed"}, {"content": 7}, {"revision": 1}):
        with pytest.raises(LedgerError, match="with such a"):
            applied(FOUND, step("amend", **data))


def test_what_is_overdue_or_major_is_supervised_and_what_was_waived_comes_back() -> None:
    late = replace(in_state("rectifying"), id="late", due="2026-11-28")
    last_day = replace(late, id="last-day", due="2026-11-29")
    grave = replace(FOUND, id="grave", major=True)
    over = replace(in_state("waived"), id="over", waived_until="2026-11-28")
    until_today = replace(over, id="until-today", waived_until="2026-11-29")
    reviewed = replace(late, id="reviewed", state="review")
    hazards = (late, last_day, grave, over, until_today, reviewed, FOUND)
    made = [(change.hazard_id, change.action) for change in due_changes(hazards, AT, "clock")]
    assert made == [("late", "escalate"), ("grave", "escalate"), ("over", "expire")]
    for hazard, change in zip((late, grave, over), due_changes(hazards, AT, "clock"), strict=True):
        assert applied(hazard, change).state in ("supervised", "registered")


@given(st.lists(st.sampled_from(sorted(EFFECTS)), max_size=30))
def test_however_it_goes_nobody_closes_without_proof_or_assigns_without_elements(
    actions: list[Action],
) -> None:
    hazard, numbers = FOUND, [FOUND.revision]
    for number, action in enumerate(actions):
        data = DATA.get(action, {})
        if action == "attach":
            data = {"sha256": str(number), "name": "a"}
        try:
            hazard = applied(hazard, step(action, "why", **data))
        except LedgerError:
            continue
        numbers.append(hazard.revision)
        assert (hazard.state == "closed") == (hazard.proof is not None)
        assert hazard.state not in ("rectifying", "review") or not hazard.missing
        assert (hazard.state == "waived") <= bool(hazard.waived_until)
    assert numbers == list(range(1, len(numbers) + 1))
