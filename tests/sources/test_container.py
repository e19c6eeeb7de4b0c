"""The door to media opens recordings, and nothing that leads elsewhere."""

from pathlib import Path

import pytest

from pipeline.domain.camera import Stream
from pipeline.errors import FootageError, StreamError
from pipeline.sources.container import open_footage, open_stream, shown_url
from tests.sources.clips import recording, sound_only


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    return recording(tmp_path / "clip.mp4")


def refusal(path: Path) -> str:
    with pytest.raises(FootageError) as caught:
        open_footage(path)
    text = str(caught.value)
    assert "\n" not in text
    return text


@pytest.mark.parametrize("name", ["a.mp4", "a.mov", "a.mkv", "a.avi", "a.ts", "a.webm"])
def test_every_listed_container_opens(tmp_path: Path, name: str) -> None:
    open_footage(recording(tmp_path / name)).close()


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("evil.m3u8", "#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:2,\n{clip}\n#EXT-X-ENDLIST\n"),
        ("evil.mp4", "#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:2,\n{clip}\n#EXT-X-ENDLIST\n"),
        ("evil.ffconcat", "ffconcat version 1.0\nfile 'clip.mp4'\n"),
        ("evil.sdp", "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nt=0 0\nm=video 5004 RTP/AVP 96\n"),
    ],
)
@pytest.mark.fault("P4")
def test_what_would_open_other_files_is_refused(
    tmp_path: Path, clip: Path, name: str, text: str
) -> None:
    evil = tmp_path / name
    evil.write_text(text.format(clip=clip), "utf-8")
    assert name in refusal(evil)
    open_footage(clip).close()


def test_a_file_is_not_taken_for_a_protocol(tmp_path: Path, clip: Path) -> None:
    open_footage(clip.rename(tmp_path / "concat:clip.mp4")).close()


@pytest.mark.parametrize("content", [b"", b"Dear Sir or Madam,\n" * 100, bytes(range(256)) * 40])
def test_what_is_no_recording_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.mp4"
    path.write_bytes(content)
    assert "not a readable recording" in refusal(path)


def test_a_recording_whose_index_was_cut_off_is_refused(clip: Path) -> None:
    clip.write_bytes(clip.read_bytes()[: clip.stat().st_size // 2])
    assert "not a readable recording" in refusal(clip)


def test_sound_alone_is_refused(tmp_path: Path) -> None:
    assert "holds no video, only audio" in refusal(sound_only(tmp_path / "a.mp4"))


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    assert "no such recording" in refusal(tmp_path / "gone.mp4")
    assert "no such recording" in refusal(tmp_path)


@pytest.mark.parametrize("url", ["file:///etc/passwd", "x.mp4", "rtsp", "concat:rtsp://a|b"])
@pytest.mark.parametrize("allows_http", [True, False])
def test_only_rtsp_is_a_stream(url: str, allows_http: bool) -> None:
    with pytest.raises(StreamError, match="must begin with rtsp"):
        open_stream(Stream(url, allows_http=allows_http), 1.0, 1.0)


def test_a_stream_over_http_must_be_allowed() -> None:
    with pytest.raises(StreamError, match="over HTTP must be allowed"):
        open_stream(Stream("http://127.0.0.1:9/x.flv"), 1.0, 1.0)
    with pytest.raises(StreamError, match="connection refused"):
        open_stream(Stream("http://127.0.0.1:9/x.flv", allows_http=True), 1.0, 1.0)


def test_a_shown_url_has_no_secret() -> None:
    assert shown_url("rtsp://user:p@ss@host:8554/a/b?token=1#x") == "rtsp://host:8554/a/b"


def test_a_url_that_cannot_be_read_is_not_repeated() -> None:
    with pytest.raises(StreamError) as caught:
        shown_url("rtsp://user:secret@[::1/x")
    assert "secret" not in str(caught.value)
