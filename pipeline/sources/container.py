"""The one door to media files and streams, which opens only what Sightline means to read."""

import io
import re
import time
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO
from urllib.parse import urlsplit

from pipeline.domain.camera import Stream, Transport
from pipeline.errors import FootageError, StreamError

if TYPE_CHECKING:
    from av.container import InputContainer, OutputContainer

FOOTAGE_FORMATS = ("mov", "mp4", "matroska", "webm", "avi", "mpegts")
"""Containers a recording may have. Playlists are not among them: they open other files."""

RTSP, HTTP = ("rtsp", "rtsps"), ("http", "https")

OVER_HTTP = ("flv", "live_flv", "hls", "mpegts", "mov")
"""Containers that a live stream over HTTP may have, and those of which a playlist's parts are."""

REASONS_ZH = {
    "connection refused": "连接被拒绝",
    "connection reset by peer": "连接被对方重置",
    "connection timed out": "连接超时",
    "no route to host": "无法到达主机",
    "network is unreachable": "网络不可达",
    "host is down": "主机已关闭",
    "input/output error": "读写错误",
    "invalid data found when processing input": "收到的数据无效",
    "server returned 404 not found": "没有这一路码流",
}
"""FFmpeg's words for what is mostly wrong, and the same in Chinese; others are left out there."""


def open_footage(path: Path) -> "InputContainer":
    """Return the open recording; the caller closes it.

    Playlists, concatenation scripts and session descriptions are refused, because FFmpeg would
    follow them to any file this user may read. Raises FootageError in one sentence.
    """
    import av

    try:
        is_file = path.is_file()
    except OSError as error:
        raise FootageError(f"{path}: cannot be a recording ({_reason(error)})") from error
    if not is_file:
        is_other = ", but a pipe, a device or a folder" if path.exists() else ""
        raise FootageError(f"{path}: no such recording{is_other}")
    options = {"format_whitelist": ",".join(FOOTAGE_FORMATS), "protocol_whitelist": "file"}
    try:
        # Without the prefix a file called "concat:x" would be taken for a protocol.
        container = av.open(f"file:{path.absolute()}", options=options)
    except (av.error.FFmpegError, OSError, ValueError) as error:
        raise FootageError(
            f"{path}: not a readable recording ({_reason(error)});"
            f" wanted one of {', '.join(FOOTAGE_FORMATS)}"
        ) from error
    if not container.streams.video:
        kinds = _stream_kinds(container)
        container.close()
        raise FootageError(f"{path}: holds no video, only {kinds}")
    return container


def open_stream(
    stream: Stream, open_timeout_s: float, read_timeout_s: float, *, supervised: bool = False
) -> "InputContainer":
    """Return the open stream; the caller closes it.

    RTSP, its packets within the connection (TCP) or beside it (UDP), and FLV or HLS over HTTP where
    the stream allows that. Raises StreamError whose `fault` is ``auth`` when it refuses us,
    ``offline`` otherwise; no message holds the user name or password of the URL.

    A packet has `read_timeout_s` to be complete. To see to that PyAV is called, and holds all
    Python for it, several times for every few hundred bytes that come, which takes 1 to 4 ms in a
    second of 1080p. Where a stream is `supervised`, so that somebody ends this process when nothing
    comes of it, it is FFmpeg that waits, over RTSP: for the next bytes alone, and as long as for an
    answer where that is longer, since it knows one time for both.
    """
    import av

    shown, began = shown_url(stream.url, allows_http=stream.allows_http), time.monotonic()
    over_http = shown.startswith(tuple(f"{scheme}:" for scheme in HTTP))
    by_ffmpeg = supervised and not over_http
    options = {
        **(_over_http() if over_http else _over_rtsp(stream.transport)),
        **({"timeout": str(round(1e6 * max(open_timeout_s, read_timeout_s)))} if by_ffmpeg else {}),
        # The session description already says what comes; measuring the frame rate as well
        # would make opening take one to three seconds instead of 0.2 to 0.4.
        "fpsprobesize": "0",
        **_trust(shown),
    }
    try:
        waits = (open_timeout_s, None if by_ffmpeg else read_timeout_s)
        return av.open(stream.url, options=options, timeout=waits)
    except (av.error.HTTPUnauthorizedError, av.error.HTTPForbiddenError) as error:
        told = f"{shown}: refused our user name or password"
        raise StreamError(told, "auth", "用户名或密码被拒绝") from error
    except (av.error.FFmpegError, OSError, ValueError) as error:
        # Whatever FFmpeg calls it when its time is up, nobody answered.
        if time.monotonic() - began >= open_timeout_s:
            raise StreamError(
                f"{shown}: no answer within {open_timeout_s:g} s",
                zh=f"{open_timeout_s:g} 秒内没有应答",
            ) from error
        reason = _reason(error)
        zh = f"无法打开（{REASONS_ZH[reason]}）" if reason in REASONS_ZH else "无法打开"
        raise StreamError(f"{shown}: cannot be opened ({reason})", "offline", zh) from error


def _over_rtsp(transport: Transport) -> dict[str, str]:
    return {
        "rtsp_transport": transport,
        "format_whitelist": "rtsp",
        "protocol_whitelist": "rtsp,rtp,udp,tcp,tls",
        "allowed_media_types": "video",
        "analyzeduration": "100000",
        "probesize": "32768",
    }


def _over_http() -> dict[str, str]:
    """Return what lets a playlist lead to other addresses, but to no file."""
    return {
        "format_whitelist": ",".join(OVER_HTTP),
        "protocol_whitelist": "http,https,tcp,tls",
        # Of these the first picture tells what they are.
        "analyzeduration": "1000000",
    }


def _trust(url: str) -> dict[str, str]:
    """Return the options that make FFmpeg believe only who can prove to be the camera.

    It does not look at certificates unless told to, and looks for those of the authorities where
    its builder's system had them; Python knows where they are here, or in ``SSL_CERT_FILE``.
    """
    if not url.startswith(("rtsps:", "https:")):
        return {}
    import ssl

    authorities = ssl.get_default_verify_paths().cafile
    return {"tls_verify": "1"} | ({"ca_file": authorities} if authorities else {})


def writable_clip(target: BinaryIO) -> "OutputContainer":
    """Return an MP4 container that writes into `target`; its index comes last."""
    import av

    return av.open(target, "w", format="mp4")


def coded_stream(codec: str, data: bytes) -> "InputContainer":
    """Return pictures as they are coded, without a container, open; the caller closes them.

    `codec` is one of FFmpeg's names of such a form; raises FFmpegError for what is none.
    """
    import av

    return av.open(io.BytesIO(data), "r", format=codec)


def shown_url(url: str, *, allows_http: bool = False) -> str:
    """Return the URL as it may be printed, without user name and password.

    Raises StreamError for what is no address of a stream; one of HTTP must be allowed.

    >>> shown_url("rtsp://admin:secret@10.0.0.5:554/ch1?key=abc")
    'rtsp://10.0.0.5:554/ch1'
    """
    try:
        parts = urlsplit(url)
    except ValueError as error:
        told = "a stream's URL cannot be read as a URL"
        raise StreamError(told, "offline", "码流地址无法识别") from error
    if parts.scheme in HTTP and not allows_http:
        raise StreamError(
            "a stream over HTTP must be allowed where its address stands",
            zh="HTTP 码流须在写明地址处允许",
        )
    if parts.scheme not in (*RTSP, *HTTP):
        raise StreamError(
            f"a stream's URL must begin with rtsp:// or rtsps://, got {parts.scheme or 'none'}",
            zh="码流地址必须以 rtsp:// 或 rtsps:// 开头",
        )
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"


def _reason(error: Exception) -> str:
    """Return FFmpeg's words without its number and without the path or URL it repeats."""
    text = getattr(error, "strerror", None) or type(error).__name__
    return re.sub(r"\s+", " ", str(text)).strip().lower()


def _stream_kinds(container: "InputContainer") -> str:
    kinds = sorted({str(stream.type) for stream in container.streams})
    return ", ".join(kinds) or "nothing"
