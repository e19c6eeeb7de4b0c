"""What a change of a hazard may hold, whoever made it: a person, an audit, or somebody's file."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, get_args

from shapely import MultiPolygon, Polygon
from shapely.errors import ShapelyError
from shapely.geometry import mapping, shape

from pipeline.domain.defect import DefectKind
from pipeline.domain.hazard import Change, Source, Terms
from pipeline.domain.hazard_words import ACTIONS, CLASSES, ELEMENTS, WORDED, Action
from pipeline.domain.label import Label
from pipeline.errors import LedgerError
from pipeline.units import is_coordinate

FREE = frozenset({"hazard_class", "major", "due_at", *ELEMENTS})
FROM_AUDITS = frozenset({"audit", "seen_at", "place", "source", "merged_into", *WORDED})
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
    "recover": frozenset({"proof"}),
}
"""What the data of an action may hold; of the others it holds nothing."""


def check_form(change: Change) -> None:
    """Refuse a change that no action of ours writes, as another ledger's file may hold it."""
    texts = (change.hazard_id, change.at, change.who, change.action, change.why)
    whole = all(isinstance(text, str) for text in texts) and isinstance(change.data, Mapping)
    if not whole or change.action not in ACTIONS or not is_time(change.at):
        raise LedgerError(
            f"{change.hazard_id}：不是台账的变更", f"{change.hazard_id}: is no change of a ledger"
        )
    if not change.who.strip():
        raise LedgerError("须写明是谁", "who did it must be said")
    kinds: dict[str, Any] = {"major": bool, "source": dict | None, "proof": dict}
    for name, value in change.data.items():
        known = name in FIELDS.get(change.action, ()) and isinstance(value, kinds.get(name, str))
        known = known or (name in FIELDS.get(change.action, ()) and _is_told_twice(name, value))
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


def _is_told_twice(name: str, value: object) -> bool:
    """Tell whether a value is words in both languages, of an element that has words."""
    if name not in WORDED or not isinstance(value, Mapping) or set(value) != {"zh", "en"}:
        return False
    return all(isinstance(words, str) for words in value.values())


def words_document(words: Label) -> str | dict[str, str]:
    """Return words as plain JSON: one text where they read alike in both languages.

    >>> words_document(Label("门", "door")), words_document(Label("x", "x"))
    ({'zh': '门', 'en': 'door'}, 'x')
    """
    return words.zh if words.zh == words.en else {"zh": words.zh, "en": words.en}


def words_of(document: str | Mapping[str, str]) -> Label:
    """Return what `words_document` has written.

    >>> words_of("x") == Label("x", "x")
    True
    """
    if isinstance(document, str):
        return Label(document, document)
    return Label(document["zh"], document["en"])


def with_words(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return the data of a change as fields of a hazard, its elements as words."""
    return {key: words_of(value) if key in WORDED else value for key, value in data.items()}


def is_time(text: str) -> bool:
    """Tell whether a text is a time with its offset from UTC.

    >>> is_time("2026-11-29T04:00:00+00:00"), is_time("2026-11-29T04:00:00"), is_time("noon")
    (True, False, False)
    """
    try:
        return datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        return False


def check_day(hazard_id: str, day: str) -> None:
    """Refuse what is neither empty nor a day."""
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
