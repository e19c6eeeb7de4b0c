"""What is handed out is registered first, holds by itself, and shows nothing of other times."""

import json
import sqlite3
import zipfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from pipeline.cli.main import main
from pipeline.errors import InputError
from pipeline.store.chain import chain_head
from pipeline.store.event_store import record_batch
from pipeline.store.export import Access, accesses, export, record_watch, verify_export
from pipeline.store.retention import evidence_folder
from pipeline.store.seal_key import SealKey
from tests.store.chained import cleared, counted, small_store

ASKED = Access("李警官", "某区公安分局", "case 7", 50.0, 200.0, 9000.0)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    with closing(small_store(tmp_path / "gates.db")) as connection:
        record_watch(connection, {"model": "ours", "model_sha256": "ab", "site_sha256": "cd"})
        record_batch(connection, [counted(120.0, "gate", 9), counted(5000.0, "gate", 3)])
        record_batch(connection, changes=[cleared(5000.0)])
        folder = evidence_folder(tmp_path / "gates.db")
        folder.mkdir()
        (folder / "a.jpg").write_bytes(b"picture")
        connection.execute(
            "INSERT INTO evidence (thing, kind, name, sha256, bytes, taken_s)"
            " VALUES ('gate', 'snapshot', 'a.jpg', '', 7, 120)"
        )
        yield connection


@pytest.fixture
def handed(tmp_path: Path, store: sqlite3.Connection) -> Path:
    export(store, ASKED, tmp_path / "out.zip")
    return tmp_path / "out.zip"


def unpacked(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def test_who_asks_is_chained_before_anything_leaves(
    tmp_path: Path, store: sqlite3.Connection
) -> None:
    before = chain_head(store).number
    with pytest.raises(InputError, match="an access needs unit"):
        Access("x", " ", "y", 0.0, 1.0, 2.0)
    assert export(store, ASKED, tmp_path / "out.zip") == before + 1
    assert accesses(store) == (ASKED,)


def test_an_export_holds_and_says_what_was_watched_with(handed: Path) -> None:
    found = verify_export(handed, None)
    assert (found.holds, found.head.number) == (True, 7)
    manifest = json.loads(unpacked(handed)["manifest.json"])
    assert manifest["access"]["unit"] == "某区公安分局"
    assert manifest["watch"] == {"model": "ours", "model_sha256": "ab", "site_sha256": "cd"}
    assert set(manifest["files"]) == {"chain.jsonl", "counts.csv", "head.json", "evidence/a.jpg"}


def test_what_happened_at_other_times_is_withheld_and_its_place_is_kept(handed: Path) -> None:
    records = [json.loads(line) for line in unpacked(handed)["chain.jsonl"].splitlines()]
    told = [record["thing"] for record in records if record["body"]]
    assert told == [
        *("gate-0000100.000", "cam-1/offline/130000", "gate-0000100.000", "cam-1/offline/130000"),
        "watch:",
    ]
    assert [record["withheld"] for record in records] == [False] * 5 + [True] * 2
    counts = unpacked(handed)["counts.csv"].decode().splitlines()
    assert counts[1:] == ["gate,120,1,1,9,9.0,ok"]


@pytest.mark.parametrize(
    ("name", "change", "fault"),
    [
        ("chain.jsonl", lambda data: data.replace(b"yellow", b"orange", 1), "file"),
        ("evidence/a.jpg", lambda data: b"another", "file"),
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


def test_an_export_is_held_against_a_head_of_another_day(
    tmp_path: Path, store: sqlite3.Connection, handed: Path
) -> None:
    record_batch(store, changes=[cleared(9000.0)])
    later = SealKey(tmp_path / "gates.db").signed("school", chain_head(store))
    broken = verify_export(handed, later).broken
    assert broken is not None and (broken.fault, broken.number) == ("truncated", 8)


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
    assert told[0] == f"{out} (registered as record 7)"
    assert told[1].startswith("whole: 7 records")
    page = register.read_text("utf-8")
    assert all(word in page for word in ("police", "Li", "case 7", "all records, "))
