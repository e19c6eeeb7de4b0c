"""A model comes whole and as pinned from a real web server, or not at all, in one sentence."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.config.catalogue import KnownModel
from pipeline.config.embedded import embedded
from pipeline.config.manifest_file import load_manifest
from pipeline.errors import ModelError, StorageError, UnknownNameError, UsageError
from pipeline.workflows.open_detector import open_detector
from pipeline.workflows.pull_model import Pulled, PullOptions, pull_model
from tests.detect.graphs import constant_model, yolox_rows
from tests.web_server import Served, WebServer, web_server

CONTENT = bytes(range(256)) * 8000
"""Two million bytes: more than one chunk."""


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[WebServer]:
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    with web_server() as running:
        yield running


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "models"


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def listed(folder: Path, server: WebServer, content: bytes = CONTENT, pin: bool = True) -> None:
    """Write the user's own manifest of a model at ``/tiny.onnx``."""
    folder.mkdir(exist_ok=True)
    digest = f"sha256: '{sha256(content)}'\n" if pin else ""
    (folder / "tiny.yaml").write_text(
        f"name: tiny\nfile: tiny.onnx\nlicence: MIT\ndownload: {server.url('/tiny.onnx')}\n{digest}"
    )


def pulled(folder: Path, **options: object) -> Pulled:
    return pull_model("tiny", PullOptions(folder=folder, **options))


def refused(folder: Path, **options: object) -> str:
    with pytest.raises(ModelError) as caught:
        pulled(folder, **options)
    assert "\n" not in str(caught.value)
    assert not (folder / "tiny.onnx").exists()
    return str(caught.value)


def left(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.name != "tiny.yaml")


def test_a_model_is_fetched_whole_and_once(folder: Path, server: WebServer) -> None:
    listed(folder, server)
    server.files["/tiny.onnx"] = Served(CONTENT)
    steps: list[tuple[float, float | None]] = []
    first = pull_model("tiny", PullOptions(folder), lambda *step: steps.append(step))
    assert (first.path.read_bytes(), first.sha256) == (CONTENT, sha256(CONTENT))
    assert steps[-1] == (len(CONTENT), len(CONTENT))
    assert left(folder) == ["tiny.onnx"]
    again = pulled(folder)
    assert (first.fetched, again.fetched, len(server.asked)) == (True, False, 1)


def test_what_was_cut_off_goes_on_where_it_was(folder: Path, server: WebServer) -> None:
    listed(folder, server)
    server.files["/tiny.onnx"] = Served(CONTENT, cut_after=700_000)
    assert "the connection ended after 700000 of 2048000 bytes" in refused(folder)
    assert left(folder) == ["tiny.onnx.part", "tiny.onnx.part.json"]
    # Two cuts more: 1,400,000 and then the rest of 648,000.
    assert "after 1400000 of 2048000 bytes" in refused(folder)
    assert pulled(folder).path.read_bytes() == CONTENT
    ranges = [asked for _, asked in server.asked]
    assert ranges == [None, "bytes=700000-", "bytes=1400000-"]
    assert left(folder) == ["tiny.onnx"]


def test_a_server_without_parts_begins_anew(folder: Path, server: WebServer) -> None:
    listed(folder, server)
    server.files["/tiny.onnx"] = Served(CONTENT, cut_after=700_000, knows_parts=False)
    refused(folder)
    server.files["/tiny.onnx"] = Served(CONTENT, knows_parts=False)
    assert pulled(folder).path.read_bytes() == CONTENT
    assert server.asked[-1][1] == "bytes=700000-"


def test_a_file_that_changed_meanwhile_begins_anew(folder: Path, server: WebServer) -> None:
    listed(folder, server)
    server.files["/tiny.onnx"] = Served(bytes(len(CONTENT)), cut_after=700_000)
    refused(folder)
    server.files["/tiny.onnx"] = Served(CONTENT, etag='"two"')
    assert pulled(folder).path.read_bytes() == CONTENT


@pytest.mark.parametrize("etag", [None, 'W/"one"'])
def test_a_file_that_nobody_can_know_again_begins_anew(
    folder: Path, server: WebServer, etag: str | None
) -> None:
    listed(folder, server)
    server.files["/tiny.onnx"] = Served(CONTENT, cut_after=700_000, etag=etag)
    refused(folder)
    server.files["/tiny.onnx"].cut_after = None
    pulled(folder)
    assert [asked for _, asked in server.asked] == [None, None]


def test_a_part_from_another_address_is_not_gone_on_with(folder: Path, server: WebServer) -> None:
    listed(folder, server)
    server.files["/tiny.onnx"] = Served(CONTENT, cut_after=700_000)
    server.files["/copy.onnx"] = Served(CONTENT)
    refused(folder)
    pulled(folder, url=server.url("/copy.onnx"))
    assert server.asked[-1] == ("/copy.onnx", None)


def test_a_part_that_is_the_whole_needs_only_its_name(folder: Path, server: WebServer) -> None:
    listed(folder, server)
    server.files["/tiny.onnx"] = Served(CONTENT, cut_after=700_000)
    refused(folder)
    (folder / "tiny.onnx.part").write_bytes(CONTENT)
    assert pulled(folder).path.read_bytes() == CONTENT


def test_a_part_longer_than_the_file_begins_anew(folder: Path, server: WebServer) -> None:
    listed(folder, server)
    server.files["/tiny.onnx"] = Served(CONTENT, cut_after=700_000)
    refused(folder)
    (folder / "tiny.onnx.part").write_bytes(CONTENT + b"more")
    server.files["/tiny.onnx"].cut_after = None
    assert pulled(folder).path.read_bytes() == CONTENT


def test_wrong_content_is_not_kept(folder: Path, server: WebServer) -> None:
    listed(folder, server)
    wrong = b"<html>sign in first</html>"
    server.files["/tiny.onnx"] = Served(wrong)
    said = refused(folder)
    assert f"its sha256 begins {sha256(wrong)[:16]}, the pin {sha256(CONTENT)[:16]}" in said
    assert left(folder) == []


def test_damage_in_the_part_is_found_and_the_next_attempt_is_whole(
    folder: Path, server: WebServer
) -> None:
    listed(folder, server)
    server.files["/tiny.onnx"] = Served(CONTENT, cut_after=700_000)
    refused(folder)
    (folder / "tiny.onnx.part").write_bytes(bytes(700_000))
    server.files["/tiny.onnx"].cut_after = None
    assert "is another file than wanted" in refused(folder)
    assert pulled(folder).path.read_bytes() == CONTENT


def test_a_length_that_nobody_told_is_judged_by_the_hash(folder: Path, server: WebServer) -> None:
    listed(folder, server)
    server.files["/tiny.onnx"] = Served(CONTENT, told_length=-1, cut_after=700_000)
    assert "is another file than wanted" in refused(folder)
    assert left(folder) == []
    server.files["/tiny.onnx"].cut_after = None
    assert pulled(folder).path.read_bytes() == CONTENT


@pytest.mark.parametrize("status", [403, 404, 500, 503])
def test_a_servers_refusal_is_told(folder: Path, server: WebServer, status: int) -> None:
    listed(folder, server)
    server.files["/tiny.onnx"] = Served(status=status)
    assert f"/tiny.onnx: the server answers {status} " in refused(folder)
    assert left(folder) == []


def test_redirects_are_followed_with_the_rest_asked_for(folder: Path, server: WebServer) -> None:
    listed(folder, server)
    server.files["/tiny.onnx"] = Served(location="/elsewhere?key=secret")
    server.files["/elsewhere?key=secret"] = Served(CONTENT, cut_after=700_000)
    assert "secret" not in refused(folder)
    server.files["/elsewhere?key=secret"].cut_after = None
    assert pulled(folder).path.read_bytes() == CONTENT
    assert server.asked[-1] == ("/elsewhere?key=secret", "bytes=700000-")


@pytest.mark.parametrize("location", ["file:///etc/passwd", "ftp://127.0.0.1/a", "/tiny.onnx"])
def test_redirects_off_the_web_and_in_circles_are_refused(
    folder: Path, server: WebServer, location: str
) -> None:
    listed(folder, server)
    server.files["/tiny.onnx"] = Served(location=location)
    assert "/tiny.onnx: " in refused(folder)
    assert left(folder) == []


def test_a_silent_server_is_given_up(folder: Path, server: WebServer) -> None:
    listed(folder, server)
    server.files["/tiny.onnx"] = Served(CONTENT, pause_after=0)
    assert "(no answer in time)" in refused(folder, timeout_s=0.2)


def test_a_server_that_is_not_there_is_told(folder: Path, server: WebServer) -> None:
    listed(folder, server)
    # Nobody listens on the port that only privileged programs may take.
    assert "could not be fetched" in refused(folder, url="http://127.0.0.1:1/a.onnx")


def test_a_file_beyond_the_limit_is_not_begun(folder: Path, server: WebServer) -> None:
    listed(folder, server)
    server.files["/tiny.onnx"] = Served(CONTENT)
    said = refused(folder, most_bytes=1_000_000)
    assert "has 2048000 bytes or more, and 1000000 are fetched at most" in said
    assert left(folder) == []
    pulled(folder, most_bytes=len(CONTENT))


def test_a_file_without_an_end_stops_at_the_limit(folder: Path, server: WebServer) -> None:
    listed(folder, server)
    server.files["/tiny.onnx"] = Served(CONTENT, told_length=-1)
    assert "1000000 are fetched at most" in refused(folder, most_bytes=1_000_000)
    assert left(folder) == []


def test_another_file_in_its_place_is_left_alone(folder: Path, server: WebServer) -> None:
    listed(folder, server)
    (folder / "tiny.onnx").write_bytes(b"mine")
    with pytest.raises(ModelError, match="is here, but is another file: its sha256 begins"):
        pulled(folder)
    assert (folder / "tiny.onnx").read_bytes() == b"mine"
    assert server.asked == []


# Models that are listed without a pin.


@pytest.fixture
def model(tmp_path: Path) -> bytes:
    """Return a model that can be opened as YOLOX-nano: 52² + 26² + 13² cells in 416 x 416."""
    rows = yolox_rows(cells=3549)
    return constant_model(tmp_path / "a.onnx", [rows], (1, 3, 416, 416)).read_bytes()


def test_without_a_pin_nothing_is_fetched_and_the_user_told_how(
    folder: Path, server: WebServer
) -> None:
    options = PullOptions(folder=folder, url=server.url("/yolox_nano.onnx"))
    with pytest.raises(ModelError) as caught:
        pull_model("yolox_nano", options)
    assert "no sha256 is known for it" in str(caught.value)
    assert "sightline models pull yolox_nano --sha256 …" in str(caught.value)
    assert server.asked == []


def test_the_users_pin_is_kept_in_a_manifest_by_which_the_model_opens(
    folder: Path, server: WebServer, model: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.files["/yolox_nano.onnx"] = Served(model)
    options = PullOptions(folder, server.url("/yolox_nano.onnx"), sha256(model).upper())
    assert pull_model("yolox_nano", options).fetched
    monkeypatch.setenv("SIGHTLINE_MODELS", str(folder))
    detector = open_detector("yolox_nano")
    assert (detector.manifest.sha256, detector.manifest.licence) == (sha256(model), "Apache-2.0")
    assert "There is no sha256 here" not in (folder / "yolox_nano.yaml").read_text("utf-8")
    # From now on the pin is known.
    assert not pull_model("yolox_nano", PullOptions(folder)).fetched


def test_a_file_that_ships_in_a_folder_of_ours_is_found_beside_its_manifest(
    folder: Path, server: WebServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours = embedded("models/person/person-float.onnx")
    server.files["/float.onnx"] = Served(ours.read_bytes())
    monkeypatch.setattr(KnownModel, "is_here", property(lambda known: False))
    options = PullOptions(folder, server.url("/float.onnx"))
    assert pull_model("sightline-person-float", options).path == folder / ours.name
    monkeypatch.undo()
    own = load_manifest(folder / "sightline-person-float.yaml")
    assert own.path == folder / ours.name and own.path.is_file()
    assert own.recall_table is not None


def test_a_pin_against_the_manifests_own_is_refused(folder: Path, server: WebServer) -> None:
    listed(folder, server)
    said = refused(folder, sha256="ab" * 32)
    assert f"pins sha256 {sha256(CONTENT)[:16]}…, and --sha256 says abababababababab…" in said


def test_the_users_own_manifest_is_not_rewritten(folder: Path, server: WebServer) -> None:
    listed(folder, server, pin=False)
    text = (folder / "tiny.yaml").read_text()
    assert f"add the line  sha256: '{'ab' * 32}'" in refused(folder, sha256="ab" * 32)
    assert (folder / "tiny.yaml").read_text() == text


def test_what_ships_is_here_already(folder: Path) -> None:
    ours = pull_model("sightline-person", PullOptions(folder=folder))
    assert not ours.fetched
    assert not folder.exists()


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://example.org/a", "tiny.onnx", ""])
def test_only_the_web_is_asked(url: str) -> None:
    with pytest.raises(UsageError, match="must begin with https:// or http://"):
        PullOptions(url=url)


def test_a_pin_must_be_a_hash() -> None:
    with pytest.raises(UsageError, match="must be 64 hexadecimal digits, got 'abc'"):
        PullOptions(sha256="abc")


def test_an_unknown_name_lists_the_known_ones(folder: Path) -> None:
    with pytest.raises(UnknownNameError, match="no model is called 'yolo'; known: sightline"):
        pull_model("yolo", PullOptions(folder=folder))


def test_a_folder_that_cannot_be_written_is_told(folder: Path, server: WebServer) -> None:
    listed(folder, server)
    server.files["/tiny.onnx"] = Served(CONTENT)
    (folder / "tiny.onnx.part").mkdir()
    with pytest.raises(StorageError, match=r"tiny\.onnx: could not be written"):
        pulled(folder)
