"""What is handed out is registered first, holds by itself, and shows nothing of other times."""

import hashlib
import json
import sqlite3
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.cli.main import main
from pipeline.domain.chain import link
from pipeline.domain.seal import canonical
from pipeline.errors import InputError
from pipeline.store.chain import Head, chain_head
from pipeline.store.episode_evidence import keep_evidence
from pipeline.store.event_store import record_batch
from pipeline.store.export import CHECKER, Access, accesses, export, record_watch, verify_export
from pipeline.store.retention import erase_evidence, evidence_folder
from pipeline.store.seal_key import SealKey, write_head
from tests.store.chained import cleared, counted, evidence, piece, small_store

ASKED = Access("李警官", "某区公安分局", "case 7", 50.0, 200.0, 9000.0)
SNAPSHOT, CLIP = "gate-0000100.000.snapshot.jpg", "gate-0000100.000.clip.mp4"
MANIFEST = "gate-0000100.000.manifest.json"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    with closing(small_store(tmp_path / "gates.db")) as connection:
        record_watch(connection, {"model": "ours", "model_sha256": "ab", "site_sha256": "cd"})
        record_batch(connection, [counted(120.0, "gate", 9), counted(5000.0, "gate", 3)])
        record_batch(connection, changes=[cleared(5000.0)])
        kept = evidence(piece("snapshot", b"picture"), piece("clip", b"video"), series="off")
        keep_evidence(connection, kept)
        yield connection


@pytest.fixture
def handed(tmp_path: Path, store: sqlite3.Connection) -> Path:
    export(store, ASKED, tmp_path / "out.zip")
    return tmp_path / "out.zip"


def checked_alone(path: Path, *head: Path) -> tuple[int, str]:
    """Return what the program in an export says of it, without Sightline or any other package."""
    program = path.with_name("verify.py")
    program.write_bytes(CHECKER.read_bytes())
    alone = [sys.executable, "-I", "-S", str(program), str(path), *map(str, head)]
    done = subprocess.run(alone, capture_output=True, encoding="utf-8", check=False)
    return done.returncode, done.stdout + done.stderr


def unpacked(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def test_who_asks_is_chained_before_anything_leaves(
    tmp_path: Path, store: sqlite3.Connection
) -> None:
    before = chain_head(store).number
    with pytest.raises(InputError, match="an access needs unit"):
        Access("x", " ", "y", 0.0, 1.0, 2.0)
    assert export(store, ASKED, tmp_path / "out.zip").record == before + 1
    assert accesses(store) == (replace(ASKED, snapshots=1),)


def test_an_export_holds_and_says_what_was_watched_with(handed: Path) -> None:
    found = verify_export(handed, None)
    assert (found.holds, found.head.number) == (True, 8)
    manifest = json.loads(unpacked(handed)["manifest.json"])
    assert manifest["access"]["unit"] == "某区公安分局"
    assert manifest["watch"] == {"model": "ours", "model_sha256": "ab", "site_sha256": "cd"}
    assert set(manifest["files"]) == {
        *("chain.jsonl", "counts.csv", "head.json", "verify.py", "README.txt"),
        *(f"evidence/{SNAPSHOT}", f"evidence/{MANIFEST}"),
    }


def test_what_happened_at_other_times_is_withheld_and_its_place_is_kept(handed: Path) -> None:
    records = [json.loads(line) for line in unpacked(handed)["chain.jsonl"].splitlines()]
    told = [record["thing"] for record in records if record["body"]]
    assert told == [
        *("gate-0000100.000", "cam-1/offline/130000", "gate-0000100.000", "cam-1/offline/130000"),
        *("watch:", "evidence:gate-0000100.000"),
    ]
    assert [record["withheld"] for record in records] == [False] * 5 + [True, False, True]
    counts = unpacked(handed)["counts.csv"].decode().splitlines()
    assert counts[1:] == ["gate,120,1,1,9,9.0,ok"]


@pytest.mark.parametrize(
    ("name", "change", "fault"),
    [
        ("chain.jsonl", lambda data: data.replace(b"yellow", b"orange", 1), "file"),
        (f"evidence/{SNAPSHOT}", lambda data: b"another", "file"),
        ("counts.csv", lambda data: None, "file"),
        ("stranger.txt", lambda data: b"x", "file"),
        ("manifest.json", lambda data: data.replace(b"case 7", b"case 8"), "manifest"),
    ],
)
def test_whatever_is_changed_in_it_is_named(
    handed: Path, name: str, change: object, fault: str
) -> None:
    files = unpacked(handed)
    changed = change(files.get(name, b""))  # type: ignore[operator]
    files = {key: data for key, data in files.items() if key != name}
    with zipfile.ZipFile(handed, "w") as packed:
        for key, data in {**files, **({name: changed} if changed is not None else {})}.items():
            packed.writestr(key, data)
    broken = verify_export(handed, None).broken
    assert broken is not None and broken.fault == fault
    assert fault == "manifest" or broken.thing == name
    code, told = checked_alone(handed)
    assert (code, f"WRONG 有误: {name}: " in told) == (1, True)


def test_an_export_is_held_against_a_head_of_another_day(
    tmp_path: Path, store: sqlite3.Connection, handed: Path
) -> None:
    before = chain_head(store)
    record_batch(store, changes=[cleared(9000.0)])
    later = SealKey(tmp_path / "gates.db").signed("school", chain_head(store))
    broken = verify_export(handed, later).broken
    assert broken is not None and (broken.fault, broken.number) == ("truncated", 9)
    write_head(tmp_path / "later.json", later)
    assert "the head saw more records" in checked_alone(handed, tmp_path / "later.json")[1]
    write_head(tmp_path / "then.json", SealKey(tmp_path / "gates.db").signed("school", before))
    assert checked_alone(handed, tmp_path / "then.json")[0] == 0


def test_an_export_is_checked_by_a_program_that_needs_python_alone(handed: Path) -> None:
    code, told = checked_alone(handed)
    assert (code, told.startswith("whole 完整: 8 records, 7 files, 0 unblurred clips; key ")) == (
        *(0, True),
    )
    assert unpacked(handed)["verify.py"] == CHECKER.read_bytes()
    handed.write_bytes(handed.read_bytes()[:-100])
    assert checked_alone(handed)[0] == 2


def test_unblurred_clips_leave_only_for_who_asks_for_them_and_are_called_that(
    tmp_path: Path, store: sqlite3.Connection, handed: Path
) -> None:
    withheld = json.loads(unpacked(handed)["manifest.json"])
    assert (withheld["unblurred"], withheld["left_out"]) == ([], {CLIP: "unblurred"})
    done = export(store, replace(ASKED, unblurred=True), tmp_path / "all.zip")
    assert (done.clips, done.snapshots, done.left_out) == (1, 1, {})
    files = unpacked(tmp_path / "all.zip")
    assert json.loads(files["manifest.json"])["unblurred"] == [f"evidence/{CLIP}"]
    assert files[f"evidence/{CLIP}"] == b"video"
    assert verify_export(tmp_path / "all.zip", None).holds
    assert [one.clips for one in accesses(store)] == [0, 1]


@pytest.mark.parametrize(("name", "fault"), [(SNAPSHOT, "altered"), (MANIFEST, "altered")])
def test_evidence_that_was_altered_in_the_store_is_named_in_its_exports(
    tmp_path: Path, store: sqlite3.Connection, name: str, fault: str
) -> None:
    """The export's own manifest fits the file; the chain does not."""
    (evidence_folder(tmp_path / "gates.db") / name).write_bytes(b"another")
    export(store, ASKED, tmp_path / "out.zip")
    broken = verify_export(tmp_path / "out.zip", None).broken
    assert broken is not None and (broken.fault, broken.thing) == (fault, name)
    code, told = checked_alone(tmp_path / "out.zip")
    assert (code, told) == (1, f"WRONG 有误: evidence/{name}: not what was recorded / 与记录不符\n")


def test_what_is_missing_or_was_erased_is_told_apart_and_keeps_no_export_from_holding(
    tmp_path: Path, store: sqlite3.Connection
) -> None:
    (evidence_folder(tmp_path / "gates.db") / SNAPSHOT).unlink()
    erase_evidence(store, 9000.0, "own: clips.days 1", "janitor", 9000.0, kind="clip")
    done = export(store, replace(ASKED, unblurred=True), tmp_path / "out.zip")
    assert done.left_out == {SNAPSHOT: "missing"}
    assert verify_export(tmp_path / "out.zip", None).holds
    assert checked_alone(tmp_path / "out.zip")[0] == 0


def test_what_is_no_export_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    path.write_bytes(b"no zip")
    with pytest.raises(InputError, match="no whole zip"):
        verify_export(path, None)
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("manifest.json", "[]")
        packed.writestr("head.json", "{}")
    with pytest.raises(InputError, match="no export of a store"):
        verify_export(path, None)


def forged(handed: Path, name: str, data: bytes) -> None:
    """Change a file of an export and sign it all anew, as one can who has a key of one's own."""
    files, key = unpacked(handed), SealKey(handed.with_name("forged.db"))
    manifest = json.loads(files.pop("manifest.json"))
    del manifest["signature"]
    head = json.loads(files["head.json"])
    signed = key.signed(head["site"], Head(head["number"], head["digest"]))
    files |= {"head.json": json.dumps(signed.document()).encode(), name: data}
    sums = {one: {"sha256": hashlib.sha256(each).hexdigest()} for one, each in files.items()}
    manifest |= {"files": sums, "public_key": key.public}
    sealed = manifest | {"signature": key.sealed(canonical(manifest))}
    with zipfile.ZipFile(handed, "w") as packed:
        for one, each in (files | {"manifest.json": json.dumps(sealed).encode()}).items():
            packed.writestr(one, each)


def test_who_signs_all_anew_is_caught_by_the_chain_and_by_the_key(
    tmp_path: Path, store: sqlite3.Connection, handed: Path
) -> None:
    head = SealKey(tmp_path / "gates.db").signed("school", chain_head(store))
    forged(handed, f"evidence/{SNAPSHOT}", b"another")
    broken = verify_export(handed, head).broken
    assert broken is not None and (broken.fault, broken.thing) == ("altered", SNAPSHOT)
    assert checked_alone(handed)[1].endswith("not what was recorded / 与记录不符\n")


def test_counts_that_are_signed_anew_are_caught_by_a_head_of_another_day(
    tmp_path: Path, store: sqlite3.Connection, handed: Path
) -> None:
    head = SealKey(tmp_path / "gates.db").signed("school", chain_head(store))
    assert verify_export(handed, head).holds
    forged(handed, "counts.csv", b"zone,start\n")
    assert verify_export(handed, None).holds, "the control: alone it looks whole"
    broken = verify_export(handed, head).broken
    assert broken is not None and broken.fault == "key"
    write_head(tmp_path / "head.json", head)
    code, told = checked_alone(handed, tmp_path / "head.json")
    assert (code, "another key than the head's" in told) == (1, True)


@pytest.mark.parametrize("body", ["no json", "[1]", '{"record": "evidence", "files": 7}'])
def test_records_that_nobody_of_ours_has_written_end_in_a_sentence(
    tmp_path: Path, handed: Path, body: str
) -> None:
    record = {"number": 1, "thing": "x", "revision": 1, "body": body, "withheld": False}
    digest = link("0" * 64, "x#1", body)
    lines = json.dumps(record | {"digest": digest}).encode()
    files = unpacked(handed)
    files["head.json"] = json.dumps(
        json.loads(files["head.json"]) | {"number": 1, "digest": digest}
    ).encode()
    with zipfile.ZipFile(handed, "w") as packed:
        for one, each in files.items():
            packed.writestr(one, each)
    forged(handed, "chain.jsonl", lines)
    with pytest.raises(InputError, match="no export of a store"):
        verify_export(handed, None)
    assert checked_alone(handed)[0] == 2


def test_the_command_hands_out_verifies_and_writes_the_register(
    tmp_path: Path, store: sqlite3.Connection, capsys: pytest.CaptureFixture[str]
) -> None:
    database, out = str(tmp_path / "gates.db"), str(tmp_path / "out.zip")
    span = ("--from", "1970-01-01T00:00+00:00", "--to", "1970-01-01T00:05+00:00")
    asked = ("--by", "Li", "--unit", "police", "--why", "case 7", "-o", out)
    assert main(["store", "--lang", "en", "export", database, *span, *asked]) == 0
    assert main(["verify", "--lang", "en", out]) == 0
    register = tmp_path / "register.html"
    assert main(["store", "--lang", "en", "register", database, "-o", str(register)]) == 0
    told = capsys.readouterr().out.splitlines()
    assert told[0] == f"{out} (registered as record 8)"
    assert told[1] == "pictures: 1, unblurred clips: 0"
    assert told[2] == "1 unblurred clips were left out; --clips hands them out too"
    assert told[3].startswith("whole: 8 records")
    page = register.read_text("utf-8")
    words = ("police", "Li", "case 7", "all records, ", "; pictures: 1, unblurred clips: 0")
    assert all(word in page for word in words)
