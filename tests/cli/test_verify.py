"""Anybody can tell whether a store is whole, and who is still owed what."""

import json
from contextlib import closing
from pathlib import Path

import pytest

from pipeline.cli.main import main
from pipeline.store.chain import chain_head
from pipeline.store.event_store import record_batch
from pipeline.store.outbox import Posting
from pipeline.store.seal_key import SealKey, write_head
from tests.store.chained import event, small_store, spoil


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "gates.db"
    with closing(small_store(path)) as store:
        head = SealKey(path).signed("school", chain_head(store))
    write_head(tmp_path / "head.json", head)
    return path


def said(capsys: pytest.CaptureFixture[str], *args: object) -> tuple[int, str]:
    command, *rest = (str(arg) for arg in args)
    code = main([command, "--lang", "en", *rest])
    out, err = capsys.readouterr()
    return code, out + err


def test_a_whole_store_is_told_to_be_with_what_a_chain_alone_cannot_know(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, told = said(capsys, "verify", path)
    assert code == 0
    assert told.startswith("whole: 4 records, 0 of them erased by rule, head ")
    assert "without --head nobody can tell whether the last records were cut off" in told
    code, told = said(capsys, "verify", path, "--head", path.with_name("head.json"))
    assert (code, told.splitlines()[1][:27]) == (0, "agrees with the head at 4, ")


@pytest.mark.fault("S6")
def test_what_is_wrong_is_named_by_its_record_in_words_and_for_machines(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with closing(small_store(path)) as store:
        spoil(store, "UPDATE chain SET body = replace(body, '9', '2') WHERE number = 3")
    assert said(capsys, "verify", path) == (1, "record 3 (gate-0000100.000) was changed\n")
    code, told = said(capsys, "verify", path, "--json")
    assert (code, json.loads(told)["broken"]["number"]) == (1, 3)
    with closing(small_store(path)) as store:
        spoil(store, "DELETE FROM chain WHERE number > 2")
    code, told = said(capsys, "verify", path, "--head", path.with_name("head.json"))
    assert (code, told) == (1, "records from 3 on are missing: the signed head saw more\n")


def test_what_is_no_store_or_no_head_is_refused(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert said(capsys, "verify", path.with_name("none.db"))[0] == 5
    assert said(capsys, "verify", path, "--head", path)[0] == 3
    assert not path.with_name("none.db").exists()


def test_the_outbox_and_the_holds_are_told(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert (
        said(capsys, "store", "status", path)[1] == "nobody is owed anything, and nothing is held\n"
    )
    with closing(small_store(path)) as store:
        record_batch(store, changes=[event(500.0)], address=lambda _: [Posting("duty", 0.0)])
    hold = ("store", "hold", path, "--from", "2026-11-29T07:00", "--to", "2026-11-29T08:00")
    assert said(capsys, *hold, "--why", "case 7", "--by", "police")[1] == "hold 1 is in force\n"
    lines = said(capsys, "store", "status", path)[1].splitlines()
    assert lines[0].startswith("duty: 1 waiting, 0 delivered, 0 lapsed, the oldest since ")
    assert lines[1] == "hold 1: 2026-11-29 07:00:00 to 2026-11-29 08:00:00, by police: case 7"
    release = ("store", "release", path, 1, "--why", "closed", "--by", "police")
    assert said(capsys, *release) == (0, "hold 1 was released\n")
    assert said(capsys, *release)[0] == 3
    document = json.loads(said(capsys, "store", "status", path, "--json")[1])
    assert document["outbox"][0]["waiting"] == 1
    assert document["holds"][0]["released_why"] == "closed"


def test_the_language_may_stand_before_the_action_or_behind_it(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["store", "--lang", "zh", "status", str(path)]) == 0
    assert main(["store", "status", str(path), "--lang", "zh"]) == 0
    assert capsys.readouterr().out == "没有接收方，也没有保全\n" * 2


def test_a_time_that_is_none_is_wrong_usage(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    hold = ("store", "hold", path, "--from", "noon", "--to", "2026-11-29T08:00", "--why", "x")
    code, told = said(capsys, *hold)
    assert code == 2 and "got noon" in told
