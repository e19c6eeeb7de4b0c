"""Which pictures begin anew is read off their first bytes."""

import io

import av
import pytest

from pipeline.sources.avc import Avc
from pipeline.sources.referenced import begins_anew_of
from tests.rtsp_server import coded_clip
from tests.sources.packets import clip

ALL = list(range(0, 72, 12))


def test_a_picture_begins_anew_that_brings_its_parameters_along() -> None:
    """Else those of an earlier picture would be missed; where all stand before, none are."""
    *sets, key = coded_clip(clip()).units[0].nals[-3:]
    assert [unit[0] & 31 for unit in (*sets, key)] == [7, 8, 5]
    ahead = b"\0\0\1" + (b"\0\0\1").join(sets)
    whole, bare = ahead + b"\0\0\1" + key, b"\0\0\1" + key
    assert Avc(ahead).begins_anew(whole)
    assert not Avc(ahead).begins_anew(bare)
    with av.open(io.BytesIO(clip()), "r") as container:
        record = container.streams.video[0].codec_context.extradata
    assert Avc(record or b"").begins_anew(len(key).to_bytes(4, "big") + key)


@pytest.mark.parametrize(
    ("codec", "options", "found"),
    [
        ("libx264", {}, ALL),
        ("libx265", {"x265-params": "keyint=12:min-keyint=12:scenecut=0:open-gop=0"}, ALL),
        # Leading pictures rest on what came before; only the first one begins anew.
        ("libx265", {"x265-params": "keyint=12:min-keyint=12:scenecut=0:open-gop=1"}, [0]),
        ("mpeg4", {}, []),
    ],
)
def test_pictures_that_begin_anew(codec: str, options: dict[str, str], found: list[int]) -> None:
    with av.open(io.BytesIO(clip(codec, **options)), "r") as container:
        video = container.streams.video[0]
        tell = begins_anew_of(video.codec_context.name, video.codec_context.extradata)
        packets = [memoryview(packet) for packet in container.demux(video) if packet.size]
    assert [n for n, packet in enumerate(packets) if tell is not None and tell(packet)] == found
