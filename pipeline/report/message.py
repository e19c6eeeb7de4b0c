"""What a receiver is sent about an event or a fault: words for people, a document for machines."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

from pipeline.domain.chain import State
from pipeline.domain.crowding import KIND_LABELS, TIER_LABELS, CrowdingEvent
from pipeline.domain.delivery import Message, Receiver
from pipeline.domain.health import FAULT_LABELS, HealthFault
from pipeline.domain.label import Label
from pipeline.report.change_wording import CHANGES, change_of, changed_s

TITLE = Label("【{school}】{place}：{what}", "{school}, {place}: {what}")
BODY = Label(
    "{what}\n地点：{place}\n时间：{time}\n编号：{id}",
    "{what}\nWhere: {place}\nWhen: {time}\nId: {id}",
)
AGAIN = Label("（第 {round} 次提醒）", " (reminder {round})")
FAULT = Label("设备故障", "camera fault")


@dataclass(frozen=True)
class Dispatch:
    """One record on its way to one receiver: which, of what, and the how-manieth time.

    `places` are the names of zones and cameras by id; `head` is the signed head of the chain.
    """

    site_id: str
    receiver_id: str
    school: Label
    record_id: str
    number: int
    digest: str
    body: str
    state: State
    round: int
    places: Mapping[str, Label]
    head: Mapping[str, Any]
    zone: tzinfo | None = None

    @property
    def key(self) -> str:
        """The same whenever this is sent again, to this receiver."""
        return f"{self.site_id}/{self.receiver_id}/{self.record_id}/{self.round}"


def message(dispatch: Dispatch, receiver: Receiver) -> Message:
    """Return what is sent, in the receiver's language, with its own words where it has some."""
    language = receiver.language
    values = _values(dispatch, receiver)
    title = TITLE.told(language).format(**values)
    own = receiver.text.told(language) if receiver.text else None
    # Not format(): what users write may only name values, not reach into them.
    text = filled(own, values) if own else BODY.told(language).format(**values)
    kind = "fault" if isinstance(dispatch.state, HealthFault) else dispatch.state.kind
    document = {
        "format": 1,
        "key": dispatch.key,
        "site": dispatch.site_id,
        "receiver": receiver.id,
        "round": dispatch.round,
        "type": kind,
        "change": change_of(dispatch.state),
        "record": {"id": dispatch.record_id, "number": dispatch.number, "digest": dispatch.digest},
        "state": json.loads(dispatch.body),
        "title": title,
        "text": text,
        "head": dict(dispatch.head),
    }
    return Message(dispatch.key, f"{dispatch.site_id}/{kind}", title, text, document)


def filled(template: str, values: Mapping[str, str]) -> str:
    """Return a text with names in braces replaced; what is no name of a value stays.

    >>> filled("{place}: {what} {x.y}", {"place": "Gate", "what": "crowding"})
    'Gate: crowding {x.y}'
    """
    return re.sub(r"\{(\w+)\}", lambda found: values.get(found[1], found[0]), template)


def _values(dispatch: Dispatch, receiver: Receiver) -> dict[str, str]:
    """Return the value of each of `PLACEHOLDERS`."""
    state, language = dispatch.state, receiver.language
    what = CHANGES[change_of(state)].told(language)
    if isinstance(state, CrowdingEvent):
        where, tier = state.zone_id, state.changes[-1].tier if state.changes else "none"
        at_s: float | None = changed_s(state)
        values = {
            "kind": KIND_LABELS[state.kind].told(language),
            "tier": TIER_LABELS[tier].told(language),
            "worst": TIER_LABELS[state.peak_tier].told(language),
            "count": str(state.peak_count),
        }
    else:
        where, at_s = state.camera_id, state.end_s
        values = {
            "kind": FAULT.told(language),
            "tier": "",
            "count": "",
            "fault": FAULT_LABELS[state.kind].told(language),
            "detail": state.detail.told(language),
        }
    again = AGAIN.told(language).format(round=dispatch.round) if dispatch.round else ""
    at = datetime.fromtimestamp(state.start_s if at_s is None else at_s, dispatch.zone)
    return values | {
        "school": dispatch.school.told(language),
        "place": _place(where, dispatch.places).told(language),
        "what": what.format(**values) + again,
        "time": f"{at:%Y-%m-%d %H:%M:%S}",
        "id": dispatch.record_id,
    }


def _place(where: str, places: Mapping[str, Label]) -> Label:
    """Return what people call a zone or camera; a gate seen from two sides has the same name."""
    plain = where.partition("@")[0]
    return places.get(where) or places.get(plain) or Label(where, where)
