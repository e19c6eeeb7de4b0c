"""Tokens are made once, for their owner's eyes, and a file that is none is refused."""

import json
from pathlib import Path

import pytest

from pipeline.errors import StorageError
from pipeline.store.access_file import access_folder, access_keys


def test_the_first_start_makes_a_token_of_256_bits_for_each_role(tmp_path: Path) -> None:
    path = tmp_path / "a" / "tokens.json"
    keys, are_new = access_keys(path)
    assert are_new and [holder.who.role for holder in keys.holders] == [
        "viewer",
        "auditor",
        "admin",
    ]
    # 32 bytes in base64 are 43 letters.
    assert {len(holder.token) for holder in keys.holders} == {43}
    assert len({holder.token for holder in keys.holders}) == 3
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_later_start_finds_them_again(tmp_path: Path) -> None:
    path = tmp_path / "tokens.json"
    first, _ = access_keys(path)
    again, are_new = access_keys(path)
    assert not are_new and again == first


def test_taking_the_file_away_takes_the_tokens_back(tmp_path: Path) -> None:
    path = tmp_path / "tokens.json"
    first, _ = access_keys(path)
    path.unlink()
    assert not {h.token for h in access_keys(path)[0].holders} & {h.token for h in first.holders}


def test_no_token_is_told_by_what_is_printed_of_it(tmp_path: Path) -> None:
    keys, _ = access_keys(tmp_path / "tokens.json")
    assert all(holder.token not in repr(keys) for holder in keys.holders)


def test_a_file_that_others_may_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "tokens.json"
    access_keys(path)
    path.chmod(0o640)
    with pytest.raises(StorageError, match="others may read the tokens in it; type chmod 600"):
        access_keys(path)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"format": 2}, "no file of tokens of format 1"),
        ({"people": []}, "people must be a list"),
        ({"people": [{"name": "Li", "role": "god", "token": "t" * 43}]}, "people.0.role must be"),
        ({"people": [{"name": "<b>", "role": "admin", "token": "t" * 43}]}, "people.0.name"),
        ({"people": [{"name": "Li", "role": "admin", "token": "short"}]}, "people.0.token"),
        ({"people": [{"name": "Li", "role": "admin"}]}, "people.0 must have"),
        ({"people": [{"name": n, "role": "admin", "token": "t" * 43} for n in "ab"]}, "same token"),
        ({"people": [{"name": "a", "role": "admin", "token": t * 43} for t in "tu"]}, "same name"),
        ({"key": "12"}, "key must be 64"),
    ],
)
def test_a_file_with_a_mistake_is_refused_in_a_sentence(
    tmp_path: Path, change: dict[str, object], why: str
) -> None:
    path = tmp_path / "tokens.json"
    access_keys(path)
    path.write_text(json.dumps({**json.loads(path.read_text("utf-8")), **change}), "utf-8")
    with pytest.raises(StorageError, match=why):
        access_keys(path)


@pytest.mark.parametrize("content", [b"", b"[]", b"\xff", b"[" * 100_000, b"x" * 70_000])
def test_what_is_no_such_file_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "tokens.json"
    path.write_bytes(content)
    path.chmod(0o600)
    with pytest.raises(StorageError, match="mend it, or take it away for new tokens"):
        access_keys(path)


def test_each_site_has_a_folder_of_its_own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    one, other = access_folder(Path("a/site.yaml")), access_folder(Path("b/site.yaml"))
    assert one != other and one.is_relative_to(tmp_path / "sightline" / "serve")
