"""Evidence is chained, held, erased by rule and reconciled with the disk, both ways."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.cli.main import main
from pipeline.domain.evidence import ClipRules
from pipeline.domain.label import Label
from pipeline.domain.retention import Jurisdiction, Retention
from pipeline.store.chain import last_body
from pipeline.store.database import rows
from pipeline.store.episode_evidence import keep_evidence, owe_evidence, owed_evidence
from pipeline.store.event_store import record_batch, stored_events
from pipeline.store.evidence_upkeep import (
    kept_evidence,
    note_lost,
    reconcile,
    sweep_erased,
)
from pipeline.store.retention import (
    DAY_S,
    evidence_folder,
    expire,
    keep_promises,
    place_hold,
    release_hold,
)
from pipeline.store.verification import verify_store
from tests.store.chained import cleared, event, evidence, piece, small_store, spoil

WORDS = Label("规则", "rule")
CLIPS = ClipRules(WORDS, days=1.0)
RULES = Jurisdiction("own", WORDS, "user", WORDS, Retention(30.0, 10.0), CLIPS)
THING = "gate-0000100.000"
NAMES = {kind: f"{THING}{end}" for kind, end in (("clip", ".clip.mp4"), ("jpg", ".snapshot.jpg"))}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    with closing(small_store(tmp_path / "gates.db")) as connection:
        yield connection


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return evidence_folder(tmp_path / "gates.db")


@pytest.fixture
def kept(store: sqlite3.Connection) -> sqlite3.Connection:
    pieces = (piece("snapshot", b"picture"), piece("clip", b"video", 90.0, signature_sei="no"))
    keep_evidence(store, evidence(*pieces, series="not_written"))
    return store


def there(folder: Path) -> set[str]:
    return {path.name.removeprefix(THING) for path in folder.iterdir()}


def fault(store: sqlite3.Connection) -> tuple[str, str] | None:
    broken = verify_store(store, None).broken
    return broken and (broken.fault, broken.thing)


def test_the_chain_holds_the_hash_of_each_file_and_of_the_manifest(
    kept: sqlite3.Connection, folder: Path
) -> None:
    told = json.loads(last_body(kept, f"evidence:{THING}") or "")
    assert set(told["files"]) == {"snapshot", "clip", "manifest"}
    assert told["absent"] == {"series": "not_written"}
    assert there(folder) == {".clip.mp4", ".snapshot.jpg", ".manifest.json"}
    assert all(path.stat().st_mode & 0o777 == 0o600 for path in folder.iterdir())
    assert verify_store(kept, None).holds


@pytest.mark.parametrize("name", [".clip.mp4", ".snapshot.jpg", ".manifest.json"])
def test_the_file_that_was_altered_or_taken_away_is_named(
    kept: sqlite3.Connection, folder: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = folder / f"{THING}{name}"
    path.write_bytes(path.read_bytes() + b" ")
    assert fault(kept) == ("altered", path.name)
    store = str(folder).removesuffix(".evidence")
    assert main(["verify", "--lang", "en", store]) == 1
    assert f"the evidence {path.name} was altered; record 5 holds" in capsys.readouterr().out
    path.unlink()
    assert fault(kept) == ("gone", path.name)


def test_a_file_that_somebody_puts_among_the_evidence_proves_nothing(
    kept: sqlite3.Connection, folder: Path
) -> None:
    (folder / "gate-0000500.000.snapshot.jpg").write_bytes(b"forged")
    row = "('x', 'snapshot', 'gate-0000500.000.snapshot.jpg', 'ab', 6, 500)"
    spoil(kept, f"INSERT INTO evidence (thing, kind, name, sha256, bytes, taken_s) VALUES {row}")
    assert fault(kept) == ("unproven", "gate-0000500.000.snapshot.jpg")


def test_clips_go_before_the_rest_and_the_episode_after_all_of_it(
    kept: sqlite3.Connection, folder: Path
) -> None:
    """Clips after a day, evidence after ten, events after thirty: but for what holds them."""
    assert expire(kept, RULES, "janitor", 100.0 + 2 * DAY_S) == 1
    assert there(folder) == {".snapshot.jpg", ".manifest.json"}
    assert fault(kept) is None
    ((rule,),) = rows(kept, "SELECT body FROM chain WHERE thing LIKE 'tombstone:%'")
    assert '"rule":"own: clips.days 1"' in rule and NAMES["clip"] in rule
    assert expire(kept, replace(RULES, retention=Retention(1.0)), "janitor", 200.0 + 9 * DAY_S) == 1
    assert [one.id for one in stored_events(kept)] == [THING], "its snapshot is still there"
    expire(kept, RULES, "janitor", 300.0 + 11 * DAY_S)
    assert there(folder) == set()
    expire(kept, RULES, "janitor", 300.0 + 40 * DAY_S)
    assert stored_events(kept) == () and last_body(kept, f"evidence:{THING}") is None
    assert fault(kept) is None


def test_a_clip_goes_when_it_was_promised_to_whatever_the_rules_are_then(
    store: sqlite3.Connection, folder: Path
) -> None:
    """It shows 90 to 100 s, and was to be kept for two hours."""
    keep_evidence(store, evidence(piece("clip", b"video", 90.0, kept_hours=2), series="off"))
    assert keep_promises(store, "janitor", 100.0 + 7200.0) == 0
    number = place_hold(store, 95.0, 95.0, "police", "case 7", 0.0)
    assert keep_promises(store, "janitor", 101.0 + 7200.0) == 0
    release_hold(store, number, "police", "closed", 0.0)
    assert keep_promises(store, "janitor", 101.0 + 7200.0) == 1
    assert there(folder) == {".manifest.json"} and fault(store) is None


def test_a_hold_on_any_moment_of_a_clip_keeps_it(kept: sqlite3.Connection, folder: Path) -> None:
    """The clip shows 90 to 100 s; the hold begins at 99."""
    number = place_hold(kept, 99.0, 99.5, "police", "case 7", 0.0)
    assert expire(kept, RULES, "janitor", 100.0 + 2 * DAY_S) == 0
    release_hold(kept, number, "police", "closed", 0.0)
    place_hold(kept, 101.0, 109.0, "police", "case 8", 0.0)
    assert expire(kept, RULES, "janitor", 100.0 + 2 * DAY_S) == 1
    assert there(folder) == {".snapshot.jpg", ".manifest.json"}


def test_an_episode_that_is_owed_evidence_is_owed_it_once(store: sqlite3.Connection) -> None:
    record_batch(store, changes=[event(900.0)], owes_evidence=True)
    record_batch(store, changes=[cleared(900.0)], owes_evidence=True)
    assert owed_evidence(store) == (("gate-0000900.000", "gate"),)
    keep_evidence(store, evidence(thing="gate-0000900.000", snapshot="not_held"))
    assert owed_evidence(store) == ()
    owe_evidence(store, cleared(900.0))
    assert owed_evidence(store) == ()


def test_leavings_of_a_dead_watch_are_taken_up_or_go_and_strangers_stay(
    kept: sqlite3.Connection, folder: Path
) -> None:
    (folder / ".x.abc.tmp").write_bytes(b"half")
    (folder / "gate-0000700.000.clip.mp4").write_bytes(b"without a manifest")
    (folder / "notes.txt").write_bytes(b"of the operator")
    record_batch(kept, changes=[event(900.0)], owes_evidence=True)
    found = reconcile(kept, 9000.0)
    assert (found.taken_up, found.without) == ((), ("gate-0000900.000",))
    assert found.removed == (".x.abc.tmp", "gate-0000700.000.clip.mp4")
    left = {".clip.mp4", ".snapshot.jpg", ".manifest.json", "notes.txt"}
    assert there(folder) == left
    assert owed_evidence(kept) == () and fault(kept) is None
    assert [label.en[:26] for label in found.told()] == ["the last watch was cut off"]
    assert list(reconcile(kept, 9001.0).told()) == []


def test_whole_files_that_no_row_knows_are_taken_up_with_their_manifest(
    kept: sqlite3.Connection, folder: Path, tmp_path: Path
) -> None:
    """As when a store is put back from an older copy than the folder beside it."""
    (tmp_path / "older").mkdir()
    path = tmp_path / "older" / "gates.db"
    evidence_folder(path).mkdir()
    for file in folder.iterdir():
        (evidence_folder(path) / file.name).write_bytes(file.read_bytes())
    (evidence_folder(path) / NAMES["clip"]).write_bytes(b"vid")
    with closing(small_store(path)) as older:
        found = reconcile(older, 9000.0)
        assert (found.taken_up, found.removed) == ((THING,), (NAMES["clip"],))
        told = json.loads(last_body(older, f"evidence:{THING}") or "")
        assert told["absent"] == {"series": "not_written", "clip": "cut_off"}
        assert fault(older) is None
        assert reconcile(older, 9001.0).taken_up == ()


def test_a_file_that_is_lost_is_noticed_once_and_the_chain_says_when(
    kept: sqlite3.Connection, folder: Path
) -> None:
    (folder / NAMES["jpg"]).unlink()
    assert note_lost(kept, 9000.0) == (NAMES["jpg"],)
    assert note_lost(kept, 9001.0) == ()
    ((body,),) = rows(kept, "SELECT body FROM chain WHERE thing LIKE 'lost:%'")
    assert json.loads(body) == {"at_ms": 9000000, "names": [NAMES["jpg"]], "record": "lost"}
    assert fault(kept) == ("gone", NAMES["jpg"])


def test_a_file_that_a_power_cut_left_after_it_was_erased_goes(
    kept: sqlite3.Connection, folder: Path
) -> None:
    expire(kept, RULES, "janitor", 100.0 + 2 * DAY_S)
    (folder / NAMES["clip"]).write_bytes(b"video")
    assert (sweep_erased(kept), sweep_erased(kept)) == (1, 0)


def test_manifests_that_are_none_of_ours_are_not_believed(
    store: sqlite3.Connection, folder: Path
) -> None:
    folder.mkdir()
    bad = ["", "[]", "{}", '{"format": 1, "event_id": "other"}', "[" * 100_000]
    outside = {"clip": {"name": "../gates.db", "sha256": "", "bytes": 1, "last_ms": 1}}
    whole = {"format": 1, "event_id": "e5", "first_ms": 1, "last_ms": 2, "absent": {}}
    bad.append(json.dumps({**whole, "files": outside}))
    for number, text in enumerate(bad):
        (folder / f"e{number}.manifest.json").write_text(text, "utf-8")
    found = reconcile(store, 9000.0)
    assert (found.taken_up, len(found.removed)) == ((), 6)
    assert list(folder.iterdir()) == [] and (folder.parent / "gates.db").exists()


Action = st.sampled_from(["keep", "hold", "expire", "lose", "reconcile"])


@given(actions=st.lists(st.tuples(Action, st.integers(0, 3)), max_size=12))
@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_happens_disk_and_store_agree_and_nothing_held_goes(
    tmp_path: Path, actions: list[tuple[str, int]]
) -> None:
    path = tmp_path / f"{abs(hash(tuple(actions)))}.db"
    folder = evidence_folder(path)
    lost, held, day = set(), set(), 0
    with closing(small_store(path)) as store:
        for action, number in actions:
            thing = f"gate-{1000 * (number + 1):011.3f}"
            if action == "keep" and not last_body(store, f"evidence:{thing}"):
                record_batch(store, changes=[cleared(1000.0 * (number + 1))], owes_evidence=True)
                pieces = piece("snapshot", b"x", 1000.0 * (number + 1))
                keep_evidence(store, evidence(pieces, thing=thing))
            elif action == "hold":
                place_hold(store, 1000.0 * (number + 1), 1000.0 * (number + 1), "p", "c", 0.0)
                held.add(thing)
            elif action == "expire":
                day = 1
                expire(store, RULES, "janitor", 9000.0 + 11 * DAY_S)
            elif action == "lose" and (folder / f"{thing}.snapshot.jpg").exists():
                (folder / f"{thing}.snapshot.jpg").unlink()
                lost.add(thing)
            else:
                reconcile(store, 9000.0 + day)
        live = rows(store, "SELECT thing, name FROM evidence WHERE erased_s IS NULL")
        on_disk = {one.name for one in folder.iterdir()} if folder.exists() else set()
        assert {name for _, name in live} >= on_disk
        gone = {name for _, name in live} - on_disk
        assert gone <= {f"{thing}.snapshot.jpg" for thing in lost}
        erased = {t for (t,) in rows(store, "SELECT thing FROM evidence WHERE erased_s NOT NULL")}
        assert day or not erased
        found = verify_store(store, None).broken
        assert (found is None) == (not gone)


def test_what_is_kept_is_told_in_words_and_for_machines(
    kept: sqlite3.Connection, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    record_batch(kept, changes=[event(900.0)], owes_evidence=True)
    expire(kept, RULES, "janitor", 100.0 + 2 * DAY_S)
    (folder / NAMES["jpg"]).unlink()
    store = str(folder).removesuffix(".evidence")
    assert main(["store", "--lang", "en", "evidence", store]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[:2] == ["gate-0000900.000: still to be kept", THING]
    assert lines[2].startswith("  the camera's own video, UNBLURRED: erased by rule on 1970-01-")
    assert lines[4:] == [
        f"  picture of the peak, heads pixelated: {NAMES['jpg']} (the file is MISSING)",
        "  counts by the second: none, it could not be written",
    ]
    assert main(["store", "--lang", "zh", "evidence", "--json", store]) == 0
    told = json.loads(capsys.readouterr().out)["evidence"]
    assert [one["is_owed"] for one in told] == [True, False]
    assert told[1]["files"][0]["signature_sei"] == "no"
    assert [one.thing for one in kept_evidence(kept)] == ["gate-0000900.000", THING]
