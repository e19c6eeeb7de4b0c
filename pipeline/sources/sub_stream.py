"""Which of a camera's two streams is watched: the smaller one where it shows enough."""

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from pipeline.domain.camera import Stream
from pipeline.errors import StreamError
from pipeline.sources.container import open_stream
from pipeline.sources.decoding import Size

if TYPE_CHECKING:
    from av.container import InputContainer


def open_smallest(
    source: Stream,
    open_timeout_s: float,
    read_timeout_s: float,
    least: Size | None,
    *,
    supervised: bool = False,
) -> "InputContainer":
    """Return the camera's second stream, open, where it is of the size `least`, else its main one.

    Larger pictures would only be scaled down, after they have cost the time to decode them. A
    second stream that does not answer is done without; one that refuses our password is a
    StreamError like any other, since each further try may lock us out. `supervised` is as in
    `container.open_stream`.
    """
    opened = partial(
        open_stream,
        open_timeout_s=open_timeout_s,
        read_timeout_s=read_timeout_s,
        supervised=supervised,
    )
    if source.sub is not None and least is not None:
        sub = replace(source.sub, transport=source.transport, allows_http=source.allows_http)
        try:
            container = opened(sub)
        except StreamError as error:
            if error.fault == "auth":
                raise
        else:
            if _is_large_enough(container, least):
                return container
            container.close()
    return opened(source)


def _is_large_enough(container: "InputContainer", least: Size) -> bool:
    for video in container.streams.video:
        context = video.codec_context
        return context.width >= least[0] and context.height >= least[1]
    return False
