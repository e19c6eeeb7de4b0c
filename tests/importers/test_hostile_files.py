"""Files for the ledger that somebody has tampered with end in one sentence, or in nothing new."""

import copy
import json
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.audit.closing import audit_proof
from pipeline.cli.ledger_table import card, table
from pipeline.domain.hazard import Change
from pipeline.domain.seal import seal
from pipeline.errors import InputError, LedgerError
from pipeline.importers.audit_file import audit_record
from pipeline.report.audit_json import audit_document, sealed
from pipeline.report.ledger_json import export_document, hazards_document
from pipeline.store.ledger import (
    chained,
    hazards_of,
    history_of,
    open_ledger,
    record,
)
from pipeline.workflows.keep_ledger import Taken, close, import_audit, import_file
from tests.audit.recorded import CLEAN, FIRST, LATER, LATEST, ROOM, VIEW_ID, recorded

NOW = "2026-11-29T04:00:00.000+00:00"
FIVE = {"standard": "无", "measure": "转动", "due": "2026-12-31", "person": "安全员"}
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=4,
)


def ways(value: Any, way: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the way to each value within a document."""
    inner = value.items() if isinstance(value, dict) else enumerate(value)
    for step, one in inner:
        yield (*way, step)
        if isinstance(one, dict | list):
            yield from ways(one, (*way, step))


def changed(document: Any, way: tuple[Any, ...], value: object) -> Any:
    """Return a document in which one value is another."""
    whole = copy.deepcopy(document)
    inner = whole
    for step in way[:-1]:
        inner = inner[step]
    inner[way[-1]] = value
    return whole


@pytest.fixture(scope="module")
def export(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Return the export of a ledger in which a hazard has come all the way."""
    folder = tmp_path_factory.mktemp("school")
    mended = folder / "mended.json"
    mended.write_text(json.dumps(sealed(audit_document(CLEAN), LATER)), encoding="utf-8")
    with closing(open_ledger(folder / "ledger.db")) as ledger:
        import_audit(ledger, recorded(ROOM, FIRST), "安全员")
        id_ = f"demo/{VIEW_ID}"
        record(ledger, [Change(id_, NOW, "安全员", "assign", data=FIVE)])
        record(ledger, [Change(id_, NOW, "安全员", "rectify")])
        (view,) = [hazard for hazard in hazards_of(ledger) if hazard.id == id_]
        close(ledger, view, ("audit", mended), "安全员", NOW, "")
        histories = [history_of(ledger, hazard.id) for hazard in hazards_of(ledger)]
        return json.loads(json.dumps(export_document(histories)))


def rechained(document: Any) -> Any:
    """Return an export whose digests fit again, as a forger would leave it."""
    for history in document["ledger"]:
        before = ""
        for number, each in enumerate(history, start=1):
            fields = ("hazard_id", "at", "who", "action", "why", "data")
            before = chained(Change(*(each[name] for name in fields)), number, before)
            each["digest"] = before
    return document


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_a_forged_export_is_merged_or_refused(
    export: Any, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    way = data.draw(st.sampled_from(list(ways(export))))
    forged = changed(export, way, data.draw(ANYTHING))
    # Some are so broken that no forger can hash them.
    with suppress(KeyError, TypeError, AttributeError, ValueError):
        forged = rechained(forged)
    path = tmp_path_factory.mktemp("city") / "export.json"
    path.write_text(json.dumps(forged), encoding="utf-8")
    with closing(open_ledger(path.with_name("city.db"))) as city:
        try:
            taken = import_file(city, path, "city", NOW)
        except InputError:
            return
        assert isinstance(taken, Taken)
        used(city)


def used(city: Any) -> None:
    """Do with a ledger what people do, after whatever it has taken over."""
    hazards = hazards_of(city)
    json.dumps(hazards_document(hazards, "2026-11-29", "en"))
    table(hazards, "2026-11-29", "zh")
    for hazard in hazards:
        card(hazard, history_of(city, hazard.id), "2026-11-29", "en")
        try:
            audit_proof(hazard, recorded(CLEAN, LATEST))
        except LedgerError:
            continue
    import_audit(city, recorded(ROOM, LATEST), "city")


@settings(max_examples=60)
@given(st.data())
def test_a_forged_audit_is_read_or_refused(data: st.DataObject) -> None:
    document = json.loads(json.dumps(sealed(audit_document(ROOM), FIRST)))
    way = data.draw(st.sampled_from(list(ways(document))))
    forged = changed(document, way, data.draw(ANYTHING))
    try:
        forged["sha256"] = seal(forged)
        record = audit_record(forged)
    except (InputError, UnicodeEncodeError):
        return
    from pipeline.audit.registration import audit_changes

    list(audit_changes(record, [], "安全员"))


def test_an_untouched_export_is_merged_whole(export: Any, tmp_path: Path) -> None:
    """The control of both: what is not tampered with is taken over."""
    path = tmp_path / "export.json"
    path.write_text(json.dumps(rechained(copy.deepcopy(export))), encoding="utf-8")
    with closing(open_ledger(tmp_path / "city.db")) as city:
        assert import_file(city, path, "city", NOW) == Taken(changes=6)
        used(city)
